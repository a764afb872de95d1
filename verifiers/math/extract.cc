#include "verifiers/math/extract.h"

#include <algorithm>
#include <string>
#include <vector>

#include "verifiers/math/extract_internal.h"

namespace r1bench::verifiers {
namespace {

// Content of the last <answer> that is closed.
Extraction LastAnswerTag(std::string_view text) {
  constexpr std::string_view kOpen = "<answer>", kClose = "</answer>";
  const size_t close = text.rfind(kClose);
  if (close == std::string_view::npos) return {};
  const size_t start = text.substr(0, close).rfind(kOpen);
  if (start == std::string_view::npos) return {};
  const size_t from = start + kOpen.size();
  return {true, Trimmed(text.substr(from, close - from)), "answer tag"};
}

// Is there an <answer> before the last one that says something else?
bool AnswersDiffer(std::string_view text, const Extraction& last) {
  if (!last.found) return false;
  const size_t start = static_cast<size_t>(last.text.data() - text.data());
  const Extraction other = LastAnswerTag(text.substr(0, start));
  return other.found && other.text != last.text;
}

bool MatchesAt(std::string_view text, size_t pos, std::string_view lower_case) {
  if (text.size() - pos < lower_case.size()) return false;
  for (size_t i = 0; i < lower_case.size(); ++i) {
    if (Lower(text[pos + i]) != lower_case[i]) return false;
  }
  return true;
}

// Position after the last phrase that announces an answer, or npos.
size_t AfterLastPhrase(std::string_view text) {
  for (size_t i = text.size(); i-- > 0;) {
    if (text[i] == '#' && MatchesAt(text, i, "####")) return i + 4;
    if (Lower(text[i]) != 'a' || !MatchesAt(text, i, "answer")) continue;
    size_t next = i + 6;
    while (next < text.size() && (text[next] == ' ' || text[next] == '*')) ++next;
    if (next < text.size() && text[next] == ':') return next + 1;
    if (MatchesAt(text, next, "is") && next + 2 < text.size() && !IsLetter(text[next + 2])) {
      return next + 2;
    }
  }
  return std::string_view::npos;
}

// The math environment that `text` begins with, without its delimiters; rest = what follows it.
bool LeadingMath(std::string_view text, std::string_view* inside, std::string_view* rest) {
  static constexpr std::string_view kPairs[][2] = {
      {"$$", "$$"}, {"\\[", "\\]"}, {"\\(", "\\)"}, {"$", "$"}};
  for (const auto& [open, close] : kPairs) {
    if (text.substr(0, open.size()) != open) continue;
    const size_t end = text.find(close, open.size());
    if (end == std::string_view::npos) return false;
    *inside = Trimmed(text.substr(open.size(), end - open.size()));
    *rest = Trimmed(text.substr(end + close.size()));
    return true;
  }
  return false;
}

// Up to the end of the line or of the sentence (a dot before white space).
std::string_view Sentence(std::string_view text) {
  size_t end = std::min(text.find('\n'), text.size());
  for (size_t i = 0; i + 1 < end; ++i) {
    if (text[i] == '.' && (text[i + 1] == ' ' || text[i + 1] == '\t')) {
      end = i;
      break;
    }
  }
  std::string_view sentence = Trimmed(text.substr(0, end));
  while (!sentence.empty() && (sentence.back() == '.' || sentence.back() == '*')) {
    sentence.remove_suffix(1);
  }
  return Trimmed(sentence);
}

Extraction LastPhrase(std::string_view text) {
  const size_t after = AfterLastPhrase(text);
  if (after == std::string_view::npos) return {};
  std::string_view rest = text.substr(after);
  const size_t first = rest.find_first_not_of(" \t\r\n*:");
  if (first == std::string_view::npos) return {};
  rest = rest.substr(first);
  std::string_view inside, behind;
  if (LeadingMath(rest, &inside, &behind)) {
    // One formula, and then prose: the formula. A formula that goes on ("$5$ or $6$") is taken
    // whole, so that a hedge stays a hedge.
    const std::string_view tail = Sentence(behind);
    if (behind.empty() || behind[0] == '.' || behind[0] == '\n' || tail.empty()) {
      return {true, inside, "phrase"};
    }
  }
  return {true, Sentence(rest), "phrase"};
}

// A short single line that is nothing but the answer: "$\\frac{1}{2}$" or "42".
Extraction WholeResponse(std::string_view text) {
  constexpr size_t kLongest = 100;
  const std::string_view line = Trimmed(text);
  if (line.empty() || line.size() > kLongest || line.find('\n') != std::string_view::npos) {
    return {};
  }
  if (line.find("\\boxed") != std::string_view::npos) return {};  // one that is never closed
  std::string_view inside, behind;
  if (LeadingMath(line, &inside, &behind)) {
    return behind.empty() || behind == "." ? Extraction{true, inside, "whole response"}
                                           : Extraction{};
  }
  // Prose, which any word of four letters makes likely, is no answer.
  size_t letters = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    letters = IsLetter(line[i]) ? letters + 1 : 0;
    const bool command = letters == 1 && i > 0 && line[i - 1] == '\\';
    if (command) {
      while (i + 1 < line.size() && IsLetter(line[i + 1])) ++i;
      letters = 0;
    }
    if (letters >= 4) return {};
  }
  return {true, line, "whole response"};
}

}  // namespace

std::string_view FinalPart(std::string_view response) {
  constexpr std::string_view kOpen = "<think>", kClose = "</think>";
  const size_t close = response.rfind(kClose);
  if (close != std::string_view::npos) response = response.substr(close + kClose.size());
  const size_t open = response.find(kOpen);
  return open == std::string_view::npos ? response : response.substr(0, open);
}

namespace {

// Rules 1 to 4.
Extraction AnnouncedAnswer(std::string_view text) {
  const Extraction tag = LastAnswerTag(text);
  const std::string_view region = tag.found ? tag.text : text;
  Extraction box = FindBoxes(region).last;
  const bool differ = AnswersDiffer(text, tag);
  if (differ) box.objection = "several answers are stated";
  if (box.found) return box;
  Extraction phrase = LastPhrase(region);
  phrase.objection = box.objection;
  if (phrase.found) return phrase;
  if (tag.found) {
    std::string_view inside, behind;
    if (LeadingMath(tag.text, &inside, &behind) && behind.empty()) {
      return {true, inside, "answer tag", box.objection};
    }
    return {true, tag.text, tag.how, box.objection};
  }
  return WholeResponse(text);
}

// What follows the last "answer", in any case.
std::string_view BehindAnswer(std::string_view text) {
  for (size_t i = text.size(); i-- > 0;) {
    if (Lower(text[i]) == 'a' && MatchesAt(text, i, "answer")) return text.substr(i + 6);
  }
  return {};
}

// The last formula and the last number, the one that ends later first.
void AddLast(std::string_view text, std::vector<Extraction>* found) {
  const Extraction formula = LastFormula(text), number = LastNumber(text);
  const auto end = [](const Extraction& e) { return e.text.data() + e.text.size(); };
  const bool number_first = number.found && (!formula.found || end(number) > end(formula));
  if (number_first) found->push_back(number);
  if (formula.found) found->push_back(formula);
  if (number.found && !number_first) found->push_back(number);
}

// Rules 5 to 7.
void AddFallbacks(std::string_view text, std::vector<Extraction>* found) {
  const std::string_view open = Trimmed(FindBoxes(text).open);
  if (!open.empty()) found->push_back({true, open.substr(0, open.find('\n')), "open box"});
  AddLast(BehindAnswer(text), found);
  AddLast(text, found);
}

}  // namespace

std::vector<Extraction> ExtractAnswers(std::string_view response, MathPolicy policy) {
  std::vector<Extraction> found;
  const std::string_view text = FinalPart(response);
  Extraction announced = AnnouncedAnswer(text);
  if (policy == MathPolicy::kLenient) announced.objection = nullptr;
  if (announced.found) found.push_back(announced);
  const bool boxed = announced.found && std::string_view(announced.how) == "boxed";
  if (policy == MathPolicy::kLenient && !boxed) AddFallbacks(text, &found);
  return found;
}

Extraction BoxedReference(std::string_view gold) {
  const Boxes boxes = FindBoxes(gold);
  return boxes.last.found && boxes.all_joined ? boxes.last : Extraction{};
}

}  // namespace r1bench::verifiers
