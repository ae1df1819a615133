// Which pattern lists tell the ARNs of a group of actions apart.
#include <algorithm>
#include <set>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "sim/grants/space.h"

namespace rolechain {
namespace {

using Kind = TextPattern::Kind;
using Wildcards = TextPattern::Wildcards;

std::size_t add(Frame& frame, PatternList list) {
  frame.owned.push_back(std::make_unique<PatternList>(std::move(list)));
  frame.lists.push_back(frame.owned.back().get());
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

void GrantSpace::add_intent(Frame& frame, std::size_t index) const {
  PatternList all;
  PatternList named;
  PatternList exact;
  for (const std::string& text : intents_[index].resources) {
    all.emplace_back(text, Kind::resource);
    if (names_owner(text)) named.emplace_back(text, Kind::resource);
    if (!has_wildcard(text)) exact.emplace_back(text, Kind::resource);
  }
  const std::size_t count = all.size();
  Frame::Intent intent;
  intent.index = index;
  intent.all = add(frame, std::move(all));
  const auto part = [&](PatternList list) {
    return list.size() == count ? intent.all : add(frame, std::move(list));
  };
  intent.named = part(std::move(named));
  intent.exact = part(std::move(exact));
  frame.intents.push_back(intent);
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
      add(frame, std::move(regions));
    }
  }
}

// What the worlds know: their policies, tags and owners differ from ARN to ARN.
void GrantSpace::add_entities(Frame& frame, const Group& group, Detail detail) const {
  std::set<std::string, std::less<>> known;
  const auto add_pattern = [&](std::string text, CaseMode mode = CaseMode::sensitive) {
    if (!known.insert(text).second) return;
    const std::size_t list = add(frame, {TextPattern(text, Kind::text, Wildcards::active, mode)});
    if (detail == Detail::patterns) frame.candidates.push_back({std::move(text), list});
  };
  const bool tags = std::ranges::any_of(
      group.statements, [&](std::size_t i) { return statement(i).tests_resource_tags; });
  std::set<const World*> seen;
  for (const Play* play : plays_) {
    const World& world = *play->subject().world;
    if (!seen.insert(&world).second) continue;
    for (const Resource& resource : world.resources) {
      add_pattern(resource.arn);
      const std::string_view bucket = bucket_of(resource.arn);
      if (!bucket.empty()) add_pattern(std::string(bucket));
      add_pattern((bucket.empty() ? resource.arn : std::string(bucket)) + "/*");
    }
    if (!group.trust && !tags) continue;
    for (const Role& role : world.roles) add_pattern(role.arn);
    for (const User& user : world.users) add_pattern(user.arn);
  }
}

std::unique_ptr<Frame> GrantSpace::make_frame(const Group& group, Detail detail) const {
  auto frame = std::make_unique<Frame>();
  std::set<std::string, std::less<>> texts = {"*"};  // what NotResource leaves
  for (const std::size_t i : group.intents) {
    add_intent(*frame, i);
    texts.insert(intents_[i].resources.begin(), intents_[i].resources.end());
  }
  for (const std::size_t i : group.statements) {
    const PlayStatement& one = statement(i);
    if (one.has_resources) frame->lists.push_back(&one.resources);
    texts.insert(one.resource_texts.begin(), one.resource_texts.end());
    for (const PatternList& list : one.regions) frame->lists.push_back(&list);
  }
  add_entities(*frame, group, detail);
  // Whose the ARN is decides which rules hold: the caller's own account's, or another's.
  std::set<std::string> accounts;
  for (const Play* play : plays_) accounts.insert(play->subject().session->account);
  for (const std::string& account : accounts) {
    add(*frame, {TextPattern("arn:*:*:*:" + account + ":*", Kind::arn)});
  }
  if (detail == Detail::patterns) {
    for (const std::string& text : texts) {
      frame->candidates.push_back({text, add(*frame, {TextPattern(text, Kind::resource)})});
    }
  }
  return frame;
}

}  // namespace rolechain
