#include "mocks/iam/request_keys.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "mocks/policy/glob.h"

namespace rolechain {
namespace {

// In place, so that a string's buffer serves again.
bool put(ContextEntry& out, std::string_view value) {
  if (value.empty()) return false;
  out.values.resize(1);
  out.values.front() = value;
  return true;
}

bool put(ContextEntry& out, std::int64_t number) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return put(out, std::string_view(text.data(), end));
}

bool current_time(const RequestFacts& facts, ContextEntry& out) {
  out.values.resize(1);
  format_iso8601(facts.now_s, out.values.front());
  return true;
}

bool epoch_time(const RequestFacts& facts, ContextEntry& out) { return put(out, facts.now_s); }

// Absent for long-term keys, and AssumeRole's credentials carry no MFA information.
// Source: IAM User Guide, "Secure API access with MFA".
bool mfa_age(const RequestFacts& facts, ContextEntry& out) {
  const Session* session = facts.session;
  return session != nullptr && session->kind == Session::Kind::user_token && session->mfa &&
         put(out, facts.now_s - session->mfa_at_s);
}

bool requested_region(const RequestFacts& facts, ContextEntry& out) {
  if (is_global_service(facts.service)) return put(out, "us-east-1");
  const bool said = facts.arn && !facts.arn->region.empty() && !has_wildcard(facts.arn->region);
  return put(out, said ? facts.arn->region : std::string_view(facts.world->region));
}

bool resource_account(const RequestFacts& facts, ContextEntry& out) {
  return put(out, facts.resource_account);
}

bool s3_resource_account(const RequestFacts& facts, ContextEntry& out) {
  return facts.service == "s3" && put(out, facts.resource_account);
}

bool in_organization(const RequestFacts& facts) {
  return !facts.resource_account.empty() && facts.world->in_organization(facts.resource_account);
}

bool resource_org_id(const RequestFacts& facts, ContextEntry& out) {
  return in_organization(facts) && put(out, facts.world->organization->id);
}

bool resource_org_paths(const RequestFacts& facts, ContextEntry& out) {
  if (!in_organization(facts)) return false;
  out.multi_valued = true;
  out.values.resize(1);
  facts.world->organization_path(facts.resource_account, out.values.front());
  return true;
}

bool yes(const RequestFacts&, ContextEntry& out) { return put(out, "true"); }
bool no(const RequestFacts&, ContextEntry& out) { return put(out, "false"); }

struct RequestKey {
  std::string_view name;
  bool (*fill)(const RequestFacts&, ContextEntry&);  // false: absent
};

constexpr std::array<RequestKey, RequestKeys::kCount> kKeys = {{
    {"aws:CurrentTime", current_time},
    {"aws:EpochTime", epoch_time},
    {"aws:MultiFactorAuthAge", mfa_age},
    {"aws:RequestedRegion", requested_region},
    {"aws:ResourceAccount", resource_account},
    {"aws:ResourceOrgID", resource_org_id},
    {"aws:ResourceOrgPaths", resource_org_paths},
    {"aws:SecureTransport", yes},
    {"aws:ViaAWSService", no},
    {"s3:ResourceAccount", s3_resource_account},
}};

// Those of every request: once filled they stay.
constexpr std::bitset<RequestKeys::kCount> kSameForAll{[] {
  unsigned bits = 0;
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    if (kKeys[i].fill == yes || kKeys[i].fill == no) bits |= 1U << i;
  }
  return bits;
}()};

constexpr std::string_view kResourceTag = "aws:ResourceTag/";

// The tags of what the request is about; null where it is nothing that the world names. A bucket's
// tags are not its objects'.
const Tags* resource_tags(const RequestFacts& facts) {
  if (!facts.arn) return nullptr;
  const World& world = *facts.world;
  if (const Role* role = world.role(facts.resource)) return &role->tags;
  if (const User* user = world.user(facts.resource)) return &user->tags;
  const Resource* resource = facts.named;
  return resource != nullptr && resource->arn == facts.resource ? &resource->tags : nullptr;
}

// The tag's key in a condition key of the resource's tags; "" in all others.
std::string_view tag_in(std::string_view key, std::string_view service) {
  for (const std::string_view prefix : {kResourceTag, resource_tag_prefix(service)}) {
    if (!prefix.empty() && starts_with_ignore_case(key, prefix)) return key.substr(prefix.size());
  }
  return {};
}

}  // namespace

void set_request_keys(Context& context, const RequestFacts& facts) {
  for (const RequestKey& key : kKeys) {
    ContextEntry entry;
    if (!key.fill(facts, entry)) continue;
    if (entry.multi_valued) {
      context.set_list(key.name, std::move(entry.values));
    } else {
      context.set(key.name, std::move(entry.values.front()));
    }
  }
  const Tags* tags = resource_tags(facts);
  if (tags == nullptr) return;
  for (const std::string_view prefix : {kResourceTag, resource_tag_prefix(facts.service)}) {
    if (prefix.empty()) continue;
    for (const Tag& tag : *tags) context.set(std::string(prefix) + tag.key, tag.value);
  }
}

RequestKeys::RequestKeys(const Context& caller_keys) : caller_keys_(&caller_keys) {
  std::ranges::transform(kKeys, hashes_.begin(), KeyName::hash_of, &RequestKey::name);
}

void RequestKeys::reset(const RequestFacts& facts, std::span<const ContextEntry> entries) {
  facts_ = facts;
  entries_ = entries;
  entry_hashes_.clear();
  for (const ContextEntry& entry : entries) {
    entry_hashes_.push_back(KeyName::hash_of(entry.key));
  }
  present_ &= kSameForAll;
  absent_.reset();
  used_tags_ = 0;
}

const ContextEntry* RequestKeys::find(const KeyName& key) const {
  // Of several entries for one key the last counts.
  for (std::size_t i = entry_hashes_.size(); i-- > 0;) {
    const ContextEntry& entry = entries_[i];
    if (entry_hashes_[i] != key.hash || !equals_ignore_case(entry.key, key.text)) continue;
    return entry.values.empty() && !entry.multi_valued ? nullptr : &entry;
  }
  if (const ContextEntry* found = caller_keys_->find(key)) return found;
  for (std::size_t i = 0; i < kCount; ++i) {
    if (hashes_[i] != key.hash || !equals_ignore_case(kKeys[i].name, key.text)) continue;
    if (present_[i]) return &slots_[i];
    if (absent_[i]) return nullptr;
    slots_[i].origin = ContextEntry::Origin::engine;
    const bool filled = kKeys[i].fill(facts_, slots_[i]);
    (filled ? present_ : absent_).set(i);
    return filled ? &slots_[i] : nullptr;
  }
  return find_tag(key);
}

const ContextEntry* RequestKeys::find_tag(const KeyName& key) const {
  const std::string_view wanted = tag_in(key.text, facts_.service);
  if (wanted.empty()) return nullptr;
  for (std::size_t i = 0; i < used_tags_; ++i) {
    if (equals_ignore_case(tags_[i].key, key.text)) return &tags_[i];
  }
  const Tags* tags = resource_tags(facts_);
  if (tags == nullptr) return nullptr;
  const auto tag = std::ranges::find_if(
      *tags, [&](const Tag& one) { return equals_ignore_case(one.key, wanted); });
  if (tag == tags->end()) return nullptr;
  if (used_tags_ == tags_.size()) tags_.emplace_back();
  ContextEntry& entry = tags_[used_tags_++];
  entry.key = key.text;
  entry.origin = ContextEntry::Origin::engine;
  entry.values.resize(1);
  entry.values.front() = tag->value;
  return &entry;
}

}  // namespace rolechain
