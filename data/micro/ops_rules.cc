#include "data/micro/ops_rules.h"

#include <algorithm>

#include "base/error.h"

namespace r1bench::micro {

int ApplyOp(int op, int x, int y, int modulus) {
  switch (op) {
    case 0:
      return (x + y) % modulus;
    case 1:
      return (x - y % modulus + modulus) % modulus;
    case 2:
      return x * y % modulus;
    default:
      base::Fail("expected operator 0, 1 or 2, got ", op);
  }
}

int NumCombos(int num_ops) {
  int combos = 1;
  for (int i = 0; i < num_ops; ++i) combos *= kNumOps;
  return combos;
}

int ComboOp(int combo, int num_ops, int place) {
  return combo / NumCombos(num_ops - 1 - place) % kNumOps;
}

int ComboValue(const OpsRules& rules, const OpsQuestion& question, int combo) {
  int value = question.operands[0];
  for (int i = 0; i < question.num_ops(); ++i) {
    const int op = ComboOp(combo, question.num_ops(), i);
    value = ApplyOp(op, value, question.operands[static_cast<size_t>(i) + 1], rules.modulus);
  }
  return value;
}

const char* OpsStatusName(OpsStatus status) {
  switch (status) {
    case OpsStatus::kCorrect:
      return "correct";
    case OpsStatus::kWrong:
      return "wrong";
    case OpsStatus::kNoAnswer:
      return "no answer";
    case OpsStatus::kUnparsable:
      return "unparsable";
    case OpsStatus::kTruncated:
      return "truncated";
  }
  return "unknown";
}

OpsGrade GradeResponse(const OpsRules& rules, const OpsQuestion& question,
                       std::span<const int32_t> response) {
  const OpsVocabulary& vocabulary = rules.vocabulary;
  const auto end = std::find(response.begin(), response.end(), vocabulary.end());
  if (std::any_of(response.begin(), end, [&](int32_t id) { return !vocabulary.IsToken(id); })) {
    return {0, OpsStatus::kUnparsable};
  }
  if (end == response.end()) return {0, OpsStatus::kTruncated};
  const auto marker = std::find(response.begin(), end, vocabulary.answer());
  if (marker == end) return {0, OpsStatus::kNoAnswer};
  if (end - marker != question.num_ops() + 1) return {0, OpsStatus::kUnparsable};
  int combo = 0;
  for (auto at = marker + 1; at != end; ++at) {
    if (!vocabulary.IsOperator(*at)) return {0, OpsStatus::kUnparsable};
    combo = combo * kNumOps + vocabulary.op_index(*at);
  }
  const bool correct = ComboValue(rules, question, combo) == question.target;
  return {correct ? 1.0 : 0.0, correct ? OpsStatus::kCorrect : OpsStatus::kWrong};
}

void AppendAttempt(const OpsRules& rules, const OpsQuestion& question, int combo,
                   std::vector<int32_t>* out) {
  if (rules.form == OpsForm::kAnswerOnly) return;
  int value = question.operands[0];
  for (int i = 0; i < question.num_ops(); ++i) {
    const int op = ComboOp(combo, question.num_ops(), i);
    out->push_back(rules.vocabulary.op(op));
    value = ApplyOp(op, value, question.operands[static_cast<size_t>(i) + 1], rules.modulus);
    if (rules.form == OpsForm::kShown) out->push_back(value);
  }
}

void AppendAnswer(const OpsRules& rules, int combo, int num_ops, std::vector<int32_t>* out) {
  out->push_back(rules.vocabulary.answer());
  for (int i = 0; i < num_ops; ++i) {
    out->push_back(rules.vocabulary.op(ComboOp(combo, num_ops, i)));
  }
  out->push_back(rules.vocabulary.end());
}

int AttemptTokens(OpsForm form, int num_ops) {
  switch (form) {
    case OpsForm::kShown:
      return 2 * num_ops;
    case OpsForm::kHidden:
      return num_ops;
    case OpsForm::kAnswerOnly:
      return 0;
  }
  return 0;
}

}  // namespace r1bench::micro
