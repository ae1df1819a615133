// ServiceReference is what AWS's services offer: actions, resource types, condition keys. It is an
// immutable table inside the program; a look-up allocates nothing and may run on any thread.
//
// Views and ranges point into the table and live as long as it does (embedded(): for ever). Ids are
// positions in sorted order, dense from 0, and stay the same for one version of the table.
// Keep a found view in a variable to iterate: `for (… : find_service("s3")->actions)` dangles.
// Names compare case-insensitively, as IAM compares them (R-ACT-01).
// Source: AWS Service Authorization Reference, by the package that reference/NOTICE names; global
// and OIDC condition keys: IAM User Guide.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rolechain {

struct ReferenceBlob;  // the bytes; reference/blob.h

enum class AccessLevel : std::uint8_t { list, read, write, tagging, permissions_management };
enum class ConditionKind : std::uint8_t {
  string,
  arn,
  numeric,
  date,
  boolean,
  ip_address,
  binary,
};

std::string_view to_string(AccessLevel level);   // "permissions management"
std::string_view to_string(ConditionKind kind);  // "ip address"

namespace detail {
template <class View>
View fetch_reference(const ReferenceBlob& blob, std::uint32_t id);
}  // namespace detail

// A read-only sequence of views, made one by one while iterating.
template <class View>
class ReferenceRange {
 public:
  // NOLINTBEGIN(readability-identifier-naming): names that the standard library asks for.
  class iterator {
   public:
    using value_type = View;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::forward_iterator_tag;
    // NOLINTEND(readability-identifier-naming)

    iterator() = default;
    iterator(const ReferenceRange& range, std::uint32_t at) : range_(range), at_(at) {}
    View operator*() const { return range_[at_]; }
    iterator& operator++() { return ++at_, *this; }
    iterator operator++(int) { return {range_, at_++}; }
    bool operator==(const iterator& other) const { return at_ == other.at_; }

   private:
    ReferenceRange range_;
    std::uint32_t at_ = 0;
  };

  ReferenceRange() = default;
  // Ids [first, first + count).
  ReferenceRange(const ReferenceBlob& blob, std::uint32_t first, std::uint32_t count)
      : blob_(&blob), first_(first), count_(count) {}
  ReferenceRange(const ReferenceBlob& blob, std::span<const std::uint32_t> ids)
      : blob_(&blob), ids_(ids.data()), count_(static_cast<std::uint32_t>(ids.size())) {}

  [[nodiscard]] iterator begin() const { return {*this, 0}; }
  [[nodiscard]] iterator end() const { return {*this, count_}; }
  [[nodiscard]] std::uint32_t size() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] View front() const { return (*this)[0]; }
  // The id of front(). REQUIRES: not empty.
  [[nodiscard]] std::uint32_t first_id() const { return ids_ != nullptr ? ids_[0] : first_; }
  // REQUIRES: index < size().
  View operator[](std::uint32_t index) const {
    return detail::fetch_reference<View>(*blob_, ids_ != nullptr ? ids_[index] : first_ + index);
  }

 private:
  const ReferenceBlob* blob_ = nullptr;
  const std::uint32_t* ids_ = nullptr;
  std::uint32_t first_ = 0;
  std::uint32_t count_ = 0;
};

// A condition key, or a family of keys with a variable part: `aws:RequestTag/${TagKey}`.
struct ConditionKeyView {
  std::uint32_t id;
  std::string_view name;   // in AWS's spelling
  std::string_view lower;  // in lower case
  ConditionKind kind;
  bool multi_valued;  // needs ForAllValues or ForAnyValue (R-COND-03)
  bool global;        // in the context of calls to any service
  bool family;
};

struct ResourceTypeView {
  std::uint32_t id;
  std::string_view service;
  std::string_view name;                            // "object"
  ReferenceRange<std::string_view> arn_templates;   // "arn:${Partition}:s3:::${BucketName}/…"
  ReferenceRange<ConditionKeyView> condition_keys;  // keys about a resource of this type
};

struct ActionResourceView {
  ResourceTypeView type;
  bool required;                                    // no call of the action goes without one
  ReferenceRange<ConditionKeyView> condition_keys;  // of this action on this type
};

struct ActionView {
  std::uint32_t id;
  std::string_view service;    // "s3"
  std::string_view name;       // "GetObject"
  std::string_view full_name;  // "s3:GetObject"
  std::string_view lower;      // "s3:getobject"
  AccessLevel level;
  ReferenceRange<ActionResourceView> resource_types;  // empty: only Resource "*" (R-RES-03)
  ReferenceRange<ConditionKeyView> condition_keys;    // of this action on any type
};

struct ServiceView {
  std::uint32_t id;
  std::string_view name;  // the prefix of its actions, lower case
  ReferenceRange<ActionView> actions;
  ReferenceRange<ResourceTypeView> resource_types;
  bool supports_rcp;  // resource control policies bind its resources (R-ORG-06)
};

class ServiceReference {
 public:
  // The table that the program was built with. No work at start-up or here.
  static ServiceReference embedded();
  // A table in memory that make_reference_blob wrote, aligned to 8 bytes; it must outlive all
  // views. nullopt: another format, another machine's byte order, or cut short.
  static std::optional<ServiceReference> from_bytes(std::span<const std::byte> bytes);
  [[nodiscard]] std::span<const std::byte> bytes() const;

  [[nodiscard]] std::string_view version() const;  // of the package, "0.21.202609261"
  [[nodiscard]] std::string_view date() const;     // "2026-09-26"

  [[nodiscard]] ReferenceRange<ServiceView> services() const;  // by name
  [[nodiscard]] ReferenceRange<ActionView> actions() const;    // by `lower`
  [[nodiscard]] ReferenceRange<ResourceTypeView> resource_types() const;
  [[nodiscard]] ReferenceRange<ConditionKeyView> condition_keys() const;  // by `lower`

  [[nodiscard]] bool has_service(std::string_view prefix) const;
  [[nodiscard]] std::optional<ServiceView> find_service(std::string_view prefix) const;
  // "S3:getobject"
  [[nodiscard]] std::optional<ActionView> find_action(std::string_view full_name) const;
  // All actions whose full name starts so: "s3:", "ec2:Describe", "".
  [[nodiscard]] ReferenceRange<ActionView> actions_with_prefix(std::string_view prefix) const;
  // ("s3", "object")
  [[nodiscard]] std::optional<ResourceTypeView> find_resource_type(std::string_view service,
                                                                   std::string_view name) const;
  // A key itself, or else the most specific family it belongs to: `aws:RequestTag/team` finds
  // `aws:RequestTag/${TagKey}`, `oidc.example.com:sub` finds `${OidcProvider}:sub`.
  [[nodiscard]] std::optional<ConditionKeyView> find_condition_key(std::string_view name) const;

  // The nearest action for a word that find_action did not find, in AWS's spelling; allocates.
  [[nodiscard]] std::optional<std::string> closest_action(std::string_view full_name) const;

 private:
  explicit ServiceReference(const ReferenceBlob& blob) : blob_(&blob) {}

  const ReferenceBlob* blob_;
};

}  // namespace rolechain
