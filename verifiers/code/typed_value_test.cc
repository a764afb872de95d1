#include "verifiers/code/typed_value.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

bool Same(const char* expected, const char* got, const TypedOptions& options = {}) {
  return SameTyped(ParseTyped(expected), ParseTyped(got), options);
}

TEST(TypedValue, TextsComeBack) {
  for (const char* text : {"null",
                           "true",
                           "false",
                           "0",
                           "-17",
                           "123456789012345678901234567890",
                           "1.5",
                           "-0.0",
                           "1e+100",
                           "NaN",
                           "Infinity",
                           "-Infinity",
                           R"("a\"\\")",
                           "[]",
                           R"([1,"x",[null]])",
                           R"({"t":[1,2]})",
                           R"({"s":[1,2]})",
                           R"({"f":[]})",
                           R"({"d":[["a",1],["b",[]]]})",
                           R"({"b":"00ff"})",
                           R"({"c":[1.0,-2.5]})"}) {
    EXPECT_EQ(TypedText(ParseTyped(text)), text);
  }
  EXPECT_EQ(TypedText(ParseTyped(" [ 1 , -0 , {\"d\" : [[2 , 3]]} ] ")), R"([1,0,{"d":[[2,3]]}])");
}

TEST(TypedValue, ReadsEscapes) {
  EXPECT_EQ(ParseTyped(R"("\u0041\u00e9\u20ac\ud83d\ude00\n\/")").text,
            "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\n/");
  EXPECT_EQ(ParseTyped(R"("\ud800x")").text, "\xED\xA0\x80x");
  EXPECT_EQ(ParseTyped(R"("\ud800\u0041")").text,
            "\xED\xA0\x80"
            "A");
}

TEST(TypedValue, RefusesWhatItCannotRead) {
  for (const char* bad : {"",
                          "[",
                          "[1",
                          "[1,]",
                          "[1 2]",
                          "nul",
                          "01",
                          "1.2.3",
                          "1e",
                          "--1",
                          "+1",
                          "0x1",
                          "\"a",
                          "1 2",
                          R"("\x")",
                          R"("\u12")",
                          R"({"x":[]})",
                          R"({"t":1})",
                          R"({"d":[1]})",
                          R"({"d":[[1]]})",
                          R"({"b":"0"})",
                          R"({"b":"zz"})",
                          R"({"c":[1,2]})",
                          R"({"a":1})",
                          "{}",
                          "inf",
                          "nan",
                          "-"}) {
    EXPECT_THROW(ParseTyped(bad), base::Error) << bad;
  }
  EXPECT_NO_THROW(ParseTyped(std::string(60, '[') + std::string(60, ']')));
  EXPECT_THROW(ParseTyped(std::string(100, '[') + std::string(100, ']')), base::Error);
  EXPECT_THROW(ParseTyped(std::string(1000000, '[')), base::Error);
}

TEST(TypedValue, TypesAreKeptApart) {
  EXPECT_TRUE(Same("[1,2]", "[1,2]"));
  EXPECT_FALSE(Same("[1,2]", "[2,1]"));
  EXPECT_FALSE(Same("[1,2]", R"({"t":[1,2]})"));
  EXPECT_FALSE(Same("1", "true"));
  EXPECT_FALSE(Same("0", "false"));
  EXPECT_FALSE(Same("1", "\"1\""));
  EXPECT_FALSE(Same("null", "false"));
  EXPECT_FALSE(Same(R"({"s":[1]})", R"({"f":[1]})"));
  EXPECT_FALSE(Same("1", "1.0"));
  EXPECT_TRUE(Same("1.0", "1"));
  EXPECT_TRUE(Same("1e22", "10000000000000000000000"));
  EXPECT_FALSE(Same("1e22", "10000000000000000000001"));
  EXPECT_FALSE(Same("9007199254740993", "9007199254740992"));
  EXPECT_TRUE(Same("-0.0", "0"));
}

TEST(TypedValue, ATupleMayStandForAListWhereAllowed) {
  const TypedOptions options{.tuples_as_lists = true};
  EXPECT_TRUE(Same("[[1],[2]]", R"({"t":[{"t":[1]},[2]]})", options));
  EXPECT_FALSE(Same(R"({"t":[1]})", "[1]", options));
}

TEST(TypedValue, TolerancesAreForNumbers) {
  const TypedOptions options{.absolute = 1e-6, .relative = 1e-6};
  EXPECT_TRUE(Same("[0.5]", "[0.5000001]", options));
  EXPECT_FALSE(Same("[0.5]", "[0.5000001]"));
  EXPECT_TRUE(Same("1", "1.0000001", options));
  EXPECT_FALSE(Same("1", "true", options));
  EXPECT_FALSE(Same("0.5", "NaN", options));
  EXPECT_FALSE(Same("Infinity", "1e308", options));
  EXPECT_TRUE(Same("NaN", "NaN"));
  EXPECT_TRUE(Same("Infinity", "Infinity", options));
  EXPECT_FALSE(Same("Infinity", "-Infinity", options));
}

TEST(TypedValue, SetsAndDictsHaveNoOrder) {
  EXPECT_TRUE(Same(R"({"s":[1,2,3]})", R"({"s":[3,1,2]})"));
  EXPECT_FALSE(Same(R"({"s":[1,2]})", R"({"s":[1,2,2]})"));
  EXPECT_TRUE(Same(R"({"d":[["a",1.0],["b",2]]})", R"({"d":[["b",2],["a",1]]})"));
  EXPECT_FALSE(Same(R"({"d":[["a",1]]})", R"({"d":[["a",2]]})"));
  EXPECT_FALSE(Same(R"({"d":[["a",1]]})", R"({"d":[["a",1],["b",1]]})"));
}

TEST(TypedValue, ReadsJsonAsPythonDoes) {
  const base::Json json = base::ParseJson(R"({"a":[1,2.0,null,true,"x"]})", "test");
  EXPECT_EQ(TypedText(TypedFromJson(json)), R"({"d":[["a",[1,2.0,null,true,"x"]]]})");
}

}  // namespace
}  // namespace r1bench::verifiers
