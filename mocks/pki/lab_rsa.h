// The lab's RSA key (mocks/sts/lab_key.h) as OpenSSL and the authority take keys: in PEM.
#pragma once

#include <string>

namespace rolechain {

std::string lab_rsa_pem();

}  // namespace rolechain
