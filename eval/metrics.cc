#include "eval/metrics.h"

#include <algorithm>
#include <map>

#include "base/error.h"

namespace r1bench::eval {

double PassAtK(int64_t n, int64_t c, int64_t k) {
  base::Require(n >= 1 && c >= 0 && c <= n, "pass@k: expected 0 <= c <= n, got n=", n, " c=", c);
  base::Require(k >= 1 && k <= n, "pass@k: expected 1 <= k <= n, got k=", k, " with n=", n,
                " responses; sample at least k");
  if (n - c < k) return 1.0;
  double none = 1.0;  // C(n-c, k) / C(n, k) as a product, which cannot overflow
  for (int64_t i = n - c + 1; i <= n; ++i) none *= 1.0 - static_cast<double>(k) / i;
  return 1.0 - none;
}

double MajorityCorrect(std::span<const VotedAnswer> votes) {
  struct Count {
    int64_t votes = 0;
    bool correct = false;
  };
  std::map<std::string, Count> counts;
  int64_t most = 0;
  for (const VotedAnswer& vote : votes) {
    if (vote.answer.empty()) continue;
    Count& count = counts[vote.answer];
    if (count.votes == 0) count.correct = vote.correct;
    most = std::max(most, ++count.votes);
  }
  if (most == 0) return 0.0;
  int64_t leaders = 0, right = 0;
  for (const auto& [answer, count] : counts) {
    if (count.votes != most) continue;
    ++leaders;
    right += count.correct ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(leaders);
}

double ConsensusAtK(std::span<const VotedAnswer> votes, int64_t k) {
  const int64_t n = static_cast<int64_t>(votes.size());
  base::Require(k >= 1 && k <= n, "cons@k: expected 1 <= k <= n, got k=", k, " with n=", n);
  const int64_t blocks = n / k;
  double sum = 0;
  for (int64_t b = 0; b < blocks; ++b) sum += MajorityCorrect(votes.subspan(b * k, k));
  return sum / static_cast<double>(blocks);
}

}  // namespace r1bench::eval
