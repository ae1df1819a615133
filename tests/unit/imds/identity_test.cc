// The instance's identity document, verified by the openssl command as AWS documents it.
#include "mocks/imds/identity.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "mocks/imds/imds.h"
#include "mocks/pki/lab_rsa.h"
#include "tests/support/shell.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr EpochSeconds kNow_s = 1'790'000'000;
constexpr const char* kBase = "/latest/dynamic/instance-identity/";

struct IdentityLab : Lab {
  IdentityLab() : ca("secret", kNow_s) {
    Instance instance;
    instance.id = "i-0123456789abcdef0";
    instance.account = kApp;
    world.instances.push_back(instance);
    folder = tests::run_shell("mktemp -d").output;
    folder.pop_back();
  }
  ~IdentityLab() { std::filesystem::remove_all(folder); }
  IdentityLab(const IdentityLab&) = delete;
  IdentityLab& operator=(const IdentityLab&) = delete;

  std::string get(const std::string& path, bool with_signer = true) {
    ImdsOptions options;
    if (with_signer) options.identity_signer = ca.certify("instance identity", lab_rsa_pem());
    Imds imds(world, sts, ids, clock, "i-0123456789abcdef0", options);
    const auto response = imds.handle({"GET", path, {}, ""});
    return response && response->status == 200 ? response->body : "(none)";
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder + "/" + name, std::ios::binary) << text;
  }
  [[nodiscard]] tests::ShellResult run(const std::string& command) const {
    return tests::run_shell(fmt::format("cd {} && ({}) 2>&1", folder, command));
  }

  LabCa ca;
  std::string folder;
};

// R-IMDS-13.
TEST(InstanceIdentity, AsOpensslVerifiesIt) {
  IdentityLab lab;
  const std::string document = lab.get(std::string(kBase) + "document");
  EXPECT_TRUE(document.contains("i-0123456789abcdef0")) << document;
  lab.write("document", document);
  lab.write("ca.pem", lab.ca.certificate_pem());
  for (const std::string name : {"pkcs7", "rsa2048"}) {
    lab.write(name, "-----BEGIN PKCS7-----\n" + lab.get(kBase + name) + "\n-----END PKCS7-----\n");
    // AWS's words, and the newer command, which takes the content from the message.
    for (const std::string tool : {"smime -content document", "cms"}) {
      const auto verified =
          lab.run(fmt::format("openssl {} -verify -in {} -inform PEM -CAfile ca.pem -purpose any "
                              "-attime {}",
                              tool, name, kNow_s));
      EXPECT_EQ(verified.exit_code, 0) << tool << ": " << verified.output;
      EXPECT_TRUE(verified.output.contains("i-0123456789abcdef0")) << verified.output;
    }
  }
  // The certificate comes with the message; its key verifies the bare signature.
  lab.write("signature", lab.get(std::string(kBase) + "signature"));
  const auto verify = [&] {
    return lab.run(
        "openssl pkcs7 -in rsa2048 -print_certs -out signer.pem && "
        "openssl x509 -in signer.pem -pubkey -noout >key.pem && base64 -d signature >raw && "
        "openssl dgst -sha256 -verify key.pem -signature raw document");
  };
  EXPECT_EQ(verify().output, "Verified OK\n");
  lab.write("document", document + " ");
  EXPECT_NE(verify().exit_code, 0);
  // Another authority vouches for nobody here.
  lab.write("ca.pem", LabCa("other", kNow_s).certificate_pem());
  EXPECT_NE(lab.run(fmt::format("openssl smime -verify -in rsa2048 -inform PEM -CAfile ca.pem "
                                "-purpose any -attime {}",
                                kNow_s))
                .exit_code,
            0);
}

TEST(InstanceIdentity, WithoutASignerOnlyTheDocumentIsThere) {
  IdentityLab lab;
  EXPECT_EQ(lab.get(kBase, false), "document");
  EXPECT_EQ(lab.get(kBase), "document\npkcs7\nrsa2048\nsignature");
  EXPECT_EQ(lab.get(std::string(kBase) + "signature", false), "(none)");
}

}  // namespace
}  // namespace rolechain::sts_testing
