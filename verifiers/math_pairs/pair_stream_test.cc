#include "verifiers/math_pairs/pair_stream.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/json.h"
#include "base/parallel.h"
#include "base/testing.h"

namespace r1bench::verifiers {
namespace {

struct Judged {
  StreamCounts counts;
  std::string output;
  std::vector<std::string> reports;
};

Judged Judge(const std::string& input, LineLimits limits = {}) {
  const base::TempDir folder;
  const int fd = open(folder.Write("in", input).c_str(), O_RDONLY);
  LineReader reader(fd, "in", limits);
  Judged run;
  const StreamSinks sinks = {.write =
                                 [&](std::string_view lines) {
                                   run.output += lines;
                                   return true;
                                 },
                             .report = [&](const std::string& m) { run.reports.push_back(m); },
                             .progress = nullptr};
  run.counts = JudgeStream({}, &reader, sinks);
  close(fd);
  return run;
}

std::string PairLine(int id, const std::string& gold, const std::string& prediction) {
  return base::JsonText({{"id", id}, {"gold", gold}, {"prediction", prediction}}) + "\n";
}

std::vector<int> Ids(const std::string& output) {
  std::vector<int> ids;
  for (size_t begin = 0; begin < output.size(); begin = output.find('\n', begin) + 1) {
    const std::string line = output.substr(begin, output.find('\n', begin) - begin);
    ids.push_back(base::ParseJson(line, "output")["id"].get<int>());
  }
  return ids;
}

TEST(PairStreamTest, BadLinesAreReportedByNumberAndStopNothing) {
  const Judged run = Judge(PairLine(1, "2", "\\boxed{2}") + "nonsense\n\n" +
                           PairLine(4, "", "\\boxed{2}") + PairLine(5, "2", "\\boxed{3}"));
  EXPECT_EQ(Ids(run.output), (std::vector<int>{1, 5}));
  ASSERT_EQ(run.reports.size(), 2u);
  EXPECT_TRUE(run.reports[0].starts_with("in:2: not valid JSON: ")) << run.reports[0];
  EXPECT_TRUE(run.reports[1].starts_with("in:4: ")) << run.reports[1];
  EXPECT_EQ(CountsText(run.counts), "2 pairs: 1 correct, 1 wrong; 2 bad lines");
}

TEST(PairStreamTest, NothingInNothingOut) {
  const Judged run = Judge("");
  EXPECT_EQ(run.output, "");
  EXPECT_EQ(CountsText(run.counts), "0 pairs");
}

TEST(PairStreamTest, TheBytesDependOnNoThreadCountAndNoBlockSize) {
  std::string input;
  std::vector<int> ids;
  for (int i = 0; i < 500; ++i) {
    if (i % 50 == 7) {
      input += "{}\n";
      continue;
    }
    ids.push_back(i);
    input += PairLine(i, std::to_string(i / 3), base::StrCat("it is $\\boxed{", i, "/3}$"));
  }
  base::SetNumThreads(1);
  const Judged expected = Judge(input);
  EXPECT_EQ(Ids(expected.output), ids);
  EXPECT_EQ(expected.counts.bad, 10);
  for (const int threads : {2, 7}) {
    base::SetNumThreads(threads);
    for (const size_t block_bytes : {size_t{1}, size_t{300'000}, size_t{4} << 20}) {
      const Judged run = Judge(input, {.block_bytes = block_bytes});
      EXPECT_EQ(run.output, expected.output);
      EXPECT_EQ(run.reports, expected.reports);
    }
  }
  base::SetNumThreads(0);
}

TEST(PairStreamTest, AHugeLineIsJudgedUpToTheLimitAndReportedBeyond) {
  const std::string huge = PairLine(1, "2", std::string(3'000'000, 'x') + " \\boxed{2}");
  EXPECT_EQ(CountsText(Judge(huge + PairLine(2, "2", "2")).counts), "2 pairs: 2 correct");
  const Judged run = Judge(huge + PairLine(2, "2", "2"), {.max_line_bytes = 1'000'000});
  EXPECT_EQ(Ids(run.output), (std::vector<int>{2}));
  ASSERT_EQ(run.reports.size(), 1u);
  EXPECT_TRUE(run.reports[0].starts_with("in:1: the line is too long")) << run.reports[0];
}

TEST(PairStreamTest, AReaderThatIsGoneEndsTheWork) {
  const base::TempDir folder;
  const std::string path = folder.Write("in", PairLine(1, "2", "2") + PairLine(2, "2", "2"));
  const int fd = open(path.c_str(), O_RDONLY);
  LineReader reader(fd, "in");
  const StreamCounts counts = JudgeStream(
      {}, &reader, {.write = [](std::string_view) { return false; }, .report = {}, .progress = {}});
  EXPECT_TRUE(counts.reader_gone);
  close(fd);
}

}  // namespace
}  // namespace r1bench::verifiers
