#include "verifiers/language/language_verifier.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

Verdict Judge(std::string_view language, std::string_view response) {
  const LanguageVerifier verifier(language);
  return verifier.Verify(*verifier.Prepare({}), response);
}

TEST(LanguageVerifier, IsTheShareOfTargetWords) {
  EXPECT_EQ(Judge("en", "this is all English").reward, 1.0);
  EXPECT_EQ(Judge("en", "three words русский").reward, 2.0 / 3);
  EXPECT_EQ(Judge("ru", "three words русский").reward, 1.0 / 3);
  // Four Chinese characters are four words.
  EXPECT_EQ(Judge("zh", "two words 我们来看").reward, 4.0 / 6);
  EXPECT_EQ(Judge("ja", "これはテスト").reward, 1.0);
  EXPECT_EQ(Judge("ko", "안녕 세계").reward, 1.0);
  EXPECT_EQ(Judge("en", "naïve café").reward, 1.0);
}

TEST(LanguageVerifier, ReadsTheThoughtOnly) {
  EXPECT_EQ(Judge("en", "<think>one two</think><answer>три четыре</answer>").reward, 1.0);
  EXPECT_EQ(Judge("en", "one two</think> три четыре").reward, 1.0);
  EXPECT_EQ(Judge("en", "<think>раз два</think> english words").reward, 0.0);
}

TEST(LanguageVerifier, MathematicsHasNoLanguage) {
  EXPECT_EQ(Judge("ru", "значит $x = \\frac{foo}{bar}$ верно").reward, 1.0);
  EXPECT_EQ(Judge("ru", "значит \\alpha + x = 12 верно").reward, 1.0);
  EXPECT_EQ(Judge("en", "$$long\nformula$$").status, Status::kNoAnswer);
  EXPECT_EQ(Judge("en", "it costs $5 and no more words").details["words"], 6);
}

TEST(LanguageVerifier, CutsWordsWhereTheScriptChanges) {
  const Verdict verdict = Judge("en", "modelтекст");
  EXPECT_EQ(verdict.details["words"], 2);
  EXPECT_EQ(verdict.details["target_words"], 1);
}

TEST(LanguageVerifier, AcceptsAnyBytes) {
  EXPECT_EQ(Judge("en", "").status, Status::kNoAnswer);
  EXPECT_EQ(Judge("en", "12345 + 67").status, Status::kNoAnswer);
  EXPECT_EQ(Judge("en", "\xff\xfe good \x80 words \xC3").reward, 1.0);
  EXPECT_EQ(Judge("en", std::string(10 << 20, 'a')).reward, 1.0);
  EXPECT_EQ(Judge("en", std::string(1 << 20, '$')).status, Status::kNoAnswer);
  std::string dollars;
  while (dollars.size() < (1U << 20)) dollars += "a$\n\n";
  EXPECT_EQ(Judge("en", dollars).status, Status::kNoAnswer);
}

TEST(LanguageVerifier, RefusesAnUnknownLanguage) {
  EXPECT_THROW(LanguageVerifier("xx"), base::Error);
  EXPECT_EQ(LanguageVerifier("zh").name(), "language_zh");
}

}  // namespace
}  // namespace r1bench::verifiers
