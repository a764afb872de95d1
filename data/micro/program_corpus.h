// The pre-training corpus of the world of programs: functions shown by three values, each with an
// expression by one of four writers.
//
//   right      the function                                          3*x+16
//   careless   leaves out the constant, or adds 1 where there is none    3*x
//   guess      some other function of the world                      x%3+40
//   broken     the function with one token left out                  3*+16
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

enum class ProgramWriter { kRight, kCareless, kGuess, kBroken };

struct ProgramCorpusOptions {
  double share_right = 0.25, share_careless = 0.45, share_guess = 0.20;  // the rest is broken
};

struct ProgramDocument {
  Program program;
  ProgramWriter writer = ProgramWriter::kRight;
  std::vector<int32_t> tokens;  // prompt, then response; the first kProgramPromptTokens: the prompt
};

class ProgramCorpus {
 public:
  // Documents over `programs` (usually ProgramSplit::train), drawn uniformly with replacement.
  // Keeps a copy. Throws base::Error on shares that are negative or sum to more than 1.
  ProgramCorpus(std::span<const Program> programs, uint64_t seed,
                const ProgramCorpusOptions& options = {});

  ProgramDocument Document(uint64_t index) const;

 private:
  std::vector<Program> programs_;
  uint64_t seed_;
  ProgramCorpusOptions options_;
};

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_PROGRAM_CORPUS_H_
