#include "experiments/common/text_model.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::experiments {
namespace {

// A token a byte, and <|end|> (256), read only where it may be; 257 begins every raw prompt.
class ByteTokenizer : public data::Tokenizer {
 public:
  std::vector<int32_t> Encode(std::string_view text,
                              const data::EncodeOptions& options) const override {
    std::vector<int32_t> ids;
    while (!text.empty()) {
      const bool end = options.parse_special && text.starts_with(kEnd);
      ids.push_back(end ? 256 : static_cast<unsigned char>(text.front()));
      text.remove_prefix(end ? kEnd.size() : 1);
    }
    return ids;
  }
  int32_t vocab_size() const override { return 258; }
  std::string_view TokenBytes(int32_t id) const override { return id == 256 ? kEnd : ""; }
  bool IsSpecial(int32_t id) const override { return id >= 256; }
  std::optional<int32_t> TokenId(std::string_view token) const override {
    return token == kEnd ? std::optional<int32_t>(256) : std::nullopt;
  }
  int32_t bos_id() const override { return 257; }
  std::span<const int32_t> eos_ids() const override { return {}; }
  bool adds_bos() const override { return true; }

 private:
  static constexpr std::string_view kEnd = "<|end|>";
};

TEST(PromptTokens, ControlTokensCountInAWholePromptsTemplateButNotInTheProblem) {
  TextModel model;
  model.tokenizer = std::make_shared<ByteTokenizer>();
  const auto prompt = data::PromptTemplate::FromText("mine", "{problem}<|end|>A");
  data::Problem problem;
  problem.problem = "<|end|>";
  const std::vector<int32_t> expected = {257, '<', '|', 'e', 'n', 'd', '|', '>', 256, 'A'};
  EXPECT_EQ(PromptTokens(model, prompt, problem), expected);
}

TEST(PromptTokens, AMessageWithoutAChatFormatHasNoControlTokens) {
  TextModel model;
  model.tokenizer = std::make_shared<ByteTokenizer>();
  data::Problem problem;
  problem.problem = "Hi <|end|>";
  const auto prompt = data::PromptTemplate::FromText("mine", "{problem}");
  for (const int32_t id : PromptTokens(model, prompt, problem)) EXPECT_LT(id, 256);
}

TEST(ModelPath, SaysWhichNamesThereAreWhenThereIsNoSuchModel) {
  try {
    ModelPath("no/such/model");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_NE(std::string(error.what()).find("smollm2"), std::string::npos) << error.what();
  }
}

TEST(ModelHash, OfAFolderCoversConfigAndWeightsOnly) {
  const std::string folder = testing::TempDir() + "/model_hash";
  std::filesystem::remove_all(folder);
  base::MakeDirs(folder);
  base::WriteFileAtomic(folder + "/config.json", "{}");
  base::WriteFileAtomic(folder + "/model.safetensors", "a");
  const std::string before = ModelHash(folder);
  base::WriteFileAtomic(folder + "/README.md", "hello");
  EXPECT_EQ(ModelHash(folder), before);
  base::WriteFileAtomic(folder + "/model.safetensors", "b");
  EXPECT_NE(ModelHash(folder), before);
}

}  // namespace
}  // namespace r1bench::experiments
