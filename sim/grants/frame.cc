// Which pattern lists tell the ARNs of a group of actions apart.
#include <algorithm>
#include <map>
#include <set>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "sim/grants/space.h"

namespace rolechain {
namespace {

using Kind = TextPattern::Kind;
using Wildcards = TextPattern::Wildcards;

std::size_t add(Frame& frame, ClassTable::ListId list) {
  frame.lists.push_back(list);
  return frame.lists.size() - 1;
}

std::string_view bucket_of(std::string_view arn) {
  const auto parts = split_arn(arn);
  if (!parts || parts->service != "s3" || !parts->account.empty()) return {};
  return arn.substr(0, arn.find('/'));
}

// Whether a pattern says whose ARNs it means: by the account, or where ARNs have none by the name.
bool names_owner(std::string_view pattern) {
  const auto parts = split_arn(pattern);
  if (!parts) return false;
  if (!parts->account.empty()) return is_account_id(parts->account);
  return !has_wildcard(parts->resource.substr(0, parts->resource.find('/')));
}

}  // namespace

void GrantSpace::add_statement(Frame& frame, std::size_t index) {
  if (statement_lists_.empty()) statement_lists_.resize(statements_.size());
  auto& lists = statement_lists_[index];
  if (!lists) {
    const PlayStatement& one = statement(index);
    lists.emplace();
    if (one.has_resources) lists->push_back(table_.add(one.resources));
    for (const PatternList& list : one.regions) lists->push_back(table_.add(list));
  }
  frame.lists.insert(frame.lists.end(), lists->begin(), lists->end());
}

void GrantSpace::add_intent(Frame& frame, std::size_t index) {
  if (intent_lists_.empty()) intent_lists_.resize(intents_.size());
  auto& lists = intent_lists_[index];
  if (!lists) {
    PatternList all;
    PatternList named;
    PatternList exact;
    for (const std::string& text : intents_[index].resources) {
      all.emplace_back(text, Kind::resource);
      if (names_owner(text)) named.push_back(all.back());
      if (!has_wildcard(text)) exact.push_back(all.back());
    }
    lists.emplace();
    lists->all = table_.add(all);
    if (named.size() != all.size()) lists->named = table_.add(named);
    if (exact.size() != all.size()) lists->exact = table_.add(exact);
    // Where the intent holds in some regions only.
    for (const ConditionTest& test : intents_[index].when.tests) {
      if (!equals_ignore_case(test.key.value, "aws:RequestedRegion")) continue;
      for (const Play* play : plays_) {
        PatternList regions;
        for (const Text& value : test.values) {
          const Pattern pattern("arn:*:*:" + value.value + ":*:*", Pattern::Wildcards::active,
                                Pattern::Variables::active);
          auto ready = TextPattern::from(pattern, play->caller_keys(), Kind::arn, Wildcards::active,
                                         CaseMode::insensitive);
          if (ready) regions.push_back(*std::move(ready));
        }
        lists->regions.push_back(table_.add(regions));
      }
    }
  }
  Frame::Intent intent;
  intent.index = index;
  intent.all = add(frame, lists->all);
  intent.named = lists->named ? add(frame, *lists->named) : intent.all;
  intent.exact = lists->exact ? add(frame, *lists->exact) : intent.all;
  frame.intents.push_back(intent);
  frame.lists.insert(frame.lists.end(), lists->regions.begin(), lists->regions.end());
}

// What the worlds know: their policies, tags and owners differ from ARN to ARN.
void GrantSpace::add_entities(Frame& frame, const Group& group, Detail detail) {
  if (!entities_) {
    entities_.emplace();
    std::map<std::string, std::size_t> known;
    const auto add_text = [&](std::string text, bool principal) {
      const auto [at, is_new] = known.try_emplace(text, entities_->size());
      if (is_new) {
        const ClassTable::ListId list = table_.add({TextPattern(text, Kind::text)});
        entities_->push_back({std::move(text), list, principal});
      } else if (!principal) {
        (*entities_)[at->second].principal = false;
      }
    };
    std::set<const World*> seen;
    for (const Play* play : plays_) {
      const World& world = *play->subject().world;
      if (!seen.insert(&world).second) continue;
      for (const Resource& resource : world.resources) {
        add_text(resource.arn, false);
        const std::string_view bucket = bucket_of(resource.arn);
        if (!bucket.empty()) add_text(std::string(bucket), false);
        add_text((bucket.empty() ? resource.arn : std::string(bucket)) + "/*", false);
      }
      for (const Role& role : world.roles) add_text(role.arn, true);
      for (const User& user : world.users) add_text(user.arn, true);
    }
  }
  const bool principals = group.trust || std::ranges::any_of(group.statements, [&](std::size_t i) {
                            return statement(i).tests_resource_tags;
                          });
  for (const Entity& entity : *entities_) {
    if (entity.principal && !principals) continue;
    const std::size_t list = add(frame, entity.list);
    if (detail == Detail::patterns) frame.candidates.push_back({entity.text, list});
  }
}

// Whose the ARN is decides which rules hold: the caller's own account's, or another's.
void GrantSpace::add_accounts(Frame& frame) {
  if (account_lists_.empty()) {
    std::set<std::string> accounts;
    for (const Play* play : plays_) accounts.insert(play->subject().session->account);
    for (const std::string& account : accounts) {
      account_lists_.push_back(table_.add({TextPattern("arn:*:*:*:" + account + ":*", Kind::arn)}));
    }
  }
  frame.lists.insert(frame.lists.end(), account_lists_.begin(), account_lists_.end());
}

void GrantSpace::add_candidates(Frame& frame, const Group& group) {
  std::set<std::string, std::less<>> texts = {"*"};  // what NotResource leaves
  for (const std::size_t i : group.intents) {
    texts.insert(intents_[i].resources.begin(), intents_[i].resources.end());
  }
  for (const std::size_t i : group.statements) {
    texts.insert(statement(i).resource_texts.begin(), statement(i).resource_texts.end());
  }
  for (const std::string& text : texts) {
    const std::size_t list = add(frame, table_.add({TextPattern(text, Kind::resource)}));
    frame.candidates.push_back({text, list});
  }
}

std::unique_ptr<Frame> GrantSpace::make_frame(const Group& group, Detail detail) {
  auto frame = std::make_unique<Frame>();
  for (const std::size_t i : group.intents) add_intent(*frame, i);
  for (const std::size_t i : group.statements) add_statement(*frame, i);
  add_entities(*frame, group, detail);
  add_accounts(*frame);
  if (detail == Detail::patterns) add_candidates(*frame, group);
  return frame;
}

}  // namespace rolechain
