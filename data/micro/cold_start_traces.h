// A small set of curated documents in the world with two notations: what R1 is given before its
// reinforcement learning and R1-Zero is not, with two controls that tell why it works.
//
//   canonical      attempts in the order of their pair numbers, each once, each with its check,
//                  until one is right; then the answer; every word in the prompt's notation
//   random order   the same prompts, but attempts drawn at random with repeats (drawn again until
//                  one of max_attempts is right): true, right, one notation, no order
//   wrong content  the canonical traces, each below the prompt of the next trace of its notation:
//                  the form is kept, what is said is false of the prompt
//
// The canonical trace is a complete algorithm: enough of them would solve the task without any RL.
// So the dose is part of the experiment's statement (experiments/cold_start/README.md).
#ifndef R1BENCH_DATA_MICRO_COLD_START_TRACES_H_
#define R1BENCH_DATA_MICRO_COLD_START_TRACES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "data/micro/notation_corpus.h"

namespace r1bench::micro {

enum class TraceKind { kCanonical, kRandomOrder, kWrongContent };
const char* TraceKindName(TraceKind kind);

struct TraceOptions {
  TraceKind kind = TraceKind::kCanonical;
  int count = 96;         // half of them in each notation; even, at most the number of prompts
  int max_attempts = 10;  // of a random-order trace
};

// `count` traces, A and B in turn. Their prompts are drawn from `prompts` without replacement and
// do not depend on the kind. Throws base::Error on a bad count.
std::vector<NotationDocument> ColdStartTraces(const OpsTask& task,
                                              std::span<const OpsPrompt> prompts, uint64_t seed,
                                              const TraceOptions& options);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_COLD_START_TRACES_H_
