#include "experiments/common/language_text.h"

#include <cctype>
#include <string_view>

#include "base/error.h"
#include "train/sft.h"

namespace r1bench::experiments {
namespace {

// Evaluates `(a op b) op (c op d)`, writing down each operation as it is done.
class Worker {
 public:
  explicit Worker(std::string_view text) : text_(text) {}

  int64_t Work() {
    const int64_t value = Expression();
    Require(at_ == text_.size());
    return value;
  }
  const std::string& steps() const { return steps_; }

 private:
  void Require(bool ok) const {
    base::Require(ok, "expected an arithmetic expression, got ", text_);
  }
  bool Take(std::string_view token) {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  // Operands join from the left: the suite puts parentheses where the order differs.
  int64_t Expression() {
    int64_t value = Operand();
    for (;;) {
      if (Take("+")) {
        value = Step(value, " + ", Operand(), '+');
      } else if (Take("-")) {
        value = Step(value, " - ", Operand(), '-');
      } else if (Take("\\times")) {
        value = Step(value, " times ", Operand(), '*');
      } else {
        return value;
      }
    }
  }

  int64_t Operand() {
    if (Take("(")) {
      const int64_t value = Expression();
      Require(Take(")"));
      return value;
    }
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    const size_t begin = at_;
    int64_t value = 0;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0) {
      value = value * 10 + (text_[at_++] - '0');
      Require(value < 1000000000);
    }
    Require(at_ > begin);
    return value;
  }

  int64_t Step(int64_t left, const char* words, int64_t right, char op) {
    const int64_t value = op == '+' ? left + right : op == '-' ? left - right : left * right;
    steps_ +=
        base::StrCat(steps_.empty() ? "First, " : "Then ", left, words, right, " = ", value, ". ");
    return value;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string steps_;
};

}  // namespace

LanguageTextEnvironment::LanguageTextEnvironment(const TextWorldOptions& options,
                                                 const model::TransformerOptions& transformer,
                                                 uint64_t seed)
    : TextEnvironment(options, transformer, seed),
      language_("en"),
      prepared_(language_.Prepare(At(Split::kHeldOut, 0))) {}

std::vector<Outcome> LanguageTextEnvironment::Judge(
    Split split, int64_t index, std::span<const model::Completion> completions) const {
  std::vector<Outcome> outcomes = TextEnvironment::Judge(split, index, completions);
  for (size_t i = 0; i < outcomes.size(); ++i) {
    Outcome& outcome = outcomes[i];
    const verifiers::Verdict verdict = language_.Verify(*prepared_, completions[i].text);
    const double words = verdict.details.value("words", 0.0);
    const double off = words - verdict.details.value("target_words", 0.0);
    outcome.measures.emplace_back("consistency", verdict.reward);
    outcome.measures.emplace_back("mixed", off > 0 ? 1 : 0);
    if (words > 0) outcome.measures.emplace_back("off_words", off / words);
    const bool readable = !outcome.truncated && !outcome.answer.empty();
    outcome.measures.emplace_back("format_error", readable ? 0 : 1);
  }
  return outcomes;
}

std::string WorkedSolution(const data::Problem& problem) {
  const std::string_view text = problem.problem;
  const size_t begin = text.find('$'), end = text.rfind('$');
  base::Require(begin != std::string_view::npos && begin < end,
                "expected an arithmetic expression between dollar signs, got ", problem.problem);
  Worker worker(text.substr(begin + 1, end - begin - 1));
  const int64_t value = worker.Work();
  base::Require(std::to_string(value) == problem.answer, problem.id, ": worked out ", value,
                ", but the answer is ", problem.answer);
  return base::StrCat(" <think> ", worker.steps(), "</think> <answer>", value, "</answer>");
}

std::vector<train::Document> WorkedDocuments(const TextEnvironment& environment, int64_t count) {
  const int64_t problems = environment.size(Split::kTrain);
  base::Require(count <= problems, "expected at most ", problems,
                " worked documents, one a problem to train on, got ", count);
  const data::Tokenizer& tokenizer = *environment.text_model().tokenizer;
  std::vector<int32_t> end;
  if (!tokenizer.eos_ids().empty()) end.push_back(tokenizer.eos_ids().front());
  std::vector<train::Document> documents;
  for (int64_t i = 0; i < count; ++i) {
    const auto split = Split::kTrain;
    std::vector<int32_t> answer = tokenizer.Encode(WorkedSolution(environment.At(split, i)));
    answer.insert(answer.end(), end.begin(), end.end());
    documents.push_back(train::PromptAndAnswer(environment.PromptTokens(split, i), answer));
  }
  return documents;
}

}  // namespace r1bench::experiments
