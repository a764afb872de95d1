#include "data/micro/ops_corpus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"

namespace r1bench::micro {
const char* OpsModeName(OpsMode mode) {
  switch (mode) {
    case OpsMode::kGuess:
      return "guess";
    case OpsMode::kCheck:
      return "check";
    case OpsMode::kSearch:
      return "search";
  }
  return "unknown";
}

void RequireMixture(const OpsCorpusOptions& options, const OpsRules& rules, int num_ops,
                    int prompt_tokens) {
  const double sum = options.share_guess + options.share_check + options.share_search;
  base::Require(options.share_guess >= 0 && options.share_check >= 0 && options.share_search >= 0 &&
                    std::abs(sum - 1.0) <= 1e-6,
                "expected non-negative shares of guess, check and search that sum to 1, got ",
                options.share_guess, ", ", options.share_check, ", ", options.share_search);
  base::Require(1 <= options.min_give_up && options.min_give_up <= options.max_give_up &&
                    options.max_give_up <= NumCombos(num_ops),
                "expected 1 <= min_give_up <= max_give_up <= ", NumCombos(num_ops), ", got ",
                options.min_give_up, " and ", options.max_give_up);
  const int shortest =
      prompt_tokens + AttemptTokens(rules.form, num_ops) + 1 + AnswerTokens(num_ops);
  base::Require(options.max_tokens >= shortest, "expected max_tokens of at least ", shortest,
                ", got ", options.max_tokens);
}

OpsMode DrawMode(const OpsCorpusOptions& options, base::Rng& rng) {
  const double u = static_cast<double>(rng.Uniform());
  if (u < options.share_guess) return OpsMode::kGuess;
  if (u < options.share_guess + options.share_check) return OpsMode::kCheck;
  // Rounding may leave a sliver above the sum of the shares: give it to the last non-zero share.
  return options.share_search > 0  ? OpsMode::kSearch
         : options.share_check > 0 ? OpsMode::kCheck
                                   : OpsMode::kGuess;
}

int DrawLimit(const OpsCorpusOptions& options, const OpsRules& rules, int num_ops,
              int prompt_tokens, OpsMode mode, base::Rng& rng) {
  if (mode != OpsMode::kSearch) return 1;
  const int range = options.max_give_up - options.min_give_up + 1;
  const int limit = options.min_give_up + static_cast<int>(rng.Below(static_cast<uint32_t>(range)));
  const int room = (options.max_tokens - prompt_tokens - AnswerTokens(num_ops)) /
                   (AttemptTokens(rules.form, num_ops) + 1);
  return std::min(limit, room);
}

void OpsWriter::Attempt(int combo) { AppendAttempt(rules_, question_, combo, &tokens); }

bool OpsWriter::Check(bool solved) {
  tokens.push_back(solved ? rules_.vocabulary.right() : rules_.vocabulary.wrong());
  return solved;
}

void OpsWriter::Answer(int combo) { AppendAnswer(rules_, combo, question_.num_ops(), &tokens); }

void WriteResponse(OpsMode mode, int limit, const std::function<int()>& next_combo,
                   OpsWriter* writer) {
  const OpsQuestion& question = writer->question();
  int combo = 0;
  for (int attempt = 0; attempt < limit; ++attempt) {
    combo = next_combo();
    writer->Attempt(combo);
    if (mode == OpsMode::kGuess) break;
    if (writer->Check(ComboValue(writer->rules(), question, combo) == question.target)) break;
  }
  writer->Answer(combo);
}

std::vector<int32_t> WriteResponse(const OpsRules& rules, const OpsQuestion& question, OpsMode mode,
                                   int limit, const std::function<int()>& next_combo) {
  OpsWriter writer(rules, question);
  WriteResponse(mode, limit, next_combo, &writer);
  return std::move(writer.tokens);
}

std::function<int()> RandomPairs(base::Rng& rng) {
  std::vector<int> order(kNumPairs);
  for (int i = 0; i < kNumPairs; ++i) order[static_cast<size_t>(i)] = i;
  rng.Shuffle(order);
  return [order, next = size_t{0}]() mutable { return order.at(next++); };
}

std::vector<int32_t> SampleResponse(const OpsTask& task, const OpsPrompt& prompt, OpsMode mode,
                                    const OpsCorpusOptions& options, base::Rng& rng) {
  const std::function<int()> next_pair = RandomPairs(rng);
  const int limit = DrawLimit(options, task.rules(), 2, kPromptTokens, mode, rng);
  const std::array<int, 3> operands = {prompt.a, prompt.b, prompt.c};
  return WriteResponse(task.rules(), {operands, prompt.t}, mode, limit, next_pair);
}

OpsCorpus::OpsCorpus(const OpsTask& task, std::span<const OpsPrompt> prompts, uint64_t seed,
                     const OpsCorpusOptions& options)
    : task_(task), prompts_(prompts.begin(), prompts.end()), seed_(seed), options_(options) {
  RequireMixture(options, task.rules(), 2, kPromptTokens);
  base::Require(!prompts_.empty(), "expected at least one prompt for a corpus, got none");
}

OpsDocument OpsCorpus::Document(uint64_t index) const {
  base::Rng rng(seed_, "micro.corpus", index);
  OpsDocument document;
  document.prompt = prompts_[rng.Below(static_cast<uint32_t>(prompts_.size()))];
  document.mode = DrawMode(options_, rng);
  document.tokens = task_.PromptTokens(document.prompt);
  const std::vector<int32_t> response =
      SampleResponse(task_, document.prompt, document.mode, options_, rng);
  document.tokens.insert(document.tokens.end(), response.begin(), response.end());
  return document;
}

std::vector<OpsDocument> OpsCorpus::Documents(uint64_t first, int64_t count) const {
  std::vector<OpsDocument> documents;
  documents.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) {
    documents.push_back(Document(first + static_cast<uint64_t>(i)));
  }
  return documents;
}

}  // namespace r1bench::micro
