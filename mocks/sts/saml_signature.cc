#include "mocks/sts/saml_signature.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <xmlsec/xmlsec.h>
// after xmlsec.h
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/xmldsig.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "mocks/policy/values.h"
#include "mocks/sts/xml_node.h"

namespace rolechain {
namespace {

struct FreeContext {
  void operator()(xmlSecDSigCtx* context) const { xmlSecDSigCtxDestroy(context); }
};

// The library keeps a state of its own for the whole process.
bool library_is_ready() {
  static std::once_flag once;
  static bool ready = false;
  std::call_once(once, [] {
    xmlInitParser();
    ready = xmlSecInit() >= 0 && xmlSecCryptoAppInit(nullptr) >= 0 && xmlSecCryptoInit() >= 0;
    xmlSecErrorsDefaultCallbackEnableOutput(0);  // nobody reads its standard error
  });
  return ready;
}

// One reference, and to `element`: by its ID or, for the root, as the whole document.
bool is_about(xmlNode* signature, xmlNode* element) {
  xmlNode* info = child(signature, kDsigNamespace, "SignedInfo");
  if (info == nullptr) return false;
  const auto references = children(info, kDsigNamespace, "Reference");
  if (references.size() != 1) return false;
  const auto uri = attribute_of(references.front(), "URI");
  const auto id = attribute_of(element, "ID");
  if (!uri) return false;
  const bool is_root = xmlDocGetRootElement(element->doc) == element;
  return (id && *uri == "#" + *id) || (is_root && uri->empty());
}

// Null where it is no certificate. Whoever has it frees it.
xmlSecKey* key_of(const std::string& der) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the library's idea of bytes
  const auto* bytes = reinterpret_cast<const xmlSecByte*>(der.data());
  return xmlSecCryptoAppKeyLoadMemory(bytes, static_cast<xmlSecSize>(der.size()),
                                      xmlSecKeyDataFormatCertDer, nullptr, nullptr, nullptr);
}

bool is_good(xmlNode* signature, const std::string& der) {
  const std::unique_ptr<xmlSecDSigCtx, FreeContext> context(xmlSecDSigCtxCreate(nullptr));
  if (context == nullptr) return false;
  context->signKey = key_of(der);
  if (context->signKey == nullptr) return false;
  context->enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
  for (xmlSecTransformId transform :
       {xmlSecTransformInclC14NGetKlass(), xmlSecTransformExclC14NGetKlass(),
        xmlSecTransformInclC14NWithCommentsGetKlass(),
        xmlSecTransformExclC14NWithCommentsGetKlass(), xmlSecTransformEnvelopedGetKlass(),
        xmlSecOpenSSLTransformSha256GetKlass(), xmlSecOpenSSLTransformSha384GetKlass(),
        xmlSecOpenSSLTransformSha512GetKlass()}) {
    if (xmlSecDSigCtxEnableReferenceTransform(context.get(), transform) < 0) return false;
  }
  for (xmlSecTransformId transform :
       {xmlSecTransformInclC14NGetKlass(), xmlSecTransformExclC14NGetKlass(),
        xmlSecTransformInclC14NWithCommentsGetKlass(),
        xmlSecTransformExclC14NWithCommentsGetKlass(), xmlSecOpenSSLTransformRsaSha256GetKlass(),
        xmlSecOpenSSLTransformRsaSha384GetKlass(), xmlSecOpenSSLTransformRsaSha512GetKlass(),
        xmlSecOpenSSLTransformEcdsaSha256GetKlass(), xmlSecOpenSSLTransformEcdsaSha384GetKlass(),
        xmlSecOpenSSLTransformEcdsaSha512GetKlass()}) {
    if (xmlSecDSigCtxEnableSignatureTransform(context.get(), transform) < 0) return false;
  }
  return xmlSecDSigCtxVerify(context.get(), signature) >= 0 &&
         context->status == xmlSecDSigStatusSucceeded;
}

}  // namespace

bool is_signed_by(xmlNode* signature, xmlNode* element, std::span<const std::string> certificates) {
  if (!library_is_ready() || !is_about(signature, element)) return false;
  return std::ranges::any_of(certificates, [&](const std::string& certificate) {
    const auto der = decode_base64(certificate);
    return der && is_good(signature, *der);
  });
}

bool is_saml_certificate(const std::string& certificate) {
  const auto der = decode_base64(certificate);
  if (!library_is_ready() || !der) return false;
  xmlSecKey* key = key_of(*der);
  if (key == nullptr) return false;
  xmlSecKeyDestroy(key);
  return true;
}

}  // namespace rolechain
