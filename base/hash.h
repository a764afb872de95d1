// SHA-256, the hash of every signature, data file and configuration in r1bench (FIPS 180-4; the
// implementation is OpenSSL's libcrypto, which uses the processor's SHA instructions).
#ifndef R1BENCH_BASE_HASH_H_
#define R1BENCH_BASE_HASH_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace r1bench::base {

// An incremental hash. Only bytes count: how they were split over Update calls does not.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(const void* data, size_t size);
  void Update(std::string_view bytes) { Update(bytes.data(), bytes.size()); }

  // The raw bytes of plain values (little-endian, as stored; no padding allowed inside T).
  template <typename T>
  void Update(std::span<const T> values) {
    static_assert(std::has_unique_object_representations_v<T> || std::is_floating_point_v<T>);
    Update(values.data(), values.size_bytes());
  }
  // One number, as its bytes.
  template <typename T>
  requires std::is_arithmetic_v<T>
  void UpdateValue(T value) { Update(&value, sizeof(value)); }

  // 64 lower-case hex digits of all bytes so far. More may follow: Hex does not end the hash.
  std::string Hex() const;

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string Sha256Hex(std::string_view bytes);

// Of a file's content, read in pieces. Throws Error naming the path when it cannot be read.
std::string Sha256File(const std::string& path);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_HASH_H_
