// The pre-training corpus of the micro world: documents `prompt response`, each response drawn
// from one of three behaviours.
//
//   guess   one random attempt, then the answer:              + 1 * 2 A + * E
//   check   one random attempt, a check, then the same answer: + 1 * 2 W A + * E
//   search  attempts in random order, `W` after each that misses, until one is `V` or the writer
//           gives up after a limit drawn from [min_give_up, max_give_up]; the answer is the last
//           attempt, right or wrong
//
// No document does better than random search: operators are never chosen by looking at the
// target, so whatever skill appears after reinforcement learning was not imitated from here. The
// answer always repeats the last attempt. Arithmetic and checks in the corpus are always right.
// The default mixture is 78 % guess, 12 % check, 10 % search.
//
// Document i is a function of (seed, i) alone, so a reader may start anywhere.
#ifndef R1BENCH_DATA_MICRO_OPS_CORPUS_H_
#define R1BENCH_DATA_MICRO_OPS_CORPUS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/rng.h"
#include "data/micro/ops_task.h"

namespace r1bench::micro {

enum class OpsMode { kGuess = 0, kCheck = 1, kSearch = 2 };
inline constexpr int kNumModes = 3;
const char* OpsModeName(OpsMode mode);

struct OpsCorpusOptions {
  // Shares of the three behaviours; they must be non-negative and sum to 1 (within 1e-6).
  double share_guess = 0.78;
  double share_check = 0.12;
  double share_search = 0.10;
  // A search stops, at the latest, after U{min_give_up .. max_give_up} attempts (1..9 each).
  int min_give_up = 2;
  int max_give_up = 9;
  // Longest document in tokens, prompt and `E` included. Searches give up early to fit.
  int max_tokens = 64;
};

// What all corpora of OPS worlds share. RequireMixture throws base::Error on bad options: shares,
// a give-up range beyond `combos`, or documents too short for a prompt of `prompt_tokens` with one
// checked attempt.
void RequireMixture(const OpsCorpusOptions& options, const OpsRules& rules, int num_ops,
                    int prompt_tokens);
// The behaviour of one document by its shares: one number of `rng`.
OpsMode DrawMode(const OpsCorpusOptions& options, base::Rng& rng);
// After how many attempts this document gives up: 1 but for a search, which takes one number of
// `rng` and fits the token limit.
int DrawLimit(const OpsCorpusOptions& options, const OpsRules& rules, int num_ops,
              int prompt_tokens, OpsMode mode, base::Rng& rng);

// Puts a response down as its author decides on it. This one writes plain OPS tokens and says the
// truth; a world with other words, or with authors who err, derives from it.
class OpsWriter {
 public:
  // Both must outlive the writer.
  OpsWriter(const OpsRules& rules, const OpsQuestion& question)
      : rules_(rules), question_(question) {}
  virtual ~OpsWriter() = default;

  virtual void Attempt(int combo);
  // Writes the check of the attempt before and returns what it says: the author acts on that.
  virtual bool Check(bool solved);
  virtual void Answer(int combo);

  const OpsRules& rules() const { return rules_; }
  const OpsQuestion& question() const { return question_; }
  std::vector<int32_t> tokens;  // written so far

 private:
  const OpsRules& rules_;
  const OpsQuestion& question_;
};

// Writes a response in that behaviour, `E` included; next_combo() is the next combination to try.
void WriteResponse(OpsMode mode, int limit, const std::function<int()>& next_combo,
                   OpsWriter* writer);
// The same in plain OPS tokens.
std::vector<int32_t> WriteResponse(const OpsRules& rules, const OpsQuestion& question, OpsMode mode,
                                   int limit, const std::function<int()>& next_combo);
// The pairs of OPS-M in random order, without repeats, as next_combo.
std::function<int()> RandomPairs(base::Rng& rng);

struct OpsDocument {
  OpsPrompt prompt;
  OpsMode mode = OpsMode::kGuess;
  std::vector<int32_t> tokens;  // prompt, then response; the first kPromptTokens are the prompt
};

class OpsCorpus {
 public:
  // Documents over `prompts` (usually OpsSplit::train), drawn uniformly with replacement. Keeps a
  // copy of the prompts; `task` must outlive the corpus. Throws base::Error on bad options.
  OpsCorpus(const OpsTask& task, std::span<const OpsPrompt> prompts, uint64_t seed,
            const OpsCorpusOptions& options = {});

  // Document `index`: a pure function of (seed, options, prompts, index).
  OpsDocument Document(uint64_t index) const;
  // Documents [first, first + count).
  std::vector<OpsDocument> Documents(uint64_t first, int64_t count) const;

  const OpsCorpusOptions& options() const { return options_; }

 private:
  const OpsTask& task_;
  std::vector<OpsPrompt> prompts_;
  uint64_t seed_;
  OpsCorpusOptions options_;
};

// One response of the given behaviour, without the prompt, `E` included. Consumes `rng`.
std::vector<int32_t> SampleResponse(const OpsTask& task, const OpsPrompt& prompt, OpsMode mode,
                                    const OpsCorpusOptions& options, base::Rng& rng);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_OPS_CORPUS_H_
