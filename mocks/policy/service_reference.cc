#include "mocks/policy/service_reference.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <vector>

#include "mocks/base/eight.h"
#include "mocks/base/text.h"
#include "mocks/policy/reference/blob.h"

// The ends of what reference/embed.S put into the program.
extern "C" {
extern const rolechain::ReferenceBlob rolechain_service_reference;
}

namespace rolechain {
namespace {

template <class Record>
std::span<const Record> records(const ReferenceBlob& blob, const BlobSection& section) {
  const auto* bytes = std::bit_cast<const char*>(&blob);
  return {std::bit_cast<const Record*>(bytes + section.offset_bytes), section.count};
}

std::string_view text(const ReferenceBlob& blob, std::uint32_t offset, std::size_t length) {
  return {records<char>(blob, blob.pool).data() + offset, length};
}

std::string_view text(const ReferenceBlob& blob, const BlobText& place) {
  return text(blob, place.offset, place.length);
}

ReferenceRange<ConditionKeyView> key_range(const ReferenceBlob& blob, const BlobList& list) {
  return {blob, records<std::uint32_t>(blob, blob.ids).subspan(list.first, list.count)};
}

template <class View>
ReferenceRange<View> range(const ReferenceBlob& blob, const BlobList& list) {
  return {blob, list.first, list.count};
}

// A name that is looked for, in lower case; to_lower() would allocate on every look-up. No name
// of the table is longer than the buffer (an action has at most 128 characters): what does not fit
// is no name, and its beginning sorts it as well as the whole.
class Wanted {
 public:
  explicit Wanted(std::string_view any)
      : size_(std::min(any.size(), buffer_.size())), whole_(size_ == any.size()) {
    write_lower(any.substr(0, size_), buffer_.data());
  }
  [[nodiscard]] std::string_view view() const { return {buffer_.data(), size_}; }
  [[nodiscard]] bool is(std::string_view lower_text) const {
    return whole_ && lower_text == view();
  }

 private:
  std::array<char, 256> buffer_;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled to size_
  std::size_t size_;
  bool whole_;
};

bool same(std::string_view lower_text, std::string_view any_text) {
  return lower_text.size() == any_text.size() &&
         std::ranges::equal(lower_text, any_text, {}, {}, fold_case);
}

// The position of the first of `count` sorted names that is not before `wanted`.
template <class NameOf>
std::uint32_t first_not_before(std::uint32_t count, const Wanted& wanted, NameOf name_of) {
  std::uint32_t low = 0;
  for (std::uint32_t high = count; low < high;) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (name_of(middle) < wanted.view()) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

template <class NameOf>
std::optional<std::uint32_t> find_name(std::uint32_t count, std::string_view name, NameOf name_of) {
  const Wanted wanted(name);
  const std::uint32_t at = first_not_before(count, wanted, name_of);
  if (at == count || !wanted.is(name_of(at))) return std::nullopt;
  return at;
}

auto lower_action(const ReferenceBlob& blob) {
  return [&blob, all = records<BlobAction>(blob, blob.actions)](std::uint32_t id) {
    return text(blob, all[id].lower, all[id].length);
  };
}

bool belongs_to_family(const ReferenceBlob& blob, const BlobKey& family, std::string_view name) {
  const std::size_t prefix = family.prefix_length;
  const std::size_t suffix = family.suffix_length;
  if (name.size() <= prefix + suffix) return false;
  const std::string_view pattern = text(blob, family.lower, family.length);
  const std::string_view variable = name.substr(prefix, name.size() - prefix - suffix);
  // `${OidcProvider}:sub` is a URL without scheme; without the dot it would take in `s3:sub`.
  if (prefix == 0 && !variable.contains('.')) return false;
  return same(pattern.substr(0, prefix), name.substr(0, prefix)) &&
         same(pattern.substr(pattern.size() - suffix), name.substr(name.size() - suffix));
}

bool inside(const BlobSection& section, std::size_t record_bytes, std::size_t size_bytes) {
  return section.offset_bytes % alignof(std::uint32_t) == 0 && section.offset_bytes <= size_bytes &&
         section.count <= (size_bytes - section.offset_bytes) / record_bytes;
}

}  // namespace

namespace detail {

template <>
std::string_view fetch_reference(const ReferenceBlob& blob, std::uint32_t id) {
  return text(blob, records<BlobText>(blob, blob.texts)[id]);
}

template <>
ConditionKeyView fetch_reference(const ReferenceBlob& blob, std::uint32_t id) {
  const BlobKey& key = records<BlobKey>(blob, blob.keys)[id];
  return {.id = id,
          .name = text(blob, key.name, key.length),
          .lower = text(blob, key.lower, key.length),
          .kind = static_cast<ConditionKind>(key.kind),
          .multi_valued = (key.flags & blob_key_multi_valued) != 0,
          .global = (key.flags & blob_key_global) != 0,
          .family = key.prefix_length != BlobKey::no_variable};
}

template <>
ResourceTypeView fetch_reference(const ReferenceBlob& blob, std::uint32_t id) {
  const BlobType& type = records<BlobType>(blob, blob.types)[id];
  const BlobService& service = records<BlobService>(blob, blob.services)[type.service];
  return {.id = id,
          .service = text(blob, service.name),
          .name = text(blob, type.name),
          .arn_templates = range<std::string_view>(blob, type.arns),
          .condition_keys = key_range(blob, type.keys)};
}

template <>
ActionResourceView fetch_reference(const ReferenceBlob& blob, std::uint32_t id) {
  const auto& entry = records<BlobActionResource>(blob, blob.action_resources)[id];
  return {.type = fetch_reference<ResourceTypeView>(blob, entry.type),
          .required = entry.required != 0,
          .condition_keys = key_range(blob, entry.keys)};
}

template <>
ActionView fetch_reference(const ReferenceBlob& blob, std::uint32_t id) {
  const BlobAction& action = records<BlobAction>(blob, blob.actions)[id];
  const BlobService& service = records<BlobService>(blob, blob.services)[action.service];
  const std::string_view full_name = text(blob, action.name, action.length);
  return {.id = id,
          .service = text(blob, service.name),
          .name = full_name.substr(service.name.length + 1),
          .full_name = full_name,
          .lower = text(blob, action.lower, action.length),
          .level = static_cast<AccessLevel>(action.level),
          .resource_types = range<ActionResourceView>(blob, action.resources),
          .condition_keys = key_range(blob, action.keys)};
}

template <>
ServiceView fetch_reference(const ReferenceBlob& blob, std::uint32_t id) {
  const BlobService& service = records<BlobService>(blob, blob.services)[id];
  return {.id = id,
          .name = text(blob, service.name),
          .actions = range<ActionView>(blob, service.actions),
          .resource_types = range<ResourceTypeView>(blob, service.types),
          .supports_rcp = service.rcp != 0};
}

}  // namespace detail

std::string_view to_string(AccessLevel level) {
  constexpr std::array<std::string_view, 5> words = {"list", "read", "write", "tagging",
                                                     "permissions management"};
  return words[static_cast<std::size_t>(level)];
}

std::string_view to_string(ConditionKind kind) {
  constexpr std::array<std::string_view, 7> words = {"string",  "arn",        "numeric", "date",
                                                     "boolean", "ip address", "binary"};
  return words[static_cast<std::size_t>(kind)];
}

ServiceReference ServiceReference::embedded() {
  assert(rolechain_service_reference.magic == ReferenceBlob::expected_magic);
  return ServiceReference(rolechain_service_reference);
}

std::optional<ServiceReference> ServiceReference::from_bytes(std::span<const std::byte> bytes) {
  const bool aligned = std::bit_cast<std::uintptr_t>(bytes.data()) % 8 == 0;
  if (!aligned || bytes.size() < sizeof(ReferenceBlob)) return std::nullopt;
  const auto& blob = *std::bit_cast<const ReferenceBlob*>(bytes.data());
  const bool whole =
      blob.magic == ReferenceBlob::expected_magic &&
      blob.byte_order == ReferenceBlob::expected_byte_order && blob.size_bytes == bytes.size() &&
      inside(blob.services, sizeof(BlobService), bytes.size()) &&
      inside(blob.actions, sizeof(BlobAction), bytes.size()) &&
      inside(blob.action_resources, sizeof(BlobActionResource), bytes.size()) &&
      inside(blob.types, sizeof(BlobType), bytes.size()) &&
      inside(blob.keys, sizeof(BlobKey), bytes.size()) &&
      inside(blob.families, sizeof(std::uint32_t), bytes.size()) &&
      inside(blob.ids, sizeof(std::uint32_t), bytes.size()) &&
      inside(blob.texts, sizeof(BlobText), bytes.size()) && inside(blob.pool, 1, bytes.size()) &&
      inside(blob.slots, sizeof(std::uint32_t), bytes.size());
  if (!whole) return std::nullopt;
  return ServiceReference(blob);
}

std::span<const std::byte> ServiceReference::bytes() const {
  return {std::bit_cast<const std::byte*>(blob_), blob_->size_bytes};
}

std::string_view ServiceReference::version() const { return text(*blob_, blob_->version); }

std::string_view ServiceReference::date() const { return text(*blob_, blob_->date); }

ReferenceRange<ServiceView> ServiceReference::services() const {
  return {*blob_, 0, blob_->services.count};
}

ReferenceRange<ActionView> ServiceReference::actions() const {
  return {*blob_, 0, blob_->actions.count};
}

ReferenceRange<ResourceTypeView> ServiceReference::resource_types() const {
  return {*blob_, 0, blob_->types.count};
}

ReferenceRange<ConditionKeyView> ServiceReference::condition_keys() const {
  return {*blob_, 0, blob_->keys.count};
}

bool ServiceReference::has_service(std::string_view prefix) const {
  return find_service(prefix).has_value();
}

std::optional<ServiceView> ServiceReference::find_service(std::string_view prefix) const {
  const auto all = records<BlobService>(*blob_, blob_->services);
  const auto id = find_name(blob_->services.count, prefix,
                            [&](std::uint32_t at) { return text(*blob_, all[at].name); });
  if (!id) return std::nullopt;
  return detail::fetch_reference<ServiceView>(*blob_, *id);
}

std::optional<ActionView> ServiceReference::find_action(std::string_view full_name) const {
  const Wanted wanted(full_name);
  const auto slots = records<std::uint32_t>(*blob_, blob_->slots);
  const auto all = records<BlobAction>(*blob_, blob_->actions);
  std::size_t slot = blob_hash(wanted.view());
  for (std::size_t tried = 0; tried < slots.size(); ++tried, ++slot) {
    const std::uint32_t entry = slots[slot & (slots.size() - 1)];
    if (entry == 0 || entry > all.size()) return std::nullopt;
    const BlobAction& action = all[entry - 1];
    if (action.length != full_name.size()) continue;
    if (wanted.is(text(*blob_, action.lower, action.length))) {
      return detail::fetch_reference<ActionView>(*blob_, entry - 1);
    }
  }
  return std::nullopt;
}

ReferenceRange<ActionView> ServiceReference::actions_with_prefix(std::string_view prefix) const {
  const std::uint32_t count = blob_->actions.count;
  const auto head = [name_of = lower_action(*blob_), size = prefix.size()](std::uint32_t id) {
    return name_of(id).substr(0, size);
  };
  const Wanted wanted(prefix);
  const std::uint32_t first = first_not_before(count, wanted, head);
  std::uint32_t end = first;
  std::uint32_t high = first;  // behind the end, or at it: most ranges are short
  for (std::uint32_t step = 1; high < count && wanted.is(head(high)); step *= 2) {
    end = high + 1;
    high = step < count - high ? high + step : count;
  }
  while (end < high) {  // heads equal to the prefix, then greater ones
    const std::uint32_t middle = end + (high - end) / 2;
    if (wanted.is(head(middle))) {
      end = middle + 1;
    } else {
      high = middle;
    }
  }
  return {*blob_, first, end - first};
}

std::optional<ResourceTypeView> ServiceReference::find_resource_type(std::string_view service,
                                                                     std::string_view name) const {
  const auto found = find_service(service);
  if (!found || found->resource_types.empty()) return std::nullopt;
  const std::uint32_t first = found->resource_types.first_id();
  const auto all = records<BlobType>(*blob_, blob_->types);
  const auto at = find_name(found->resource_types.size(), name, [&](std::uint32_t index) {
    return text(*blob_, all[first + index].full).substr(found->name.size() + 1);
  });
  if (!at) return std::nullopt;
  return detail::fetch_reference<ResourceTypeView>(*blob_, first + *at);
}

std::optional<ConditionKeyView> ServiceReference::find_condition_key(std::string_view name) const {
  const auto all = records<BlobKey>(*blob_, blob_->keys);
  const auto exact = find_name(blob_->keys.count, name, [&](std::uint32_t id) {
    return text(*blob_, all[id].lower, all[id].length);
  });
  if (exact) return detail::fetch_reference<ConditionKeyView>(*blob_, *exact);
  for (const std::uint32_t id : records<std::uint32_t>(*blob_, blob_->families)) {
    if (belongs_to_family(*blob_, all[id], name)) {
      return detail::fetch_reference<ConditionKeyView>(*blob_, id);
    }
  }
  return std::nullopt;
}

std::optional<std::string> ServiceReference::closest_action(std::string_view full_name) const {
  const std::string wanted = to_lower(full_name);
  const std::size_t colon = std::min(wanted.find(':'), wanted.size());
  std::string service = wanted.substr(0, colon);
  if (!has_service(service)) {
    std::vector<std::string_view> names;
    for (const ServiceView& candidate : services()) names.push_back(candidate.name);
    const auto nearest = closest(service, names);
    if (!nearest) return std::nullopt;
    service = *nearest;
  }
  std::vector<std::string_view> names;
  for (const ActionView& action : actions_with_prefix(service + ":")) {
    names.push_back(action.lower);
  }
  const std::string corrected = service + wanted.substr(colon);
  auto found = find_action(corrected);
  if (!found) found = find_action(closest(corrected, names).value_or(""));
  if (!found) return std::nullopt;
  return std::string(found->full_name);
}

}  // namespace rolechain
