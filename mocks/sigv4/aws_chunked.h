// aws-chunked: a body in frames, each of which can carry a signature that depends on the one before
// it, and trailing headers.
//
// Frames are `HEX-SIZE[;chunk-signature=HEX]\r\n DATA \r\n`; one of size 0 ends them; trailers are
// lines `name:value` after it; an empty line ends all.
// Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header:
// Transferring Payload in Multiple Chunks" and "… Signature calculations for trailing headers".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/iam/signature_errors.h"
#include "mocks/sigv4/sha256.h"

namespace rolechain::sigv4 {

struct Trailer {
  std::string name;  // lower case
  std::string value;
};

// What the signatures of one body have in common, and the last one.
class ChunkChain {
 public:
  ChunkChain(const HmacKey& key, std::string_view date, std::string_view scope,
             std::string_view seed_signature)
      : key_(key), head_(join_head(date, scope)), previous_(seed_signature) {}

  // The signature of the next frame, or of the trailers ("name:value\n" of each, sorted). It
  // becomes the previous one.
  std::string_view next_chunk(std::string_view data);
  std::string_view next_trailer(std::string_view canonical_trailers);
  [[nodiscard]] std::string_view string_to_sign() const { return string_to_sign_; }

 private:
  static std::string join_head(std::string_view date, std::string_view scope);
  std::string_view sign();

  HmacKey key_;
  std::string head_;  // "\n" date "\n" scope "\n"
  std::string previous_;
  std::string string_to_sign_;
};

enum class ChunkSignatures : std::uint8_t { none, each };
enum class Trailers : std::uint8_t { none, announced };

struct ChunkedBody {
  std::string_view body;
  std::size_t decoded_bytes = 0;        // X-Amz-Decoded-Content-Length
  std::string_view announced_trailers;  // X-Amz-Trailer: names with commas
  ChunkSignatures signatures = ChunkSignatures::each;
  Trailers trailers = Trailers::none;
  std::string_view access_key_id;  // for the error
};

// Appends the data of all frames to `out`. `chain` is asked only where frames are signed.
// Errors: IncompleteBody, SignatureDoesNotMatch, InvalidChunkSizeError, MalformedTrailerError.
SignatureResult<std::vector<Trailer>> decode_chunks(const ChunkedBody& chunked, ChunkChain& chain,
                                                    std::string& out);

// `data` in frames of `chunk_bytes` (the last one may be shorter), signed, with trailers or none.
std::string encode_chunks(std::string_view data, std::size_t chunk_bytes,
                          const std::vector<Trailer>& trailers, ChunkSignatures signatures,
                          ChunkChain& chain);
// How long that becomes: what Content-Length says.
std::size_t encoded_size(std::size_t data_bytes, std::size_t chunk_bytes,
                         const std::vector<Trailer>& trailers, ChunkSignatures signatures);

}  // namespace rolechain::sigv4
