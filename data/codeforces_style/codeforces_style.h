// The suite codeforces_style: 30 programming problems of our own in five simulated Div. 2 contests
// of six, with ratings from 800 to 2400 (our estimate, see README.md).
//
// The tests are made at build time: the generators are C++ functions, a reference solution answers
// their inputs, and the whole suite becomes one JSONL file in the format of data/SCHEMA.md. So the
// repository holds no test data, and the file also works as a data set by its path.
//
// Problem::extra of each problem:
//   title, path ("c1/a_coach_tickets"), contest ("c1" to "c5"), letter ("A" to "F")
//   rating, points           difficulty; worth under Codeforces rules
//   mode                     "stdin"
//   limits                   cpu_s, memory_mb, python_factor (times cpu_s: Python's limit)
//   checker                  "tokens", "float:1e-6", or {"kind": "special", "language": "cpp",
//                            "source"}: a program that reads the files input, output and answer
//                            named by its arguments, and exits with testlib's codes
//   samples                  how many of the tests, the first ones, the statement shows
//   tests                    [{"input", "output"}]
#ifndef R1BENCH_DATA_CODEFORCES_STYLE_CODEFORCES_STYLE_H_
#define R1BENCH_DATA_CODEFORCES_STYLE_CODEFORCES_STYLE_H_

#include <vector>

#include "data/problem.h"

namespace r1bench::data {

// All problems, contest by contest, A to F.
std::vector<Problem> CodeforcesStyle();

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_CODEFORCES_STYLE_CODEFORCES_STYLE_H_
