// A verdict that changes needs another kMathVersion: the statuses of each reference of
// fuzz_seeds.txt against each response of it, under both policies, are kept as a hash beside the
// version that gave them.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/runfiles.h"
#include "verifiers/math/verify_math.h"

namespace r1bench::verifiers {
namespace {

constexpr char kVersion[] = "3";
constexpr char kVerdicts[] = "1727d3809ab1fb968d3b8f429b78e7d215c87f4d18f1dab56b64d135998dcbb8";

// Reference and response of each line of the seeds, which a tab separates.
std::vector<std::pair<std::string, std::string>> Pairs() {
  const std::string text = base::ReadFile(base::Runfile("verifiers/math/testdata/fuzz_seeds.txt"));
  std::vector<std::pair<std::string, std::string>> pairs;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    const size_t tab = line.find('\t');
    pairs.emplace_back(line.substr(0, tab), tab == std::string::npos ? line : line.substr(tab + 1));
    begin = end + 1;
  }
  return pairs;
}

std::string Verdicts(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string verdicts;
  for (const MathPolicy policy : {MathPolicy::kReward, MathPolicy::kLenient}) {
    const MathOptions options{.policy = policy};
    for (const auto& [gold, own] : pairs) {
      try {
        const ParsedAnswer reference = ParseReference(gold);
        for (const auto& [other, response] : pairs) {
          verdicts += StatusName(VerifyMath(response, reference, options).status);
          verdicts += StatusName(VerifyMathAnswer(other, reference, options).status);
          verdicts += '\n';
        }
      } catch (const base::Error&) {
        verdicts += "refused\n";
      }
    }
  }
  return verdicts;
}

TEST(MathVersion, GoesUpWithAnyChangeOfAVerdict) {
  const auto pairs = Pairs();
  ASSERT_GT(pairs.size(), 120u);
  const std::string hash = base::Sha256Hex(Verdicts(pairs));
  EXPECT_TRUE(hash == kVerdicts && std::string(kMathVersion) == kVersion)
      << "verdicts " << hash << " at version " << kMathVersion << ", expected " << kVerdicts
      << " at version " << kVersion
      << ". If verdicts were meant to change, raise kMathVersion and keep the new pair here.";
}

}  // namespace
}  // namespace r1bench::verifiers
