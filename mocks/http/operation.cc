#include "mocks/http/operation.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/http/form.h"
#include "mocks/http/s3/s3.h"
#include "mocks/sigv4/verify.h"

namespace rolechain {
namespace {

std::string action_of(const HttpRequest& request, std::string_view service) {
  if (service == "s3") return std::string(s3_action(request));
  if (const std::string* target = find_header(request.headers, "X-Amz-Target")) {
    return fmt::format("{}:{}", service, target->substr(target->rfind('.') + 1));
  }
  const std::size_t mark = request.path.find('?');
  const std::string query = mark == std::string::npos ? "" : request.path.substr(mark + 1);
  for (const std::string& text : {query, request.body}) {
    // Large bodies are objects, not forms.
    if (text.size() > (1U << 20U)) continue;
    const auto form = Form::parse(text);
    const std::string* action = form ? form->find("Action") : nullptr;
    if (action != nullptr) return fmt::format("{}:{}", service, *action);
  }
  return {};
}

}  // namespace

std::string claimed_resource(const HttpRequest& request, const ClaimedOperation& operation,
                             std::string_view account, std::string_view region) {
  if (operation.service == "s3") {
    std::string_view path = std::string_view(request.path).substr(0, request.path.find('?'));
    if (path.starts_with('/')) path.remove_prefix(1);
    while (path.ends_with('/')) path.remove_suffix(1);
    return path.empty() ? std::string() : fmt::format("arn:aws:s3:::{}", path);
  }
  if (operation.service != "dynamodb") return {};
  const SourceFile file{"body", request.body};
  const auto body = parse_json(file);
  const Node* table = body ? body->find("TableName") : nullptr;
  if (table == nullptr || !table->is_string()) return {};
  if (table->text.starts_with("arn:")) return table->text;
  return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", region, account, table->text);
}

std::string unsigned_service(const HttpRequest& request) {
  const std::string_view path = std::string_view(request.path).substr(0, request.path.find('?'));
  return path.size() > 1 ? "s3" : "sts";
}

ClaimedOperation claimed_operation(const HttpRequest& request) {
  ClaimedOperation out;
  std::vector<sigv4::HeaderView> headers;
  const sigv4::SignedRequest view = sigv4::view_of(request, headers);
  if (const auto claimed = sigv4::claimed_scope(view)) {
    out.service = claimed->service;
    out.access_key_id = claimed->access_key_id;
  }
  if (out.service.empty()) out.service = unsigned_service(request);
  out.action = action_of(request, out.service);
  return out;
}

}  // namespace rolechain
