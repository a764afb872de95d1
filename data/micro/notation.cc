#include "data/micro/notation.h"

#include <array>

#include "base/error.h"

namespace r1bench::micro {
namespace {

static_assert(kNotationAlphabet.size() == kNotationVocabSize);

constexpr std::array<int32_t, kNotationVocabSize> kToOps = {0,
                                                            1,
                                                            2,
                                                            3,
                                                            4,
                                                            5,
                                                            6,
                                                            kTokenAdd,
                                                            kTokenSub,
                                                            kTokenMul,
                                                            kTokenAdd,
                                                            kTokenSub,
                                                            kTokenMul,
                                                            kTokenRight,
                                                            kTokenWrong,
                                                            kTokenRight,
                                                            kTokenWrong,
                                                            kTokenAnswer,
                                                            kTokenAnswer,
                                                            kTokenQuestion,
                                                            kTokenQuestion,
                                                            kTokenEnd,
                                                            kTokenPad};

// The A words by OPS token, from kTokenAdd on; the B word lies kStep further on.
struct Words {
  int32_t ops, a, step;
};
constexpr Words kWords[] = {{kTokenAdd, 7, 3},      {kTokenSub, 8, 3},    {kTokenMul, 9, 3},
                            {kTokenRight, 13, 2},   {kTokenWrong, 14, 2}, {kTokenAnswer, 17, 1},
                            {kTokenQuestion, 19, 1}};

}  // namespace

const char* NotationName(Notation notation) { return notation == Notation::kA ? "A" : "B"; }

int32_t ToOps(int32_t id) {
  return kNotationAlphabet.Has(id) ? kToOps[static_cast<size_t>(id)] : -1;
}

std::vector<int32_t> ToOps(std::span<const int32_t> ids) {
  std::vector<int32_t> ops;
  ops.reserve(ids.size());
  for (const int32_t id : ids) ops.push_back(ToOps(id));
  return ops;
}

int32_t FromOps(int32_t ops_token, Notation notation) {
  for (const Words& word : kWords) {
    if (word.ops == ops_token) return word.a + (notation == Notation::kB ? word.step : 0);
  }
  if (ops_token == kTokenEnd) return kNotationEnd;
  if (ops_token == kTokenPad) return kNotationPad;
  base::Require(ops_token >= 0 && ops_token < kNotationMaxModulus,
                "expected an OPS token that exists in two notations, got ", ops_token);
  return ops_token;
}

std::optional<Notation> NotationOf(int32_t id) {
  for (const Words& word : kWords) {
    if (word.ops == kTokenQuestion) continue;
    if (id == word.a) return Notation::kA;
    if (id == word.a + word.step) return Notation::kB;
  }
  return std::nullopt;
}

std::vector<NotationPrompt> InBothNotations(std::span<const OpsPrompt> prompts) {
  std::vector<NotationPrompt> both;
  both.reserve(2 * prompts.size());
  for (const OpsPrompt& prompt : prompts) {
    both.push_back({prompt, Notation::kA});
    both.push_back({prompt, Notation::kB});
  }
  return both;
}

std::vector<int32_t> PromptTokens(const OpsTask& task, const NotationPrompt& prompt) {
  std::vector<int32_t> tokens = task.PromptTokens(prompt.ops);
  for (int32_t& token : tokens) token = FromOps(token, prompt.notation);
  return tokens;
}

NotationPrompt ParseNotationPrompt(const OpsTask& task, std::span<const int32_t> tokens) {
  NotationPrompt prompt;
  prompt.ops = task.ParsePrompt(ToOps(tokens));
  const bool in_b = tokens.back() == FromOps(kTokenQuestion, Notation::kB);
  prompt.notation = in_b ? Notation::kB : Notation::kA;
  return prompt;
}

std::string PromptId(const OpsTask& task, const NotationPrompt& prompt) {
  return task.PromptId(prompt.ops) + "-" + NotationName(prompt.notation);
}

double NotationConsistency(Notation target, std::span<const int32_t> response) {
  int words = 0, in_target = 0;
  for (const int32_t id : response) {
    if (ToOps(id) == kTokenAnswer || ToOps(id) == kTokenEnd) break;
    const std::optional<Notation> notation = NotationOf(id);
    words += notation.has_value() ? 1 : 0;
    in_target += notation == target ? 1 : 0;
  }
  return words > 0 ? static_cast<double>(in_target) / words : 0.0;
}

}  // namespace r1bench::micro
