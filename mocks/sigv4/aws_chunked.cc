#include "mocks/sigv4/aws_chunked.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/iam/signature_errors.h"

namespace rolechain::sigv4 {
namespace {

constexpr std::string_view kSignatureWord = ";chunk-signature=";
constexpr std::string_view kTrailerSignature = "x-amz-trailer-signature";
constexpr std::size_t kSmallestChunk_bytes = 8192;

// Sorted by name, as the headers of a canonical request are.
std::string canonical_trailers(std::vector<Trailer> trailers) {
  std::ranges::stable_sort(trailers, {}, &Trailer::name);
  std::string out;
  for (const Trailer& trailer : trailers)
    out += fmt::format("{}:{}\n", trailer.name, trailer.value);
  return out;
}

// Reads the frames of one body from left to right.
class Decoder {
 public:
  Decoder(const ChunkedBody& chunked, ChunkChain& chain, std::string& out)
      : chunked_(chunked), chain_(chain), out_(out), rest_(chunked.body) {}

  SignatureResult<std::vector<Trailer>> run() {
    const std::size_t start = out_.size();
    for (std::size_t number = 1;; ++number) {
      auto size = read_frame(number);
      if (!size) return std::unexpected(std::move(size).error());
      if (*size == 0) break;
    }
    if (out_.size() - start != chunked_.decoded_bytes) return std::unexpected(incomplete_body());
    auto trailers = read_trailers();
    if (trailers && !rest_.empty()) return std::unexpected(incomplete_body());
    return trailers;
  }

 private:
  // A line without its end; nothing where the body ends before.
  std::optional<std::string_view> read_line() {
    const std::size_t end = rest_.find('\n');
    if (end == rest_.npos) return std::nullopt;
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  // The size of the frame that was read.
  SignatureResult<std::size_t> read_frame(std::size_t number) {
    const auto line = read_line();
    if (!line) return std::unexpected(incomplete_body());
    std::size_t size = 0;
    const auto [digits_end, problem] =
        std::from_chars(line->data(), line->data() + line->size(), size, 16);
    if (problem != std::errc{}) return std::unexpected(incomplete_body());
    const std::string_view extension =
        line->substr(static_cast<std::size_t>(digits_end - line->data()));
    const bool is_signed = chunked_.signatures == ChunkSignatures::each;
    if (is_signed != extension.starts_with(kSignatureWord)) {
      return std::unexpected(incomplete_body());
    }
    if (!is_signed && !extension.empty()) return std::unexpected(incomplete_body());
    if (size > rest_.size()) return std::unexpected(incomplete_body());
    const std::string_view data = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (is_signed) {  // R-SIG-24
      if (size != 0 && std::exchange(small_, size < kSmallestChunk_bytes)) {
        return std::unexpected(chunk_too_small(number - 1, last_bytes_));
      }
      last_bytes_ = size;
      const std::string_view given = extension.substr(kSignatureWord.size());
      if (!equal_in_constant_time(chain_.next_chunk(data), given)) return refused(given);
    }
    // The last frame has no data, hence no line end of its own: that is the one after the trailers.
    if (size == 0) return size;
    const auto line_end = read_line();
    if (!line_end || !line_end->empty()) return std::unexpected(incomplete_body());
    out_ += data;
    return size;
  }

  std::unexpected<SignatureError> refused(std::string_view given) const {
    return std::unexpected(
        signature_mismatch("s3", {chunked_.access_key_id, chain_.string_to_sign(), given, ""}));
  }

  SignatureResult<std::vector<Trailer>> read_trailers() {
    std::vector<Trailer> out;
    std::string signature;
    for (;;) {
      const auto line = read_line();
      if (!line) return std::unexpected(incomplete_body());
      if (line->empty()) break;
      const std::size_t colon = line->find(':');
      if (colon == line->npos) return std::unexpected(malformed_trailer());
      Trailer trailer{to_lower(line->substr(0, colon)), std::string(trim(line->substr(colon + 1)))};
      if (trailer.name == kTrailerSignature) {
        signature = std::move(trailer.value);
      } else {
        out.push_back(std::move(trailer));
      }
    }
    if (!are_the_announced(out)) return std::unexpected(malformed_trailer());
    if (chunked_.trailers == Trailers::announced && chunked_.signatures == ChunkSignatures::each &&
        !equal_in_constant_time(chain_.next_trailer(canonical_trailers(out)), signature)) {
      return refused(signature);  // R-SIG-25
    }
    return out;
  }

  // R-SIG-25: those that X-Amz-Trailer names, each once, and no others.
  [[nodiscard]] bool are_the_announced(const std::vector<Trailer>& trailers) const {
    std::vector<std::string> wanted;
    if (chunked_.trailers == Trailers::announced) {
      for (const std::string_view name : split(chunked_.announced_trailers, ',')) {
        if (!trim(name).empty()) wanted.push_back(to_lower(trim(name)));
      }
    }
    std::vector<std::string> found;
    found.reserve(trailers.size());
    for (const Trailer& trailer : trailers) found.push_back(trailer.name);
    std::ranges::sort(wanted);
    std::ranges::sort(found);
    return wanted == found;
  }

  const ChunkedBody& chunked_;
  ChunkChain& chain_;
  std::string& out_;
  std::string_view rest_;
  bool small_ = false;  // whether the frame before was smaller than all but the last may be
  std::size_t last_bytes_ = 0;
};

}  // namespace

std::string ChunkChain::join_head(std::string_view date, std::string_view scope) {
  return fmt::format("\n{}\n{}\n", date, scope);
}

std::string_view ChunkChain::sign() {
  previous_.clear();
  append_hex(key_.of(string_to_sign_), previous_);
  return previous_;
}

std::string_view ChunkChain::next_chunk(std::string_view data) {
  string_to_sign_ = "AWS4-HMAC-SHA256-PAYLOAD";
  string_to_sign_ += head_;
  string_to_sign_ += previous_;
  string_to_sign_ += '\n';
  string_to_sign_ += kEmptyPayloadHash;
  string_to_sign_ += '\n';
  append_hex(sha256(data), string_to_sign_);
  return sign();
}

std::string_view ChunkChain::next_trailer(std::string_view canonical_trailers) {
  string_to_sign_ = "AWS4-HMAC-SHA256-TRAILER";
  string_to_sign_ += head_;
  string_to_sign_ += previous_;
  string_to_sign_ += '\n';
  append_hex(sha256(canonical_trailers), string_to_sign_);
  return sign();
}

SignatureResult<std::vector<Trailer>> decode_chunks(const ChunkedBody& chunked, ChunkChain& chain,
                                                    std::string& out) {
  return Decoder(chunked, chain, out).run();
}

std::string encode_chunks(std::string_view data, std::size_t chunk_bytes,
                          const std::vector<Trailer>& trailers, ChunkSignatures signatures,
                          ChunkChain& chain) {
  std::string out;
  const bool is_signed = signatures == ChunkSignatures::each;
  const auto append_frame = [&](std::string_view frame) {
    out += fmt::format("{:x}", frame.size());
    if (is_signed) {
      out += kSignatureWord;
      out += chain.next_chunk(frame);
    }
    out += "\r\n";
    out += frame;
    if (!frame.empty()) out += "\r\n";
  };
  for (std::size_t at = 0; at < data.size(); at += chunk_bytes) {
    append_frame(data.substr(at, chunk_bytes));
  }
  append_frame({});
  for (const Trailer& trailer : trailers) {
    out += fmt::format("{}:{}\r\n", trailer.name, trailer.value);
  }
  if (is_signed && !trailers.empty()) {
    out += fmt::format("{}:{}\r\n", kTrailerSignature,
                       chain.next_trailer(canonical_trailers(trailers)));
  }
  out += "\r\n";
  return out;
}

std::size_t encoded_size(std::size_t data_bytes, std::size_t chunk_bytes,
                         const std::vector<Trailer>& trailers, ChunkSignatures signatures) {
  constexpr std::size_t hex_bytes = 64;
  const bool is_signed = signatures == ChunkSignatures::each;
  const std::size_t head = 2 + (is_signed ? kSignatureWord.size() + hex_bytes : 0);
  const auto frame = [&](std::size_t size) {
    return fmt::formatted_size("{:x}", size) + head + size + (size > 0 ? 2 : 0);
  };
  std::size_t out = data_bytes / chunk_bytes * frame(chunk_bytes) + frame(0) + 2;
  if (data_bytes % chunk_bytes != 0) out += frame(data_bytes % chunk_bytes);
  for (const Trailer& trailer : trailers) out += trailer.name.size() + trailer.value.size() + 3;
  if (is_signed && !trailers.empty()) out += kTrailerSignature.size() + hex_bytes + 3;
  return out;
}

}  // namespace rolechain::sigv4
