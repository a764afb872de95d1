#include "data/codeforces_style/test_set.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/codeforces_style/generators.h"
#include "data/codeforces_style/statement.h"

namespace r1bench::data::codeforces_style {
namespace {

TEST(InputReader, ReadsWhatIsWrittenStrictly) {
  InputReader reader("3 abc\n-1 0 10\n");
  EXPECT_EQ(reader.Int(1, 3, "n"), 3);
  reader.Space();
  EXPECT_EQ(reader.Word(3, 3, "abc", "a word"), "abc");
  reader.EndLine();
  EXPECT_EQ(reader.IntLine(3, -1, 10, "a"), (std::vector<int64_t>{-1, 0, 10}));
  reader.EndInput();
}

TEST(InputReader, RefusesOtherText) {
  for (const char* text : {"", " 1\n", "01\n", "+1\n", "-0\n", "1", "1 \n", "1\r\n", "1\n\n", "4\n",
                           "0\n", "x\n", "99999999999999999999\n"}) {
    InputReader reader(text);
    EXPECT_THROW(
        {
          reader.Int(1, 3, "n");
          reader.EndLine();
          reader.EndInput();
        },
        base::Error)
        << '"' << text << '"';
  }
  EXPECT_THROW(InputReader("abd\n").Word(3, 3, "abc", "a word"), base::Error);
  EXPECT_THROW(InputReader("abcc\n").Word(1, 3, "abc", "a word"), base::Error);
  EXPECT_THROW(InputReader("1  2\n").IntLine(2, 0, 9, "a"), base::Error);
}

TEST(InputReader, SaysWhere) {
  InputReader reader("1\n7\n");
  reader.Int(1, 3, "n");
  reader.EndLine();
  try {
    reader.Int(1, 3, "k");
    FAIL() << "7 was read";
  } catch (const base::Error& error) {
    EXPECT_STREQ(error.what(), "line 2: expected k from 1 to 3, got 7");
  }
}

TEST(Samples, TakesBlocksInPairs) {
  const std::vector<Sample> samples = Samples(
      "# T\n\n```input\n1\n2\n```\n\n```output\n3\n```\n\n```input\n4\n```\n\n```output\n```\n");
  ASSERT_EQ(samples.size(), 2u);
  EXPECT_EQ(samples[0].input, "1\n2\n");
  EXPECT_EQ(samples[0].output, "3\n");
  EXPECT_EQ(samples[1].output, "");
  EXPECT_THROW(Samples("\n```input\n1\n```\n"), base::Error);
  EXPECT_THROW(Samples("\n```output\n1\n```\n"), base::Error);
  EXPECT_THROW(Samples("\n```input\n1\n"), base::Error);
}

TEST(Lines, SeparateValuesBySpaces) {
  EXPECT_EQ(Line(1, "a", int64_t{-7}), "1 a -7\n");
  EXPECT_EQ(ListLine({5, 6}), "5 6\n");
}

TEST(Generators, AreDeterministicAndDifferent) {
  std::set<std::string> paths;
  for (const ProblemGenerator* generator : Generators()) {
    EXPECT_TRUE(paths.insert(generator->path).second) << generator->path;
    const std::vector<std::string> inputs = MakeInputs(*generator);
    EXPECT_EQ(inputs, MakeInputs(*generator)) << generator->path;
    EXPECT_EQ(std::set<std::string>(inputs.begin(), inputs.end()).size(), inputs.size())
        << generator->path;
  }
}

TEST(Generators, MakeInputsThatTheStatementsAllow) {
  for (const ProblemGenerator* generator : Generators()) {
    for (const std::string& input : MakeInputs(*generator)) {
      EXPECT_NO_THROW(ValidateInput(*generator, input));
      EXPECT_THROW(ValidateInput(*generator, input + "\n"), base::Error);
      EXPECT_THROW(ValidateInput(*generator, input.substr(0, input.size() - 1)), base::Error);
    }
  }
}

}  // namespace
}  // namespace r1bench::data::codeforces_style
