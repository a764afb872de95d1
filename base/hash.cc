#include "base/hash.h"

#include <openssl/evp.h>

#include <algorithm>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::base {

struct Sha256::Context {
  Context() : md(EVP_MD_CTX_new()) {}
  ~Context() { EVP_MD_CTX_free(md); }
  EVP_MD_CTX* md;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  Require(context_->md != nullptr && EVP_DigestInit_ex(context_->md, EVP_sha256(), nullptr) == 1,
          "libcrypto offers no SHA-256");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::Update(const void* data, size_t size) {
  Require(EVP_DigestUpdate(context_->md, data, size) == 1, "SHA-256 update failed in libcrypto");
}

std::string Sha256::Hex() const {
  Context copy;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  Require(copy.md != nullptr && EVP_MD_CTX_copy_ex(copy.md, context_->md) == 1 &&
              EVP_DigestFinal_ex(copy.md, digest, &size) == 1,
          "SHA-256 final failed in libcrypto");
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * size);
  for (unsigned int i = 0; i < size; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

std::string Sha256Hex(std::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Hex();
}

std::string Sha256File(const std::string& path) {
  const MappedFile file(path);
  Sha256 hash;
  constexpr size_t kPiece = 16 << 20;
  for (size_t at = 0; at < file.size(); at += kPiece) {
    hash.Update(file.data() + at, std::min(kPiece, file.size() - at));
  }
  return hash.Hex();
}

}  // namespace r1bench::base
