#include "data/micro/ops_corpus.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace r1bench::micro {
namespace {

constexpr int kAttemptTokens = 4;  // o1 x o2 y
constexpr int kAnswerTokens = 4;   // A o1 o2 E

void RequireOptions(const OpsCorpusOptions& options) {
  const double sum = options.share_guess + options.share_check + options.share_search;
  base::Require(options.share_guess >= 0 && options.share_check >= 0 && options.share_search >= 0 &&
                    std::abs(sum - 1.0) <= 1e-6,
                "expected non-negative shares of guess, check and search that sum to 1, got ",
                options.share_guess, ", ", options.share_check, ", ", options.share_search);
  base::Require(1 <= options.min_give_up && options.min_give_up <= options.max_give_up &&
                    options.max_give_up <= kNumPairs,
                "expected 1 <= min_give_up <= max_give_up <= ", kNumPairs, ", got ",
                options.min_give_up, " and ", options.max_give_up);
  const int shortest = kPromptTokens + kAttemptTokens + 1 + kAnswerTokens;
  base::Require(options.max_tokens >= shortest, "expected max_tokens of at least ", shortest,
                ", got ", options.max_tokens);
}

void AppendAttempt(const OpsTask& task, const OpsPrompt& prompt, const OpPair& pair,
                   std::vector<int32_t>& out) {
  const int x = task.Apply(pair.first, prompt.a, prompt.b);
  const int y = task.Apply(pair.second, x, prompt.c);
  out.insert(out.end(), {pair.first, x, pair.second, y});
}

}  // namespace

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

std::vector<int32_t> SampleResponse(const OpsTask& task, const OpsPrompt& prompt, OpsMode mode,
                                    const OpsCorpusOptions& options, base::Rng& rng) {
  std::vector<int> order(kNumPairs);
  for (int i = 0; i < kNumPairs; ++i) order[static_cast<size_t>(i)] = i;
  rng.Shuffle(order);
  int limit = 1;
  if (mode == OpsMode::kSearch) {
    const int range = options.max_give_up - options.min_give_up + 1;
    limit = options.min_give_up + static_cast<int>(rng.Below(static_cast<uint32_t>(range)));
    const int room = (options.max_tokens - kPromptTokens - kAnswerTokens) / (kAttemptTokens + 1);
    limit = std::min(limit, room);
  }
  std::vector<int32_t> out;
  OpPair pair;
  for (int attempt = 0; attempt < limit; ++attempt) {
    pair = PairAt(order[static_cast<size_t>(attempt)]);
    AppendAttempt(task, prompt, pair, out);
    if (mode == OpsMode::kGuess) break;
    const bool solved = task.Solves(prompt, pair);
    out.push_back(solved ? kTokenRight : kTokenWrong);
    if (solved) break;
  }
  out.insert(out.end(), {kTokenAnswer, pair.first, pair.second, kTokenEnd});
  return out;
}

OpsCorpus::OpsCorpus(const OpsTask& task, std::span<const OpsPrompt> prompts, uint64_t seed,
                     const OpsCorpusOptions& options)
    : task_(task), prompts_(prompts.begin(), prompts.end()), seed_(seed), options_(options) {
  RequireOptions(options);
  base::Require(!prompts_.empty(), "expected at least one prompt for a corpus, got none");
}

OpsDocument OpsCorpus::Document(uint64_t index) const {
  base::Rng rng(seed_, "micro.corpus", index);
  OpsDocument document;
  document.prompt = prompts_[rng.Below(static_cast<uint32_t>(prompts_.size()))];
  const double u = static_cast<double>(rng.Uniform());
  if (u < options_.share_guess) {
    document.mode = OpsMode::kGuess;
  } else if (u < options_.share_guess + options_.share_check) {
    document.mode = OpsMode::kCheck;
  } else {
    // Rounding may leave a sliver above the sum of the shares: give it to the last non-zero share.
    document.mode = options_.share_search > 0  ? OpsMode::kSearch
                    : options_.share_check > 0 ? OpsMode::kCheck
                                               : OpsMode::kGuess;
  }
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
