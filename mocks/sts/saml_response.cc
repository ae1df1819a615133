#include "mocks/sts/saml_response.h"

#include <libxml/parser.h>
#include <libxml/valid.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "mocks/iam/errors.h"
#include "mocks/iam/sts_errors.h"
#include "mocks/policy/values.h"
#include "mocks/sts/saml_signature.h"
#include "mocks/sts/xml_node.h"

namespace rolechain {
namespace {

constexpr std::string_view kProtocol = "urn:oasis:names:tc:SAML:2.0:protocol";
constexpr std::string_view kAssertion = "urn:oasis:names:tc:SAML:2.0:assertion";
constexpr std::string_view kSuccess = "urn:oasis:names:tc:SAML:2.0:status:Success";
constexpr std::string_view kBearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

// Nothing is fetched, no entity is replaced; a document type is refused by the caller.
Document parse(const std::string& text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  return Document(xmlReadMemory(text.data(), static_cast<int>(text.size()), "response.xml", nullptr,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
}

// Clients break the lines of base64, and may leave the padding to whoever reads it.
std::optional<std::string> decoded(std::string_view encoded) {
  std::string text;
  for (const char c : encoded) {
    if (c != '\n' && c != '\r' && c != ' ' && c != '\t') text += c;
  }
  return decode_base64(text);
}

// 2026-01-15T09:00:00.123Z: the fraction is cut off.
std::optional<EpochSeconds> time_of(const xmlNode* node, const char* name) {
  auto text = attribute_of(node, name);
  if (!text) return std::nullopt;
  if (const std::size_t dot = text->find('.'); dot != std::string::npos) {
    const std::size_t zone = text->find_first_not_of("0123456789", dot + 1);
    text->erase(dot, (zone == std::string::npos ? text->size() : zone) - dot);
  }
  return parse_iso8601(*text);
}

// Lets "#ID" find the element. False where another one has the ID already.
bool register_id(xmlDoc* document, xmlNode* element) {
  const auto id = attribute_of(element, "ID");
  if (!id) return true;
  xmlAttr* attribute = element->properties;
  while (attribute != nullptr &&
         !(attribute->ns == nullptr && content_of(attribute->children) == *id &&
           std::string_view("ID") ==
               // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
               reinterpret_cast<const char*>(attribute->name))) {
    attribute = attribute->next;
  }
  if (attribute == nullptr) return false;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libxml2's unsigned characters
  return xmlAddID(nullptr, document, reinterpret_cast<const xmlChar*>(id->c_str()), attribute) !=
         nullptr;
}

// Whether some other element says the same ID: then "#ID" would be anybody's guess.
bool occurs_elsewhere(const xmlNode* below, const xmlNode* element, const std::string& id) {
  for (const xmlNode* at = below; at != nullptr; at = at->next) {
    if (at->type != XML_ELEMENT_NODE) continue;
    if (at != element && attribute_of(at, "ID") == id) return true;
    if (occurs_elsewhere(at->children, element, id)) return true;
  }
  return false;
}

void read_subject(const xmlNode* assertion, SamlResponse& out) {
  const xmlNode* subject = child(assertion, kAssertion, "Subject");
  const xmlNode* name = child(subject, kAssertion, "NameID");
  out.subject = content_of(name);
  out.name_format = attribute_of(name, "Format").value_or("");
  for (const xmlNode* confirmation : children(subject, kAssertion, "SubjectConfirmation")) {
    if (attribute_of(confirmation, "Method") != std::string(kBearer)) continue;
    const xmlNode* data = child(confirmation, kAssertion, "SubjectConfirmationData");
    out.recipient = attribute_of(data, "Recipient").value_or("");
    out.not_on_or_after_s = time_of(data, "NotOnOrAfter");
    return;
  }
}

void read_conditions(const xmlNode* assertion, SamlResponse& out) {
  const xmlNode* conditions = child(assertion, kAssertion, "Conditions");
  out.not_before_s = time_of(conditions, "NotBefore");
  if (const auto end_s = time_of(conditions, "NotOnOrAfter")) {
    out.not_on_or_after_s = std::min(out.not_on_or_after_s.value_or(*end_s), *end_s);
  }
  for (const xmlNode* restriction : children(conditions, kAssertion, "AudienceRestriction")) {
    for (const xmlNode* audience : children(restriction, kAssertion, "Audience")) {
      out.audiences.push_back(content_of(audience));
    }
  }
}

void read_attributes(const xmlNode* assertion, SamlResponse& out) {
  for (const xmlNode* statement : children(assertion, kAssertion, "AttributeStatement")) {
    for (const xmlNode* attribute : children(statement, kAssertion, "Attribute")) {
      SamlAttribute one;
      one.name = attribute_of(attribute, "Name").value_or("");
      for (const xmlNode* value : children(attribute, kAssertion, "AttributeValue")) {
        one.values.push_back(content_of(value));
      }
      out.attributes.push_back(std::move(one));
    }
  }
}

bool signatures_are_good(xmlNode* root, xmlNode* assertion,
                         std::span<const std::string> certificates) {
  std::size_t count = 0;
  for (xmlNode* element : {root, assertion}) {
    for (xmlNode* signature : children(element, kDsigNamespace, "Signature")) {
      if (!is_signed_by(signature, element, certificates)) return false;
      ++count;
    }
  }
  return count > 0;
}

// What makes the document one that can be read at all.
std::optional<ApiError> shape_error(xmlDoc* document, xmlNode* root) {
  if (xmlGetIntSubset(document) != nullptr) return saml_malformed("it has a document type");
  if (!is_element(root, kProtocol, "Response")) return saml_malformed("it is no Response");
  if (attribute_of(root, "Version") != "2.0") return saml_malformed("it is not of SAML 2.0");
  if (!children(root, kAssertion, "EncryptedAssertion").empty()) {
    return not_decided_here("encrypted SAML assertions");
  }
  const auto assertions = children(root, kAssertion, "Assertion");
  if (assertions.size() != 1) return saml_malformed("it has not one Assertion");
  const xmlNode* status = child(child(root, kProtocol, "Status"), kProtocol, "StatusCode");
  if (attribute_of(status, "Value") != std::string(kSuccess)) {
    return saml_malformed("its status is not Success");
  }
  for (xmlNode* element : {root, assertions.front()}) {
    const auto id = attribute_of(element, "ID");
    if (!id || id->empty()) return saml_malformed("it lacks an ID");
    if (occurs_elsewhere(root, element, *id) || !register_id(document, element)) {
      return saml_malformed("an ID occurs twice");
    }
  }
  return std::nullopt;
}

}  // namespace

const SamlAttribute* SamlResponse::attribute(std::string_view name) const {
  const auto at = std::ranges::find(attributes, name, &SamlAttribute::name);
  return at == attributes.end() ? nullptr : &*at;
}

ApiResult<SamlResponse> read_saml(std::string_view encoded,
                                  std::span<const std::string> certificates) {
  const auto text = decoded(encoded);
  if (!text) return std::unexpected(saml_no_base64());
  const Document document = parse(*text);
  xmlNode* root = document == nullptr ? nullptr : xmlDocGetRootElement(document.get());
  if (root == nullptr) return std::unexpected(saml_malformed("it is no XML"));
  if (auto error = shape_error(document.get(), root)) return std::unexpected(*std::move(error));
  xmlNode* assertion = child(root, kAssertion, "Assertion");
  SamlResponse out;
  out.issuer = content_of(child(assertion, kAssertion, "Issuer"));
  out.issued_s = time_of(assertion, "IssueInstant");
  read_subject(assertion, out);
  read_conditions(assertion, out);
  out.session_end_s =
      time_of(child(assertion, kAssertion, "AuthnStatement"), "SessionNotOnOrAfter");
  read_attributes(assertion, out);
  out.is_signed = signatures_are_good(root, assertion, certificates);
  return out;
}

}  // namespace rolechain
