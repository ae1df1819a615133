// Canonical paths, queries and headers: cases by hand, and properties over any input.
#include "mocks/sigv4/canonical.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/sigv4/canonical_request.h"

namespace rolechain::tests {
namespace {

using sigv4::HeaderView;
using sigv4::PathRule;

std::string path(std::string_view text, PathRule rule) {
  std::string out;
  append_canonical_path(text, rule, out);
  return out;
}

std::string query(std::string_view text) {
  sigv4::Query query;
  query.parse(text);
  std::string out;
  query.append_canonical({}, out);
  return out;
}

std::string value(std::string_view text) {
  std::string out;
  sigv4::append_canonical_value(text, out);
  return out;
}

TEST(SigV4Canonical, PathsOfMostServicesAreNormalizedAndEncodedAgain) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases{
      {"", "/"},
      {"/", "/"},
      {"//", "/"},
      {"/a//b///c/", "/a/b/c/"},
      {"/./a/./b/.", "/a/b"},
      {"/a/b/../c", "/a/c"},
      {"/a/..", "/"},
      {"/a/../", "/"},
      {"/a/./", "/a/"},
      {"/a%20b", "/a%2520b"},
      {"/a b:c*~-_.", "/a%20b%3Ac%2A~-_."},
      {"/%2e%2E/a", "/%252e%252E/a"},
  };
  for (const auto& [from, to] : cases) EXPECT_EQ(path(from, PathRule::normalized), to) << from;
}

TEST(SigV4Canonical, PathsOfS3StayAsTheyAreEncodedOnce) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases{
      {"", "/"},
      {"/a//b/./../c", "/a//b/./../c"},
      {"/a%20b", "/a%20b"},
      {"/a%2fb", "/a%2Fb"},
      {"/%7Ea", "/~a"},
      {"/a+b:c", "/a%2Bb%3Ac"},
      {"/\xc3\xa9", "/%C3%A9"},
  };
  for (const auto& [from, to] : cases) EXPECT_EQ(path(from, PathRule::as_is), to) << from;
}

TEST(SigV4Canonical, PathsThatLeaveTheRoot) {
  EXPECT_TRUE(sigv4::leaves_the_root("/.."));
  EXPECT_TRUE(sigv4::leaves_the_root("/a/../.."));
  EXPECT_TRUE(sigv4::leaves_the_root("/../a"));
  EXPECT_FALSE(sigv4::leaves_the_root("/a/.."));
  EXPECT_FALSE(sigv4::leaves_the_root("/a/b/../../c"));
}

TEST(SigV4Canonical, Queries) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases{
      {"", ""},
      {"a", "a="},
      {"b=2&a=1", "a=1&b=2"},
      {"a=2&a=1&a", "a=&a=1&a=2"},
      {"a=1&a=1", "a=1&a=1"},
      {"&&a=1&", "a=1"},
      {"a=b=c", "a=b%3Dc"},
      {"x=a+b", "x=a%20b"},
      {"x=%7e%41", "x=~A"},
      {"A=1&a=1&%41b=1", "A=1&Ab=1&a=1"},
      {"p=%2f", "p=%2F"},
      {"a-=1&a=2", "a=2&a-=1"},  // by name first, not by the text of the pair
  };
  for (const auto& [from, to] : cases) EXPECT_EQ(query(from), to) << from;
}

TEST(SigV4Canonical, HeaderValues) {
  EXPECT_EQ(value("  a   b  "), "a b");
  EXPECT_EQ(value("\"a   b\""), "\"a b\"") << "inside quotes as well";
  EXPECT_EQ(value("a\r\n  b"), "a b") << "folded";
  EXPECT_EQ(value("\t"), "");
}

TEST(SigV4Canonical, RepeatedHeadersAreOneInArrivalOrder) {
  const std::vector<HeaderView> headers{
      {"Host", "h"}, {"X-A", " 2 "}, {"other", "z"}, {"x-a", "1"}, {"X-A", "1"}};
  std::string out;
  EXPECT_TRUE(append_canonical_headers(headers, "host;x-a", out));
  EXPECT_EQ(out, "host:h\nx-a:2,1,1\n");
  out.clear();
  EXPECT_FALSE(append_canonical_headers(headers, "host;x-b", out));
  EXPECT_EQ(out, "host:h\nx-b:\n");
}

TEST(SigV4Canonical, ListsOfNames) {
  EXPECT_TRUE(sigv4::is_canonical_list("a;b;c"));
  for (const std::string_view bad : {"", "b;a", "a;a", "A;b", "a;", ";a", "a;;b"}) {
    EXPECT_FALSE(sigv4::is_canonical_list(bad)) << bad;
  }
}

TEST(SigV4Canonical, BadEscapes) {
  EXPECT_EQ(sigv4::find_bad_escape("%41%zz"), 3U);
  EXPECT_EQ(sigv4::find_bad_escape("a%4"), 1U);
  EXPECT_EQ(sigv4::find_bad_escape("%"), 0U);
  EXPECT_FALSE(sigv4::find_bad_escape("%41%7e"));
}

std::string encoded(const std::string& text) {
  std::string out;
  sigv4::append_encoded(text, out);
  return out;
}

TEST(SigV4CanonicalProperty, EncodingComesBack) {
  EXPECT_TRUE(rc::check([](const std::string& text) {
    std::string back;
    sigv4::append_decoded(encoded(text), sigv4::Plus::is_blank, back);
    RC_ASSERT(back == text);
    RC_ASSERT(!sigv4::find_bad_escape(encoded(text)));
  }));
}

// The pairs' order, as far as pairs differ, and other ways of writing them change nothing.
TEST(SigV4CanonicalProperty, QueriesDoNotDependOnOrder) {
  EXPECT_TRUE(rc::check([](std::vector<std::pair<std::string, std::string>> pairs, unsigned turn) {
    std::erase_if(pairs, [](const auto& pair) { return pair.first.empty(); });
    const auto write = [&] {
      std::string out;
      for (const auto& [name, value] : pairs) {
        out += (out.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
      }
      return out;
    };
    const std::string once = query(write());
    if (!pairs.empty()) {
      std::ranges::rotate(pairs, pairs.begin() + static_cast<std::ptrdiff_t>(turn % pairs.size()));
    }
    RC_ASSERT(query(write()) == once);
    RC_ASSERT(query(once) == once);
    std::vector<std::pair<std::string, std::string>> sorted;
    sorted.reserve(pairs.size());
    for (const auto& [name, value] : pairs) sorted.emplace_back(encoded(name), encoded(value));
    std::ranges::sort(sorted);
    std::string expected;
    for (const auto& [name, value] : sorted) {
      expected += fmt::format("{}{}={}", expected.empty() ? "" : "&", name, value);
    }
    RC_ASSERT(once == expected);
  }));
}

// A path of plain segments, dots and slashes against a stack kept by hand.
TEST(SigV4CanonicalProperty, DotSegments) {
  EXPECT_TRUE(rc::check([] {
    const auto segments = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("a", "b", "", ".", "..", "..."));
    std::string text;
    std::vector<std::string> stack;
    for (const std::string& segment : segments) {
      text += "/" + segment;
      if (segment == "..") {
        if (!stack.empty()) stack.pop_back();
      } else if (!segment.empty() && segment != ".") {
        stack.push_back(segment);
      }
    }
    std::string expected;
    for (const std::string& segment : stack) expected += "/" + segment;
    if (expected.empty() || text.ends_with('/')) expected += "/";
    RC_ASSERT(path(text, PathRule::normalized) == expected);
    if (!text.empty()) RC_ASSERT(path(text, PathRule::as_is) == text);
  }));
}

TEST(SigV4CanonicalProperty, EncodedTwiceOrOnce) {
  EXPECT_TRUE(rc::check([](std::string key) {
    std::erase(key, '/');
    if (key == "." || key == ".." || key.empty()) key = "k";
    const std::string sent = "/" + encoded(key);
    RC_ASSERT(path(sent, PathRule::as_is) == sent);
    RC_ASSERT(path(sent, PathRule::normalized) == "/" + encoded(encoded(key)));
  }));
}

TEST(SigV4CanonicalProperty, FoldedAndSpacedValuesAreOne) {
  EXPECT_TRUE(rc::check([] {
    const auto words = *rc::gen::container<std::vector<std::string>>(
        rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('!', '~'))));
    std::string text;
    std::string expected;
    for (const std::string& word : words) {
      text += *rc::gen::element<std::string>(" ", "  ", "\t ", "\r\n ", "\n\t") + word;
      expected += (expected.empty() ? "" : " ") + word;
    }
    text += *rc::gen::element<std::string>("", " ", "\r\n");
    RC_ASSERT(value(text) == expected);
    RC_ASSERT(value(expected) == expected);
  }));
}

}  // namespace
}  // namespace rolechain::tests
