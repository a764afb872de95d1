#include "verifiers/language/language_verifier.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "base/error.h"
#include "verifiers/utf8.h"

namespace r1bench::verifiers {
namespace {

struct Language {
  const char* code;
  std::vector<int> scripts;
};

const std::vector<Language>& Languages() {
  static const std::vector<Language> languages = {
      {"en", {USCRIPT_LATIN}},
      {"zh", {USCRIPT_HAN, USCRIPT_BOPOMOFO}},
      {"ja", {USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA}},
      {"ko", {USCRIPT_HANGUL}},
      {"ru", {USCRIPT_CYRILLIC}},
      {"ar", {USCRIPT_ARABIC}},
      {"he", {USCRIPT_HEBREW}},
      {"el", {USCRIPT_GREEK}},
      {"th", {USCRIPT_THAI}},
      {"hi", {USCRIPT_DEVANAGARI}},
      {"de", {USCRIPT_LATIN}},
      {"es", {USCRIPT_LATIN}},
      {"fr", {USCRIPT_LATIN}},
      {"it", {USCRIPT_LATIN}},
      {"pt", {USCRIPT_LATIN}},
      {"nl", {USCRIPT_LATIN}},
      {"pl", {USCRIPT_LATIN}},
      {"tr", {USCRIPT_LATIN}},
      {"vi", {USCRIPT_LATIN}},
  };
  return languages;
}

bool IsWordPerCharacter(int script) {
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
         script == USCRIPT_THAI;
}

// What a code point is: a letter of a script, a mark that continues a word, or neither.
constexpr int kNoLetter = -1;
constexpr int kMark = -2;

int ScriptOf(uint32_t code_point) {
  if (code_point < 0x80) {
    const bool letter =
        (code_point >= 'a' && code_point <= 'z') || (code_point >= 'A' && code_point <= 'Z');
    return letter ? static_cast<int>(USCRIPT_LATIN) : kNoLetter;
  }
  const auto c = static_cast<UChar32>(code_point);
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &error);
  const bool letter = u_isalpha(c) != 0;
  const int type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK) return kMark;
  if (!letter || U_FAILURE(error) || script == USCRIPT_COMMON) return kNoLetter;
  // The long vowel sign of Japanese and the like are inherited.
  return script == USCRIPT_INHERITED ? kMark : static_cast<int>(script);
}

class WordCounter {
 public:
  explicit WordCounter(const std::vector<int>& scripts) : scripts_(scripts) {}

  void Add(uint32_t code_point) {
    const int script = code_point == kInvalidCodePoint ? kNoLetter : ScriptOf(code_point);
    if (script == kMark) return;
    if (script == kNoLetter || IsWordPerCharacter(script) || script != script_) EndWord();
    if (script == kNoLetter) return;
    script_ = script;
    ++letters_;
    if (IsWordPerCharacter(script)) EndWord();
  }

  void EndWord() {
    // One letter alone is a symbol, except where a character is a word.
    if (letters_ >= 2 || (letters_ == 1 && IsWordPerCharacter(script_))) {
      ++count_.words;
      const bool target = std::find(scripts_.begin(), scripts_.end(), script_) != scripts_.end();
      count_.target_words += target ? 1 : 0;
    }
    letters_ = 0;
    script_ = kNoLetter;
  }

  WordCount count() const { return count_; }

 private:
  const std::vector<int>& scripts_;
  WordCount count_;
  int script_ = kNoLetter;
  int64_t letters_ = 0;
};

// Position behind the mathematics that opens with the dollar at `pos`; `pos` itself if none does.
// Mathematics in dollars does not cross a blank line, and prices are no mathematics.
size_t SkipMath(std::string_view text, size_t pos) {
  constexpr size_t kLongest = 2000;
  const bool display = text.substr(pos, 2) == "$$";
  const size_t from = pos + (display ? 2 : 1);
  const std::string_view window = text.substr(from, kLongest);
  const size_t end = window.find(display ? "$$" : "$");
  if (end == std::string_view::npos ||
      window.substr(0, end).find("\n\n") != std::string_view::npos) {
    return pos;
  }
  return from + end + (display ? 2 : 1);
}

}  // namespace

std::string_view ChainOfThought(std::string_view response) {
  constexpr std::string_view kOpen = "<think>", kClose = "</think>";
  const size_t close = response.rfind(kClose);
  if (close != std::string_view::npos) response = response.substr(0, close);
  const size_t open = response.find(kOpen);
  return open == std::string_view::npos ? response : response.substr(open + kOpen.size());
}

WordCount CountWords(std::string_view text, const std::vector<int>& scripts) {
  WordCounter counter(scripts);
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '$') {
      counter.EndWord();
      i = std::max(SkipMath(text, i), i + 1);
    } else if (text[i] == '\\') {
      counter.EndWord();
      ++i;
      while (i < text.size() && ScriptOf(static_cast<unsigned char>(text[i])) == USCRIPT_LATIN) ++i;
    } else {
      const CodePoint point = ReadCodePoint(text, i);
      counter.Add(point.value);
      i += point.length;
    }
  }
  counter.EndWord();
  return counter.count();
}

LanguageVerifier::LanguageVerifier(std::string_view language) : language_(language) {
  std::string known;
  for (const Language& entry : Languages()) {
    if (language == entry.code) scripts_ = entry.scripts;
    known += std::string(" ") + entry.code;
  }
  base::Require(!scripts_.empty(), "expected one of the language codes", known, ", got \"",
                language, "\"");
}

std::unique_ptr<const PreparedProblem> LanguageVerifier::Prepare(
    const data::Problem& /*problem*/) const {
  return std::make_unique<PreparedProblem>();
}

Verdict LanguageVerifier::Judge(const PreparedProblem& /*problem*/,
                                std::string_view response) const {
  const WordCount count = CountWords(ChainOfThought(response), scripts_);
  Verdict verdict;
  verdict.details["words"] = count.words;
  verdict.details["target_words"] = count.target_words;
  if (count.words == 0) {
    verdict.status = Status::kNoAnswer;
    verdict.reason = "there are no words";
    return verdict;
  }
  verdict.reward = static_cast<double>(count.target_words) / static_cast<double>(count.words);
  verdict.status = count.target_words == count.words ? Status::kCorrect : Status::kWrong;
  verdict.reason = base::StrCat(count.target_words, " of ", count.words, " words are ", language_);
  return verdict;
}

}  // namespace r1bench::verifiers
