// Documents of the world with two notations: those of OpsCorpus, written by authors who mostly keep
// to the prompt's notation and at times do not, as people who write in two languages do.
//
// Prompts are half in A, half in B. An author starts in the other notation with probability
// start_off; before every further attempt and before the answer leaves the prompt's notation with
// probability leave_off, or comes back with probability come_back; and every single word is written
// in the other one with probability flip. A check written in notation n is wrong with probability
// wrong_checks[n], and the author acts on it: this is how one language can be the better one to
// think in. Arithmetic is always right. Nothing prefers either notation otherwise.
//
// Document i is a function of (seed, i) alone.
#ifndef R1BENCH_DATA_MICRO_NOTATION_CORPUS_H_
#define R1BENCH_DATA_MICRO_NOTATION_CORPUS_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/micro/notation.h"
#include "data/micro/ops_corpus.h"

namespace r1bench::micro {

struct NotationMixture {
  double start_off = 0.05, leave_off = 0.06, come_back = 0.30, flip = 0.02;
  std::array<double, kNumNotations> wrong_checks = {0, 0};  // by the notation they are written in
};

// "symmetric": the notations differ in nothing. "unreliable_b": a quarter of the checks written in
// B is wrong. "unreliable_a": its mirror image. Throws base::Error for another name.
NotationMixture MixtureByName(std::string_view name);
std::vector<std::string> MixtureNames();

struct NotationDocument {
  NotationPrompt prompt;
  OpsMode mode = OpsMode::kGuess;
  std::vector<int32_t> tokens;  // prompt, then response; the first kPromptTokens are the prompt
};

class NotationCorpus {
 public:
  // Documents over `prompts`, drawn uniformly with replacement, each asked in A or B. Keeps a copy;
  // `task` must outlive the corpus. Throws base::Error on bad options or a modulus above 7.
  NotationCorpus(const OpsTask& task, std::span<const OpsPrompt> prompts, uint64_t seed,
                 const OpsCorpusOptions& options, const NotationMixture& mixture);

  NotationDocument Document(uint64_t index) const;

 private:
  const OpsTask& task_;
  std::vector<OpsPrompt> prompts_;
  uint64_t seed_;
  OpsCorpusOptions options_;
  NotationMixture mixture_;
};

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_NOTATION_CORPUS_H_
