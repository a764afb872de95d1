// How the families cut words. The patterns are facts of the published tokenizers (each model's
// tokenizer.json); ids match only if they are followed to the letter.

#include "data/tokenizer_split.h"

namespace r1bench::data {
namespace {

using Kind = SplitStep::Kind;

// English contractions; then letters, numbers, or the rest, each with at most one space before;
// then white space, which leaves its last character to the word after it.
constexpr char kGpt2[] =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

// The pattern of cl100k with digits in groups of one (Qwen2) or up to three (Llama 3).
constexpr char kQwen2[] =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*)"
    R"(|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr char kLlama3[] = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3})"
                           R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

constexpr char kNewline[] = "[\\r\\n]";

// White space at the end of a word. The published pattern is \s+$; the look-behind changes no match
// (the leftmost one begins its run of white space) but spares a scan from every space of a long
// run.
constexpr char kTrailingSpace[] = "(?<!\\s)\\s+$";

// U+0800..U+9FA5 and Hangul syllables.
constexpr char kEastAsian[] = R"([\x{4E00}-\x{9FA5}\x{800}-\x{4E00}\x{AC00}-\x{D7FF}]+)";

// Cased letters of Unicode 11, listed by the authors.
constexpr char kCasedLetters[] =
    R"(\s?[A-Za-z\x{B5}\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{1BA}\x{1BC}-\x{1BF}\x{1C4}-\x{293})"
    R"(\x{295}-\x{2AF}\x{370}-\x{373}\x{376}\x{377}\x{37B}-\x{37D}\x{37F}\x{386}\x{388}-\x{38A})"
    R"(\x{38C}\x{38E}-\x{3A1}\x{3A3}-\x{3F5}\x{3F7}-\x{481}\x{48A}-\x{52F}\x{531}-\x{556})"
    R"(\x{10A0}-\x{10C5}\x{13A0}-\x{13F5}\x{13F8}-\x{13FD}\x{1C90}-\x{1CBA}\x{1CBD}-\x{1CBF})"
    R"(\x{1D00}-\x{1D2B}\x{1D6B}-\x{1D77}\x{1D79}-\x{1D9A}\x{1E00}-\x{1F15}\x{1F18}-\x{1F1D})"
    R"(\x{1F20}-\x{1F45}\x{1F48}-\x{1F4D}\x{1F50}-\x{1F57}\x{1F59}\x{1F5B}\x{1F5D})"
    R"(\x{1F5F}-\x{1F7D}\x{1F80}-\x{1FB4}\x{1FB6}-\x{1FBC}\x{1FBE}\x{1FC2}-\x{1FC4})"
    R"(\x{1FC6}-\x{1FCC}\x{1FD0}-\x{1FD3}\x{1FD6}-\x{1FDB}\x{1FE0}-\x{1FEC}\x{1FF2}-\x{1FF4})"
    R"(\x{1FF6}-\x{1FFC}\x{2102}\x{2107}\x{210A}-\x{2113}\x{2115}\x{2119}-\x{211D}\x{2124})"
    R"(\x{2126}\x{2128}\x{212A}-\x{212D}\x{212F}-\x{2134}\x{2139}\x{213C}-\x{213F})"
    R"(\x{2145}-\x{2149}\x{214E}\x{2183}\x{2184}\x{2C00}-\x{2C7B}\x{2C7E}-\x{2CE4})"
    R"(\x{2CEB}-\x{2CEE}\x{2CF2}\x{2CF3}\x{A640}-\x{A66D}\x{A680}-\x{A69B}\x{A722}-\x{A76F})"
    R"(\x{A771}-\x{A787}\x{A78B}-\x{A78E}\x{AB70}-\x{ABBF}\x{FB00}-\x{FB06}\x{FB13}-\x{FB17})"
    R"(\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}\x{10400}-\x{1044F}\x{104B0}-\x{104D3})"
    R"(\x{104D8}-\x{104FB}\x{10C80}-\x{10CB2}\x{10CC0}-\x{10CF2}\x{118A0}-\x{118DF})"
    R"(\x{1E900}-\x{1E943}]+)";

// ASCII punctuation and symbols, their full-width forms, some quotation marks.
constexpr char kPunctuation[] =
    R"(\s?[!-/:-~\x{FF01}-\x{FF0F}\x{FF1A}-\x{FF5E}\x{2018}-\x{201F}\x{3000}-\x{3002}]+)";

// DeepSeek-V3 and R1: numbers by three, then Chinese characters and kana, then the rest.
constexpr char kV3Numbers[] = R"(\p{N}{1,3})";
constexpr char kV3EastAsian[] = R"([\x{4E00}-\x{9FA5}\x{3040}-\x{309F}\x{30A0}-\x{30FF}]+)";
constexpr char kV3Words[] =
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+)"
    R"(| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

SplitStep Pattern(const char* pattern) { return {Kind::kPattern, pattern}; }
SplitStep Digits() { return {Kind::kDigits, ""}; }

struct NamedFamily {
  std::vector<std::string> names;  // the first is the one GGUF files use now
  SplitFamily family;
};

const std::vector<NamedFamily>& Families() {
  static const auto* const families = new std::vector<NamedFamily>{
      {{"smollm", "starcoder"}, {{Digits(), Pattern(kGpt2)}, false, false}},
      {{"gpt-2", "gpt2"}, {{Pattern(kGpt2)}, false, false}},
      {{"qwen2", "deepseek-r1-qwen"}, {{Pattern(kQwen2)}, true, false}},
      {{"llama-bpe", "llama3", "llama-v3"}, {{Pattern(kLlama3)}, false, true}},
      {{"deepseek-llm"},
       {{Pattern(kNewline), Pattern(kCasedLetters), Pattern(kPunctuation), Pattern(kTrailingSpace),
         Pattern(kEastAsian), Digits()},
        false,
        false}},
      {{"deepseek-coder"},
       {{Pattern(kNewline), Pattern(R"(\s?\p{L}+)"), Pattern(R"(\s?\p{P}+)"), Pattern(kEastAsian),
         Digits()},
        false,
        false}},
      {{"deepseek-v3"},
       {{Pattern(kV3Numbers), Pattern(kV3EastAsian), Pattern(kV3Words)}, false, false}},
  };
  return *families;
}

}  // namespace

SplitStep Gpt2Split() { return Pattern(kGpt2); }

std::optional<SplitFamily> FindSplitFamily(std::string_view name) {
  for (const NamedFamily& named : Families()) {
    for (const std::string& known : named.names) {
      if (known == name) return named.family;
    }
  }
  return std::nullopt;
}

std::vector<std::string> PreTokenizerNames() {
  std::vector<std::string> names;
  for (const NamedFamily& named : Families()) {
    names.insert(names.end(), named.names.begin(), named.names.end());
  }
  return names;
}

}  // namespace r1bench::data
