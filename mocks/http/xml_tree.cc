#include "mocks/http/xml_tree.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_name(char c) {
  return (fold_case(c) >= 'a' && fold_case(c) <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("_-.:").contains(c) || static_cast<signed char>(c) < 0;
}

void append_utf8(unsigned code, std::string& out) {
  constexpr unsigned kOne = 0x80;
  constexpr unsigned kTwo = 0x800;
  constexpr unsigned kThree = 0x10000;
  constexpr unsigned kLow = 0x3F;
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(kOne | ((code >> shift) & kLow));
  };
  if (code < kOne) {
    out += static_cast<char>(code);
  } else if (code < kTwo) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    tail(0);
  } else if (code < kThree) {
    out += static_cast<char>(0xE0U | (code >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (code >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<XmlElement> document() {
    take("\xEF\xBB\xBF");
    if (take("<?xml")) skip_behind("?>");
    skip_between();
    XmlElement root = element(1);
    skip_between();
    if (broken_ || at_ != text_.size()) return std::nullopt;
    return root;
  }

 private:
  bool take(std::string_view word) {
    if (broken_ || !text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void skip_behind(std::string_view word) {
    const std::size_t end = text_.find(word, at_);
    broken_ = broken_ || end == std::string_view::npos;
    if (!broken_) at_ = end + word.size();
  }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  // Blanks and comments.
  void skip_between() {
    for (skip_blanks(); take("<!--"); skip_blanks()) skip_behind("-->");
  }
  std::string name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    std::string_view whole = text_.substr(begin, at_ - begin);
    if (whole.empty()) broken_ = true;
    const std::size_t colon = whole.find(':');
    return std::string(colon == std::string_view::npos ? whole : whole.substr(colon + 1));
  }
  void skip_attributes() {
    for (skip_blanks(); !broken_ && at_ < text_.size() && is_name(text_[at_]); skip_blanks()) {
      name();
      skip_blanks();
      if (!take("=")) broken_ = true;
      skip_blanks();
      const char quote = at_ < text_.size() ? text_[at_] : '\0';
      if (quote != '"' && quote != '\'') broken_ = true;
      ++at_;
      skip_behind(std::string_view(&quote, 1));
    }
  }
  void entity(std::string& out) {
    constexpr std::size_t kLongest = 10;
    const std::size_t end = text_.find(';', at_);
    if (end == std::string_view::npos || end - at_ > kLongest) {
      broken_ = true;
      return;
    }
    std::string_view word = text_.substr(at_, end - at_);
    at_ = end + 1;
    static constexpr std::array kNamed{std::pair<std::string_view, char>{"amp", '&'},
                                       std::pair<std::string_view, char>{"lt", '<'},
                                       std::pair<std::string_view, char>{"gt", '>'},
                                       std::pair<std::string_view, char>{"quot", '"'},
                                       std::pair<std::string_view, char>{"apos", '\''}};
    for (const auto& [known, character] : kNamed) {
      if (word != known) continue;
      out += character;
      return;
    }
    if (!word.starts_with('#')) {
      broken_ = true;
      return;
    }
    word.remove_prefix(1);
    const bool hexadecimal = word.starts_with('x');
    if (hexadecimal) word.remove_prefix(1);
    unsigned code = 0;
    const auto read =
        std::from_chars(word.data(), word.data() + word.size(), code, hexadecimal ? 16 : 10);
    constexpr unsigned kLast = 0x10FFFF;
    const bool surrogate = code >= 0xD800U && code <= 0xDFFFU;
    if (read.ec != std::errc{} || read.ptr != word.data() + word.size() || code == 0 ||
        code > kLast || surrogate) {
      broken_ = true;
      return;
    }
    append_utf8(code, out);
  }

  XmlElement element(int level) {
    XmlElement out;
    if (level > kXmlLevels_max || !take("<")) {
      broken_ = true;
      return out;
    }
    const std::size_t begin = at_;
    out.name = name();
    const std::string_view whole = text_.substr(begin, at_ - begin);
    skip_attributes();
    if (take("/>")) return out;
    if (!take(">")) broken_ = true;
    while (!broken_) {
      if (at_ >= text_.size()) {
        broken_ = true;
      } else if (take("</")) {
        if (!take(whole)) broken_ = true;
        skip_blanks();
        if (!take(">")) broken_ = true;
        return out;
      } else if (take("<!--")) {
        skip_behind("-->");
      } else if (text_[at_] == '<') {
        out.children.push_back(element(level + 1));
      } else if (take("&")) {
        entity(out.text);
      } else {
        out.text += text_[at_++];
      }
    }
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool broken_ = false;
};

}  // namespace

const XmlElement* XmlElement::find(std::string_view child) const {
  const auto found = std::ranges::find(children, child, &XmlElement::name);
  return found == children.end() ? nullptr : &*found;
}

std::string XmlElement::text_of(std::string_view child) const {
  const XmlElement* found = find(child);
  return found == nullptr ? std::string() : found->text;
}

std::optional<XmlElement> parse_xml(std::string_view text) {
  if (find_bad_byte(text)) return std::nullopt;
  return Parser(text).document();
}

}  // namespace rolechain
