#include "verifiers/math_pairs/explain.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

constexpr size_t kShownBytes = 400;

using Meaning = std::pair<std::string_view, std::string_view>;

// Of Verdict::details["how"].
constexpr std::array<Meaning, 9> kPlaces = {{
    {"boxed", "the content of the last \\boxed{}, joined with boxes right before it"},
    {"answer tag", "the content of the last <answer>...</answer>"},
    {"phrase", "what follows the last \"answer is\", \"answer:\" or \"####\""},
    {"whole response", "all of it: one short line without prose"},
    {"open box", "the content of a last \\boxed{ that is never closed (policy lenient)"},
    {"formula", "the last formula (policy lenient)"},
    {"last number", "the last number (policy lenient)"},
    {"bare", "all of it: --bare"},
    {"none", "nothing: no box, no <answer>, no \"answer is\""},
}};

// Of Verdict::details["rule"]. A rule that is not here speaks for itself.
constexpr std::array<Meaning, 24> kRules = {{
    {"same tokens", "written alike, but for spacing, fonts and spelling variants"},
    {"words", "answers in words are equal if the words are"},
    {"choice", "the letter of a choice"},
    {"exact value", "both are rational numbers, compared exactly"},
    {"value modulo primes", "numbers too large to write out, compared in four prime fields"},
    {"identity modulo primes", "functions of the same symbols, compared in four prime fields"},
    {"ball", "both enclosed in intervals of growing precision, until they part or agree"},
    {"rounded decimal", "a long decimal, and a value that rounds to it"},
    {"stated value", "the answer states a value, as x = 5 does"},
    {"set", "every element once, in any order"},
    {"tuple", "element by element, in order; ratios of numbers by cross-multiplication"},
    {"interval", "end points and brackets"},
    {"matrix", "entry by entry"},
    {"relation", "the same equation or inequality up to a factor"},
    {"congruence", "the same residue of the same modulus"},
    {"number base", "the same digits in the same base"},
    {"unit", "a unit may be left out, but two units must measure the same kind of thing"},
    {"type", "answers of different types, such as a number and a list, are never equal"},
    {"undefined", "it divides by zero, or takes the logarithm of zero, and has no value"},
    {"hedge", "its text takes it back, offers another answer or makes it a part of a formula"},
    {"unreadable", "it cannot be read as an answer, and it is not written like the reference"},
    {"empty", "there is nothing in it"},
    {"no answer", "none is stated where this policy looks"},
    {"budget", "deciding would take more steps than allowed"},
}};

template <size_t n>
std::string MeaningOf(const std::array<Meaning, n>& table, const std::string& key) {
  const auto it = std::find_if(table.begin(), table.end(),
                               [&](const Meaning& entry) { return entry.first == key; });
  return it == table.end() ? "" : std::string(it->second);
}

std::string Shown(std::string_view text) {
  std::string shown(text.substr(0, kShownBytes));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return text.size() <= kShownBytes ? shown : shown + " ...";
}

// The end of a prediction, where its answer stands.
std::string ShownEnd(std::string_view text) {
  if (text.size() <= kShownBytes) return Shown(text);
  return "... " + Shown(text.substr(text.size() - kShownBytes));
}

std::string Entry(std::string_view name, const std::string& text) {
  if (text.empty()) return "";
  std::string line(name);
  line.resize(14, ' ');
  return line + text + "\n";
}

std::string Detail(const Verdict& verdict, const char* key) {
  const auto it = verdict.details.find(key);
  return it != verdict.details.end() && it->is_string() ? it->get<std::string>() : "";
}

std::string ReferenceText(const std::string& gold) {
  const ParsedAnswer reference = ParseReference(gold);
  std::string text = Entry("Reference", Shown(gold));
  if (reference.text() != gold) text += Entry("  its answer", Shown(reference.text()));
  return text + Entry("  read as", reference.understood()
                                       ? Shown(CanonicalAnswer(reference.text()))
                                       : "words and signs: only the same ones equal it");
}

std::string PredictionText(std::string_view prediction, const Verdict& verdict) {
  const std::string answer = Detail(verdict, "answer");
  const std::string place = MeaningOf(kPlaces, Detail(verdict, "how"));
  return Entry("Prediction", ShownEnd(prediction)) +
         Entry("  extracted", answer.empty() ? "nothing" : Shown(answer)) +
         Entry("  from", place.empty() ? Detail(verdict, "how") : place) +
         Entry("  read as", Shown(Detail(verdict, "canonical")));
}

std::string VerdictText(const Verdict& verdict, const PairOptions& options) {
  const std::string rule = Detail(verdict, "rule");
  const std::string meaning = MeaningOf(kRules, rule);
  return Entry("Verdict", base::StrCat(StatusName(verdict.status), ": ", verdict.reason)) +
         Entry("  rule", meaning.empty() ? rule : rule + ": " + meaning) +
         Entry("  steps", base::StrCat(verdict.details.value("steps", int64_t{0}), " of at most ",
                                       options.math.steps)) +
         Entry("  policy", base::StrCat(MathPolicyName(options.math.policy),
                                        "; version of the verifier: ", kMathVersion));
}

}  // namespace

std::string Explain(const std::string& gold, std::string_view prediction,
                    const PairOptions& options) {
  const Verdict verdict = PairJudge(options).Judge(gold, prediction);
  return ReferenceText(gold) + PredictionText(prediction, verdict) + VerdictText(verdict, options);
}

}  // namespace r1bench::verifiers
