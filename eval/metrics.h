// Scores of one problem from n sampled responses.
//
//   pass@1  mean correctness of the n responses: (1/n) Σ p_i, the report's definition
//           (DeepSeek-R1, arXiv 2501.12948, section 3, "Evaluation Setup")
//   pass@k  chance that at least one of k draws without replacement is right, the unbiased estimate
//           1 − C(n−c, k) / C(n, k) (Chen et al., arXiv 2107.03374, eq. 1)
//   cons@k  correctness of the majority vote over k responses (the report's cons@64)
#ifndef R1BENCH_EVAL_METRICS_H_
#define R1BENCH_EVAL_METRICS_H_

#include <cstdint>
#include <span>
#include <string>

namespace r1bench::eval {

// n responses, c of them right. Throws base::Error unless 0 <= c <= n and 1 <= k <= n.
double PassAtK(int64_t n, int64_t c, int64_t k);

struct VotedAnswer {
  std::string answer;  // canonical form; empty: no answer, which does not vote
  bool correct = false;
};

// The majority answer's correctness, 0 or 1; when several answers share the lead, the share of them
// that is right (the expectation under a fair draw), so no order matters. Nobody voted: 0. Equal
// answers must carry equal correctness; the first one's counts.
double MajorityCorrect(std::span<const VotedAnswer> votes);

// Mean of MajorityCorrect over all blocks of k consecutive responses (n / k of them); with k = n it
// is cons@n. Throws base::Error unless 1 <= k <= n.
double ConsensusAtK(std::span<const VotedAnswer> votes, int64_t k);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_METRICS_H_
