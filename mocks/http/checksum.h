// The checksum that S3 keeps beside each object, and that SDKs hold against it.
// Source: Amazon S3 User Guide, "Checking object integrity", "Default integrity protections".
#pragma once

#include <string>
#include <string_view>

namespace rolechain {

// Eight bytes, the highest first, in base64: as x-amz-checksum-crc64nvme has it.
std::string crc64nvme_base64(std::string_view body);

}  // namespace rolechain
