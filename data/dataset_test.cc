#include "data/dataset.h"

#include <gtest/gtest.h>

#include <random>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::data {
namespace {

constexpr char kSound[] =
    R"({"id": "a/1", "problem": "1+1?", "answer": "2", "source": "s", "subject": "Algebra", "level": 3})";

// The only fault of a one-line file.
std::string FaultOf(const std::string& line, const ReadOptions& options = {}) {
  const DatasetCheck check = ValidateText(line, options);
  if (check.faults.size() != 1) return base::StrCat(check.faults.size(), " faults");
  return base::StrCat(check.faults[0].line, ": ", check.faults[0].message);
}

#define EXPECT_FAULT(line, part) \
  EXPECT_NE(FaultOf(line).find(part), std::string::npos) << "got: " << FaultOf(line)

std::string Write(const std::string& text) {
  const std::string path = ::testing::TempDir() + "/" +
                           ::testing::UnitTest::GetInstance()->current_test_info()->name() +
                           ".jsonl";
  base::WriteFileAtomic(path, text);
  return path;
}

TEST(DatasetTest, ASoundLineIsReadWhole) {
  const std::string line =
      R"({"id": "x", "problem": "p", "answer": null, "tests": [{"input": "1", "output": "2"}],)"
      R"( "entry_point": "f", "odd": {"k": [1]}})";
  const DatasetCheck check = ValidateText(std::string(kSound) + "\n" + line + "\n");
  ASSERT_EQ(check.faults.size(), 0u) << check.faults[0].message;
  ASSERT_EQ(check.problems.size(), 2u);
  EXPECT_EQ(check.num_without_answer, 1);
  EXPECT_EQ(check.problems[0].id, "a/1");
  EXPECT_EQ(check.problems[0].answer, "2");
  EXPECT_EQ(check.problems[0].subject, "Algebra");
  EXPECT_EQ(check.problems[0].level, 3);
  EXPECT_TRUE(check.problems[0].extra.empty());
  EXPECT_FALSE(check.problems[1].has_answer());
  EXPECT_EQ(check.problems[1].extra["entry_point"], "f");
  EXPECT_EQ(check.problems[1].extra["odd"]["k"][0], 1);
}

TEST(DatasetTest, BlankLinesCarriageReturnsAndAByteOrderMarkAreFine) {
  const DatasetCheck check = ValidateText("\xEF\xBB\xBF" + std::string(kSound) + "\r\n\r\n  \n");
  EXPECT_TRUE(check.faults.empty());
  EXPECT_EQ(check.problems.size(), 1u);
}

TEST(DatasetTest, EachFaultSaysWhatToDo) {
  EXPECT_FAULT(R"({"id": "x", "problem": )", "1: not valid JSON");
  EXPECT_FAULT("[1, 2]", "expected a JSON object, got array");
  EXPECT_FAULT(R"({"problem": "p", "answer": "2"})", "field \"id\", which is missing; add");
  EXPECT_FAULT(R"({"id": "x", "answer": "2"})", "field \"problem\", which is missing");
  EXPECT_FAULT(R"({"id": "", "problem": "p"})", "\"id\" not to be empty");
  EXPECT_FAULT(R"({"id": 7, "problem": "p"})", "\"id\" to be text, got number \"7\"");
  EXPECT_FAULT(R"({"id": "x", "problem": "p", "answer": 204})", "write it in quotes: \"answer\": ");
  EXPECT_FAULT(R"({"id": "x", "problem": "p", "level": "Level 5"})", "write \"level\": 3");
  EXPECT_FAULT(R"({"id": "x", "problem": "p", "level": -1})", "from 0 to 1000");
  EXPECT_FAULT(R"({"id": "x", "problem": "p", "tests": "t"})", "\"tests\" to be a list");
  EXPECT_FAULT(R"({"id": "x", "problem": "p", "tests": [{"input": "1"}]})", "expected test 1");
  EXPECT_FAULT(R"({"id": "x", "problem": "p", "choices": ["one"]})", "list of 2 to 26 texts");
  EXPECT_FAULT(R"({"id": "x", "problem": "p", "entry_point": []})", "\"entry_point\" to be text");
  EXPECT_FAULT("{\"id\": \"x\", \"problem\": \"\xff\"}", "invalid byte at column 25; save");
  EXPECT_FAULT("{\"id\": \"" + std::string(300, 'x') + "\", \"problem\": \"p\"}", "at most 256");
}

TEST(DatasetTest, AnEmptyFileIsAFault) {
  EXPECT_FAULT("", "0: expected at least one problem");
  EXPECT_FAULT("\n\n", "0: expected at least one problem");
}

TEST(DatasetTest, AMissingAnswerIsAFaultOnlyWhereOneIsNeeded) {
  const std::string line = R"({"id": "x", "problem": "p", "answer": ""})";
  EXPECT_TRUE(ValidateText(line).faults.empty());
  const std::string fault = FaultOf(line, {.require_answer = true});
  EXPECT_NE(fault.find("expected an \"answer\", which is missing or empty; add"), std::string::npos)
      << fault;
  const std::string with_tests =
      FaultOf(R"({"id": "x", "problem": "p", "tests": []})", {.require_answer = true});
  EXPECT_NE(with_tests.find("decided by its tests"), std::string::npos) << with_tests;
}

TEST(DatasetTest, DuplicateIdsNameBothLines) {
  const DatasetCheck check = ValidateText(std::string(kSound) + "\n\n" + kSound);
  ASSERT_EQ(check.faults.size(), 1u);
  EXPECT_EQ(check.faults[0].line, 3);
  EXPECT_NE(check.faults[0].message.find("\"a/1\" stands on line 1 already"), std::string::npos);
}

TEST(DatasetTest, AllFaultsOfAFileAreListed) {
  const DatasetCheck check =
      ValidateText("nonsense\n" + std::string(kSound) + "\n{\"id\": 1, \"answer\": 2}\n");
  ASSERT_EQ(check.faults.size(), 4u);  // line 1; line 3: id, problem, answer
  EXPECT_EQ(check.faults[0].line, 1);
  EXPECT_EQ(check.faults[3].line, 3);
  EXPECT_EQ(check.problems.size(), 1u);
}

TEST(DatasetTest, ReadingStopsAtTheFirstFaultAndNamesFileAndLine) {
  const std::string path = Write(std::string(kSound) + "\n{\"id\": \"y\"}\n{]");
  try {
    ReadProblems(path);
    FAIL() << "expected an error";
  } catch (const base::Error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with(path + ":2: expected the field \"problem\""))
        << error.what();
  }
}

TEST(DatasetTest, ALimitReadsNoFurther) {
  const std::string path = Write(std::string(kSound) + "\nbroken\n");
  EXPECT_EQ(ReadProblems(path, {.limit = 1}).size(), 1u);
  EXPECT_THROW(ReadProblems(path, {.limit = -1}), base::Error);
  EXPECT_THROW(ReadProblems(path + ".missing"), base::Error);
}

TEST(DatasetTest, TheHashIsThatOfTheBytes) {
  const std::string path = Write(std::string(kSound) + "\n");
  EXPECT_EQ(ValidateDataset(path).sha256, DatasetHash(path));
  EXPECT_EQ(DatasetHash(path).size(), 64u);
}

TEST(DatasetTest, AWrittenProblemIsReadBack) {
  Problem problem;
  problem.id = "q";
  problem.problem = "line\nbreak \"quoted\" é";
  problem.level = 2;
  problem.extra["choices"] = {"a", "b"};
  const DatasetCheck check = ValidateText(ToJsonLine(problem));
  ASSERT_EQ(check.problems.size(), 1u);
  EXPECT_EQ(check.problems[0].problem, problem.problem);
  EXPECT_EQ(check.problems[0].level, 2);
  EXPECT_FALSE(check.problems[0].has_answer());
  EXPECT_EQ(check.problems[0].extra, problem.extra);
}

TEST(DatasetTest, DamagedFilesAreFaultsNotCrashes) {
  std::mt19937 random(3);
  const std::string sound = std::string(kSound) + "\n" + kSound + "\n";
  for (int round = 0; round < 5000; ++round) {
    std::string text = sound;
    for (int edits = 1 + random() % 4; edits > 0; --edits) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    if (round % 3 == 0) text.resize(random() % text.size());
    const DatasetCheck check = ValidateText(text);
    for (const Fault& fault : check.faults) ASSERT_FALSE(fault.message.empty());
  }
  EXPECT_FAULT(std::string(100000, '['), "nested");
}

}  // namespace
}  // namespace r1bench::data
