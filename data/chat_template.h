// Chat formats: how a list of messages becomes the text a model was tuned on.
//
// Models publish these as Jinja programs. r1bench writes the few it needs as typed code instead: no
// template interpreter, and the words of a message stay apart from the control tokens around them
// (see TextPiece), so a message cannot forge the end of its own turn.
//
//   auto pieces = data::RenderChat(data::ChatFormat::kSmolLm2, {{Role::kUser, "Hi"}});
//   std::vector<int32_t> ids = tokenizer.EncodePieces(pieces);

#ifndef R1BENCH_DATA_CHAT_TEMPLATE_H_
#define R1BENCH_DATA_CHAT_TEMPLATE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/tokenizer.h"

namespace r1bench::data {

enum class ChatFormat {
  kNone,        // the messages' words alone, joined by blank lines
  kChatMl,      // <|im_start|>role ... <|im_end|>, no default system message
  kSmolLm2,     // ChatML with SmolLM2's default system message
  kQwen2,       // ChatML with Qwen2.5's default system message
  kLlama3,      // Llama 3 and 3.0's descendants without dates
  kLlama31,     // Llama 3.1: dates in the system message
  kDeepSeekR1,  // DeepSeek-R1 and its distilled models; drops reasoning of earlier turns
};

enum class Role { kSystem, kUser, kAssistant };

struct ChatMessage {
  Role role = Role::kUser;
  std::string content;
};

struct ChatOptions {
  bool add_generation_prompt = true;  // end where the assistant's turn begins
  // DeepSeek-R1 only: let the assistant's turn begin with "<think>\n", as its authors advise.
  bool force_think = true;
  bool add_bos = true;  // formats whose text begins with a bos token: write it
  std::string date =
      "26 Jul 2024";  // Llama 3.1 only; the default is that of the published template
};

std::vector<TextPiece> RenderChat(ChatFormat format, std::span<const ChatMessage> messages,
                                  const ChatOptions& options = {});

// The pieces joined: for logs, tests, and servers that take text.
std::string JoinPieces(std::span<const TextPiece> pieces);

// Names: none, chatml, smollm2, qwen2, llama3, llama3.1, deepseek_r1.
const char* ChatFormatName(ChatFormat format);
std::optional<ChatFormat> ParseChatFormat(std::string_view name);
std::vector<std::string> ChatFormatNames();

// The format whose control tokens the vocabulary holds; `jinja` (the model's own chat template, or
// empty) tells apart formats that share them. A base model without such tokens gives kNone.
ChatFormat DetectChatFormat(const Tokenizer& tokenizer, std::string_view jinja);

// The tokens that end an assistant's turn: the tokenizer's eos_ids() and the format's own, e.g.
// <|im_end|> and <|endoftext|>, where the vocabulary holds them. Sorted.
std::vector<int32_t> StopTokenIds(const Tokenizer& tokenizer, ChatFormat format);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_CHAT_TEMPLATE_H_
