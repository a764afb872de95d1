// The rules that all OPS worlds share: arithmetic, the form of an attempt, the outcome reward.
//
// OPS-M (ops_task.h: three operands) and OPS-K (ops_k_task.h: three to six) are two ways to state
// questions under these rules. A question is a row of operands and a target; a solution is a row of
// operators, applied from the left: ((a o1 b) o2 c) ... = t (mod M).
#ifndef R1BENCH_DATA_MICRO_OPS_RULES_H_
#define R1BENCH_DATA_MICRO_OPS_RULES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "data/micro/ops_vocabulary.h"

namespace r1bench::micro {

inline constexpr int kNumOps = 3;

// How an attempt is written. The blind forms take away what makes judging a response trivial: with
// results and target both printed, a judge only compares two numbers.
enum class OpsForm {
  kShown,       // o1 x o2 y: each operator and the number it gives
  kHidden,      // o1 o2: the operators alone; a check `V` or `W` may follow
  kAnswerOnly,  // no attempt at all: a response is `A o1 o2 E`
};

struct OpsRules {
  OpsVocabulary vocabulary;
  int modulus = 7;
  OpsForm form = OpsForm::kShown;
};

struct OpsQuestion {
  std::span<const int> operands;
  int target = 0;

  int num_ops() const { return static_cast<int>(operands.size()) - 1; }
};

// x op y mod M, 0..M-1, for op 0 (+), 1 (-), 2 (*); x and y may be any numbers from 0 on.
int ApplyOp(int op, int x, int y, int modulus);

// A combination is a row of operators as one number, the first operator in the highest place of
// base 3; there are 3^num_ops.
int NumCombos(int num_ops);
int ComboOp(int combo, int num_ops, int place);  // 0..2
// Where the operators of `combo` lead.
int ComboValue(const OpsRules& rules, const OpsQuestion& question, int combo);

enum class OpsStatus {
  kCorrect,
  kWrong,       // a well-formed answer that misses the target
  kNoAnswer,    // ended without `A`
  kUnparsable,  // `A` is not followed by exactly the operators and `E`, or a token is unknown
  kTruncated,   // never ended (no `E`)
};
const char* OpsStatusName(OpsStatus status);

struct OpsGrade {
  double reward = 0;  // 1 when correct, else 0
  OpsStatus status = OpsStatus::kTruncated;
};

// The outcome reward. `response` is what follows the prompt and may be any ids at all. It is read
// up to the first `E`; the answer is what stands after the first `A` and must be exactly the
// operators and `E`. Everything before it is free: no reward for length, checks or right
// arithmetic.
OpsGrade GradeResponse(const OpsRules& rules, const OpsQuestion& question,
                       std::span<const int32_t> response);

// Appends an attempt at `combo` in the rules' form, and `A o1 o2 ... E`.
void AppendAttempt(const OpsRules& rules, const OpsQuestion& question, int combo,
                   std::vector<int32_t>* out);
void AppendAnswer(const OpsRules& rules, int combo, int num_ops, std::vector<int32_t>* out);
// Tokens of the two.
int AttemptTokens(OpsForm form, int num_ops);
inline int AnswerTokens(int num_ops) { return num_ops + 2; }

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_OPS_RULES_H_
