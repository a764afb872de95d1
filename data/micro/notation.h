// OPS with two notations: the micro world's two languages.
//
// The task is OPS-M (ops_task.h). Operators, checks and the answer marker exist twice, as words of
// notation A and of notation B; numerals, `E` and padding are shared. The prompt ends with the
// question mark of one notation, and nothing else tells which one is asked for:
//
//   3 5 2 2 ?   - 5 + 0 W   + 1 * 2 V   A + * E        asked and answered in A
//   3 5 2 2 q   m 5 p 0 w   p 1 t 2 v   a p t E        asked and answered in B
//   3 5 2 2 q   m 5 p 0 w   + 1 * 2 V   a p t E        mixed
//
// The outcome ignores notation: every response is read as the OPS response that ToOps makes of it.
//
//   ids 0-6   numerals, so M is at most 7     13 14  V W in A     17 18  answer marker A, a
//   ids 7-9   + - * in A                      15 16  v w in B     19 20  question mark ?, q
//   ids 10-12 p m t in B                      21     E            22     padding
#ifndef R1BENCH_DATA_MICRO_NOTATION_H_
#define R1BENCH_DATA_MICRO_NOTATION_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/micro/alphabet.h"
#include "data/micro/ops_task.h"

namespace r1bench::micro {

enum class Notation { kA = 0, kB = 1 };
inline constexpr int kNumNotations = 2;
constexpr Notation Other(Notation n) { return n == Notation::kA ? Notation::kB : Notation::kA; }
constexpr size_t Index(Notation n) { return static_cast<size_t>(n); }
const char* NotationName(Notation notation);  // "A", "B"

inline constexpr Alphabet kNotationAlphabet("OPS in two notations", "0123456+-*pmtVWvwAa?qE_");
inline constexpr int kNotationVocabSize = 23;
inline constexpr int kNotationMaxModulus = 7;
inline constexpr int32_t kNotationEnd = 21;
inline constexpr int32_t kNotationPad = 22;

// The OPS token that a token stands for, without its notation; -1 for ids outside the vocabulary.
int32_t ToOps(int32_t id);
std::vector<int32_t> ToOps(std::span<const int32_t> ids);
// The token that stands for an OPS token in a notation; throws base::Error where there is none.
int32_t FromOps(int32_t ops_token, Notation notation);
// The notation of a word (operator, check, answer marker); none for all other tokens.
std::optional<Notation> NotationOf(int32_t id);

struct NotationPrompt {
  OpsPrompt ops;
  Notation notation = Notation::kA;
  bool operator==(const NotationPrompt&) const = default;
};

// Every prompt in A, then in B: prompt i of the result is prompt i / 2 of `prompts`.
std::vector<NotationPrompt> InBothNotations(std::span<const OpsPrompt> prompts);

// `a b c t ?` or `a b c t q`.
std::vector<int32_t> PromptTokens(const OpsTask& task, const NotationPrompt& prompt);
// The prompt written by these five tokens; throws base::Error when they are none.
NotationPrompt ParseNotationPrompt(const OpsTask& task, std::span<const int32_t> tokens);
// "ops7-3526-A".
std::string PromptId(const OpsTask& task, const NotationPrompt& prompt);

// Share of the target's words among the words before the answer; 0 if there are none. The
// language-consistency reward of the R1 report (v1, 2.3.2), with notations for languages.
double NotationConsistency(Notation target, std::span<const int32_t> response);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_NOTATION_H_
