#include "mocks/sts/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/iam/errors.h"

namespace rolechain::sts {
namespace {

constexpr std::string_view kOneViolation = "1 validation error detected: ";

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Lengths are in characters; a UTF-8 continuation byte begins none.
std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool contains_ignore_case(std::span<const std::string> keys, std::string_view key) {
  return std::ranges::any_of(keys, [&](const auto& k) { return equals_ignore_case(k, key); });
}

}  // namespace

// The characters that a pattern of the API allows, and the pattern as AWS writes it.
struct Parameters::Alphabet {
  std::string_view pattern;
  std::string_view others;  // besides letters and digits
  bool letters = true;
  bool non_ascii = false;  // letters, marks and blanks of any script: all of them, approximately
};

const Parameters::Alphabet Parameters::kName{R"([\w+=,.@-]*)", "_+=,.@-"};
const Parameters::Alphabet Parameters::kExternalId{R"([\w+=,.@:\/-]*)", "_+=,.@:/-"};
const Parameters::Alphabet Parameters::kSerial{R"([\w+=/:,.@-]*)", "_+=/:,.@-"};
const Parameters::Alphabet Parameters::kDigits{R"([\d]*)", "", false};
const Parameters::Alphabet Parameters::kWord{R"([\w]*)", "_"};
const Parameters::Alphabet Parameters::kTagKey{R"([\p{L}\p{Z}\p{N}_.:/=+\-@]+)", " _.:/=+-@", true,
                                               true};
const Parameters::Alphabet Parameters::kTagValue{R"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)", " _.:/=+-@",
                                                 true, true};

void Parameters::add(const ApiError& violation) {
  std::string_view text = violation.message;
  if (text.starts_with(kOneViolation)) text.remove_prefix(kOneViolation.size());
  violations_.emplace_back(text);
  reason_ = violations_.size() == 1 || reason_ == violation.reason ? violation.reason : "parameter";
}

void Parameters::length(std::string_view value, std::string_view member, std::size_t min,
                        std::size_t max) {
  const std::size_t size = character_count(value);
  if (size < min) add(validation_length_min(value, member, min));
  if (size > max) add(validation_length_max(value, member, max));
}

void Parameters::alphabet(std::string_view value, std::string_view member,
                          const Alphabet& alphabet) {
  const auto allowed = [&](char c) {
    if (static_cast<unsigned char>(c) >= 0x80U) return alphabet.non_ascii;
    if (c >= '0' && c <= '9') return true;
    return (alphabet.letters && is_alphanumeric(c)) || alphabet.others.contains(c);
  };
  if (!std::ranges::all_of(value, allowed)) {
    add(validation_pattern(value, member, alphabet.pattern));
  }
}

Parameters& Parameters::role_arn(std::string_view value) {
  length(value, "roleArn", 20, 2048);
  return *this;
}

Parameters& Parameters::session_name(std::string_view value, std::string_view member,
                                     std::size_t max) {
  length(value, member, 2, max);
  alphabet(value, member, kName);
  return *this;
}

Parameters& Parameters::external_id(const std::optional<std::string>& value) {
  if (!value) return *this;
  length(*value, "externalId", 2, 1224);
  alphabet(*value, "externalId", kExternalId);
  return *this;
}

Parameters& Parameters::source_identity(const std::optional<std::string>& value) {
  if (!value) return *this;
  length(*value, "sourceIdentity", 2, 64);
  alphabet(*value, "sourceIdentity", kName);
  return *this;
}

Parameters& Parameters::duration(std::optional<std::int64_t> value_s, Range range) {
  if (!value_s) return *this;
  if (*value_s < range.min) add(validation_range_min(*value_s, "durationSeconds", range.min));
  if (*value_s > range.max) add(validation_range_max(*value_s, "durationSeconds", range.max));
  return *this;
}

Parameters& Parameters::mfa(const std::optional<std::string>& serial,
                            const std::optional<std::string>& code) {
  if (serial) {
    length(*serial, "serialNumber", 9, 256);
    alphabet(*serial, "serialNumber", kSerial);
  }
  if (code) {
    length(*code, "tokenCode", 6, 6);
    alphabet(*code, "tokenCode", kDigits);
  }
  return *this;
}

Parameters& Parameters::tags(const Tags& tags, std::span<const std::string> transitive_keys) {
  if (tags.size() > kMaxTags) add(too_many_tags(kMaxTags));
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const std::string key = fmt::format("tags.{}.member.key", i + 1);
    const std::string value = fmt::format("tags.{}.member.value", i + 1);
    length(tags[i].key, key, 1, 128);
    alphabet(tags[i].key, key, kTagKey);
    length(tags[i].value, value, 0, 256);
    alphabet(tags[i].value, value, kTagValue);
  }
  for (std::size_t i = 0; i < transitive_keys.size(); ++i) {
    const std::string key = fmt::format("transitiveTagKeys.{}.member", i + 1);
    length(transitive_keys[i], key, 1, 128);
    alphabet(transitive_keys[i], key, kTagKey);
  }
  return *this;
}

Parameters& Parameters::policy(const std::optional<std::string>& text) {
  if (text) length(*text, "policy", 1, kMaxSessionPolicy_chars);
  return *this;
}

Parameters& Parameters::policy_arns(std::span<const std::string> arns) {
  if (arns.size() > kMaxPolicyArns) add(too_many_policy_arns(kMaxPolicyArns));
  for (std::size_t i = 0; i < arns.size(); ++i) {
    length(arns[i], fmt::format("policyArns.{}.member.arn", i + 1), 20, 2048);
  }
  return *this;
}

Parameters& Parameters::token(std::string_view value) {
  length(value, "webIdentityToken", 4, 20'000);
  return *this;
}

Parameters& Parameters::access_key_id(std::string_view value) {
  length(value, "accessKeyId", 16, 128);
  alphabet(value, "accessKeyId", kWord);
  return *this;
}

Parameters& Parameters::saml(std::string_view principal_arn, std::string_view assertion) {
  length(principal_arn, "principalArn", 20, 2048);
  length(assertion, "sAMLAssertion", 4, 100'000);
  return *this;
}

Parameters& Parameters::root(std::string_view target_principal, std::string_view task_policy_arn) {
  length(target_principal, "targetPrincipal", 12, 2048);
  length(task_policy_arn, "taskPolicyArn.arn", 20, 2048);
  return *this;
}

Parameters& Parameters::encoded_message(std::string_view value) {
  length(value, "encodedMessage", 1, 10'240);
  return *this;
}

std::optional<ApiError> Parameters::error() const {
  if (violations_.empty()) return std::nullopt;
  const std::size_t count = violations_.size();
  return validation(fmt::format("{} validation error{} detected: {}", count, count == 1 ? "" : "s",
                                join(violations_, "; ")),
                    reason_);
}

std::optional<ApiError> check_role_arn(std::string_view arn) {
  const auto parts = split_arn(arn);
  const bool valid = parts && parts->service == "iam" && parts->region.empty() &&
                     is_account_id(parts->account) && parts->resource.starts_with("role/") &&
                     parts->resource.size() > 5;
  if (!valid) return invalid_arn(arn);
  return std::nullopt;
}

std::optional<ApiError> check_tags(const Tags& tags, std::span<const std::string> transitive_keys,
                                   std::span<const std::string> inherited_keys) {
  std::vector<std::string> keys;
  for (const Tag& tag : tags) {
    if (starts_with_ignore_case(tag.key, "aws:")) return reserved_tag_key();
    if (contains_ignore_case(keys, tag.key)) return duplicate_tag_keys();
    keys.push_back(tag.key);
  }
  // R-STS-11: a tag that the calling session passes on cannot be set anew, transitive or not.
  const auto inherited = [&](const std::string& key) {
    return contains_ignore_case(inherited_keys, key);
  };
  if (std::ranges::any_of(keys, inherited) || std::ranges::any_of(transitive_keys, inherited)) {
    return invalid_transitive_tag();
  }
  if (!std::ranges::all_of(transitive_keys,
                           [&](const auto& key) { return contains_ignore_case(keys, key); })) {
    return transitive_tag_not_passed();
  }
  return std::nullopt;
}

}  // namespace rolechain::sts
