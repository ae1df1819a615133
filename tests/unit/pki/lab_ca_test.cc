// The lab's authority as the openssl command sees it.
#include "mocks/pki/lab_ca.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/shell.h"

namespace rolechain::tests {
namespace {

constexpr EpochSeconds kNow_s = 1'790'000'000;

// A directory that goes with the value.
class Folder {
 public:
  Folder() : path_(run_shell("mktemp -d").output) {
    if (path_.ends_with('\n')) path_.pop_back();
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << text;
  }
  [[nodiscard]] ShellResult run(const std::string& command) const {
    return run_shell(fmt::format("cd {} && {} 2>&1", path_, command));
  }

 private:
  std::string path_;
};

TEST(LabCa, VouchesForTheNamesItWasAskedAbout) {
  const LabCa ca("secret", kNow_s);
  const CertifiedKey made = ca.issue({"sts.eu-west-1.amazonaws.com", "*.s3.amazonaws.com", "::1"});
  const Folder folder;
  folder.write("ca.pem", ca.certificate_pem());
  folder.write("leaf.pem", made.certificate_pem);
  folder.write("key.pem", made.key_pem);
  const auto verify = [&](const std::string& option) {
    return folder.run(
        fmt::format("openssl verify -x509_strict -attime {} -purpose sslserver "
                    "-CAfile ca.pem {} leaf.pem",
                    kNow_s, option));
  };
  EXPECT_EQ(verify("-verify_hostname sts.eu-west-1.amazonaws.com").output, "leaf.pem: OK\n");
  EXPECT_EQ(verify("-verify_hostname b.s3.amazonaws.com").output, "leaf.pem: OK\n");
  EXPECT_EQ(verify("-verify_ip ::1").output, "leaf.pem: OK\n");
  EXPECT_NE(verify("-verify_hostname sts.amazonaws.com").exit_code, 0);
  // The key is the certificate's.
  EXPECT_EQ(folder
                .run("openssl pkey -in key.pem -pubout > a && openssl x509 -in leaf.pem -pubkey "
                     "-noout > b && cmp a b && echo same")
                .output,
            "same\n");
}

TEST(LabCa, AnotherSecretIsAnotherAuthority) {
  const Folder folder;
  folder.write("ca.pem", LabCa("one", kNow_s).certificate_pem());
  folder.write("leaf.pem", LabCa("two", kNow_s).issue({"a.test"}).certificate_pem);
  EXPECT_NE(folder.run(fmt::format("openssl verify -attime {} -CAfile ca.pem leaf.pem", kNow_s))
                .exit_code,
            0);
}

TEST(LabCa, DocumentsAreSignedSoThatOpensslVerifiesThem) {
  const LabCa ca("secret", kNow_s);
  const Folder folder;
  folder.write("ca.pem", ca.certificate_pem());
  folder.write("document", "{\n  \"a\" : 1\n}");
  ASSERT_EQ(folder.run("openssl genrsa -out rsa.pem 2048").exit_code, 0);
  const std::string rsa = folder.run("cat rsa.pem").output;
  const CertifiedKey signer = ca.certify("identity", rsa);
  folder.write("signer.pem", signer.certificate_pem);
  folder.write("signature", sign_rsa_sha256(signer.key_pem, "{\n  \"a\" : 1\n}"));
  folder.write("message", sign_pkcs7(signer, "{\n  \"a\" : 1\n}"));
  EXPECT_EQ(folder
                .run("openssl x509 -in signer.pem -pubkey -noout > pub && openssl dgst -sha256 "
                     "-verify pub -signature signature document")
                .output,
            "Verified OK\n");
  const std::string smime = fmt::format(
      "openssl smime -verify -in message -inform DER -content document -attime {} -purpose any "
      "-CAfile ca.pem",
      kNow_s);
  const ShellResult verified = folder.run(smime);
  EXPECT_EQ(verified.exit_code, 0) << verified.output;
  EXPECT_TRUE(verified.output.contains("\"a\" : 1")) << verified.output;
  folder.write("document", "{\n  \"a\" : 2\n}");
  EXPECT_NE(folder.run("openssl dgst -sha256 -verify pub -signature signature document").exit_code,
            0);
}

}  // namespace
}  // namespace rolechain::tests
