#include "verifiers/code/checker.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

constexpr double kTolerance = 1e-6;  // of "float" without one
constexpr std::string_view kBlanks = " \t\n\v\f\r";

// Takes the next token off the front of `rest`; empty: there is none.
std::string_view NextToken(std::string_view* rest) {
  const size_t begin = rest->find_first_not_of(kBlanks);
  if (begin == rest->npos) {
    *rest = {};
    return {};
  }
  const size_t end = std::min(rest->find_first_of(kBlanks, begin), rest->size());
  const std::string_view token = rest->substr(begin, end - begin);
  rest->remove_prefix(end);
  return token;
}

std::vector<std::string_view> Tokens(std::string_view text) {
  std::vector<std::string_view> tokens;
  for (std::string_view token; !(token = NextToken(&text)).empty();) tokens.push_back(token);
  return tokens;
}

// Lines without the blanks at their ends; blank lines at the end are left out.
std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  size_t last = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const size_t length = line.find_last_not_of(kBlanks) + 1;  // npos + 1 is 0
    lines.push_back(line.substr(0, length));
    if (length > 0) last = lines.size();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  lines.resize(last);
  return lines;
}

// The value of a token that is a decimal number as a whole.
std::optional<double> Number(std::string_view token) {
  if (token.starts_with('+')) token.remove_prefix(1);
  const bool plain = token.find_first_not_of("0123456789.eE+-") == token.npos;
  if (!plain || token.starts_with('+')) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (end != token.data() + token.size() || error == std::errc::invalid_argument) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range)
    value = std::strtod(std::string(token).c_str(), nullptr);
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

bool SameText(const Checker& /*checker*/, std::string_view expected, std::string_view got) {
  return expected == got;
}

bool SameNumber(const Checker& checker, std::string_view expected, std::string_view got) {
  if (expected == got) return true;
  const std::optional<double> want = Number(expected), have = Number(got);
  if (!want || !have) return false;
  const double distance = std::abs(*want - *have);
  return distance <= checker.absolute || distance <= checker.relative * std::abs(*want);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool SameYesNo(const Checker& /*checker*/, std::string_view expected, std::string_view got) {
  if (expected == got) return true;
  if (expected.size() != got.size() || expected.size() > 3) return false;
  const std::string want = Lower(expected);
  return (want == "yes" || want == "no") && want == Lower(got);
}

CheckOutcome Right() { return {CodeVerdict::kAccepted, 1, ""}; }

CheckOutcome Wrong(std::string message) {
  return {CodeVerdict::kWrongAnswer, 0, std::move(message)};
}

using SameToken = bool (*)(const Checker&, std::string_view, std::string_view);

CheckOutcome CheckTokens(const Checker& checker, std::string_view expected, std::string_view output,
                         SameToken same) {
  for (int64_t index = 1;; ++index) {
    const std::string_view want = NextToken(&expected), got = NextToken(&output);
    if (want.empty() && got.empty()) return Right();
    if (got.empty()) return Wrong(base::StrCat("the output ends before token ", index));
    if (want.empty()) return Wrong(base::StrCat("token ", index, " is too much: ", Excerpt(got)));
    if (!same(checker, want, got)) {
      return Wrong(
          base::StrCat("token ", index, ": expected ", Excerpt(want), ", got ", Excerpt(got)));
    }
  }
}

// `wrong` where the tokens differ, else a presentation error for the same reason.
CheckOutcome LayoutFault(std::string_view expected, std::string_view output,
                         const std::string& fault) {
  CheckOutcome outcome = CheckTokens({}, expected, output, SameText);
  if (outcome.verdict == CodeVerdict::kAccepted) {
    outcome = {CodeVerdict::kPresentationError, 0, fault};
  }
  return outcome;
}

CheckOutcome CheckExact(std::string_view expected, std::string_view output) {
  if (expected == output) return Right();
  const auto [at, unused] =
      std::mismatch(expected.begin(), expected.end(), output.begin(), output.end());
  return LayoutFault(expected, output,
                     base::StrCat("the bytes differ from byte ", at - expected.begin(), " on"));
}

CheckOutcome CheckLines(std::string_view expected, std::string_view output) {
  const std::vector<std::string_view> want = Lines(expected), got = Lines(output);
  for (size_t i = 0; i < std::min(want.size(), got.size()); ++i) {
    if (want[i] == got[i]) continue;
    return LayoutFault(
        expected, output,
        base::StrCat("line ", i + 1, ": expected ", Excerpt(want[i]), ", got ", Excerpt(got[i])));
  }
  if (want.size() == got.size()) return Right();
  return LayoutFault(expected, output,
                     base::StrCat("expected ", want.size(), " lines, got ", got.size()));
}

// Each line as its tokens with single spaces between them; blank lines are left out.
std::vector<std::string> TidyLines(std::string_view text) {
  std::vector<std::string> tidy;
  for (std::string_view line : Lines(text)) {
    std::string joined;
    for (std::string_view token; !(token = NextToken(&line)).empty();) {
      if (!joined.empty()) joined += ' ';
      joined += token;
    }
    if (!joined.empty()) tidy.push_back(std::move(joined));
  }
  return tidy;
}

template <typename Text>
CheckOutcome CheckUnordered(std::vector<Text> want, std::vector<Text> got, const char* noun) {
  if (want.size() != got.size()) {
    return Wrong(base::StrCat("expected ", want.size(), " ", noun, ", got ", got.size()));
  }
  std::sort(want.begin(), want.end());
  std::sort(got.begin(), got.end());
  const auto [at, other] = std::mismatch(want.begin(), want.end(), got.begin());
  if (at == want.end()) return Right();
  return Wrong(
      base::StrCat("sorted, ", Excerpt(*other), " stands where ", Excerpt(*at), " should"));
}

double Tolerance(std::string_view text, std::string_view whole, std::string_view where) {
  const std::optional<double> value = Number(text);
  base::Require(value.has_value() && *value >= 0 && *value < 1, where,
                ": expected a tolerance from 0 to 1 in the checker \"", whole, "\"");
  return *value;
}

// "1e-6", "abs=1e-6,rel=1e-9".
void ReadTolerances(std::string_view text, std::string_view whole, std::string_view where,
                    Checker* checker) {
  if (text.find('=') == text.npos) {
    checker->absolute = checker->relative = Tolerance(text, whole, where);
    return;
  }
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const bool absolute = part.starts_with("abs=");
    base::Require(absolute || part.starts_with("rel="), where, ": expected abs= or rel= in \"",
                  whole, "\", got \"", part, "\"");
    (absolute ? checker->absolute : checker->relative) = Tolerance(part.substr(4), whole, where);
  }
}

const std::map<std::string, CheckerKind, std::less<>>& KindsByName() {
  static const auto& kinds = *new std::map<std::string, CheckerKind, std::less<>>{
      {"exact", CheckerKind::kExact},         {"tokens", CheckerKind::kTokens},
      {"lines", CheckerKind::kLines},         {"float", CheckerKind::kFloat},
      {"unordered", CheckerKind::kUnordered}, {"unordered:lines", CheckerKind::kUnorderedLines},
      {"yesno", CheckerKind::kYesNo},         {"typed-json", CheckerKind::kTyped},
  };
  return kinds;
}

CheckerKind KindOf(std::string_view name, std::string_view where) {
  const auto it = KindsByName().find(name);
  base::Require(it != KindsByName().end(), where, ": expected a checker (exact, tokens, lines, ",
                "float:TOLERANCE, unordered, unordered:lines, yesno, typed-json, or an object for ",
                "a special judge), got \"", name, "\"");
  return it->second;
}

Checker FromText(std::string_view text, std::string_view where) {
  Checker checker;
  const size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  if (colon == text.npos || (name != "float" && name != "typed-json")) {
    checker.kind = KindOf(text, where);
    if (checker.kind == CheckerKind::kFloat) checker.absolute = checker.relative = kTolerance;
  } else {
    checker.kind = KindOf(name, where);
    ReadTolerances(text.substr(colon + 1), text, where, &checker);
  }
  return checker;
}

Checker SpecialFrom(const base::Json& json, std::string_view where) {
  Checker checker{.kind = CheckerKind::kSpecial};
  checker.language = base::JsonGetOr<std::string>(json, "language", "cpp", where);
  base::Require(checker.language == "cpp" || checker.language == "python", where,
                ": expected a checker in cpp or python, got \"", checker.language, "\"");
  checker.source = base::JsonGet<std::string>(json, "source", where);
  checker.headers = base::JsonGetOr<std::map<std::string, std::string>>(json, "headers", {}, where);
  return checker;
}

}  // namespace

Checker ParseChecker(const base::Json& json, std::string_view where) {
  if (json.is_string()) return FromText(json.get_ref<const std::string&>(), where);
  const auto kind = base::JsonGet<std::string>(json, "kind", where);
  if (kind == "special") return SpecialFrom(json, where);
  Checker checker{.kind = KindOf(kind, where)};
  checker.absolute = base::JsonGetOr<double>(json, "absolute", 0, where);
  checker.relative = base::JsonGetOr<double>(json, "relative", 0, where);
  checker.tuples_as_lists = base::JsonGetOr<bool>(json, "tuples_as_lists", false, where);
  base::Require(checker.absolute >= 0 && checker.absolute < 1 && checker.relative >= 0 &&
                    checker.relative < 1,
                where, ": expected tolerances from 0 to 1");
  return checker;
}

CheckOutcome CheckOutput(const Checker& checker, std::string_view expected,
                         std::string_view output) {
  switch (checker.kind) {
    case CheckerKind::kExact:
      return CheckExact(expected, output);
    case CheckerKind::kTokens:
      return CheckTokens(checker, expected, output, SameText);
    case CheckerKind::kLines:
      return CheckLines(expected, output);
    case CheckerKind::kFloat:
      return CheckTokens(checker, expected, output, SameNumber);
    case CheckerKind::kUnordered:
      return CheckUnordered(Tokens(expected), Tokens(output), "tokens");
    case CheckerKind::kUnorderedLines:
      return CheckUnordered(TidyLines(expected), TidyLines(output), "lines");
    case CheckerKind::kYesNo:
      return CheckTokens(checker, expected, output, SameYesNo);
    case CheckerKind::kTyped:
    case CheckerKind::kSpecial:
      break;
  }
  return {CodeVerdict::kInternalError, 0, "this checker does not compare texts"};
}

CheckOutcome SpecialOutcome(int exit_code, std::string_view message) {
  const std::string said(message.substr(0, 400));
  switch (exit_code) {
    case 0:
      return {CodeVerdict::kAccepted, 1, said};
    case 1:
    case 8:
      return {CodeVerdict::kWrongAnswer, 0, said};
    case 2:
    case 4:
      return {CodeVerdict::kPresentationError, 0, said};
    case 7:
      break;
    default:
      return {CodeVerdict::kInternalError, 0,
              base::StrCat("the special judge ended with status ", exit_code, ": ", said)};
  }
  std::string_view rest = message;
  std::string_view token = NextToken(&rest);
  if (token == "points") token = NextToken(&rest);
  const std::optional<double> points = Number(token);
  if (!points || *points < 0 || *points > 1) {
    return {CodeVerdict::kInternalError, 0,
            base::StrCat("the special judge gave no points from 0 to 1: ", said)};
  }
  return {*points == 1 ? CodeVerdict::kAccepted : CodeVerdict::kWrongAnswer, *points, said};
}

std::string Excerpt(std::string_view text, size_t max_bytes) {
  std::string quoted = "\"";
  for (const char c : text.substr(0, max_bytes)) {
    if (c >= ' ' && c <= '~') {
      quoted += c;
    } else {
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\x%02x", static_cast<unsigned char>(c));
      quoted += escaped;
    }
  }
  return quoted + (text.size() > max_bytes ? "\"..." : "\"");
}

}  // namespace r1bench::verifiers
