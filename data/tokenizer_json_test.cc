// Reading tokenizer.json: what is understood, and what is refused and how.

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "data/tokenizer.h"

namespace r1bench::data {
namespace {

using base::Json;

Json SmallTokenizer() {
  return Json::parse(R"({
    "added_tokens": [
      {"id": 3, "content": "<s>", "special": true, "normalized": false},
      {"id": 4, "content": "</s>", "special": true, "normalized": false}],
    "normalizer": null,
    "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true},
    "post_processor": {"type": "Sequence", "processors": [
      {"type": "ByteLevel"},
      {"type": "TemplateProcessing",
       "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
                  {"Sequence": {"id": "A", "type_id": 0}}],
       "special_tokens": {"<s>": {"id": "<s>", "ids": [3], "tokens": ["<s>"]}}}]},
    "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}})");
}

class TokenizerJsonTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "/" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    base::MakeDirs(folder_);
  }
  void Write(const std::string& name, const std::string& text) {
    base::WriteFileAtomic(base::JoinPath(folder_, name), text);
  }
  BpeSpec Read(const Json& tokenizer) {
    Write("tokenizer.json", tokenizer.dump());
    return ReadHfTokenizer(folder_);
  }
  std::string ErrorOf(const Json& tokenizer) {
    try {
      Read(tokenizer);
    } catch (const base::Error& error) {
      return error.what();
    }
    return "no error";
  }

  std::string folder_;
};

TEST_F(TokenizerJsonTest, AFolderGivesItsTokenizer) {
  Read(SmallTokenizer());
  const auto tokenizer = LoadHfTokenizer(folder_);
  EXPECT_EQ(tokenizer->vocab_size(), 5);
  EXPECT_EQ(tokenizer->Encode("ab</s>", {.parse_special = true, .add_bos = true}),
            (std::vector<int32_t>{3, 2, 4}));
  EXPECT_TRUE(tokenizer->adds_bos());
}

TEST_F(TokenizerJsonTest, MergesMayBePairs) {
  Json json = SmallTokenizer();
  json["model"]["merges"] = Json::parse(R"([["a", "b"]])");
  EXPECT_EQ(Read(json).merges, (std::vector<std::string>{"a b"}));
}

TEST_F(TokenizerJsonTest, ConfigsBesideItNameTheEnds) {
  Write("tokenizer_config.json",
        R"({"bos_token": {"content": "<s>"}, "eos_token": "</s>", "add_bos_token": false})");
  Write("generation_config.json", R"({"eos_token_id": [4, 1, 99]})");
  const BpeSpec spec = Read(SmallTokenizer());
  EXPECT_EQ(spec.bos_id, 3);
  EXPECT_EQ(spec.eos_ids, (std::vector<int32_t>{4, 1}));
  EXPECT_FALSE(spec.add_bos);
}

TEST_F(TokenizerJsonTest, OtherKindsOfTokenizersAreRefusedByName) {
  Json json = SmallTokenizer();
  json["model"]["type"] = "Unigram";
  EXPECT_NE(ErrorOf(json).find("\"Unigram\"; only byte-level BPE"), std::string::npos);
  json = SmallTokenizer();
  json["model"]["byte_fallback"] = true;
  EXPECT_NE(ErrorOf(json).find("byte_fallback"), std::string::npos);
  json = SmallTokenizer();
  json["pre_tokenizer"] = {{"type", "Metaspace"}};
  EXPECT_NE(ErrorOf(json).find("\"Metaspace\""), std::string::npos);
  json = SmallTokenizer();
  json["normalizer"] = {{"type", "Lowercase"}};
  EXPECT_NE(ErrorOf(json).find("\"Lowercase\""), std::string::npos);
}

TEST_F(TokenizerJsonTest, ErrorsNameTheFile) {
  Json json = SmallTokenizer();
  json["model"].erase("vocab");
  EXPECT_NE(ErrorOf(json).find("tokenizer.json: expected model.vocab"), std::string::npos)
      << ErrorOf(json);
  EXPECT_NE(ErrorOf(Json::array()).find("tokenizer.json"), std::string::npos);
  Write("tokenizer.json", "{\"model\": ");
  EXPECT_THROW(ReadHfTokenizer(folder_), base::Error);
  EXPECT_THROW(ReadHfTokenizer(folder_ + "/missing.json"), base::Error);
}

TEST_F(TokenizerJsonTest, BrokenValuesAreErrorsNotCrashes) {
  for (const char* text :
       {"null", "[]", "{}", R"({"model": 3})", R"({"model": {"vocab": {"a": -1}, "merges": []}})",
        R"({"model": {"vocab": {"a": 1e99}, "merges": []}})",
        R"({"model": {"vocab": {"a": 0}, "merges": [3]}})",
        R"({"model": {"vocab": {"a": 0}, "merges": []}, "added_tokens": [{"id": "x"}]})",
        R"({"model": {"vocab": {"a": 0}, "merges": []}, "pre_tokenizer": {"type": "Sequence"}})",
        R"({"model": {"vocab": {"a": 99999999999}, "merges": []}})"}) {
    Write("tokenizer.json", text);
    EXPECT_THROW(ReadHfTokenizer(folder_), base::Error) << text;
  }
}

TEST_F(TokenizerJsonTest, APatternThatPcre2CannotReadIsRefused) {
  Json json = SmallTokenizer();
  json["pre_tokenizer"] = Json::parse(R"({"type": "Sequence", "pretokenizers": [
    {"type": "Split", "pattern": {"Regex": "(unclosed"}, "behavior": "Isolated", "invert": false},
    {"type": "ByteLevel", "use_regex": false}]})");
  Read(json);
  EXPECT_THROW(LoadHfTokenizer(folder_), base::Error);
  json["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "[a-z&&[^b]]";
  Read(json);
  EXPECT_THROW(LoadHfTokenizer(folder_), base::Error);
}

}  // namespace
}  // namespace r1bench::data
