// What S3 holds in memory: buckets, objects, uploads in parts.
// Source: Amazon S3 User Guide, "Amazon S3 objects overview".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/base/http_message.h"

namespace rolechain::s3 {

using ObjectTags = std::map<std::string, std::string>;

// What a client says of an object when it puts it, and gets back with it.
struct Description {
  std::string type = "binary/octet-stream";
  std::vector<HttpHeader> headers;  // x-amz-meta-…, Cache-Control and the like
  ObjectTags tags;
};

struct Object {
  std::string data;
  Description description;
  EpochSeconds modified_s = 0;  // as clients' clocks have it
  std::string etag;             // with its quotation marks
  std::optional<HttpHeader> checksum;
};

struct Part {
  std::string data;
  std::string md5;  // 16 bytes
  EpochSeconds modified_s = 0;
};

struct Upload {
  std::string key;
  Description description;
  EpochSeconds started_s = 0;
  std::map<int, Part> parts;
};

struct Bucket {
  std::string owner;  // account; "": whoever asks, as for all that no scenario names (R-RES-06)
  EpochSeconds created_s = 0;
  std::map<std::string, Object> objects;
  std::map<std::string, Upload> uploads;  // by id
};

struct Store {
  std::map<std::string, Bucket> buckets;
  std::uint64_t uploads_made = 0;
};

}  // namespace rolechain::s3
