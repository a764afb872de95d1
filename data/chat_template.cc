#include "data/chat_template.h"

#include <algorithm>
#include <utility>

#include "data/tokenizer_unicode.h"
#include "data/utf8.h"

namespace r1bench::data {
namespace {

constexpr char kSmolLm2System[] =
    "You are a helpful AI assistant named SmolLM, trained by Hugging Face";
constexpr char kQwen2System[] =
    "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.";

constexpr char kDeepSeekBos[] = "<｜begin▁of▁sentence｜>";
constexpr char kDeepSeekEos[] = "<｜end▁of▁sentence｜>";
constexpr char kDeepSeekUser[] = "<｜User｜>";
constexpr char kDeepSeekAssistant[] = "<｜Assistant｜>";
constexpr char kEndOfThought[] = "</think>";

const char* RoleName(Role role) {
  switch (role) {
    case Role::kSystem:
      return "system";
    case Role::kUser:
      return "user";
    case Role::kAssistant:
      return "assistant";
  }
  return "user";
}

// Collects pieces; neighbours of one kind become one piece.
class PieceList {
 public:
  void Control(std::string_view text) { Add(text, true); }
  void Words(std::string_view text) { Add(text, false); }
  std::vector<TextPiece> Take() { return std::move(pieces_); }

 private:
  void Add(std::string_view text, bool allow_special) {
    if (text.empty()) return;
    if (pieces_.empty() || pieces_.back().allow_special != allow_special) {
      pieces_.push_back({"", allow_special});
    }
    pieces_.back().text += text;
  }

  std::vector<TextPiece> pieces_;
};

// White space as Python's str.strip, which is Jinja's trim, sees it.
bool IsStripped(uint32_t code) { return IsWhiteSpace(code) || (code >= 0x1C && code <= 0x1F); }

std::string_view Trimmed(std::string_view text) {
  uint32_t code = 0;
  while (!text.empty()) {
    const int length = DecodeUtf8(text, &code);
    if (length == 0 || !IsStripped(code)) break;
    text.remove_prefix(length);
  }
  while (!text.empty()) {
    const size_t last = PreviousCharacter(text, text.size());
    if (DecodeUtf8(text.substr(last), &code) == 0 || !IsStripped(code)) break;
    text = text.substr(0, last);
  }
  return text;
}

bool BeginsWithSystem(std::span<const ChatMessage> messages) {
  return !messages.empty() && messages[0].role == Role::kSystem;
}

void ChatMl(std::span<const ChatMessage> messages, const ChatOptions& options,
            std::string_view default_system, PieceList* out) {
  const auto turn = [&](std::string_view role, std::string_view words) {
    out->Control("<|im_start|>");
    out->Control(role);
    out->Control("\n");
    out->Words(words);
    out->Control("<|im_end|>\n");
  };
  if (!default_system.empty() && !messages.empty() && !BeginsWithSystem(messages)) {
    turn("system", default_system);
  }
  for (const ChatMessage& message : messages) turn(RoleName(message.role), message.content);
  if (options.add_generation_prompt) out->Control("<|im_start|>assistant\n");
}

void Llama3(std::span<const ChatMessage> messages, const ChatOptions& options, bool dates,
            PieceList* out) {
  const auto open = [&](std::string_view role) {
    out->Control("<|start_header_id|>");
    out->Control(role);
    out->Control("<|end_header_id|>\n\n");
  };
  if (options.add_bos) out->Control("<|begin_of_text|>");
  if (dates) {
    open("system");
    out->Control("Cutting Knowledge Date: December 2023\nToday Date: " + options.date + "\n\n");
    if (BeginsWithSystem(messages)) {
      out->Words(Trimmed(messages[0].content));
      messages = messages.subspan(1);
    }
    out->Control("<|eot_id|>");
  }
  for (const ChatMessage& message : messages) {
    open(RoleName(message.role));
    out->Words(Trimmed(message.content));
    out->Control("<|eot_id|>");
  }
  if (options.add_generation_prompt) open("assistant");
}

// System words stand bare after bos; the last system message counts.
void DeepSeekR1(std::span<const ChatMessage> messages, const ChatOptions& options, PieceList* out) {
  if (options.add_bos) out->Control(kDeepSeekBos);
  std::string_view system;
  for (const ChatMessage& message : messages) {
    if (message.role == Role::kSystem) system = message.content;
  }
  out->Words(system);
  for (const ChatMessage& message : messages) {
    std::string_view words = message.content;
    if (message.role == Role::kUser) {
      out->Control(kDeepSeekUser);
      out->Words(words);
    } else if (message.role == Role::kAssistant) {
      const size_t thought = words.rfind(kEndOfThought);
      if (thought != std::string_view::npos) {
        words.remove_prefix(thought + std::string_view(kEndOfThought).size());
      }
      out->Control(kDeepSeekAssistant);
      out->Words(words);
      out->Control(kDeepSeekEos);
    }
  }
  if (!options.add_generation_prompt) return;
  out->Control(kDeepSeekAssistant);
  if (options.force_think) out->Control("<think>\n");
}

void WordsAlone(std::span<const ChatMessage> messages, PieceList* out) {
  for (size_t i = 0; i < messages.size(); ++i) {
    if (i > 0) out->Words("\n\n");
    out->Words(messages[i].content);
  }
}

constexpr std::pair<ChatFormat, const char*> kNames[] = {
    {ChatFormat::kNone, "none"},
    {ChatFormat::kChatMl, "chatml"},
    {ChatFormat::kSmolLm2, "smollm2"},
    {ChatFormat::kQwen2, "qwen2"},
    {ChatFormat::kLlama3, "llama3"},
    {ChatFormat::kLlama31, "llama3.1"},
    {ChatFormat::kDeepSeekR1, "deepseek_r1"},
};

std::vector<std::string_view> EndTokens(ChatFormat format) {
  switch (format) {
    case ChatFormat::kNone:
      return {};
    case ChatFormat::kChatMl:
    case ChatFormat::kSmolLm2:
    case ChatFormat::kQwen2:
      return {"<|im_end|>", "<|endoftext|>"};
    case ChatFormat::kLlama3:
    case ChatFormat::kLlama31:
      return {"<|eot_id|>", "<|eom_id|>", "<|end_of_text|>"};
    case ChatFormat::kDeepSeekR1:
      return {kDeepSeekEos};
  }
  return {};
}

}  // namespace

std::vector<TextPiece> RenderChat(ChatFormat format, std::span<const ChatMessage> messages,
                                  const ChatOptions& options) {
  PieceList out;
  switch (format) {
    case ChatFormat::kNone:
      WordsAlone(messages, &out);
      break;
    case ChatFormat::kChatMl:
      ChatMl(messages, options, "", &out);
      break;
    case ChatFormat::kSmolLm2:
      ChatMl(messages, options, kSmolLm2System, &out);
      break;
    case ChatFormat::kQwen2:
      ChatMl(messages, options, kQwen2System, &out);
      break;
    case ChatFormat::kLlama3:
      Llama3(messages, options, false, &out);
      break;
    case ChatFormat::kLlama31:
      Llama3(messages, options, true, &out);
      break;
    case ChatFormat::kDeepSeekR1:
      DeepSeekR1(messages, options, &out);
      break;
  }
  return out.Take();
}

std::string JoinPieces(std::span<const TextPiece> pieces) {
  std::string text;
  for (const TextPiece& piece : pieces) text += piece.text;
  return text;
}

const char* ChatFormatName(ChatFormat format) {
  for (const auto& [known, name] : kNames) {
    if (known == format) return name;
  }
  return "unknown";
}

std::optional<ChatFormat> ParseChatFormat(std::string_view name) {
  for (const auto& [format, known] : kNames) {
    if (name == known) return format;
  }
  return std::nullopt;
}

std::vector<std::string> ChatFormatNames() {
  std::vector<std::string> names;
  for (const auto& [format, name] : kNames) names.push_back(name);
  return names;
}

ChatFormat DetectChatFormat(const Tokenizer& tokenizer, std::string_view jinja) {
  const auto holds = [&](std::string_view token) { return tokenizer.TokenId(token).has_value(); };
  const auto says = [&](std::string_view words) {
    return jinja.find(words) != std::string_view::npos;
  };
  if (holds(kDeepSeekUser) && holds(kDeepSeekAssistant)) return ChatFormat::kDeepSeekR1;
  if (holds("<|start_header_id|>") && holds("<|eot_id|>")) {
    return says("Cutting Knowledge Date") ? ChatFormat::kLlama31 : ChatFormat::kLlama3;
  }
  if (!holds("<|im_start|>") || !holds("<|im_end|>")) return ChatFormat::kNone;
  if (says("SmolLM")) return ChatFormat::kSmolLm2;
  if (says(kQwen2System)) return ChatFormat::kQwen2;
  return ChatFormat::kChatMl;
}

std::vector<int32_t> StopTokenIds(const Tokenizer& tokenizer, ChatFormat format) {
  const std::span<const int32_t> eos = tokenizer.eos_ids();
  std::vector<int32_t> ids(eos.begin(), eos.end());
  for (const std::string_view token : EndTokens(format)) {
    if (const std::optional<int32_t> id = tokenizer.TokenId(token)) ids.push_back(*id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace r1bench::data
