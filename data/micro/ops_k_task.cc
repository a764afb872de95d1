#include "data/micro/ops_k_task.h"

#include <set>

#include "base/error.h"
#include "base/rng.h"

namespace r1bench::micro {
namespace {

// Candidates drawn, beside a hundred for each prompt wanted, before a band counts as exhausted.
constexpr int64_t kMaxTries = 2000;

OpsQuestion Question(const OpsKPrompt& prompt) { return {prompt.operands, prompt.target}; }

OpsKPrompt DrawPrompt(const OpsKTask& task, base::Rng& rng) {
  const auto modulus = static_cast<uint32_t>(task.rules().modulus);
  OpsKPrompt prompt;
  for (int i = 0; i < task.operands(); ++i) {
    prompt.operands.push_back(static_cast<int>(rng.Below(modulus)));
  }
  prompt.target = static_cast<int>(rng.Below(modulus));
  return prompt;
}

// Solutions among the combinations that go on from `value` at operand `place`.
int CountSolutions(const OpsKTask& task, const OpsKPrompt& prompt, int value, int place) {
  if (place == task.operands()) return value == prompt.target ? 1 : 0;
  int count = 0;
  for (int op = 0; op < kNumOps; ++op) {
    const int y = prompt.operands[static_cast<size_t>(place)];
    count += CountSolutions(task, prompt, ApplyOp(op, value, y, task.rules().modulus), place + 1);
  }
  return count;
}

}  // namespace

OpsKTask::OpsKTask(const OpsKOptions& options)
    : operands_(options.operands),
      rules_{OpsVocabulary(options.numerals), options.modulus, options.form} {
  base::Require(operands_ >= 3 && operands_ <= 6, "expected 3 to 6 operands for OPS-K, got ",
                operands_);
  base::Require(options.modulus >= 2 && options.modulus <= options.numerals,
                "expected a modulus of 2 to ", options.numerals, " for OPS-K, got ",
                options.modulus);
}

bool OpsKTask::Solves(const OpsKPrompt& prompt, int combo) const {
  return ComboValue(rules_, Question(prompt), combo) == prompt.target;
}

double OpsKTask::SolveShare(const OpsKPrompt& prompt, std::span<const int> first) const {
  base::Require(static_cast<int>(first.size()) <= num_ops(), "expected at most ", num_ops(),
                " operators, got ", first.size());
  int value = prompt.operands[0];
  for (size_t i = 0; i < first.size(); ++i) {
    value = ApplyOp(first[i], value, prompt.operands[i + 1], rules_.modulus);
  }
  const int begun = static_cast<int>(first.size());
  const int solutions = CountSolutions(*this, prompt, value, begun + 1);
  return static_cast<double>(solutions) / NumCombos(num_ops() - begun);
}

std::vector<int32_t> OpsKTask::PromptTokens(const OpsKPrompt& prompt) const {
  std::vector<int32_t> tokens(prompt.operands.begin(), prompt.operands.end());
  tokens.push_back(prompt.target);
  tokens.push_back(vocabulary().question());
  return tokens;
}

OpsKPrompt OpsKTask::ParsePrompt(std::span<const int32_t> tokens) const {
  bool valid = tokens.size() == static_cast<size_t>(prompt_tokens()) &&
               tokens.back() == vocabulary().question();
  for (size_t i = 0; valid && i + 1 < tokens.size(); ++i) {
    valid = tokens[i] >= 0 && tokens[i] < rules_.modulus;
  }
  base::Require(valid, "expected a prompt of ", operands_, " operands, a target and `?` below ",
                rules_.modulus, ", got `", vocabulary().Decode(tokens), "`");
  OpsKPrompt prompt;
  prompt.operands.assign(tokens.begin(), tokens.end() - 2);
  prompt.target = tokens[tokens.size() - 2];
  return prompt;
}

std::string OpsKTask::PromptId(const OpsKPrompt& prompt) const {
  std::string id = base::StrCat("ops", operands_, "-", rules_.modulus, "-");
  for (size_t i = 0; i < prompt.operands.size(); ++i) {
    id += (i > 0 ? "." : "") + std::to_string(prompt.operands[i]);
  }
  return id + "-" + std::to_string(prompt.target);
}

OpsKSplit SplitOpsK(const OpsKTask& task, const OpsKBand& band, int train, int held_out,
                    uint64_t seed) {
  base::Require(train >= 0 && held_out >= 0, "expected numbers of prompts, got ", train, " and ",
                held_out);
  base::Rng rng(seed, "micro.ops_k.prompts", static_cast<uint64_t>(task.operands()));
  OpsKSplit split;
  std::set<std::vector<int32_t>> seen;
  const size_t wanted = static_cast<size_t>(train) + static_cast<size_t>(held_out);
  const int64_t max_tries = kMaxTries + static_cast<int64_t>(wanted) * 100;
  for (int64_t tries = 0; seen.size() < wanted && tries < max_tries; ++tries) {
    OpsKPrompt prompt = DrawPrompt(task, rng);
    const double p = task.SolveShare(prompt);
    if (p < band.low || p > band.high || !seen.insert(task.PromptTokens(prompt)).second) continue;
    const bool hold_out = seen.size() <= static_cast<size_t>(held_out);
    (hold_out ? split.held_out : split.train).push_back(std::move(prompt));
  }
  const bool enough = split.held_out.size() == static_cast<size_t>(held_out) &&
                      (train == 0 || !split.train.empty());
  base::Require(enough, "expected ", wanted, " prompts of ", task.operands(), " operands with ",
                band.low, " <= p <= ", band.high, ", found ", seen.size(),
                "; hold out fewer, or widen the band");
  return split;
}

OpsGrade GradeAnswer(const OpsKTask& task, const OpsKPrompt& prompt,
                     std::span<const int32_t> response) {
  return GradeResponse(task.rules(), Question(prompt), response);
}

}  // namespace r1bench::micro
