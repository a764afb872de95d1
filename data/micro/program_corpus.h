// The pre-training corpus of the world of programs: recipes, each with an expression by one of four
// writers.
//
//   right      the steps in Python                         (x+3)*2-1
//   careless   without parentheses: does something else    x+3*2-1
//   slip       right, but for one number                   (x+3)*7-1
//   broken     right, with one token left out              (x+3*2-1
//
// The careless are the most common by default: whoever imitates the corpus most faithfully is wrong
// most of the time, and running the code is all that tells who is right.
//
// Document i is a function of (seed, i) alone.
#ifndef R1BENCH_DATA_MICRO_PROGRAM_CORPUS_H_
#define R1BENCH_DATA_MICRO_PROGRAM_CORPUS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "data/micro/program_task.h"

namespace r1bench::micro {

enum class ProgramWriter { kRight, kCareless, kSlip, kBroken };

struct ProgramCorpusOptions {
  double share_right = 0.20, share_careless = 0.50, share_slip = 0.15;  // the rest is broken
};

struct ProgramDocument {
  Recipe recipe;
  ProgramWriter writer = ProgramWriter::kRight;
  std::vector<int32_t> tokens;  // prompt, then response; the first kProgramPromptTokens: the prompt
};

class ProgramCorpus {
 public:
  // Documents over `recipes` (usually RecipeSplit::train), drawn uniformly with replacement.
  // Keeps a copy. Throws base::Error on shares that are negative or sum to more than 1.
  ProgramCorpus(std::span<const Recipe> recipes, uint64_t seed,
                const ProgramCorpusOptions& options = {});

  ProgramDocument Document(uint64_t index) const;

 private:
  std::vector<Recipe> recipes_;
  uint64_t seed_;
  ProgramCorpusOptions options_;
};

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_PROGRAM_CORPUS_H_
