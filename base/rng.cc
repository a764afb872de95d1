#include "base/rng.h"

#include <bit>
#include <cmath>

#include "base/error.h"

namespace r1bench::base {
namespace {

std::array<uint32_t, 2> KeyOf(uint64_t seed, uint64_t stream_id) {
  const uint64_t key = Mix64(seed ^ Mix64(stream_id + 0x9e3779b97f4a7c15ULL));
  return {static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32)};
}

std::array<uint32_t, 4> BlockAt(const std::array<uint32_t, 2>& key, uint64_t request,
                                uint64_t block) {
  return Philox4x32({static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32),
                     static_cast<uint32_t>(request), static_cast<uint32_t>(request >> 32)},
                    key);
}

// log(x) for a normal x > 0: x = 2^e m with m in [sqrt(1/2), sqrt(2)), log m = 2 atanh(t) with
// t = (m - 1) / (m + 1), |t| < 0.1716; the series to t^21 leaves less than 1e-18.
double PortableLog(double x) {
  const uint64_t bits = std::bit_cast<uint64_t>(x);
  int exponent = static_cast<int>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++exponent;
  }
  const double t = (m - 1.0) / (m + 1.0);
  const double t2 = t * t;
  double sum = 0.0;
  for (int k = 21; k >= 1; k -= 2) sum = sum * t2 + 1.0 / k;
  return exponent * 0.6931471805599453 + 2.0 * t * sum;
}

// cos(2 pi w / 2^32). The top three bits choose the octant; inside it the angle is at most pi / 4
// and the Taylor series (16 terms) is exact to double.
double PortableCosTurn(uint32_t w) {
  const uint32_t quadrant = (w + 0x20000000u) >> 30;                // nearest multiple of a quarter
  const int32_t rest = static_cast<int32_t>(w - (quadrant << 30));  // in [-2^29, 2^29)
  const double x = rest * (6.283185307179586 / 4294967296.0);
  const double x2 = x * x;
  double cos_sum = 1.0, sin_sum = 1.0;
  for (int k = 18; k >= 2; k -= 2) {
    cos_sum = 1.0 - cos_sum * x2 / (k * (k - 1));
    sin_sum = 1.0 - sin_sum * x2 / (k * (k + 1));
  }
  const double sin_x = x * sin_sum;
  switch (quadrant & 3) {
    case 0:
      return cos_sum;
    case 1:
      return -sin_x;
    case 2:
      return -cos_sum;
    default:
      return sin_x;
  }
}

}  // namespace

std::array<uint32_t, 4> Philox4x32(std::array<uint32_t, 4> c, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = uint64_t{0xD2511F53u} * c[0];
    const uint64_t p1 = uint64_t{0xCD9E8D57u} * c[2];
    c = {static_cast<uint32_t>(p1 >> 32) ^ c[1] ^ key[0], static_cast<uint32_t>(p1),
         static_cast<uint32_t>(p0 >> 32) ^ c[3] ^ key[1], static_cast<uint32_t>(p0)};
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return c;
}

uint32_t WordAt(uint64_t seed, uint64_t stream_id, uint64_t request, uint64_t position) {
  return BlockAt(KeyOf(seed, stream_id), request, position / 4)[position % 4];
}

float UniformAt(uint64_t seed, uint64_t stream_id, uint64_t request, uint64_t position) {
  return static_cast<float>(WordAt(seed, stream_id, request, position) >> 8) * 0x1p-24f;
}

Rng::Rng(uint64_t seed, uint64_t stream_id, uint64_t request)
    : key_(KeyOf(seed, stream_id)), request_(request) {}

void Rng::Seek(uint64_t position) {
  if (position / 4 != position_ / 4) block_valid_ = false;
  position_ = position;
}

uint32_t Rng::U32() {
  if (!block_valid_) {
    block_ = BlockAt(key_, request_, position_ / 4);
    block_valid_ = true;
  }
  const uint32_t word = block_[position_ % 4];
  if (++position_ % 4 == 0) block_valid_ = false;
  return word;
}

uint64_t Rng::U64() {
  const uint64_t low = U32();
  return low | uint64_t{U32()} << 32;
}

uint32_t Rng::Below(uint32_t n) {
  Require(n > 0, "expected a range of at least one value in Rng::Below, got 0");
  uint64_t product = uint64_t{U32()} * n;
  if (static_cast<uint32_t>(product) < n) {
    const uint32_t threshold = -n % n;  // 2^32 mod n
    while (static_cast<uint32_t>(product) < threshold) product = uint64_t{U32()} * n;
  }
  return static_cast<uint32_t>(product >> 32);
}

int64_t Rng::Between(int64_t lo, int64_t hi) {
  Require(lo <= hi && static_cast<uint64_t>(hi) - static_cast<uint64_t>(lo) < 0xffffffffULL,
          "expected lo <= hi less than 2^32 - 1 apart in Rng::Between, got ", lo, " and ", hi);
  return lo + Below(static_cast<uint32_t>(hi - lo + 1));
}

float Rng::Uniform() { return static_cast<float>(U32() >> 8) * 0x1p-24f; }

double Rng::UniformDouble() { return static_cast<double>(U64() >> 11) * 0x1p-53; }

float Rng::Normal() {
  const double u = (static_cast<double>(U32()) + 1.0) * 0x1p-32;  // (0, 1]
  const double radius = std::sqrt(-2.0 * PortableLog(u));
  return static_cast<float>(radius * PortableCosTurn(U32()));
}

}  // namespace r1bench::base
