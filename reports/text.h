// Text for reports: numbers as people read them, and untrusted strings made harmless.
//
// Model responses are hostile. Whatever they hold must show as plain text: EscapeHtml for HTML text
// and attributes, ScriptJson for JSON inside <script>. Both turn invalid UTF-8 into U+FFFD.
#ifndef R1BENCH_REPORTS_TEXT_H_
#define R1BENCH_REPORTS_TEXT_H_

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/stats.h"

namespace r1bench::reports {

// The same text with every invalid UTF-8 sequence (overlong forms and surrogates too) replaced by
// U+FFFD.
std::string ValidUtf8(std::string_view bytes);

// For HTML text and quoted attributes: & < > " ' escaped, invalid UTF-8 replaced, control
// characters but tab and newline shown as pictures (U+2400..).
std::string EscapeHtml(std::string_view text);

// One cell of a Markdown table: no newlines, no pipes, no HTML.
std::string EscapeMarkdown(std::string_view text);

// JSON that cannot end the <script> element around it, nor open a comment in it.
std::string ScriptJson(const base::Json& json);

// At most max_bytes of valid UTF-8, cut between characters, with a note of what is missing.
std::string Shortened(std::string_view text, size_t max_bytes);

// 0.753 with unit "share" gives "75.3 %"; 41.28 gives "41.3"; -0.0123 gives "−0.012"; NaN and
// infinities give an en dash. Other units are not appended.
std::string FormatValue(double value, std::string_view unit = {});

// "70.1 to 80.0 %", "0.200 to 0.400"; an en dash if both ends are unknown.
std::string FormatInterval(const base::Interval& interval, std::string_view unit = {});

// The effect of a finding: "+0.450", "×1.92" for the unit "ratio", "+12.0 tokens".
std::string FormatEffect(double effect, std::string_view unit);

// 75 gives "1 min 15 s".
std::string FormatDuration(double seconds);

}  // namespace r1bench::reports

#endif  // R1BENCH_REPORTS_TEXT_H_
