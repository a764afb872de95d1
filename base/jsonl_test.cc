#include "base/jsonl.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/error.h"
#include "base/signals.h"
#include "base/testing.h"

namespace r1bench::base {
namespace {

std::vector<int> Read(const std::string& path) {
  std::vector<int> found;
  ForEachJsonLine(path, [&](const Json& value, int line) {
    found.push_back(value.get<int>());
    found.push_back(line);
  });
  return found;
}

TEST(ForEachJsonLineTest, GivesValuesWithLineNumbers) {
  const TempDir folder;
  EXPECT_EQ(Read(folder.Write("a", "1\n2\n")), (std::vector<int>{1, 1, 2, 2}));
  EXPECT_EQ(Read(folder.Write("b", "1\n2")), (std::vector<int>{1, 1, 2, 2}));
}

TEST(ForEachJsonLineTest, SkipsBlankLinesCarriageReturnsAndAByteOrderMark) {
  const TempDir folder;
  EXPECT_EQ(Read(folder.Write("a",
                              "\xEF\xBB\xBF"
                              "1\r\n\r\n  \n 3 \r\n")),
            (std::vector<int>{1, 1, 3, 4}));
  EXPECT_TRUE(Read(folder.Write("empty", "")).empty());
}

TEST(ForEachJsonLineTest, ABrokenLineNamesFileAndLine) {
  const TempDir folder;
  const std::string path = folder.Write("data.jsonl", "1\n\n{\"a\": \n4\n");
  const std::string message = MessageOf([&] { Read(path); });
  EXPECT_TRUE(message.starts_with(path + ":3: not valid JSON")) << message;
}

TEST(ForEachJsonLineTest, AnErrorOfTheCallbackNamesFileAndLine) {
  const TempDir folder;
  const std::string path = folder.Write("data.jsonl", "1\n2\n");
  const auto fail = [&](const Json&, int line) { Require(line != 2, "no answer"); };
  EXPECT_EQ(MessageOf([&] { ForEachJsonLine(path, fail); }), path + ":2: no answer");
}

TEST(ForEachJsonLineTest, LetsAnInterruptPass) {
  const TempDir folder;
  const std::string path = folder.Write("data.jsonl", "1\n");
  EXPECT_THROW(ForEachJsonLine(path, [](const Json&, int) { throw Interrupted(2); }), Interrupted);
}

TEST(ForEachJsonLineTest, AMissingFileIsAnError) { EXPECT_THROW(Read("/no/such"), Error); }

}  // namespace
}  // namespace r1bench::base
