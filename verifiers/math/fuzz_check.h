// What must hold whatever the bytes: the body of the fuzz target math_fuzz, and of a test that runs
// it on seeds and on mutations of them in every build.
#ifndef R1BENCH_VERIFIERS_MATH_FUZZ_CHECK_H_
#define R1BENCH_VERIFIERS_MATH_FUZZ_CHECK_H_

#include <string_view>

namespace r1bench::verifiers {

// `input` is a reference answer, a tab and a response; without a tab, both at once. Throws
// std::logic_error that names what does not hold:
//   - a reference is read, or refused with base::Error
//   - a verdict is never an error, is the same when asked again, a reward means "correct",
//     and its steps are within the budget
//   - a reference equals itself
void CheckAnyBytes(std::string_view input);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_FUZZ_CHECK_H_
