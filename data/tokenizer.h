// Text <-> token ids.
//
// `Tokenizer` is what the rest of r1bench sees. Two kinds exist: the byte-level BPE of GPT-2's
// descendants (SmolLM2, Qwen2, Llama 3, DeepSeek), made here, and the tiny vocabulary of the micro
// world (data/micro). A byte-level BPE is described by a `BpeSpec`: filled from a Hugging Face
// tokenizer.json by LoadHfTokenizer, or from GGUF metadata by model/gguf.
//
// All methods are const and may be called from several threads at once.
//
// Special tokens. Text that a model or a data file wrote is hostile: it may hold "<|im_end|>".
// So Encode reads text as plain by default and only `parse_special` turns such strings into control
// tokens. Mixed text (a chat template around a user's words) is a list of TextPiece, each with its
// own permission; EncodePieces tokenises the joined text, so that piece borders change no id.
//
// Invalid UTF-8 is legal input: each maximal run of invalid bytes is one word of raw bytes, so the
// bytes survive Decode(Encode(x)) as long as the vocabulary holds all 256 byte tokens.

#ifndef R1BENCH_DATA_TOKENIZER_H_
#define R1BENCH_DATA_TOKENIZER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace r1bench::data {

struct EncodeOptions {
  bool parse_special = false;  // true: special tokens written in the text become their ids
  bool add_bos = false;        // put bos_id() first (if the vocabulary has one)
};

struct DecodeOptions {
  bool skip_special = false;  // leave special tokens out of the text
};

// A stretch of text and whether special tokens may be read in it.
struct TextPiece {
  std::string text;
  bool allow_special = false;
};

class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  virtual std::vector<int32_t> Encode(std::string_view text,
                                      const EncodeOptions& options = {}) const = 0;

  // Ids of the joined pieces. A special token is read only where it lies whole in pieces that allow
  // it (options.parse_special is not looked at). The default encodes piece by piece.
  virtual std::vector<int32_t> EncodePieces(std::span<const TextPiece> pieces,
                                            const EncodeOptions& options = {}) const;

  virtual int32_t vocab_size() const = 0;

  // The bytes that `id` stands for; they may end inside a UTF-8 character. Special tokens give
  // their written form, e.g. "<|im_end|>". Ids outside the vocabulary give no bytes: a model may
  // have more rows of logits than there are tokens.
  virtual std::string_view TokenBytes(int32_t id) const = 0;

  virtual bool IsSpecial(int32_t id) const = 0;

  // The id whose written form (as in tokenizer.json for added tokens) is `token`.
  virtual std::optional<int32_t> TokenId(std::string_view token) const = 0;

  virtual int32_t bos_id() const { return -1; }          // -1: none
  virtual int32_t pad_id() const { return -1; }          // -1: none
  virtual std::span<const int32_t> eos_ids() const = 0;  // tokens that end a response; may be empty
  virtual bool adds_bos() const { return false; }  // the family puts bos before every raw prompt

  // The bytes of the tokens joined. Not always valid UTF-8: a model may emit half a character.
  std::string Decode(std::span<const int32_t> ids, const DecodeOptions& options = {}) const;
};

// --- byte-level BPE ------------------------------------------------------------------------------

// A token that is cut out of the text before the BPE sees it (flags as in tokenizer.json).
struct AddedToken {
  int32_t id = -1;
  std::string content;
  bool special = false;      // control token: never read from plain text
  bool lstrip = false;       // also takes the white space before it
  bool rstrip = false;       // also takes the white space after it
  bool single_word = false;  // only where no word character touches it
  bool normalized = false;   // is looked for in the normalised text
};

// One step that cuts text into words; steps run one after the other, each on the words so far.
struct SplitStep {
  enum class Kind {
    kPattern,      // PCRE2 pattern: matches and what lies between them become words of their own
    kPatternOnly,  // the matches become words, what lies between them is dropped
    kDigits,       // each numeric character is a word of its own
  };
  Kind kind = Kind::kPattern;
  std::string pattern;  // as written in tokenizer.json (Oniguruma syntax)
};

// Everything a byte-level BPE needs. Token texts are in GPT-2's byte alphabet ("Ġthe").
struct BpeSpec {
  std::vector<std::string> tokens;  // by id
  std::vector<std::string> merges;  // "left right", best first
  // GGUF's tokenizer.ggml.token_type by id (1 normal, 2 unknown, 3 control, 4 user defined,
  // 5 unused, 6 byte); empty: all normal. Types 3 and 4 become added tokens, unless added_tokens
  // says more.
  std::vector<int32_t> token_types;
  std::vector<AddedToken> added_tokens;
  // Either a family's name (GGUF's tokenizer.ggml.pre: "smollm", "gpt-2", "qwen2", "llama-bpe",
  // "deepseek-llm", "deepseek-coder", "deepseek-v3", "deepseek-r1-qwen", ...), which also sets
  // normalisation and ignore_merges, or the steps themselves.
  std::string pre_tokenizer;
  std::vector<SplitStep> split_steps;  // used where pre_tokenizer is empty
  bool add_prefix_space = false;       // put a space before text that does not begin with one
  bool normalize_nfc = false;
  bool ignore_merges = false;  // a word that is a token becomes that token, merges or not
  int32_t bos_id = -1;
  int32_t pad_id = -1;
  // For bytes without a token; -1: such bytes are dropped. It is the unk_token of the BPE model in
  // tokenizer.json. GGUF's unknown_token_id is another thing: leave -1 there.
  int32_t unk_id = -1;
  std::vector<int32_t> eos_ids;  // e.g. <|im_end|> and <|endoftext|>
  bool add_bos = false;
};

// Throws base::Error for a spec that makes no sense (unknown pre-tokenizer, a merge of tokens that
// are not there, ids out of range, ...).
std::unique_ptr<Tokenizer> MakeBpeTokenizer(const BpeSpec& spec);

// The names that BpeSpec::pre_tokenizer understands.
std::vector<std::string> PreTokenizerNames();

// Reads tokenizer.json (a path to the file, or to the folder that holds it). tokenizer_config.json
// and generation_config.json beside it, where present, say which tokens begin and end text.
BpeSpec ReadHfTokenizer(const std::string& path);
std::unique_ptr<Tokenizer> LoadHfTokenizer(const std::string& path);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_TOKENIZER_H_
