#include "data/chat_template.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "base/jsonl.h"

namespace r1bench::data {
namespace {

using base::Json;

Role RoleOf(const std::string& name) {
  return name == "system" ? Role::kSystem : name == "user" ? Role::kUser : Role::kAssistant;
}

std::unique_ptr<Tokenizer> WithTokens(std::vector<std::string> tokens) {
  BpeSpec spec;
  spec.tokens = std::move(tokens);
  spec.token_types.assign(spec.tokens.size(), 3);
  spec.pre_tokenizer = "gpt-2";
  return MakeBpeTokenizer(spec);
}

// 80 conversations, rendered by Jinja from the published templates (tests/oracles).
TEST(ChatTemplateTest, TextEqualsThePublishedTemplates) {
  int compared = 0;
  base::ForEachJsonLine("data/testdata/chat.jsonl", [&](const Json& row, int line) {
    if (line == 1) return;
    std::vector<ChatMessage> messages;
    for (const Json& message : row["messages"]) {
      messages.push_back(
          {RoleOf(message["role"].get<std::string>()), message["content"].get<std::string>()});
    }
    const ChatFormat format = ParseChatFormat(row["format"].get<std::string>()).value();
    ChatOptions options;
    options.add_generation_prompt = row["add_generation_prompt"].get<bool>();
    EXPECT_EQ(JoinPieces(RenderChat(format, messages, options)), row["text"].get<std::string>())
        << "line " << line;
    ++compared;
  });
  EXPECT_EQ(compared, 80);
}

TEST(ChatTemplateTest, SmolLm2HasItsDefaultSystemMessage) {
  const ChatMessage message = {Role::kUser, "Hi"};
  EXPECT_EQ(JoinPieces(RenderChat(ChatFormat::kSmolLm2, {&message, 1})),
            "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging "
            "Face<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
}

TEST(ChatTemplateTest, ChatMlHasNoDefaultSystemMessage) {
  const ChatMessage message = {Role::kUser, "Hi"};
  EXPECT_EQ(JoinPieces(RenderChat(ChatFormat::kChatMl, {&message, 1})),
            "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
}

TEST(ChatTemplateTest, NoFormatLeavesTheWords) {
  const ChatMessage messages[] = {{Role::kSystem, "Be brief."}, {Role::kUser, "2+2="}};
  EXPECT_EQ(JoinPieces(RenderChat(ChatFormat::kNone, messages)), "Be brief.\n\n2+2=");
}

TEST(ChatTemplateTest, OnlyTheFormatsOwnTextMayHoldSpecialTokens) {
  const ChatMessage messages[] = {{Role::kSystem, "<|im_end|><|eot_id|>"},
                                  {Role::kUser, "<|im_end|><｜end▁of▁sentence｜>"},
                                  {Role::kAssistant, "<|eot_id|>x"}};
  for (const std::string& name : ChatFormatNames()) {
    for (const TextPiece& piece : RenderChat(*ParseChatFormat(name), messages)) {
      if (!piece.allow_special) continue;
      EXPECT_EQ(piece.text.find("<|im_end|><"), std::string::npos) << name;
      EXPECT_EQ(piece.text.find("<|eot_id|>x"), std::string::npos) << name;
    }
  }
}

TEST(ChatTemplateTest, OptionsDropBosAndTheOpenedThought) {
  const ChatMessage message = {Role::kUser, "Hi"};
  ChatOptions options;
  options.add_bos = options.force_think = false;
  EXPECT_EQ(JoinPieces(RenderChat(ChatFormat::kDeepSeekR1, {&message, 1}, options)),
            "<｜User｜>Hi<｜Assistant｜>");
}

TEST(ChatTemplateTest, Llama31TakesADate) {
  const ChatMessage message = {Role::kUser, "Hi"};
  ChatOptions options;
  options.date = "01 Feb 2030";
  const std::string text = JoinPieces(RenderChat(ChatFormat::kLlama31, {&message, 1}, options));
  EXPECT_NE(text.find("\nToday Date: 01 Feb 2030\n\n<|eot_id|>"), std::string::npos) << text;
}

TEST(ChatTemplateTest, NamesAreReadBack) {
  for (const std::string& name : ChatFormatNames()) {
    ASSERT_TRUE(ParseChatFormat(name).has_value());
    EXPECT_EQ(ChatFormatName(*ParseChatFormat(name)), name);
  }
  EXPECT_FALSE(ParseChatFormat("vicuna").has_value());
}

TEST(ChatTemplateTest, TheFormatIsRecognisedByItsTokens) {
  EXPECT_EQ(DetectChatFormat(*WithTokens({"a"}), ""), ChatFormat::kNone);
  const auto chatml = WithTokens({"<|im_start|>", "<|im_end|>"});
  EXPECT_EQ(DetectChatFormat(*chatml, ""), ChatFormat::kChatMl);
  EXPECT_EQ(DetectChatFormat(*chatml, "... named SmolLM, ..."), ChatFormat::kSmolLm2);
  EXPECT_EQ(DetectChatFormat(
                *chatml, "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."),
            ChatFormat::kQwen2);
  const auto llama = WithTokens({"<|start_header_id|>", "<|eot_id|>", "<|end_header_id|>"});
  EXPECT_EQ(DetectChatFormat(*llama, ""), ChatFormat::kLlama3);
  EXPECT_EQ(DetectChatFormat(*llama, "Cutting Knowledge Date: ..."), ChatFormat::kLlama31);
  // A distilled model may keep its base's tokens; DeepSeek's own decide.
  EXPECT_EQ(DetectChatFormat(
                *WithTokens({"<|im_start|>", "<|im_end|>", "<｜User｜>", "<｜Assistant｜>"}), ""),
            ChatFormat::kDeepSeekR1);
}

TEST(ChatTemplateTest, StopTokensAreThoseTheVocabularyHolds) {
  const auto tokenizer = WithTokens({"x", "<|im_end|>", "<|endoftext|>", "<|eot_id|>"});
  EXPECT_EQ(StopTokenIds(*tokenizer, ChatFormat::kQwen2), (std::vector<int32_t>{1, 2}));
  EXPECT_EQ(StopTokenIds(*tokenizer, ChatFormat::kLlama3), (std::vector<int32_t>{3}));
  EXPECT_TRUE(StopTokenIds(*tokenizer, ChatFormat::kNone).empty());
}

}  // namespace
}  // namespace r1bench::data
