// Requests and their stream, with a judge that runs nothing.
#include "verifiers/code/judge_stream.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "base/error.h"
#include "base/signals.h"
#include "base/testing.h"

namespace r1bench::verifiers {
namespace {

constexpr char kGood[] = R"({"id": "a", "language": "cpp", "source": "x", "tests": [["1", "2"]]})";

JudgeRequest Read(const std::string& line, ProblemFile problems = {}) {
  return RequestReader(std::move(problems)).Read(line);
}

TEST(JudgeRequest, ReadsAProgramAndItsTests) {
  const JudgeRequest request = Read(kGood);
  EXPECT_EQ(request.id, "a");
  EXPECT_EQ(request.language, CodeLanguage::kCpp);
  EXPECT_EQ(request.source, "x");
  EXPECT_EQ(request.problem->tests[0].expected, "2");
}

TEST(JudgeRequest, ReadsBase64) {
  EXPECT_EQ(DecodeBase64(""), "");
  EXPECT_EQ(DecodeBase64("YQ=="), "a");
  EXPECT_EQ(DecodeBase64("/+8A"), std::string("\xff\xef\0", 3));
  EXPECT_EQ(Read(R"({"id": 1, "language": "python", "source_base64": "aGk=",
                     "tests": [["", ""]]})")
                .source,
            "hi");
  for (const char* bad : {"YQ=", "Y", "Y===", "YQ==YQ==", "Y Q=", "YQ-_"}) {
    EXPECT_THROW(DecodeBase64(bad), base::Error) << bad;
  }
}

TEST(JudgeRequest, TakesProblemsByName) {
  ProblemFile file;
  file.problems["p"].tests = {{"1", "2"}};
  file.faults["q"] = "no judge";
  const JudgeRequest request = Read(R"({"id": 1, "language": "cpp", "source": "", "problem": "p",
                                        "limits": {"cpu_s": 3}})",
                                    file);
  EXPECT_EQ(request.problem->limits.run.cpu_ms, 3000);
  EXPECT_EQ(request.problem->tests.size(), 1u);
  for (const char* name : {"q", "r"}) {
    EXPECT_THROW(
        Read(base::StrCat(R"({"language": "cpp", "source": "", "problem": ")", name, "\"}"), file),
        base::Error);
  }
}

TEST(JudgeRequest, SaysWhatIsWrong) {
  for (const char* bad :
       {"", "{", "[]", R"({"language": "cpp", "tests": [["", ""]]})",
        R"({"language": "cpp", "source": "", "source_base64": "", "tests": [["", ""]]})",
        R"({"language": "rust", "source": "", "tests": [["", ""]]})",
        R"({"source": "", "tests": [["", ""]]})", R"({"language": "cpp", "source": ""})",
        R"({"language": "cpp", "source": "", "fn": "f", "tests": [[[], 1]]})"}) {
    EXPECT_THROW(Read(bad), base::Error) << bad;
  }
}

struct Answers {
  JudgeCounts counts;
  std::string output;
  std::vector<std::string> reports;
};

// The judge accepts programs "x" and takes longer for those that come first.
CodeResult FakeJudge(const JudgeRequest& request) {
  const bool slow = request.id == 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(slow ? 30 : 0));
  CodeResult result{.verdict = CodeVerdict::kAccepted, .num_tests = 1};
  if (request.source != "x") result.verdict = CodeVerdict::kWrongAnswer;
  result.tests = {{.verdict = result.verdict, .flaky = slow}};
  return result;
}

Answers Judge(const std::string& input, int threads, JudgeSinks sinks = {}) {
  const base::TempDir folder;
  const int fd = open(folder.Write("in", input).c_str(), O_RDONLY);
  LineReader reader(fd, "in");
  Answers run;
  if (!sinks.judge) sinks.judge = FakeJudge;
  if (!sinks.write) {
    sinks.write = [&](std::string_view line) {
      run.output += line;
      return true;
    };
  }
  sinks.report = [&](const std::string& message) { run.reports.push_back(message); };
  run.counts = JudgePrograms(RequestReader({}), threads, &reader, sinks);
  close(fd);
  return run;
}

std::string Lines(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += base::StrCat("{\"id\":", i, R"(,"language":"cpp","tests":[["",""]],"source":")",
                          i % 3 == 0 ? "x" : "y", "\"}\n");
  }
  return lines;
}

TEST(JudgeStream, AnswersInOrderForAnyNumberOfThreads) {
  const Answers one = Judge(Lines(200), 1), four = Judge(Lines(200), 4);
  EXPECT_EQ(one.output, four.output);
  EXPECT_TRUE(one.output.starts_with(R"({"id":0,"verdict":"AC",)")) << one.output.substr(0, 200);
  EXPECT_EQ(four.counts.programs, 200);
  EXPECT_EQ(CountsText(four.counts), "200 programs: 67 AC, 133 WA; 1 flaky");
}

TEST(JudgeStream, BadLinesAreReportedWithTheirNumber) {
  const Answers run = Judge(std::string(kGood) + "\n\n{\n" + kGood + "\n[]\n", 3);
  EXPECT_EQ(run.counts.programs, 2);
  EXPECT_EQ(run.counts.bad, 2);
  ASSERT_EQ(run.reports.size(), 2u);
  EXPECT_TRUE(run.reports[0].starts_with("in:3: the line")) << run.reports[0];
  EXPECT_EQ(run.reports[1], "in:5: expected a JSON object");
}

TEST(JudgeStream, AnEmptyInputIsFine) { EXPECT_EQ(CountsText(Judge("", 2).counts), "0 programs"); }

TEST(JudgeStream, AReaderThatIsGoneEndsTheWork) {
  std::atomic<int> judged = 0;
  JudgeSinks sinks;
  sinks.write = [](std::string_view) { return false; };
  sinks.judge = [&](const JudgeRequest& request) {
    ++judged;
    return FakeJudge(request);
  };
  EXPECT_TRUE(Judge(Lines(5000), 2, sinks).counts.reader_gone);
  EXPECT_LT(judged, 5000);
}

TEST(JudgeStream, WhatASinkThrowsComesOut) {
  JudgeSinks sinks;
  sinks.write = [](std::string_view) -> bool { base::Fail("disk full"); };
  EXPECT_EQ(base::MessageOf([&] { Judge(Lines(100), 2, sinks); }), "disk full");
  JudgeSinks broken;
  broken.judge = [](const JudgeRequest&) -> CodeResult { base::Fail("no box"); };
  EXPECT_EQ(base::MessageOf([&] { Judge(Lines(100), 2, broken); }), "no box");
}

TEST(JudgeStream, ASignalEndsIt) {
  JudgeSinks sinks;
  sinks.judge = [](const JudgeRequest& request) {
    base::SetStopSignalForTest(SIGINT);
    return FakeJudge(request);
  };
  EXPECT_THROW(Judge(Lines(5000), 2, sinks), base::Interrupted);
  base::SetStopSignalForTest(0);
}

}  // namespace
}  // namespace r1bench::verifiers
