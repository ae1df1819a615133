#include "mocks/base/http_message.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

std::string headers_and_body(const std::vector<HttpHeader>& headers, std::string_view body) {
  std::string out;
  for (const HttpHeader& header : headers) out += header.name + ": " + header.value + "\n";
  if (!body.empty()) out += fmt::format("\n{}\n", body);
  return out;
}

}  // namespace

const std::string* find_header(const std::vector<HttpHeader>& headers, std::string_view name) {
  for (const HttpHeader& header : headers) {
    if (equals_ignore_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 416:
      return "Range Not Satisfiable";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return "";
  }
}

std::string http_date(EpochSeconds time_s) {
  static constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                         "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds time{std::chrono::seconds{time_s}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays.at(std::chrono::weekday{day}.c_encoding()),
      static_cast<unsigned>(date.day()), kMonths.at(static_cast<unsigned>(date.month()) - 1),
      static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
      clock.seconds().count());
}

std::string to_text(const HttpRequest& request) {
  return fmt::format("{} {} HTTP/1.1\n{}", request.method, request.path,
                     headers_and_body(request.headers, request.body));
}

std::string to_text(const HttpResponse& response) {
  return fmt::format("HTTP/1.1 {} {}\n{}", response.status, reason_phrase(response.status),
                     headers_and_body(response.headers, response.body));
}

}  // namespace rolechain
