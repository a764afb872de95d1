// Random numbers: Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror, Shaw: "Parallel
// random numbers: as easy as 1, 2, 3", SC 2011).
//
// Why counter-based: the word at a given place is a pure function of (seed, stream, request,
// position). So a sampler may draw token 17 of sample 3 without drawing the 16 before it, and the
// result cannot depend on the batch, on the number of threads or on where a run was resumed.
//
// Why our own distributions: those of the C++ standard library differ between implementations, and
// libm's log and cos differ between processors. Everything here uses integer operations, IEEE +, -,
// *, / and sqrt only, and gives the same bits on every x86-64 machine (compiled with
// -ffp-contract=off, as all of r1bench is).
//
// Layout: key = a bijection of the seed for each stream; counter = {position / 4 (64 bits),
// request (64 bits)}. One counter gives four 32-bit words; `position` counts words.
//
//   base::Rng rng(seed, "r1_zero/shuffle", epoch);
//   rng.Shuffle(order);
#ifndef R1BENCH_BASE_RNG_H_
#define R1BENCH_BASE_RNG_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace r1bench::base {

// The block function: 10 rounds. Public for the known-answer tests and for vectorised users.
std::array<uint32_t, 4> Philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

// A well-mixed 64-bit bijection (the finaliser of MurmurHash3).
constexpr uint64_t Mix64(uint64_t x) {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdULL;
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

// The id of a named stream: FNV-1a (64 bits), then Mix64.
constexpr uint64_t StreamId(std::string_view name) {
  uint64_t h = 0xcbf29ce484222325ULL;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return Mix64(h);
}

// The 32-bit word at `position` of the stream (seed, stream_id, request).
uint32_t WordAt(uint64_t seed, uint64_t stream_id, uint64_t request, uint64_t position);

// That word as a float in [0, 1): its upper 24 bits times 2^-24. Equal to what
// Rng(seed, name, request) returns from Uniform() after Seek(position).
float UniformAt(uint64_t seed, uint64_t stream_id, uint64_t request, uint64_t position);

// A sequential reader of one stream. Cheap to construct and to copy. Not thread-safe: give each
// task a stream or a request number of its own.
class Rng {
 public:
  Rng(uint64_t seed, std::string_view stream, uint64_t request = 0)
      : Rng(seed, StreamId(stream), request) {}
  Rng(uint64_t seed, uint64_t stream_id, uint64_t request);

  uint32_t U32();  // one word
  uint64_t U64();  // two words, the low half first

  // Uniform on 0..n-1 without bias (Lemire's multiplication with rejection, so it takes one word
  // or, rarely, more). Throws for n = 0.
  uint32_t Below(uint32_t n);

  // Uniform on lo..hi, both inclusive; hi - lo must be below 2^32 - 1.
  int64_t Between(int64_t lo, int64_t hi);

  // [0, 1) in steps of 2^-24: one word.
  float Uniform();

  // [0, 1) in steps of 2^-53: two words.
  double UniformDouble();

  // Standard normal by Box and Muller's formula, with our own log and cos (double, error below
  // 1e-15, no libm): always two words. |result| <= 6.67.
  float Normal();

  // Fisher-Yates from the end: size - 1 calls of Below.
  template <typename T>
  void Shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[Below(static_cast<uint32_t>(i))]);
    }
  }

  // Words taken so far; Seek(position()) of another Rng of the same stream continues here.
  uint64_t position() const { return position_; }
  void Seek(uint64_t position);

 private:
  std::array<uint32_t, 2> key_;
  uint64_t request_;
  uint64_t position_ = 0;
  std::array<uint32_t, 4> block_;  // the block that holds position_, once block_valid_
  bool block_valid_ = false;
};

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_RNG_H_
