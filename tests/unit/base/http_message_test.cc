#include "mocks/base/http_message.h"

#include <gtest/gtest.h>

namespace rolechain {
namespace {

TEST(HttpMessage, HeadersCompareWithoutCase) {
  const std::vector<HttpHeader> headers{{"X-Token", "a"}, {"x-token", "b"}};
  ASSERT_NE(find_header(headers, "x-TOKEN"), nullptr);
  EXPECT_EQ(*find_header(headers, "x-TOKEN"), "a");
  EXPECT_EQ(find_header(headers, "Token"), nullptr);
}

TEST(HttpMessage, Dates) {
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(*parse_iso8601("2026-01-15T09:05:07Z")), "Thu, 15 Jan 2026 09:05:07 GMT");
  EXPECT_EQ(http_date(-1), "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST(HttpMessage, Text) {
  EXPECT_EQ(to_text(HttpRequest{"GET", "/a?b=1", {{"Host", "h"}}, ""}),
            "GET /a?b=1 HTTP/1.1\nHost: h\n");
  EXPECT_EQ(to_text(HttpResponse{404, {{"Content-Length", "4"}}, "gone"}),
            "HTTP/1.1 404 Not Found\nContent-Length: 4\n\ngone\n");
}

}  // namespace
}  // namespace rolechain
