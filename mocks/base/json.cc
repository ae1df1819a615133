#include "mocks/base/json.h"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>
#include <utility>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

using nlohmann::json;

// The library's parser reports no positions, but it reads one byte at a time: an iterator that
// counts tells where it is at each event. A token begins at the first byte after the previous
// token that is no blank, comma or colon, which is all that may stand between two tokens.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, std::size_t* count) : at_(at), count_(count) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    ++*count_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) {
    return a.at_ == b.at_;
  }
  friend bool operator!=(const CountingIterator& a, const CountingIterator& b) { return !(a == b); }

 private:
  const char* at_;
  std::size_t* count_;
};

class Builder final : public nlohmann::json_sax<json> {
 public:
  Builder(const SourceFile& file, const std::size_t* count)
      : file_(file), count_(count), last_end_(file.text.starts_with("\xEF\xBB\xBF") ? 3 : 0) {}

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
    return put(Node::make_string(std::move(value), span));
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Node::Kind::map); }
  bool start_array(std::size_t) override { return open(Node::Kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    const SourceSpan span = string_token();
    if (!seen_.back().insert(value).second) {
      error = Diagnostic{Severity::error, "duplicate-key",
                         fmt::format("the key `{}` stands twice in one object", value), span,
                         "remove one of the two; most readers silently keep the last"};
      return false;
    }
    keys_.back() = std::move(value);
    key_spans_.back() = span;
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
  std::uint32_t position() const { return static_cast<std::uint32_t>(*count_); }

  std::uint32_t token_begin() const {
    std::uint32_t at = last_end_;
    while (at < file_.text.size() &&
           std::string_view(" \t\r\n,:").find(file_.text[at]) != std::string_view::npos) {
      ++at;
    }
    return at;
  }

  SourceSpan string_token() {
    const SourceSpan span{&file_, token_begin(), position()};
    last_end_ = span.end;
    return span;
  }

  bool scalar(Node::Kind kind, std::string text) {
    Node node;
    node.kind = kind;
    const std::uint32_t begin = token_begin();
    node.span = {&file_, begin, begin + static_cast<std::uint32_t>(text.size())};
    node.text = std::move(text);
    last_end_ = node.span.end;
    return put(std::move(node));
  }

  // The lexer reads one byte past a number: take the spelling from the text, not from the count.
  bool number() {
    const std::uint32_t begin = token_begin();
    std::size_t end = begin;
    while (end < file_.text.size() &&
           std::string_view("+-.0123456789eE").find(file_.text[end]) != std::string_view::npos) {
      ++end;
    }
    return scalar(Node::Kind::number, file_.text.substr(begin, end - begin));
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
    Node node;
    node.kind = kind;
    node.span = {&file_, begin, begin + 1};
    stack_.push_back(std::move(node));
    keys_.emplace_back();
    key_spans_.emplace_back();
    seen_.emplace_back();
    return true;
  }

  bool close() {
    Node node = std::move(stack_.back());
    stack_.pop_back();
    keys_.pop_back();
    key_spans_.pop_back();
    seen_.pop_back();
    node.span.end = token_begin() + 1;
    last_end_ = node.span.end;
    return put(std::move(node));
  }

  bool put(Node node) {
    if (stack_.empty()) {
      root = std::move(node);
    } else if (Node& parent = stack_.back(); parent.is_list()) {
      parent.items.push_back(std::move(node));
    } else {
      parent.members.push_back({std::move(keys_.back()), std::move(node), key_spans_.back()});
    }
    return true;
  }

  const SourceFile& file_;
  const std::size_t* count_;
  std::uint32_t last_end_;  // the library skips a byte order mark
  std::vector<Node> stack_;
  std::vector<std::string> keys_;
  std::vector<SourceSpan> key_spans_;
  std::vector<std::unordered_set<std::string>> seen_;  // a search in `members` would be quadratic
};

}  // namespace

Result<Node> parse_json(const SourceFile& file) {
  const SourceSpan start{&file, 0, 1};
  if (file.text.size() > kMaxInput_bytes) {
    return fail("input-too-large",
                fmt::format("`{}` has {} bytes; the limit is {}", file.path, file.text.size(),
                            kMaxInput_bytes),
                SourceSpan{&file, 0, 0}, "split the file, or name only the part that is needed");
  }
  if (const auto bad = find_bad_byte(file.text)) {
    const auto at = static_cast<std::uint32_t>(*bad);
    return fail("not-text",
                fmt::format("the byte 0x{:02x} cannot stand in a text",
                            static_cast<unsigned char>(file.text[*bad])),
                SourceSpan{&file, at, at + 1}, "save the file as UTF-8");
  }
  std::size_t count = 0;
  Builder builder(file, &count);
  const char* const begin = file.text.data();
  const bool parsed = json::sax_parse(CountingIterator(begin, &count),
                                      CountingIterator(begin + file.text.size(), &count), &builder);
  if (builder.error) return std::unexpected(std::move(*builder.error));
  if (!parsed) return fail("json-syntax", "not JSON", start, "check the file's syntax");
  return std::move(builder.root);
}

}  // namespace rolechain
