// Prompt templates: the words put around a problem.
//
// A template is text with placeholders:
//   {problem}      required: the statement (with its choices, lettered, where it has some)
//   {entry_point}  optional: the name of the function to write (empty where the problem has none)
// Every other brace stands for itself, so LaTeX needs no escaping. Placeholders inside a problem's
// own text are not expanded. One newline at the end of a template file is dropped.
//
// Built in, of the same structure as the report's (arXiv 2501.12948 v1 Table 1; v2 supplement, the
// prompts of the benchmarks), in our own words: `r1_zero` (think/answer tags, for a base model, no
// chat format), `boxed` (final answer in \boxed{}), `code` (a program that reads standard input),
// `code_function` (a function to complete), `multiple_choice` (last line "ANSWER: letter"), and
// `plain`, the problem alone. The published wording can be given as a file.

#ifndef R1BENCH_DATA_PROMPT_H_
#define R1BENCH_DATA_PROMPT_H_

#include <string>
#include <string_view>
#include <vector>

#include "data/problem.h"
#include "data/tokenizer.h"

namespace r1bench::data {

// Where a response to the template holds its answer; graders pick their extractor by it.
enum class AnswerStyle {
  kAnyText,    // the response as a whole
  kAnswerTag,  // <answer>...</answer>
  kBoxed,      // \boxed{...}
  kCodeBlock,  // ```...```
  kLetter,     // "ANSWER: C"
};

struct PromptTemplateOptions {
  std::string name = "boxed";  // a built-in name
  std::string file = {};       // path of a template file; where set, `name` is not looked at
};

class PromptTemplate {
 public:
  // Throws base::Error for an unknown name, an unreadable file, or text without {problem}.
  static PromptTemplate Load(const PromptTemplateOptions& options);
  static PromptTemplate FromText(std::string name, std::string text);
  static std::vector<std::string> BuiltInNames();

  const std::string& name() const { return name_; }  // built-in name, or the file's path
  const std::string& text() const { return text_; }
  const std::string& hash() const { return hash_; }  // first 8 hex digits of the text's SHA-256
  AnswerStyle answer_style() const { return answer_style_; }
  // True: the rendered text is a user's message in the model's chat format. False: it is the
  // whole prompt, up to the place where the model goes on. A text ending in "Assistant:" or
  // "<think>", or holding control tokens ("<|...", "<｜..."), is a whole prompt.
  bool is_chat_message() const { return is_chat_message_; }

  std::string Render(const Problem& problem) const;

  // The same, with the problem's own text apart from the template's: special tokens count only in
  // the template. For whole prompts: tokenizer.EncodePieces(prompt.RenderPieces(problem)).
  std::vector<TextPiece> RenderPieces(const Problem& problem) const;

 private:
  PromptTemplate() = default;

  std::string name_;
  std::string text_;
  std::string hash_;
  AnswerStyle answer_style_ = AnswerStyle::kAnyText;
  bool is_chat_message_ = true;
};

const char* AnswerStyleName(AnswerStyle style);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_PROMPT_H_
