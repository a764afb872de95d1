#include "base/flags.h"

#include <gflags/gflags.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing.h"

DEFINE_int32(k, 16, "samples a problem");
DEFINE_int64(max_new_tokens, 512, "longest response in tokens");
DEFINE_double(temperature, 0.6, "sampling temperature");
DEFINE_bool(greedy, false, "take the most probable token");
DEFINE_string(suite, "math_style", "what to score");
DEFINE_uint64(seed, 1, "the first seed");

bool IsPositive(const char*, int32_t value) { return value > 0; }
DEFINE_validator(k, &IsPositive);

namespace r1bench::base {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class FlagsTest : public testing::Test {
 protected:
  google::FlagSaver saver_;

  static void Parse(std::vector<std::string> arguments) {
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    ParseFlags(pointers);
  }
  static std::string ErrorOf(std::vector<std::string> arguments) {
    try {
      Parse(std::move(arguments));
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(FlagsTest, SetsEveryType) {
  Parse({"--k=4", "-max_new_tokens", "100", "--temperature=1e-1", "--greedy", "--suite=a=b",
         "--seed=18446744073709551615"});
  EXPECT_EQ(FLAGS_k, 4);
  EXPECT_EQ(FLAGS_max_new_tokens, 100);
  EXPECT_EQ(FLAGS_temperature, 0.1);
  EXPECT_TRUE(FLAGS_greedy);
  EXPECT_EQ(FLAGS_suite, "a=b");
  EXPECT_EQ(FLAGS_seed, UINT64_MAX);
  Parse({"--nogreedy", "--max-new-tokens=7", "--suite="});
  EXPECT_FALSE(FLAGS_greedy);
  EXPECT_EQ(FLAGS_max_new_tokens, 7);
  EXPECT_EQ(FLAGS_suite, "");
}

TEST_F(FlagsTest, AnUnknownFlagSuggestsTheNearestName) {
  EXPECT_EQ(ErrorOf({"--temprature=1"}),
            "unknown flag --temprature (did you mean --temperature?); --help lists the flags");
  EXPECT_EQ(ErrorOf({"--zzzzzzzz"}), "unknown flag --zzzzzzzz; --help lists the flags");
  EXPECT_TRUE(Has(ErrorOf({"--flagfiel=x"}), "did you mean --flagfile?"));
  EXPECT_TRUE(Has(ErrorOf({"--nok"}), "unknown flag --nok"));
  EXPECT_TRUE(Has(ErrorOf({"--nogreedy=1"}), "unknown flag --nogreedy"));
}

TEST_F(FlagsTest, ABadValueSaysWhatIsExpected) {
  EXPECT_EQ(ErrorOf({"--k=many"}),
            "--k expects a whole number, got \"many\" (samples a problem; default 16)");
  EXPECT_EQ(ErrorOf({"--k=0"}),
            "--k expects a value in its range, got \"0\" (samples a problem; default 16)");
  EXPECT_TRUE(Has(ErrorOf({"--k=99999999999"}), "a value in its range"));
  EXPECT_TRUE(Has(ErrorOf({"--temperature=warm"}), "expects a number"));
  EXPECT_TRUE(Has(ErrorOf({"--greedy=perhaps"}), "expects true or false"));
  EXPECT_TRUE(Has(ErrorOf({"--suite"}), "--suite needs a value"));
  EXPECT_EQ(FLAGS_k, 16);
}

TEST_F(FlagsTest, AnArgumentThatIsNoFlagIsAnError) {
  EXPECT_TRUE(Has(ErrorOf({"micro.flags"}), "expected a flag such as --name=value"));
  EXPECT_TRUE(Has(ErrorOf({"-"}), "expected a flag"));
  EXPECT_TRUE(Has(ErrorOf({""}), "expected a flag"));
}

TEST_F(FlagsTest, AFlagfileSetsFlagsAndLaterSettingsWin) {
  const TempDir folder;
  const std::string path =
      folder.Write("a.flags", "# purpose\n\n--k=3\r\n  --suite=a b c\n--greedy\n");
  Parse({"--k=1", "--flagfile=" + path, "--suite=later"});
  EXPECT_EQ(FLAGS_k, 3);
  EXPECT_EQ(FLAGS_suite, "later");
  EXPECT_TRUE(FLAGS_greedy);
}

TEST_F(FlagsTest, FlagfilesIncludeOthersFromTheirOwnFolder) {
  const TempDir folder;
  folder.Write("base.flags", "--k=5\n--seed=9\n");
  const std::string path = folder.Write("top.flags", "--flagfile=base.flags\n--k=6\n");
  Parse({"--flagfile", path});
  EXPECT_EQ(FLAGS_k, 6);
  EXPECT_EQ(FLAGS_seed, 9u);
}

TEST_F(FlagsTest, AnErrorInAFlagfileNamesFileAndLine) {
  const TempDir folder;
  const std::string path = folder.Write("a.flags", "--k=3\n\n--sweet=x\n");
  EXPECT_TRUE(ErrorOf({"--flagfile=" + path}).starts_with(path + ":3: unknown flag --sweet"));
  folder.Write("a.flags", "k=3\n");
  EXPECT_TRUE(ErrorOf({"--flagfile=" + path}).starts_with(path + ":1: expected a flag"));
  folder.Write("a.flags", "--k 3\n");
  EXPECT_TRUE(ErrorOf({"--flagfile=" + path}).starts_with(path + ":1: unknown flag --k 3"));
}

TEST_F(FlagsTest, MissingAndCircularFlagfilesAreErrors) {
  EXPECT_TRUE(Has(ErrorOf({"--flagfile=/no/such.flags"}), "cannot find the flagfile"));
  const TempDir folder;
  const std::string path = folder.Write("loop.flags", "--flagfile=loop.flags\n");
  EXPECT_TRUE(Has(ErrorOf({"--flagfile=" + path}), "include each other"));
}

TEST_F(FlagsTest, ProjectFlagsAreOursOnly) {
  std::vector<std::string> names;
  for (const FlagInfo& flag : ProjectFlags()) names.push_back(flag.name);
  EXPECT_EQ(names, (std::vector<std::string>{"greedy", "k", "max_new_tokens", "seed", "suite",
                                             "temperature"}));
}

TEST_F(FlagsTest, TheTextIsAFlagfileThatSetsTheSameValues) {
  Parse({"--k=2", "--suite=x y", "--greedy", "--temperature=0.1"});
  const std::vector<std::string_view> without = {"seed"};
  const std::string text = FlagsText(without);
  EXPECT_FALSE(Has(text, "seed"));
  const Json before = FlagsJson();
  const TempDir folder;
  Parse({"--k=9", "--suite=z", "--nogreedy", "--temperature=3"});
  Parse({"--flagfile=" + folder.Write("config.flags", text)});
  EXPECT_EQ(FlagsJson(), before);
  EXPECT_EQ(JsonText(before), R"({"greedy":true,"k":2,"max_new_tokens":512,"seed":1,"suite":"x y",)"
                              R"("temperature":0.1})");
}

TEST_F(FlagsTest, TheHelpPageShowsNameManualAndEveryFlag) {
  const std::string page = HelpPage("evaluate", "scores a model", "First line.\n\nSecond.", false);
  EXPECT_TRUE(page.starts_with("NAME\n    evaluate - scores a model\n")) << page;
  EXPECT_TRUE(Has(page, "    First line.\n\n    Second.\n")) << page;
  EXPECT_TRUE(Has(page, "FLAGS of base/flags_test.cc\n")) << page;
  EXPECT_TRUE(Has(page, "    --k  (int32, default 16)\n        samples a problem\n")) << page;
  EXPECT_TRUE(Has(page, "    --[no]greedy  (bool, default false)\n")) << page;
  EXPECT_TRUE(Has(page, "--flagfile")) << page;
  EXPECT_FALSE(Has(page, "logtostderr")) << page;
  EXPECT_FALSE(Has(page, "undefok")) << page;
  EXPECT_TRUE(Has(HelpPage("evaluate", "scores a model", "M", true), "  --k "));
}

}  // namespace
}  // namespace r1bench::base
