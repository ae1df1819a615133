#include "sim/load/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/node/node.h>  // parser.h names a Node: YAML's, not ours
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_set>
#include <utility>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "sim/load/yaml_scalar.h"
#include "sim/load/yaml_tags.h"

namespace rolechain {
namespace {

// Aliases copy what they name: a few lines of aliases to aliases would otherwise make gigabytes.
constexpr std::size_t kMaxCopied = 100'000;

// Leaves yaml-cpp's parser from inside an event; never leaves this file.
struct Refused {
  Diagnostic why;
};

[[noreturn]] void refuse(std::string code, std::string message, SourceSpan where,
                         std::string help) {
  throw Refused{
      Diagnostic{Severity::error, std::move(code), std::move(message), where, std::move(help)}};
}

std::size_t count_values(const Node& node) {
  std::size_t count = 1;
  for (const Node& item : node.items) count += count_values(item);
  for (const Member& member : node.members) count += count_values(member.value);
  return count;
}

class Builder final : public YAML::EventHandler {
 public:
  Builder(const SourceFile& file, YamlDialect dialect, std::uint32_t shift)
      : file_(file), dialect_(dialect), shift_(shift) {}

  Node root;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) {
      refuse("yaml-documents", "a second document begins here", at(mark),
             "keep one document in a file: remove the `---` line");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check_anchor(mark, anchor);
    Node node;
    const std::uint32_t begin = yaml_skip_properties(file_.text, offset(mark));
    node.span = {&file_, begin, yaml_plain_end(file_.text, begin, yaml_null_at(file_.text, begin))};
    put(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (dialect_ == YamlDialect::plain) {
      refuse("yaml-alias", "YAML aliases are not supported", token(mark),
             "write the value out: what a scenario grants should stand where it is read");
    }
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {  // an alias inside the value that it names
      refuse("yaml-alias", "this alias names a value that contains it", token(mark),
             "write the value out");
    }
    Node copy = found->second;
    copied_ += count_values(copy);
    if (copied_ > kMaxCopied) {
      refuse("input-too-large", fmt::format("aliases copy more than {} values", kMaxCopied),
             token(mark), "aliases that name aliases multiply: write the values out");
    }
    put(std::move(copy), 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_anchor(mark, anchor);
    const std::string_view short_tag = check_tag(mark, tag);
    const std::uint32_t begin = yaml_skip_properties(file_.text, offset(mark));
    const bool plain = yaml_is_plain_at(file_.text, begin);
    Node node;
    node.kind = plain && tag != kStringTag ? yaml_plain_kind(value) : Node::Kind::string;
    node.text = value;
    node.span = {&file_, begin, yaml_scalar_end(file_.text, begin, value)};
    if (!yaml_is_closed(node.span.text())) {  // yaml-cpp takes the end of the file for the quote
      refuse("yaml-syntax", "the quote is never closed", at(mark), "close the quote");
    }
    if (plain && !stack_.empty() && stack_.back().expects_key() && value == "<<") {
      refuse("yaml-merge", "YAML merge keys (`<<`) are not supported", node.span,
             "write the keys out");
    }
    if (!short_tag.empty()) node = yaml_long_form(short_tag, std::move(node), token(mark));
    put(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  // yaml-cpp counts from behind a byte order mark.
  [[nodiscard]] std::uint32_t offset(const YAML::Mark& mark) const {
    const auto size = static_cast<std::uint32_t>(file_.text.size());
    return mark.pos < 0 ? size : std::min(static_cast<std::uint32_t>(mark.pos) + shift_, size);
  }
  [[nodiscard]] SourceSpan at(const YAML::Mark& mark) const {
    const std::uint32_t begin = offset(mark);
    return {&file_, begin, begin + 1};
  }
  // The word at the mark: an alias, an anchor, a tag.
  [[nodiscard]] SourceSpan token(const YAML::Mark& mark) const {
    const std::uint32_t begin = offset(mark);
    const std::size_t end = file_.text.find_first_of(" \t\r\n,]}", begin);
    return {&file_, begin, static_cast<std::uint32_t>(std::min(end, file_.text.size()))};
  }

 private:
  static constexpr std::string_view kStringTag = "tag:yaml.org,2002:str";

  struct Frame {
    Node node;
    std::string tag;  // short form to apply at the end; empty: none
    SourceSpan tag_span;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    std::string key;
    SourceSpan key_span;
    std::unordered_set<std::string> seen;
    [[nodiscard]] bool expects_key() const { return node.is_map() && !has_key; }
  };

  void check_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    if (anchor == 0 || dialect_ == YamlDialect::cloudformation) return;
    refuse("yaml-alias", "YAML anchors are not supported", token(mark), "remove the anchor");
  }

  // The name of a CloudFormation short form ("Ref"), or "" where the value has no tag.
  [[nodiscard]] std::string_view check_tag(const YAML::Mark& mark, std::string_view tag) const {
    if (tag.empty() || tag == "?" || tag == "!") return {};
    if (dialect_ == YamlDialect::plain) {
      refuse("yaml-tag", "YAML tags are not supported", token(mark),
             "remove the tag; quote the value if it should stay text");
    }
    if (tag.starts_with("tag:yaml.org,2002:")) return {};
    if (!yaml_is_short_form(tag)) {
      refuse("yaml-tag", fmt::format("`{}` is no function of CloudFormation", tag), token(mark),
             yaml_short_form_help(tag));
    }
    return yaml_short_form_name(tag);
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    check_anchor(mark, anchor);
    Frame frame;
    frame.tag = check_tag(mark, tag);
    frame.tag_span = token(mark);
    frame.anchor = anchor;
    frame.node.kind = kind;
    const std::uint32_t begin = yaml_skip_properties(file_.text, offset(mark));
    frame.node.span = {&file_, begin, begin};
    if (stack_.size() >= kMaxNesting) {
      refuse("nesting-too-deep", fmt::format("nested more than {} levels deep", kMaxNesting),
             at(mark), "no scenario or template needs this depth");
    }
    if (!stack_.empty() && stack_.back().expects_key()) {
      refuse("yaml-key", "a list or a map cannot be a key", frame.node.span,
             "quote the key if it is meant as text");
    }
    stack_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    frame.node.span.end = end_of(frame.node);
    Node node = std::move(frame.node);
    if (!frame.tag.empty()) node = yaml_long_form(frame.tag, std::move(node), frame.tag_span);
    put(std::move(node), frame.anchor);
  }

  // The end of a map or list: of its last part, and of the bracket where it is written with one.
  [[nodiscard]] std::uint32_t end_of(const Node& node) const {
    std::uint32_t end = node.span.begin;
    if (!node.items.empty()) end = std::max(end, node.items.back().span.end);
    if (!node.members.empty()) {
      end = std::max({end, node.members.back().value.span.end, node.members.back().key_span.end});
    }
    const std::string& text = file_.text;
    const char first = node.span.begin < text.size() ? text[node.span.begin] : '\0';
    if (first != '{' && first != '[') return end;
    return yaml_flow_end(text, std::max(end, node.span.begin + 1), first == '{' ? '}' : ']');
  }

  void put(Node node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = node;
    if (stack_.empty()) {
      root = std::move(node);
      return;
    }
    Frame& parent = stack_.back();
    if (parent.node.is_list()) {
      parent.node.items.push_back(std::move(node));
    } else if (parent.has_key) {
      parent.has_key = false;
      parent.node.members.push_back({std::move(parent.key), std::move(node), parent.key_span});
    } else {
      take_key(parent, std::move(node));
    }
  }

  static void take_key(Frame& map, Node node) {
    if (!node.is_scalar()) {
      refuse("yaml-key", fmt::format("{} cannot be a key", describe(node)), node.span,
             "quote the key if it is meant as text");
    }
    if (!map.seen.insert(node.text).second) {
      refuse("duplicate-key", fmt::format("the key `{}` stands twice in one map", node.text),
             node.span, "remove one of the two; most readers silently keep the last");
    }
    map.has_key = true;
    map.key = std::move(node.text);
    map.key_span = node.span;
  }

  const SourceFile& file_;
  YamlDialect dialect_;
  std::uint32_t shift_;
  int documents_ = 0;
  std::size_t copied_ = 0;
  std::vector<Frame> stack_;
  std::map<YAML::anchor_t, Node> anchors_;
};

// What yaml-cpp would misread: it takes byte 4 for the end of the file, and decodes UTF-16, after
// which no position is right.
std::optional<Diagnostic> refuse_bytes(const SourceFile& file) {
  const std::string& text = file.text;
  if (text.size() > kMaxInput_bytes) {
    return Diagnostic{
        Severity::error, "input-too-large",
        fmt::format("`{}` has {} bytes; the limit is {}", file.path, text.size(), kMaxInput_bytes),
        SourceSpan{&file, 0, 0}, "split the file, or name only the part that is needed"};
  }
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20U && c != '\t' && c != '\n' && c != '\r';
  };
  const auto control = std::ranges::find_if(text, is_control);
  std::size_t at = static_cast<std::size_t>(control - text.begin());
  if (const auto bad = find_bad_byte(text)) at = std::min(at, *bad);
  if (at < text.size()) {
    const auto begin = static_cast<std::uint32_t>(at);
    return Diagnostic{Severity::error, "not-text",
                      fmt::format("the byte 0x{:02x} cannot stand in a text",
                                  static_cast<unsigned char>(text[at])),
                      SourceSpan{&file, begin, begin + 1}, "save the file as UTF-8"};
  }
  return std::nullopt;
}

Diagnostic syntax_error(const Builder& builder, const SourceFile& file,
                        const YAML::Exception& error) {
  SourceSpan where = builder.at(error.mark);
  const std::size_t rest = file.text.find_first_not_of(" \t\r\n", where.begin);
  const bool ended = rest == std::string::npos;
  if (ended && !file.text.empty()) {  // show the last line that has something in it
    const std::size_t last = file.text.find_last_not_of(" \t\r\n");
    const auto end = static_cast<std::uint32_t>(last == std::string::npos ? 0 : last + 1);
    where = {&file, end, end};
  }
  return Diagnostic{Severity::error, "yaml-syntax",
                    ended ? "the YAML text ends too early" : fmt::format("not YAML: {}", error.msg),
                    where,
                    ended ? "close every quote, `{` and `[`"
                          : "check the indentation, the quotes and the brackets just before"};
}

}  // namespace

Result<Node> parse_yaml(const SourceFile& file, YamlDialect dialect) {
  if (std::optional<Diagnostic> refused = refuse_bytes(file)) {
    return std::unexpected(std::move(*refused));
  }
  if (std::optional<SourceSpan> deep = yaml_too_deep(file)) {
    return fail("nesting-too-deep", fmt::format("nested more than {} levels deep", kMaxNesting),
                *deep, "no scenario or template needs this depth");
  }
  Builder builder(file, dialect, file.text.starts_with("\xEF\xBB\xBF") ? 3U : 0U);
  try {
    std::istringstream stream(file.text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (Refused& refused) {
    return std::unexpected(std::move(refused.why));
  } catch (const YAML::Exception& error) {
    return std::unexpected(syntax_error(builder, file, error));
  }
  if (!builder.root.span.known()) builder.root.span = {&file, 0, 0};
  return std::move(builder.root);
}

}  // namespace rolechain
