#include "mocks/base/json.h"

#include "mocks/base/large_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <unordered_set>
#include <utility>

#include "mocks/base/cut.h"
#include "mocks/base/text.h"
#include "mocks/base/without_plain_strings.h"

namespace rolechain {
namespace {

using nlohmann::json;

// The library's parser reports no positions, but its events come in the order of the text, and
// between two tokens stand only blanks, commas and colons: each event finds its token behind the
// last one's end.
class Builder final : public nlohmann::json_sax<json> {
 public:
  explicit Builder(const SourceFile& file)
      : file_(file), last_end_(file.text.starts_with("\xEF\xBB\xBF") ? 3 : 0) {
    constexpr std::size_t kMost = 32;  // of most policies' lists
    members_.reserve(kMost);
    items_.reserve(kMost);
  }

  std::optional<Diagnostic> error;
  Node root;

  bool null() override { return scalar(Node::Kind::null, "null"); }
  bool boolean(bool value) override {
    return scalar(Node::Kind::boolean, value ? "true" : "false");
  }
  bool number_integer(number_integer_t) override { return number(); }
  bool number_unsigned(number_unsigned_t) override { return number(); }
  bool number_float(number_float_t, const string_t&) override { return number(); }
  bool string(string_t& value) override {
    const SourceSpan span = string_token();
    Node& node = add_node();
    node.kind = Node::Kind::string;
    node.text = text_of(value, span);
    node.span = span;
    return true;
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Node::Kind::map); }
  bool start_array(std::size_t) override { return open(Node::Kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    const SourceSpan span = string_token();
    const std::string_view text = text_of(value, span);
    Frame& frame = stack_.back();
    if (!is_new_key(frame, text)) {
      error = Diagnostic{Severity::error, "duplicate-key",
                         fmt::format("the key `{}` stands twice in one object",
                                     cut_middle(std::string(text), kShownKey_bytes)),
                         span, "remove one of the two; most readers silently keep the last"};
      return false;
    }
    Member& member = members_.emplace_back();
    member.key = text;
    member.key_span = span;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception& exception) override {
    const auto size = static_cast<std::uint32_t>(file_.text.size());
    auto at = static_cast<std::uint32_t>(position == 0 ? 0 : position - 1);
    if (at > size) at = size;
    std::string_view why = exception.what();
    if (const auto colon = why.rfind("; "); colon != std::string_view::npos) {
      why.remove_prefix(colon + 2);
    } else if (const auto dash = why.rfind(" - "); dash != std::string_view::npos) {
      why.remove_prefix(dash + 3);
    }
    const bool ended = at >= size || last_token.empty();
    error = Diagnostic{Severity::error, "json-syntax",
                       ended ? "the JSON text ends too early" : fmt::format("not JSON: {}", why),
                       SourceSpan{&file_, at, at + 1},
                       ended ? "close every `{`, `[` and `\"`"
                             : "check for a missing comma, quote or bracket just before"};
    return false;
  }

 private:
  static constexpr std::size_t kShownKey_bytes = 200;
  static constexpr std::size_t kFewMembers = 16;

  // An object or list that is still open.
  struct Frame {
    Node::Kind kind;
    std::uint32_t begin;
    std::size_t first;                       // where its content begins in `members_` or `items_`
    std::unordered_set<std::string> seen{};  // the keys, once there are more than a few
  };

  // Comparing all pairs is the quickest for a few members and quadratic for many.
  bool is_new_key(Frame& frame, std::string_view key) const {
    const auto members = std::span(members_).subspan(frame.first);
    if (members.size() < kFewMembers) {
      return std::ranges::find(members, key, &Member::key) == members.end();
    }
    if (frame.seen.empty()) {
      for (const Member& member : members) frame.seen.insert(member.key);
    }
    return frame.seen.emplace(key).second;
  }

  // The library has read an empty string where the token's inside was left out.
  static std::string_view text_of(const string_t& read, const SourceSpan& token) {
    if (!read.empty()) return read;
    const std::string_view text = token.text();
    return text.substr(1, text.size() - 2);
  }

  std::uint32_t token_begin() const {
    const std::string_view text = file_.text;
    std::uint32_t at = last_end_;
    while (at < text.size() && is_between_tokens(text[at])) ++at;
    return at;
  }
  static bool is_between_tokens(char c) {
    return c == ' ' || c == '\n' || c == ',' || c == ':' || c == '\t' || c == '\r';
  }

  SourceSpan string_token() {
    const std::uint32_t begin = token_begin();
    last_end_ = string_end(begin);
    return {&file_, begin, last_end_};
  }
  // Behind the first quote after `begin` that an even number of backslashes precedes. The library
  // has read the string: the quote is there.
  std::uint32_t string_end(std::uint32_t begin) const {
    const std::string_view text = file_.text;
    for (std::size_t quote = text.find('"', begin + 1); quote != std::string_view::npos;
         quote = text.find('"', quote + 1)) {
      std::size_t before = quote;
      while (text[before - 1] == '\\') --before;
      if ((quote - before) % 2 == 0) return static_cast<std::uint32_t>(quote + 1);
    }
    return static_cast<std::uint32_t>(text.size());
  }

  bool scalar(Node::Kind kind, std::string_view text) {
    const std::uint32_t begin = token_begin();
    last_end_ = begin + static_cast<std::uint32_t>(text.size());
    Node& node = add_node();
    node.kind = kind;
    node.text = text;
    node.span = {&file_, begin, last_end_};
    return true;
  }

  // The spelling, which the library does not tell.
  bool number() {
    const std::string_view text = file_.text;
    const std::uint32_t begin = token_begin();
    const std::size_t end = std::min(text.find_first_not_of("+-.0123456789eE", begin), text.size());
    return scalar(Node::Kind::number, text.substr(begin, end - begin));
  }

  bool open(Node::Kind kind) {
    const std::uint32_t begin = token_begin();
    last_end_ = begin + 1;
    if (stack_.size() >= kMaxNesting) {
      error = Diagnostic{Severity::error, "nesting-too-deep",
                         fmt::format("nested more than {} levels deep", kMaxNesting),
                         SourceSpan{&file_, begin, begin + 1}, "no policy needs this depth"};
      return false;
    }
    stack_.push_back(Frame{kind, begin, kind == Node::Kind::map ? members_.size() : items_.size()});
    return true;
  }

  bool close() {
    last_end_ = token_begin() + 1;
    const Frame& frame = stack_.back();
    const Node::Kind kind = frame.kind;
    const SourceSpan span{&file_, frame.begin, last_end_};
    std::vector<Member> members;
    std::vector<Node> items;
    if (kind == Node::Kind::map) {
      members = taken_from(members_, frame.first);
    } else {
      items = taken_from(items_, frame.first);
    }
    stack_.pop_back();
    Node& node = add_node();
    node.kind = kind;
    node.span = span;
    node.members = std::move(members);
    node.items = std::move(items);
    return true;
  }

  // The root, the next item of the open list, or the value of the open object's key.
  Node& add_node() {
    if (stack_.empty()) return root;
    return stack_.back().kind == Node::Kind::map ? members_.back().value : items_.emplace_back();
  }

  // What stands from `first` on, in a vector of exactly that size.
  template <class Content>
  static std::vector<Content> taken_from(std::vector<Content>& all, std::size_t first) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
    std::vector<Content> out(std::make_move_iterator(begin), std::make_move_iterator(all.end()));
    all.erase(begin, all.end());
    return out;
  }

  const SourceFile& file_;
  std::uint32_t last_end_;  // of the last token; the library skips a byte order mark
  std::vector<Frame> stack_;
  // What the open objects and lists hold so far, the innermost one's last.
  std::vector<Member> members_;
  std::vector<Node> items_;
};

}  // namespace

Result<Node> parse_json(const SourceFile& file) { return parse_large_json(file, kMaxInput_bytes); }

Result<Node> parse_large_json(const SourceFile& file, std::size_t size_bytes_max) {
  const SourceSpan start{&file, 0, 1};
  if (file.text.size() > size_bytes_max) {
    return fail("input-too-large",
                fmt::format("`{}` has {} bytes; the limit is {}", file.path, file.text.size(),
                            size_bytes_max),
                SourceSpan{&file, 0, 0}, "split the file, or name only the part that is needed");
  }
  if (const auto bad = find_bad_byte(file.text)) {
    const auto at = static_cast<std::uint32_t>(*bad);
    return fail("not-text",
                fmt::format("the byte 0x{:02x} cannot stand in a text",
                            static_cast<unsigned char>(file.text[*bad])),
                SourceSpan{&file, at, at + 1}, "save the file as UTF-8");
  }
  const char* const begin = file.text.data();
  const char* const end = begin + file.text.size();
  Builder builder(file);
  if (json::sax_parse(WithoutPlainStrings(begin, end), WithoutPlainStrings(end, end), &builder)) {
    return std::move(builder.root);
  }
  // Once more, whole, for the place and the words of a mistake.
  Builder again(file);
  [[maybe_unused]] const bool parsed = json::sax_parse(begin, end, &again);
  assert(!parsed);
  if (again.error) return std::unexpected(std::move(*again.error));
  return fail("json-syntax", "not JSON", start, "check the file's syntax");
}

}  // namespace rolechain
