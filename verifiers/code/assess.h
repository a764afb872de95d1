// From the end of a run in the sandbox to a verdict: everything but the checker.
//
// CPU time decides. A run gets a tenth more than its limit before it is killed, so that one that is
// a little over is known to be, and can be told from one that would never end.
#ifndef R1BENCH_VERIFIERS_CODE_ASSESS_H_
#define R1BENCH_VERIFIERS_CODE_ASSESS_H_

#include <string_view>

#include "verifiers/code/code_verdict.h"
#include "verifiers/sandbox/sandbox.h"

namespace r1bench::verifiers {

// The limits to run with where `limits` are those that count. `patience` times the wall time.
BoxLimits LimitsWithGrace(const BoxLimits& limits, double patience);

// The verdict on how the run ended, with its figures: kAccepted (with 0 points) if nothing is wrong
// with it, so that the checker has the next word.
TestOutcome Assess(const BoxResult& result, const BoxLimits& limits);

// Whether another run could well end differently: within a tenth of the CPU limit, on either side,
// or stopped by the clock alone.
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
