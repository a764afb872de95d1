// From the end of a run in the sandbox to a verdict: everything but the checker.
//
// CPU time decides. But the same work costs more of it on a busy machine (caches and halves of a
// core are shared; 1.6 times as much was seen), so a run gets more than its limit before it is
// killed: one that ends by itself beyond the limit can be told from one that would never end.
#ifndef R1BENCH_VERIFIERS_CODE_ASSESS_H_
#define R1BENCH_VERIFIERS_CODE_ASSESS_H_

#include <string_view>

#include "verifiers/code/code_verdict.h"
#include "verifiers/sandbox/sandbox.h"

namespace r1bench::verifiers {

// The limits to run with where `limits` are those that count: `patience` times the wall time, and
// CPU time for `crowd` (PatienceUnder) times as much, from 1.1 to 2.
BoxLimits LimitsWithGrace(const BoxLimits& limits, double crowd, double patience);

// The verdict on how the run ended, with its figures: kAccepted (with 0 points) if nothing is wrong
// with it, so that the checker has the next word.
TestOutcome Assess(const BoxResult& result, const BoxLimits& limits);

// Whether another run could well end differently: it ended by itself, with at least nine tenths of
// its CPU limit used, or more than all; or the clock alone stopped it.
bool IsDoubtful(const BoxResult& result, const BoxLimits& limits);

// How much longer than on an idle machine a run may take that shares the processors with all that
// wants to run now: the text of /proc/loadavg, and the processors. From 1 to 8.
double PatienceUnder(std::string_view loadavg, int processors);

// How much of that patience a second run needs: all of it, unless the first did not use the part of
// the processors it could have had, because it slept.
double PatienceFor(const TestOutcome& first, double patience);

// The last line of `text` that is not blank, in at most 200 printable bytes.
std::string LastLine(std::string_view text);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_ASSESS_H_
