#include "data/prompt.h"

#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "data/utf8.h"

namespace r1bench::data {
namespace {

constexpr std::string_view kProblem = "{problem}";
constexpr std::string_view kEntryPoint = "{entry_point}";

struct BuiltIn {
  const char* name;
  const char* text;
};

constexpr BuiltIn kBuiltIns[] = {
    {"r1_zero",
     "Here a User puts a question to an Assistant. Before replying, the Assistant works the "
     "question out in its mind; after that it gives the User the answer. It writes the working "
     "between <think> and </think> and the answer between <answer> and </answer>, like this: "
     "<think> the working </think> <answer> the answer </answer>\n"
     "User: {problem}\n"
     "Assistant:"},
    {"boxed",
     "{problem}\n\n"
     "Work this out step by step. At the end, write the final answer inside \\boxed{}."},
    {"code",
     "{problem}\n\n"
     "Solve this task with a Python 3 program. The program reads its input from standard input and "
     "prints its result to standard output. Put the whole program into one block that begins with "
     "```python and ends with ```."},
    {"code_function",
     "Complete this Python function:\n\n{problem}\n\n"
     "Think first; then write the whole function {entry_point}, with the imports it needs, in one "
     "block that begins with ```python and ends with ```."},
    {"multiple_choice",
     "{problem}\n\n"
     "Exactly one of these choices is right. Think it through step by step. Then end with a line "
     "of this form, with the letter of the right choice in place of X:\n"
     "ANSWER: X"},
    {"plain", "{problem}"},
};

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

AnswerStyle StyleOf(std::string_view text) {
  if (Contains(text, "<answer>")) return AnswerStyle::kAnswerTag;
  if (Contains(text, "\\boxed")) return AnswerStyle::kBoxed;
  if (Contains(text, "ANSWER:")) return AnswerStyle::kLetter;
  if (Contains(text, "```")) return AnswerStyle::kCodeBlock;
  return AnswerStyle::kAnyText;
}

bool IsWholePrompt(std::string_view text) {
  if (Contains(text, "<|") || Contains(text, "<｜")) return true;
  const size_t end = text.find_last_not_of(" \t\r\n");
  const std::string_view trimmed =
      end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
  return trimmed.ends_with("Assistant:") || trimmed.ends_with("<think>");
}

// The statement, with lettered choices where the problem has some.
std::string Statement(const Problem& problem) {
  std::string text = problem.problem;
  const auto choices = problem.extra.find("choices");
  if (choices == problem.extra.end() || !choices->is_array()) return text;
  text += "\n";
  char letter = 'A';
  for (const base::Json& choice : *choices) {
    base::Require(choice.is_string() && letter <= 'Z',
                  "expected at most 26 choices, all texts, in ", "problem \"", problem.id,
                  "\"; run the dataset validator on its file");
    text += base::StrCat("\n", letter++, ") ", choice.get_ref<const std::string&>());
  }
  return text;
}

std::string EntryPoint(const Problem& problem) {
  const auto it = problem.extra.find("entry_point");
  return it != problem.extra.end() && it->is_string() ? it->get<std::string>() : std::string();
}

}  // namespace

PromptTemplate PromptTemplate::FromText(std::string name, std::string text) {
  base::Require(Contains(text, kProblem), "expected the prompt template \"", name,
                "\" to hold the placeholder {problem}, which is missing; write {problem} where the "
                "problem's statement shall stand");
  base::Require(IsValidUtf8(text), "expected the prompt template \"", name,
                "\" to be UTF-8; save it as UTF-8");
  PromptTemplate result;
  result.name_ = std::move(name);
  result.hash_ = base::Sha256Hex(text).substr(0, 8);
  result.answer_style_ = StyleOf(text);
  result.is_chat_message_ = !IsWholePrompt(text);
  result.text_ = std::move(text);
  return result;
}

PromptTemplate PromptTemplate::Load(const PromptTemplateOptions& options) {
  if (!options.file.empty()) {
    std::string text = base::ReadFile(options.file);
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    return FromText(options.file, std::move(text));
  }
  std::string known;
  for (const BuiltIn& built_in : kBuiltIns) {
    if (options.name == built_in.name) return FromText(built_in.name, built_in.text);
    known += base::StrCat(" ", built_in.name);
  }
  base::Fail("expected the name of a prompt template, got \"", options.name,
             "\"; known are:", known, ", or give a file");
}

std::vector<std::string> PromptTemplate::BuiltInNames() {
  std::vector<std::string> names;
  for (const BuiltIn& built_in : kBuiltIns) names.push_back(built_in.name);
  return names;
}

std::vector<TextPiece> PromptTemplate::RenderPieces(const Problem& problem) const {
  std::vector<TextPiece> pieces;
  std::string_view rest = text_;
  std::string own;  // template text not yet in a piece
  const auto add = [&](std::string value) {
    if (!own.empty()) pieces.push_back({std::exchange(own, {}), true});
    if (!value.empty()) pieces.push_back({std::move(value), false});
  };
  while (!rest.empty()) {
    if (rest.starts_with(kProblem)) {
      add(Statement(problem));
      rest.remove_prefix(kProblem.size());
    } else if (rest.starts_with(kEntryPoint)) {
      add(EntryPoint(problem));
      rest.remove_prefix(kEntryPoint.size());
    } else {
      own += rest.front();
      rest.remove_prefix(1);
    }
  }
  add({});
  return pieces;
}

std::string PromptTemplate::Render(const Problem& problem) const {
  std::string text;
  for (const TextPiece& piece : RenderPieces(problem)) text += piece.text;
  return text;
}

const char* AnswerStyleName(AnswerStyle style) {
  switch (style) {
    case AnswerStyle::kAnyText:
      return "any_text";
    case AnswerStyle::kAnswerTag:
      return "answer_tag";
    case AnswerStyle::kBoxed:
      return "boxed";
    case AnswerStyle::kCodeBlock:
      return "code_block";
    case AnswerStyle::kLetter:
      return "letter";
  }
  return "unknown";
}

}  // namespace r1bench::data
