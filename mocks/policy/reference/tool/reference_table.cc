#include "mocks/policy/reference/tool/reference_table.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "mocks/policy/reference/blob.h"

namespace rolechain {
namespace {

using Words = std::vector<std::string_view>;

struct BadLine {
  std::string why;
};

// The order is the order of ConditionKind.
constexpr std::array<std::string_view, 7> kind_words = {"string", "arn", "numeric", "date",
                                                        "bool",   "ip",  "binary"};
// The order is the order of AccessLevel.
constexpr std::string_view level_letters = "LRWTP";

Words split_words(std::string_view line, char separator) {
  Words words;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find(separator, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::string unescape(std::string_view word) {
  std::string text;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const std::string_view three = word.substr(i, 3);
    if (three == "%20" || three == "%25") {
      text += three == "%20" ? ' ' : '%';
      i += 2;
    } else {
      text += word[i];
    }
  }
  return text;
}

class Reader {
 public:
  explicit Reader(ReferenceTable& table) : table_(table) {}

  void line(std::string_view line) {
    const Words words = split_words(line, ' ');
    for (const std::string_view word : words) {
      if (word.empty()) throw BadLine{"two blanks, or one at an end"};
    }
    const std::string_view kind = words.front();
    const auto rest = std::span(words).subspan(1);
    if (rest.empty()) throw BadLine{"a word alone"};
    if (kind == "version") {
      table_.version = rest[0];
    } else if (kind == "date") {
      table_.date = rest[0];
    } else if (kind == "key" || kind == "global") {
      key(rest, kind == "global");
    } else if (kind == "service") {
      service(rest);
    } else if (kind == "keys") {
      if (rest.size() != 2) throw BadLine{"`keys` takes an id and a list"};
      lists_[std::string(rest[0])] = key_list(rest[1]);
    } else if (kind == "type") {
      type(rest);
    } else if (kind.size() == 1 && level_letters.contains(kind[0])) {
      action(static_cast<std::uint8_t>(level_letters.find(kind[0])), rest);
    } else {
      throw BadLine{"unknown word " + std::string(kind)};
    }
  }

 private:
  struct Named {
    std::string name;
    std::vector<std::string> keys;
    bool required = false;
  };

  TableService& current() {
    if (service_ == nullptr) throw BadLine{"no `service` line before"};
    return *service_;
  }

  void key(std::span<const std::string_view> words, bool global) {
    const auto kind = words.size() < 2 ? kind_words.end() : std::ranges::find(kind_words, words[1]);
    if (kind == kind_words.end()) throw BadLine{"unknown type of a condition key"};
    TableKey key{unescape(words[0]), static_cast<std::uint8_t>(kind - kind_words.begin()), 0};
    if (global) key.flags |= blob_key_global;
    if (words.size() == 3 && words[2] == "multi") key.flags |= blob_key_multi_valued;
    std::string lower = lower_case(key.name);
    table_.keys.insert_or_assign(std::move(lower), std::move(key));
  }

  void service(std::span<const std::string_view> words) {
    const std::string name = unescape(words[0]);
    const bool rcp = words.size() == 2 && words[1] == "rcp";
    const auto [entry, added] = table_.services.emplace(name, TableService{name, rcp, {}, {}});
    if (!added || lower_case(name) != name) throw BadLine{"service twice or not in lower case"};
    service_ = &entry->second;
    lists_.clear();
  }

  std::vector<std::string> key_list(std::string_view text) {
    if (text.starts_with('#')) {
      const auto list = lists_.find(text.substr(1));
      if (list == lists_.end()) throw BadLine{"no list " + std::string(text)};
      return list->second;
    }
    std::vector<std::string> keys;
    for (const std::string_view word : split_words(text, ',')) {
      std::string key = lower_case(unescape(word));
      if (key.starts_with(':')) key.insert(0, current().name);
      if (!table_.keys.contains(key)) throw BadLine{"unknown condition key " + key};
      keys.push_back(std::move(key));
    }
    return keys;
  }

  // name, name!, name+list, name!+list
  Named named(std::string_view word) {
    Named result;
    if (const auto plus = word.find('+'); plus != std::string_view::npos) {
      result.keys = key_list(word.substr(plus + 1));
      word = word.substr(0, plus);
    }
    if (word.ends_with('!')) {
      result.required = true;
      word.remove_suffix(1);
    }
    result.name = unescape(word);
    return result;
  }

  void type(std::span<const std::string_view> words) {
    Named head = named(words[0]);
    TableType type{head.name, {}, std::move(head.keys)};
    for (const std::string_view arn : words.subspan(1)) type.arns.push_back(unescape(arn));
    const bool added = current().types.emplace(lower_case(head.name), std::move(type)).second;
    if (!added || words.size() < 2) throw BadLine{"resource type twice or without ARN"};
  }

  void action(std::uint8_t level, std::span<const std::string_view> words) {
    Named head = named(words[0]);
    TableAction action{head.name, level, std::move(head.keys), {}};
    for (const std::string_view word : words.subspan(1)) {
      Named type = named(word);
      std::string lower = lower_case(type.name);
      if (!current().types.contains(lower)) throw BadLine{"unknown resource type " + type.name};
      action.resources.push_back({std::move(lower), type.required, std::move(type.keys)});
    }
    if (!current().actions.emplace(lower_case(head.name), std::move(action)).second) {
      throw BadLine{"action twice"};
    }
  }

  ReferenceTable& table_;
  TableService* service_ = nullptr;
  std::map<std::string, std::vector<std::string>, std::less<>> lists_;
};

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::expected<void, std::string> ReferenceTable::read(std::string_view text) {
  Reader reader(*this);
  std::size_t number = 0;
  for (const std::string_view line : split_words(text, '\n')) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    try {
      reader.line(line);
    } catch (const BadLine& bad) {
      return std::unexpected("line " + std::to_string(number) + ": " + bad.why);
    }
  }
  return {};
}

}  // namespace rolechain
