#include "mocks/sigv4/signed_request.h"

#include <algorithm>

#include "mocks/base/text.h"

namespace rolechain::sigv4 {

std::string_view raw_path(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view raw_query(std::string_view target) {
  const std::size_t mark = target.find('?');
  return mark == target.npos ? std::string_view{} : target.substr(mark + 1);
}

const HeaderView* find_header(std::span<const HeaderView> headers, std::string_view name) {
  const auto found = std::ranges::find_if(
      headers, [&](const HeaderView& header) { return equals_ignore_case(header.name, name); });
  return found == headers.end() ? nullptr : &*found;
}

SignedRequest view_of(const HttpRequest& request, std::vector<HeaderView>& headers) {
  headers.clear();
  headers.reserve(request.headers.size());
  for (const HttpHeader& header : request.headers) headers.push_back({header.name, header.value});
  return {request.method, request.path, headers, request.body};
}

}  // namespace rolechain::sigv4
