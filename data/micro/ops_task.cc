#include "data/micro/ops_task.h"

#include "base/error.h"
#include "data/micro/held_out.h"

namespace r1bench::micro {

OpsTask::OpsTask(int modulus) : rules_{OpsVocabulary(), modulus, OpsForm::kShown} {
  base::Require(modulus >= 2 && modulus <= kMaxModulus, "expected a modulus of 2 to ", kMaxModulus,
                " for OPS-M, got ", modulus);
  for (int a = 0; a < modulus; ++a) {
    for (int b = 0; b < modulus; ++b) {
      for (int c = 0; c < modulus; ++c) {
        for (int t = 0; t < modulus; ++t) {
          const OpsPrompt prompt{a, b, c, t};
          if (NumSolutions(prompt) > 0) solvable_.push_back(prompt);
        }
      }
    }
  }
}

int OpsTask::Apply(int32_t op, int x, int y) const {
  base::Require(IsOperator(op), "expected an operator token, got ", op);
  return ApplyOp(op - kTokenAdd, x, y, modulus());
}

int OpsTask::Value(const OpsPrompt& prompt, const OpPair& pair) const {
  return Apply(pair.second, Apply(pair.first, prompt.a, prompt.b), prompt.c);
}

bool OpsTask::Solves(const OpsPrompt& prompt, const OpPair& pair) const {
  return Value(prompt, pair) == prompt.t;
}

int OpsTask::NumSolutions(const OpsPrompt& prompt) const {
  int count = 0;
  for (int i = 0; i < kNumPairs; ++i) count += Solves(prompt, PairAt(i)) ? 1 : 0;
  return count;
}

std::vector<int32_t> OpsTask::PromptTokens(const OpsPrompt& prompt) const {
  return {prompt.a, prompt.b, prompt.c, prompt.t, kTokenQuestion};
}

OpsPrompt OpsTask::ParsePrompt(std::span<const int32_t> tokens) const {
  bool valid = tokens.size() == kPromptTokens && tokens[4] == kTokenQuestion;
  for (size_t i = 0; valid && i < 4; ++i) valid = tokens[i] >= 0 && tokens[i] < modulus();
  base::Require(valid, "expected a prompt `a b c t ?` of OPS-", modulus(), ", got `",
                OpsDecode(tokens), "`");
  return {tokens[0], tokens[1], tokens[2], tokens[3]};
}

std::string OpsTask::PromptId(const OpsPrompt& prompt) const {
  std::string id = "ops" + std::to_string(modulus()) + "-";
  for (const int value : {prompt.a, prompt.b, prompt.c, prompt.t}) id += TokenChar(value);
  return id;
}

OpsSplit SplitPrompts(const OpsTask& task, int num_held_out, uint64_t seed) {
  OpsSplit split;
  HoldOut(task.solvable(), num_held_out, seed, "micro.split", "prompts", &split.train,
          &split.held_out);
  return split;
}

OpsGrade GradeAnswer(const OpsTask& task, const OpsPrompt& prompt,
                     std::span<const int32_t> response) {
  const std::array<int, 3> operands = {prompt.a, prompt.b, prompt.c};
  return GradeResponse(task.rules(), {operands, prompt.t}, response);
}

}  // namespace r1bench::micro
