#include "data/micro/notation_analysis.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace r1bench::micro {
namespace {

void CountWords(std::span<const int32_t> tokens, Notation asked, int* words, int* off_words) {
  for (const int32_t id : tokens) {
    const std::optional<Notation> notation = NotationOf(id);
    if (!notation) continue;
    ++*words;
    if (*notation != asked) ++*off_words;
  }
}

bool Filled(const MixingByLength& rates, size_t bin, int64_t min_responses) {
  return rates.responses[bin] >= std::max<int64_t>(min_responses, 1);
}

}  // namespace

NotationAnalysis Analyze(const OpsTask& task, const NotationPrompt& prompt,
                         std::span<const int32_t> response) {
  const std::vector<int32_t> ops = ToOps(response);
  NotationAnalysis out;
  out.ops = Analyze(task, prompt.ops, ops);
  out.asked = prompt.notation;
  const OpsRules& rules = task.rules();
  const size_t thought = Thought(rules.vocabulary, ops).size();
  const size_t length = static_cast<size_t>(out.ops.length);
  CountWords(response.first(thought), prompt.notation, &out.words, &out.off_words);
  CountWords(response.subspan(thought, length - thought), prompt.notation, &out.answer_words,
             &out.off_answer_words);
  out.consistency = NotationConsistency(prompt.notation, response);
  const bool answered =
      out.ops.grade.status == OpsStatus::kCorrect || out.ops.grade.status == OpsStatus::kWrong;
  out.format_error = !answered || out.ops.stray > 0 || out.ops.checks > out.ops.judged;
  const std::array<int, 3> operands = {prompt.ops.a, prompt.ops.b, prompt.ops.c};
  const OpsQuestion question{operands, prompt.ops.t};
  for (const OpsAttempt& attempt : ReadAttempts(rules, question, std::span(ops).first(thought))) {
    if (attempt.check < 0) continue;
    const size_t written = Index(*NotationOf(response[attempt.begin + attempt.length]));
    ++out.judged[written];
    out.judged_right[written] += (attempt.check == kTokenRight) == (attempt.value == prompt.ops.t);
  }
  return out;
}

void NotationTotals::Add(const NotationAnalysis& analysis) {
  ops.Add(analysis.ops);
  mixed += analysis.mixed() ? 1 : 0;
  mixed_thought += analysis.mixed_thought() ? 1 : 0;
  uses_both += analysis.uses_both() ? 1 : 0;
  format_errors += analysis.format_error ? 1 : 0;
  words += analysis.words;
  off_words += analysis.off_words;
  consistency += analysis.consistency;
}

void MixingByLength::Add(const NotationAnalysis& analysis) {
  const size_t bin = std::min(static_cast<size_t>(analysis.ops.attempts), kBins - 1);
  ++responses[bin];
  mixed[bin] += analysis.mixed() ? 1 : 0;
}

double MixingPerAttempt(const MixingByLength& rates, int64_t min_responses) {
  // The slope of the log likelihood in t = -log(1 - r); it falls as t grows.
  const auto slope = [&](double t) {
    double sum = 0;
    for (size_t n = 1; n < MixingByLength::kBins; ++n) {
      if (!Filled(rates, n, min_responses)) continue;
      const double mixed = static_cast<double>(rates.mixed[n]);
      const double pure = static_cast<double>(rates.responses[n]) - mixed;
      const double attempts = static_cast<double>(n);
      sum += attempts * (mixed / std::expm1(attempts * t) - pure);
    }
    return sum;
  };
  constexpr int kHalvings = 60;
  double lo = 0, hi = 40;  // 1 - exp(-40) is 1
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (lo + hi) / 2;
    (slope(middle) > 0 ? lo : hi) = middle;
  }
  return -std::expm1(-lo);
}

double PredictedMixing(const MixingByLength& rates, const MixingByLength& lengths,
                       int64_t min_responses) {
  int64_t responses = 0, mixed = 0;
  for (size_t bin = 0; bin < MixingByLength::kBins; ++bin) {
    responses += rates.responses[bin];
    mixed += rates.mixed[bin];
  }
  if (responses == 0) return 0;
  const double per_attempt = MixingPerAttempt(rates, min_responses);
  double rate = static_cast<double>(mixed) / static_cast<double>(responses);
  bool known = false;
  double predicted = 0, count = 0;
  for (size_t bin = 0; bin < MixingByLength::kBins; ++bin) {
    if (Filled(rates, bin, min_responses)) {
      rate = static_cast<double>(rates.mixed[bin]) / static_cast<double>(rates.responses[bin]);
      known = true;
    } else if (known) {
      rate += (1 - rate) * per_attempt;
    }
    const double n = static_cast<double>(lengths.responses[bin]);
    predicted += rate * n;
    count += n;
  }
  return count > 0 ? predicted / count : 0;
}

void NotationAudit::Add(const NotationAnalysis& analysis) {
  all.Add(analysis);
  asked[Index(analysis.asked)].Add(analysis);
  lengths.Add(analysis);
  for (size_t n = 0; n < kNumNotations; ++n) {
    judged[n] += analysis.judged[n];
    judged_right[n] += analysis.judged_right[n];
  }
}

double NotationAudit::check_accuracy(Notation notation) const {
  const size_t n = Index(notation);
  return judged[n] > 0 ? static_cast<double>(judged_right[n]) / static_cast<double>(judged[n]) : 0;
}

GateResult CheckNotationGate(const NotationAudit& audit,
                             const std::array<double, kNumNotations>& wrong_checks,
                             const AuditGate& gate) {
  int64_t judged = 0, right = 0;
  for (size_t n = 0; n < kNumNotations; ++n) {
    if (wrong_checks[n] > 0) continue;
    judged += audit.judged[n];
    right += audit.judged_right[n];
  }
  OpsAudit ops = audit.all.ops;
  ops.ReplaceJudged(judged, right);
  return CheckGate(ops, gate);
}

}  // namespace r1bench::micro
