#include "data/codeforces_style/test_set.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace r1bench::data::codeforces_style {
namespace {

// The seed of the suite. Another seed makes another suite, whose scores compare with no report.
constexpr uint64_t kSeed = 1;

}  // namespace

base::Rng TestSet::NextRng() const {
  return base::Rng(kSeed, base::StrCat("codeforces_style/", path_), inputs_.size());
}

int64_t InputReader::Int(int64_t lo, int64_t hi, std::string_view name) {
  const char* const begin = text_.data() + at_;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
  const std::string_view digits(begin, end - begin);
  Check(error == std::errc() && digits == std::to_string(value),
        base::StrCat("expected the integer ", name));
  Check(lo <= value && value <= hi,
        base::StrCat("expected ", name, " from ", lo, " to ", hi, ", got ", value));
  at_ += digits.size();
  return value;
}

std::string InputReader::Word(int64_t lo, int64_t hi, std::string_view alphabet,
                              std::string_view name) {
  const size_t end = std::min(text_.find_first_not_of(alphabet, at_), text_.size());
  const std::string word(text_.substr(at_, end - at_));
  Check(lo <= std::ssize(word) && std::ssize(word) <= hi,
        base::StrCat("expected ", name, " of ", lo, " to ", hi, " letters of ", alphabet));
  at_ = end;
  return word;
}

std::vector<int64_t> InputReader::IntLine(int64_t count, int64_t lo, int64_t hi,
                                          std::string_view name) {
  std::vector<int64_t> values;
  for (int64_t i = 0; i < count; ++i) {
    if (i > 0) Space();
    values.push_back(Int(lo, hi, name));
  }
  EndLine();
  return values;
}

void InputReader::EndInput() { Check(at_ == text_.size(), "expected the end of the input"); }

void InputReader::Check(bool ok, std::string_view what) const {
  if (!ok) base::Fail("line ", line_, ": ", what);
}

void InputReader::Expect(char c, std::string_view what) {
  Check(at_ < text_.size() && text_[at_] == c, base::StrCat("expected ", what));
  ++at_;
  if (c == '\n') ++line_;
}

std::vector<std::string> MakeInputs(const ProblemGenerator& generator) {
  TestSet tests(generator.path);
  generator.add_tests(tests);
  return tests.inputs();
}

void ValidateInput(const ProblemGenerator& generator, std::string_view input) {
  InputReader reader(input);
  try {
    generator.validate(reader);
    reader.EndInput();
  } catch (const base::Error& error) {
    base::Fail(generator.path, ": ", error.what());
  }
}

std::string ListLine(const std::vector<int64_t>& values) {
  std::string line;
  for (const int64_t value : values) {
    if (!line.empty()) line += ' ';
    line += std::to_string(value);
  }
  return line + "\n";
}

std::vector<int64_t> RandomList(base::Rng& rng, int64_t count, int64_t lo, int64_t hi) {
  std::vector<int64_t> values(count);
  for (int64_t& value : values) value = rng.Between(lo, hi);
  return values;
}

std::string RandomWord(base::Rng& rng, int64_t count, std::string_view alphabet) {
  std::string word(count, ' ');
  for (char& c : word) c = alphabet[rng.Below(static_cast<uint32_t>(alphabet.size()))];
  return word;
}

std::vector<int64_t> RandomPermutation(base::Rng& rng, int64_t n) {
  std::vector<int64_t> values(n);
  std::iota(values.begin(), values.end(), 1);
  rng.Shuffle(values);
  return values;
}

std::vector<int64_t> RandomParents(base::Rng& rng, int64_t n, int64_t reach) {
  std::vector<int64_t> parents;
  for (int64_t v = 2; v <= n; ++v) {
    parents.push_back(rng.Between(std::max<int64_t>(1, v - reach), v - 1));
  }
  return parents;
}

}  // namespace r1bench::data::codeforces_style
