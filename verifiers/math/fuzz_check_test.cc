// The fuzz target's check on its seeds and on deterministic mutations of them, in every build.
#include "verifiers/math/fuzz_check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/files.h"
#include "base/rng.h"
#include "base/runfiles.h"

namespace r1bench::verifiers {
namespace {

std::vector<std::string> Lines(const std::string& path) {
  std::vector<std::string> lines(1);
  for (const char c : base::ReadFile(base::Runfile(path))) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  lines.pop_back();
  return lines;
}

std::vector<std::string> Seeds() { return Lines("verifiers/math/testdata/fuzz_seeds.txt"); }

size_t Below(size_t n, base::Rng* rng) { return n == 0 ? 0 : rng->Below(static_cast<uint32_t>(n)); }

// Cuts, doubles, or overwrites a piece of `text`, or puts a piece of `other` into it.
std::string Mutated(std::string text, const std::string& other, base::Rng* rng) {
  const size_t at = Below(text.size() + 1, rng);
  const size_t length = 1 + Below(8, rng);
  switch (Below(4, rng)) {
    case 0:
      return text.erase(at, length);
    case 1:
      return text.insert(at, text.substr(Below(text.size(), rng), length));
    case 2:
      return text.insert(at, other.substr(Below(other.size(), rng), 2 * length));
    default:
      if (at < text.size()) text[at] = static_cast<char>(Below(256, rng));
      return text;
  }
}

TEST(FuzzCheckTest, HoldsForTheSeeds) {
  const std::vector<std::string> seeds = Seeds();
  EXPECT_GT(seeds.size(), 40u);
  for (const std::string& seed : seeds) EXPECT_NO_THROW(CheckAnyBytes(seed)) << seed;
}

TEST(FuzzCheckTest, HoldsForMutationsOfTheSeeds) {
  const std::vector<std::string> seeds = Seeds();
  base::Rng rng(1, "fuzz_check_test");
  for (int i = 0; i < 3000; ++i) {
    std::string text = seeds[Below(seeds.size(), &rng)];
    for (size_t n = 1 + Below(6, &rng); n > 0; --n) {
      text = Mutated(std::move(text), seeds[Below(seeds.size(), &rng)], &rng);
    }
    EXPECT_NO_THROW(CheckAnyBytes(text)) << text;
  }
}

}  // namespace
}  // namespace r1bench::verifiers
