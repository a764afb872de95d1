#include "reports/text.h"

#include <cmath>
#include <cstdio>

#include "base/error.h"

namespace r1bench::reports {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";
constexpr char kDash[] = "–";
constexpr char kMinus[] = "−";  // the sign, not the hyphen

// The length of the valid UTF-8 sequence at the start of `bytes`, or 0.
size_t SequenceLength(std::string_view bytes) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || bytes.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return 0;
  }
  if (first == 0xE0 && at(1) < 0xA0) return 0;  // overlong
  if (first == 0xED && at(1) > 0x9F) return 0;  // surrogates
  if (first == 0xF0 && at(1) < 0x90) return 0;  // overlong
  if (first == 0xF4 && at(1) > 0x8F) return 0;  // beyond U+10FFFF
  return length;
}

// Calls emit(sequence) for each valid character and for U+FFFD in place of each bad byte.
template <typename Emit>
void ForEachCharacter(std::string_view bytes, const Emit& emit) {
  while (!bytes.empty()) {
    const size_t length = SequenceLength(bytes);
    emit(length == 0 ? std::string_view(kReplacement) : bytes.substr(0, length));
    bytes.remove_prefix(length == 0 ? 1 : length);
  }
}

std::string Printed(const char* format, double value) {
  char text[64];
  return std::string(text, std::snprintf(text, sizeof(text), format, value));
}

// The number of digits one reads at a glance; the exponent form only for extreme sizes.
std::string PlainNumber(double value) {
  const double size = std::abs(value);
  if (value == 0) return "0";
  std::string text = Printed(size >= 1e7 || size < 1e-4 ? "%.1e"
                             : size >= 1000             ? "%.0f"
                             : size >= 10               ? "%.1f"
                             : size >= 1                ? "%.2f"
                             : size >= 1e-3             ? "%.3f"
                                                        : "%.5f",
                             size);
  return value < 0 ? kMinus + text : text;
}

// Number without unit sign: shares as per cent.
std::string Bare(double value, std::string_view unit) {
  if (!std::isfinite(value)) return kDash;
  if (unit != "share") return PlainNumber(value);
  return (value < 0 ? kMinus : "") + Printed("%.1f", std::abs(100 * value));
}

std::string_view Sign(std::string_view unit) { return unit == "share" ? " %" : ""; }

}  // namespace

std::string ValidUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  ForEachCharacter(bytes, [&](std::string_view c) { out += c; });
  return out;
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  ForEachCharacter(text, [&](std::string_view c) {
    const unsigned char first = static_cast<unsigned char>(c[0]);
    if (first == '&') {
      out += "&amp;";
    } else if (first == '<') {
      out += "&lt;";
    } else if (first == '>') {
      out += "&gt;";
    } else if (first == '"') {
      out += "&quot;";
    } else if (first == '\'') {
      out += "&#39;";
    } else if (first == 0x7F) {
      out += "\xE2\x90\xA1";  // U+2421, the picture of DELETE
    } else if (first < 0x20 && first != '\t' && first != '\n') {
      out += "\xE2\x90";  // U+2400 + c
      out += static_cast<char>(0x80 + first);
    } else {
      out += c;
    }
  });
  return out;
}

std::string EscapeMarkdown(std::string_view text) {
  std::string out;
  for (const char c : EscapeHtml(text)) {
    if (c == '\n' || c == '\t') {
      out += ' ';
    } else if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '[' || c == ']') {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string ScriptJson(const base::Json& json) {
  std::string out;
  for (const char c : base::JsonText(json)) {
    if (c == '<') {
      out += "\\u003c";
    } else if (c == '>') {
      out += "\\u003e";
    } else if (c == '&') {
      out += "\\u0026";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Shortened(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return ValidUtf8(text);
  size_t cut = max_bytes;
  while (cut > 0 && max_bytes - cut < 3 && (text[cut] & 0xC0) == 0x80) --cut;
  return base::StrCat(ValidUtf8(text.substr(0, cut)), "\n… (", text.size() - cut,
                      " more bytes; the whole response is in samples.jsonl)");
}

std::string FormatValue(double value, std::string_view unit) {
  if (!std::isfinite(value)) return kDash;
  return base::StrCat(Bare(value, unit), Sign(unit));
}

std::string FormatInterval(const base::Interval& interval, std::string_view unit) {
  if (!std::isfinite(interval.lo) && !std::isfinite(interval.hi)) return kDash;
  return base::StrCat(Bare(interval.lo, unit), " to ", Bare(interval.hi, unit), Sign(unit));
}

std::string FormatEffect(double effect, std::string_view unit) {
  if (!std::isfinite(effect)) return kDash;
  if (unit == "ratio") return "×" + PlainNumber(effect);
  return base::StrCat(effect > 0 ? "+" : "", PlainNumber(effect), unit.empty() ? "" : " ", unit);
}

std::string FormatDuration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return kDash;
  const long long s = std::llround(seconds);
  if (s < 60) return base::StrCat(s, " s");
  if (s < 3600) return base::StrCat(s / 60, " min ", s % 60, " s");
  return base::StrCat(s / 3600, " h ", s / 60 % 60, " min");
}

}  // namespace r1bench::reports
