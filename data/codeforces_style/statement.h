// The samples of a statement: pairs of fenced blocks marked `input` and `output`.
#ifndef R1BENCH_DATA_CODEFORCES_STYLE_STATEMENT_H_
#define R1BENCH_DATA_CODEFORCES_STYLE_STATEMENT_H_

#include <string>
#include <string_view>
#include <vector>

namespace r1bench::data::codeforces_style {

struct Sample {
  std::string input;
  std::string output;
};

// In order. Throws base::Error where a block has no end or the blocks do not alternate.
std::vector<Sample> Samples(std::string_view markdown);

}  // namespace r1bench::data::codeforces_style

#endif  // R1BENCH_DATA_CODEFORCES_STYLE_STATEMENT_H_
