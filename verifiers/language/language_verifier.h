// The language-consistency reward of the R1 report (arXiv 2501.12948 v1, 2.3.2; v2, eq. 7):
//
//   reward = number of target-language words in the chain of thought / number of its words
//
// The chain of thought is what stands before the last `</think>` (after `<think>` where that is
// written); without the closing tag, all of the response. 0 if it has no words.
//
// Words. A word is a run of letters and marks, cut where the script changes ("modelтекст" is two
// words); in scripts written without spaces (Han, Hiragana, Katakana, Thai) each character is a
// word. Digits, signs, LaTeX commands (\frac) and mathematics between dollar signs belong to no
// language and are not counted, nor is a letter that stands alone ("x"), since symbols are
// international.
//
// Language by script: a word is of the target language if its script is one of the target's. This
// tells English from Chinese, Russian, Arabic, Japanese, ... but not English from French: for two
// languages of one script give a verifier that knows words.
//
// Verdict: reward = the share; kCorrect at 1, kNoAnswer without words, else kWrong.
// details: {"words": n, "target_words": k}.
#ifndef R1BENCH_VERIFIERS_LANGUAGE_LANGUAGE_VERIFIER_H_
#define R1BENCH_VERIFIERS_LANGUAGE_LANGUAGE_VERIFIER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "verifiers/verifier.h"

namespace r1bench::verifiers {

class LanguageVerifier : public Verifier {
 public:
  // A two-letter code: en zh ja ko ru ar he el th hi, and other codes of Latin-script languages
  // (de es fr it pt nl pl tr vi). Throws base::Error for an unknown code.
  explicit LanguageVerifier(std::string_view language = "en");

  std::string name() const override { return "language_" + language_; }
  std::string version() const override { return "1"; }
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override;

 protected:
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override;

 private:
  std::string language_;
  std::vector<int> scripts_;  // ICU script codes of the target
};

// The part of a response that the reward looks at.
std::string_view ChainOfThought(std::string_view response);

// The words of a text and those of them in one of `scripts` (ICU UScriptCode values).
struct WordCount {
  int64_t words = 0;
  int64_t target_words = 0;
};
WordCount CountWords(std::string_view text, const std::vector<int>& scripts);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_LANGUAGE_LANGUAGE_VERIFIER_H_
