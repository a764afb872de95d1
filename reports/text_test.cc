#include "reports/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace r1bench::reports {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr char kBad[] = "\xEF\xBF\xBD";

TEST(ValidUtf8Test, KeepsValidTextOfEveryLength) {
  const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z";
  EXPECT_EQ(ValidUtf8(text), text);
  EXPECT_EQ(ValidUtf8(""), "");
}

TEST(ValidUtf8Test, ReplacesEveryBadByte) {
  const std::string bad = kBad;
  EXPECT_EQ(ValidUtf8("a\xFFz"), "a" + bad + "z");
  EXPECT_EQ(ValidUtf8("\xC0\xAF"), bad + bad);                      // overlong
  EXPECT_EQ(ValidUtf8("\xED\xA0\x80"), bad + bad + bad);            // a surrogate
  EXPECT_EQ(ValidUtf8("\xF4\x90\x80\x80"), bad + bad + bad + bad);  // beyond U+10FFFF
  EXPECT_EQ(ValidUtf8("\xE2\x82"), bad + bad);                      // cut off
}

TEST(EscapeHtmlTest, LeavesNoMarkup) {
  EXPECT_EQ(EscapeHtml("<img src=x onerror='a' title=\"b\">&amp;"),
            "&lt;img src=x onerror=&#39;a&#39; title=&quot;b&quot;&gt;&amp;amp;");
  EXPECT_EQ(EscapeHtml("</script><script>"), "&lt;/script&gt;&lt;script&gt;");
}

TEST(EscapeHtmlTest, ShowsControlCharactersAndBadBytes) {
  EXPECT_EQ(EscapeHtml(std::string_view("a\0b\x1b\x7f\t\n", 7)),
            "a\xE2\x90\x80"
            "b\xE2\x90\x9B\xE2\x90\xA1\t\n");
  EXPECT_EQ(EscapeHtml("\xFF"), kBad);
}

TEST(ScriptJsonTest, CannotEndItsElementAndReadsBackTheSame) {
  const std::string hostile = "</script><!--<script>&]]>\xE2\x80\xA8";
  const std::string json = ScriptJson(base::Json{{"text", hostile}});
  for (const char c : {'<', '>', '&'}) EXPECT_EQ(json.find(c), std::string::npos) << json;
  EXPECT_EQ(base::ParseJson(json, "x")["text"], hostile);
}

TEST(EscapeMarkdownTest, StaysInItsCell) {
  EXPECT_EQ(EscapeMarkdown("a|b\nc <b> [x](y) `z` *"), "a\\|b c &lt;b&gt; \\[x\\](y) \\`z\\` \\*");
}

TEST(ShortenedTest, CutsBetweenCharactersAndSaysWhatIsMissing) {
  EXPECT_EQ(Shortened("short", 5), "short");
  const std::string cut = Shortened(
      "ab\xE2\x82\xAC"
      "cd",
      3);
  EXPECT_TRUE(cut.starts_with("ab\n")) << cut;
  EXPECT_NE(cut.find("5 more bytes"), std::string::npos) << cut;
  EXPECT_LT(Shortened(std::string(10 << 20, '\x80'), 1000).size(), 4000u);
}

TEST(FormatTest, ValuesReadAsPeopleWriteThem) {
  EXPECT_EQ(FormatValue(0.753, "share"), "75.3 %");
  EXPECT_EQ(FormatValue(41.28, "tokens"), "41.3");
  EXPECT_EQ(FormatValue(1234.4), "1234");
  EXPECT_EQ(FormatValue(0), "0");
  EXPECT_EQ(FormatValue(-0.0123), "−0.012");
  EXPECT_EQ(FormatValue(3e-6), "3.0e-06");
  EXPECT_EQ(FormatValue(std::nan("")), "–");
  EXPECT_EQ(FormatInterval({0.701, 0.8}, "share"), "70.1 to 80.0 %");
  EXPECT_EQ(FormatInterval({-kInfinity, kInfinity}), "–");
  EXPECT_EQ(FormatEffect(0.45, ""), "+0.450");
  EXPECT_EQ(FormatEffect(-0.45, ""), "−0.450");
  EXPECT_EQ(FormatEffect(1.92, "ratio"), "×1.92");
  EXPECT_EQ(FormatEffect(12, "tokens"), "+12.0 tokens");
  EXPECT_EQ(FormatDuration(59.4), "59 s");
  EXPECT_EQ(FormatDuration(742), "12 min 22 s");
  EXPECT_EQ(FormatDuration(7260), "2 h 1 min");
  EXPECT_EQ(FormatDuration(-1), "–");
}

}  // namespace
}  // namespace r1bench::reports
