#include "mocks/policy/reference/tool/reference_blob_writer.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "mocks/policy/reference/blob.h"

namespace rolechain {
namespace {

std::uint32_t u32(std::size_t value) { return static_cast<std::uint32_t>(value); }

std::uint16_t u16(std::size_t value) { return static_cast<std::uint16_t>(value); }

class Writer {
 public:
  explicit Writer(const ReferenceTable& table) : table_(table) {
    for (const auto& [lower, key] : table.keys) {
      const std::uint32_t id = u32(key_ids_.size());
      key_ids_.emplace(lower, id);
    }
  }

  std::string bytes() {
    add_keys();
    add_services();
    ReferenceBlob header;
    header.version = text(table_.version);
    header.date = text(table_.date);

    std::string out(sizeof header, '\0');
    header.services = append(out, services_);
    header.actions = append(out, actions_);
    header.action_resources = append(out, action_resources_);
    header.types = append(out, types_);
    header.keys = append(out, keys_);
    header.families = append(out, families_);
    header.ids = append(out, ids_);
    header.texts = append(out, texts_);
    header.pool = append(out, pool_);
    header.slots = append(out, slots());
    header.size_bytes = u32(out.size());
    std::memcpy(out.data(), &header, sizeof header);
    return out;
  }

  [[nodiscard]] bool fits() const {
    constexpr std::size_t limit = std::numeric_limits<std::uint16_t>::max();
    return longest_ < limit && services_.size() < limit;
  }

 private:
  template <class Records>
  static BlobSection append(std::string& out, const Records& records) {
    out.resize((out.size() + 7) / 8 * 8);
    const BlobSection section{u32(out.size()), u32(records.size())};
    const std::size_t size = records.size() * sizeof(typename Records::value_type);
    out.resize(out.size() + size);
    if (size > 0) std::memcpy(out.data() + section.offset_bytes, records.data(), size);
    return section;
  }

  // At most half full, so that a look-up ends soon.
  [[nodiscard]] std::vector<std::uint32_t> slots() const {
    std::vector<std::uint32_t> out(std::bit_ceil(actions_.size() * 2 + 1));
    for (std::size_t id = 0; id < actions_.size(); ++id) {
      const std::string_view lower =
          std::string_view(pool_).substr(actions_[id].lower, actions_[id].length);
      std::size_t slot = blob_hash(lower) % out.size();
      while (out[slot] != 0) slot = (slot + 1) % out.size();
      out[slot] = u32(id + 1);
    }
    return out;
  }

  BlobText text(const std::string& value) {
    longest_ = std::max(longest_, value.size());
    const auto [entry, added] = pooled_.emplace(value, u32(pool_.size()));
    if (added) pool_ += value;
    return {entry->second, u32(value.size())};
  }

  // Equal lists are stored once.
  BlobList key_list(const std::vector<std::string>& keys) {
    std::vector<std::uint32_t> list;
    list.reserve(keys.size());
    for (const std::string& key : keys) list.push_back(key_ids_.at(key));
    std::ranges::sort(list);
    const auto [entry, added] = key_lists_.emplace(list, u32(ids_.size()));
    if (added) ids_.insert(ids_.end(), list.begin(), list.end());
    return {entry->second, u32(list.size())};
  }

  void add_keys() {
    for (const auto& [lower, key] : table_.keys) {
      BlobKey record{text(key.name).offset, text(lower).offset, u16(lower.size())};
      record.kind = key.kind;
      record.flags = key.flags;
      const std::size_t dollar = lower.find("${");
      const std::size_t open = std::min(dollar, lower.find('<'));
      if (open != std::string::npos) {
        const std::size_t close = lower.find(open == dollar ? '}' : '>', open);
        record.prefix_length = u16(open);
        record.suffix_length = u16(lower.size() - close - 1);
        families_.push_back(u32(keys_.size()));
      }
      keys_.push_back(record);
    }
    const auto most_specific_first = [this](std::uint32_t id) {
      return std::pair(-(keys_[id].prefix_length + keys_[id].suffix_length), id);
    };
    std::ranges::sort(families_, {}, most_specific_first);
  }

  // Services by name; actions and types by full name, where "s3-outposts:" comes before "s3:".
  void add_services() {
    std::map<std::string, std::uint32_t> by_prefix;
    for (const auto& [name, service] : table_.services) {
      by_prefix.emplace(name + ":", u32(services_.size()));
      services_.push_back({text(name), {}, {}, service.rcp ? 1U : 0U});
    }
    for (const auto& [prefix, id] : by_prefix) {
      add_service(id, table_.services.at(prefix.substr(0, prefix.size() - 1)));
    }
  }

  void add_service(std::uint32_t id, const TableService& service) {
    BlobService& record = services_[id];
    record.types = {u32(types_.size()), u32(service.types.size())};
    record.actions = {u32(actions_.size()), u32(service.actions.size())};
    std::map<std::string, std::uint32_t, std::less<>> type_ids;
    for (const auto& [lower, type] : service.types) {
      type_ids.emplace(lower, u32(types_.size()));
      BlobType out{text(type.name), text(service.name + ":" + lower), id, {}, {}};
      out.arns = {u32(texts_.size()), u32(type.arns.size())};
      for (const std::string& arn : type.arns) texts_.push_back(text(arn));
      out.keys = key_list(type.keys);
      types_.push_back(out);
    }
    for (const auto& [lower, action] : service.actions) {
      const BlobText name = text(service.name + ":" + action.name);
      BlobAction out{name.offset,
                     text(service.name + ":" + lower).offset,
                     u16(name.length),
                     u16(id),
                     action.level,
                     key_list(action.keys),
                     {}};
      out.resources = {u32(action_resources_.size()), u32(action.resources.size())};
      for (const TableActionResource& resource : action.resources) {
        action_resources_.push_back(
            {type_ids.at(resource.type), resource.required ? 1U : 0U, key_list(resource.keys)});
      }
      actions_.push_back(out);
    }
  }

  const ReferenceTable& table_;
  std::map<std::string, std::uint32_t, std::less<>> key_ids_;
  std::map<std::string, std::uint32_t, std::less<>> pooled_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> key_lists_;
  std::size_t longest_ = 0;
  std::vector<BlobService> services_;
  std::vector<BlobAction> actions_;
  std::vector<BlobActionResource> action_resources_;
  std::vector<BlobType> types_;
  std::vector<BlobKey> keys_;
  std::vector<std::uint32_t> families_;
  std::vector<std::uint32_t> ids_;
  std::vector<BlobText> texts_;
  std::string pool_;
};

}  // namespace

std::expected<std::string, std::string> write_reference_blob(const ReferenceTable& table) {
  Writer writer(table);
  std::string bytes = writer.bytes();
  if (!writer.fits()) return std::unexpected("a text or the list of services is too long");
  return bytes;
}

}  // namespace rolechain
