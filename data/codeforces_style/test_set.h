// What a problem's generator.cc is written with: the set of inputs it fills, and the reader that
// its validator takes an input apart with.
//
// Input number i of a problem draws from a random stream of its own, so an input changes only when
// the code that makes it changes or its place in the list does. Same code, same bytes: never draw
// twice in the arguments of one call, whose order the compiler chooses.
#ifndef R1BENCH_DATA_CODEFORCES_STYLE_TEST_SET_H_
#define R1BENCH_DATA_CODEFORCES_STYLE_TEST_SET_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/rng.h"

namespace r1bench::data::codeforces_style {

class TestSet {
 public:
  // `path` names the problem ("c1/a_coach_tickets") and with it the random streams.
  explicit TestSet(std::string_view path) : path_(path) {}

  // The stream of the input that is added next.
  base::Rng NextRng() const;

  void Add(std::string input) { inputs_.push_back(std::move(input)); }

  const std::vector<std::string>& inputs() const { return inputs_; }

 private:
  std::string path_;
  std::vector<std::string> inputs_;
};

// Reads one input strictly: single spaces, no blank before or after, no leading zeros. Every member
// throws base::Error, with the line and what was expected, when the text is otherwise.
class InputReader {
 public:
  explicit InputReader(std::string_view text) : text_(text) {}

  // An integer from lo to hi; `name` is what the statement calls it.
  int64_t Int(int64_t lo, int64_t hi, std::string_view name);

  // lo to hi characters, each of them in `alphabet`.
  std::string Word(int64_t lo, int64_t hi, std::string_view alphabet, std::string_view name);

  // `count` integers with single spaces between them, then the end of the line.
  std::vector<int64_t> IntLine(int64_t count, int64_t lo, int64_t hi, std::string_view name);

  void Space() { Expect(' ', "a space"); }
  void EndLine() { Expect('\n', "the end of the line"); }
  void EndInput();

  // A condition that the statement promises.
  void Check(bool ok, std::string_view what) const;

 private:
  void Expect(char c, std::string_view what);

  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
};

// A problem's half of the tests: its inputs beyond the statement's samples, and the check that an
// input is one that the statement allows.
struct ProblemGenerator {
  const char* path;  // "c1/a_coach_tickets"
  void (*add_tests)(TestSet& tests);
  void (*validate)(InputReader& input);
};

// The inputs of `generator`, in order.
std::vector<std::string> MakeInputs(const ProblemGenerator& generator);

// Throws base::Error, with the problem's path, for an input that its statement does not allow.
void ValidateInput(const ProblemGenerator& generator, std::string_view input);

// The values with a space between each two, and a newline.
template <typename First, typename... Rest>
std::string Line(const First& first, const Rest&... rest) {
  std::string line = base::StrCat(first);
  (line.append(" ").append(base::StrCat(rest)), ...);
  return line + "\n";
}

// The same for a list.
std::string ListLine(const std::vector<int64_t>& values);

// `count` independent draws from lo to hi.
std::vector<int64_t> RandomList(base::Rng& rng, int64_t count, int64_t lo, int64_t hi);

// `count` independent letters of `alphabet`.
std::string RandomWord(base::Rng& rng, int64_t count, std::string_view alphabet);

// 1 to n in random order.
std::vector<int64_t> RandomPermutation(base::Rng& rng, int64_t n);

// The parents of vertices 2 to n of a random tree on 1 to n. Each parent is one of the `reach`
// vertices numbered just before: 1 makes a path, n a bushy tree.
std::vector<int64_t> RandomParents(base::Rng& rng, int64_t n, int64_t reach);

}  // namespace r1bench::data::codeforces_style

#endif  // R1BENCH_DATA_CODEFORCES_STYLE_TEST_SET_H_
