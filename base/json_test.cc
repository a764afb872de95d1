#include "base/json.h"

#include <gtest/gtest.h>

#include "base/testing.h"

namespace r1bench::base {
namespace {

TEST(JsonTest, KeepsTheOrderOfKeys) {
  EXPECT_EQ(JsonText(ParseJson(R"({"z": 1, "a": [true, null, "é"]})", "x")),
            R"({"z":1,"a":[true,null,"é"]})");
}

TEST(JsonTest, ABrokenTextNamesThePlace) {
  const std::string message = MessageOf([] { ParseJson("{\"a\": }", "file.jsonl:7"); });
  EXPECT_TRUE(message.starts_with("file.jsonl:7: not valid JSON: ")) << message;
  EXPECT_THROW(ParseJson("", "x"), Error);
  EXPECT_THROW(ParseJson("{} {}", "x"), Error);
  EXPECT_THROW(ParseJson("\"\xff\"", "x"), Error);
  EXPECT_THROW(ParseJson("[1e999]", "x"), Error);
}

TEST(JsonTest, AHugeBrokenTextGivesAShortMessage) {
  const std::string text = "\"" + std::string(1 << 20, 'a');
  EXPECT_LT(MessageOf([&] { ParseJson(text, "x"); }).size(), 400u);
}

TEST(JsonTest, DeepNestingIsRefusedInsteadOfOverflowingTheStack) {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_NO_THROW(ParseJson(nested(kMaxJsonDepth), "x"));
  EXPECT_THROW(ParseJson(nested(kMaxJsonDepth + 1), "x"), Error);
  EXPECT_THROW(ParseJson(std::string(5000000, '['), "x"), Error);
  EXPECT_NO_THROW(ParseJson("\"" + std::string(1000, '[') + "\\\"[\"", "x"));
}

TEST(JsonTest, PrintsInvalidUtf8AsReplacementCharacters) {
  EXPECT_EQ(JsonText(Json("a\xff"
                          "b")),
            "\"a\xEF\xBF\xBD"
            "b\"");
}

TEST(JsonGetTest, ReturnsTheValueOrNamesTheKey) {
  const Json json = ParseJson(R"({"n": 3, "s": "x", "none": null})", "x");
  EXPECT_EQ(JsonGet<int>(json, "n", "w"), 3);
  EXPECT_EQ(JsonGetOr<int>(json, "m", 5, "w"), 5);
  EXPECT_EQ(JsonGetOr<std::string>(json, "none", "d", "w"), "d");
  EXPECT_EQ(MessageOf([&] { JsonGet<int>(json, "m", "file"); }),
            "file: expected the key \"m\", which is missing");
  EXPECT_EQ(MessageOf([&] { JsonGet<int>(json, "s", "file"); }),
            "file: the value of \"s\" has the wrong type (string)");
  EXPECT_THROW(JsonGet<int>(Json(3), "m", "file"), Error);
}

}  // namespace
}  // namespace r1bench::base
