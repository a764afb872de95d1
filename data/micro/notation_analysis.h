// What a response of the world with two notations does: the reading of OpsAnalysis, blind to
// notation, and how it mixes notations. Sums of both, by the prompt's notation, since totals hide
// which one a policy has moved to.
#ifndef R1BENCH_DATA_MICRO_NOTATION_ANALYSIS_H_
#define R1BENCH_DATA_MICRO_NOTATION_ANALYSIS_H_

#include <array>
#include <cstdint>
#include <span>

#include "data/micro/notation.h"
#include "data/micro/ops_analysis.h"

namespace r1bench::micro {

struct NotationAnalysis {
  OpsAnalysis ops;                             // of the response without its notations
  Notation asked = Notation::kA;               // the prompt's
  int words = 0, off_words = 0;                // before the answer; those not of the prompt's
  int answer_words = 0, off_answer_words = 0;  // from the answer marker on
  double consistency = 0;                      // NotationConsistency of the response
  // No well-formed answer, or tokens before it that belong to no attempt and no check of one.
  bool format_error = false;
  // By the notation the check is written in: checks that belong to an attempt, and true ones.
  std::array<int, kNumNotations> judged{}, judged_right{};

  bool mixed_thought() const { return off_words > 0; }
  bool mixed() const { return off_words + off_answer_words > 0; }  // anywhere
  // Words of both notations: a response that is wholly in the other one is mixed, but not this.
  bool uses_both() const { return mixed() && off_words + off_answer_words < words + answer_words; }
};

NotationAnalysis Analyze(const OpsTask& task, const NotationPrompt& prompt,
                         std::span<const int32_t> response);

// Sums over responses.
struct NotationTotals {
  OpsAudit ops;
  int64_t mixed = 0, mixed_thought = 0, uses_both = 0, format_errors = 0;  // responses
  int64_t words = 0, off_words = 0;                                        // before the answer
  double consistency = 0;

  void Add(const NotationAnalysis& analysis);
  int64_t count() const { return ops.count(); }
  double Share(int64_t responses) const { return Over(static_cast<double>(responses), count()); }
  double mean_consistency() const { return Over(consistency, count()); }
  double share_off_words() const { return Over(static_cast<double>(off_words), words); }

 private:
  static double Over(double sum, int64_t n) { return n > 0 ? sum / static_cast<double>(n) : 0.0; }
};

// How often responses of each length mix. Length is counted in attempts; the last bin is open.
struct MixingByLength {
  static constexpr size_t kBins = 13;
  std::array<int64_t, kBins> responses{}, mixed{};

  void Add(const NotationAnalysis& analysis);
};

// r of the most likely curve 1 - (1 - r)^n through the bins of n >= 1 attempts with at least
// min_responses: how often an attempt mixes, if all are alike. 0 without such bins.
double MixingPerAttempt(const MixingByLength& rates, int64_t min_responses = 20);

// The share of mixed responses that `lengths` would have if each mixed as often as those of
// `rates` with the same number of attempts: what growth in length alone does to mixing. A bin of
// `rates` with fewer than min_responses continues from the nearest shorter bin that has enough: the
// responses that are not mixed there become so at MixingPerAttempt with each further attempt. Where
// there is no such bin: the overall rate. 0 without data.
//
// Carrying the shorter bin's rate on unchanged would call growth in length mixing of its own.
double PredictedMixing(const MixingByLength& rates, const MixingByLength& lengths,
                       int64_t min_responses = 20);

struct NotationAudit {
  NotationTotals all;
  std::array<NotationTotals, kNumNotations> asked;  // by the prompt's notation
  MixingByLength lengths;
  std::array<int64_t, kNumNotations> judged{}, judged_right{};  // checks written in each notation

  void Add(const NotationAnalysis& analysis);
  double check_accuracy(Notation notation) const;  // 0 without checks
};

// CheckGate of a base, in which checks written in a notation whose corpus has wrong ones do not
// count: such a base has learned what it was shown.
GateResult CheckNotationGate(const NotationAudit& audit,
                             const std::array<double, kNumNotations>& wrong_checks,
                             const AuditGate& gate = {});

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_NOTATION_ANALYSIS_H_
