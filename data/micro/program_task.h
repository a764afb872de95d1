// Programs by example: the micro world whose responses are Python.
//
// Prompt: what an unknown function of x gives for x = 2, 3 and 5, two digits each, then `?`.
// Response: a Python expression in x, then `E`. It is right if `def f(x): return <expression>`
// gives the function's values, at these x and at four that are not shown.
//
//   2 2 2 5 3 1 ?   3 * x + 1 6 E          f(2) = 22, f(3) = 25, f(5) = 31: right
//   2 2 2 5 3 1 ?   x * x + 1 8 E          right for x = 2 alone
//   2 2 2 5 3 1 ?   3 * x + E              no Python at all
//
// The functions, a = 1 and b = 0 not written:
//
//   a*x+b  a*x-b  b-a*x  a 1..9        a*x*x+b  a*x*x-b  a 1..3        x%a+b  a 2..4        b 0..99
//
// those whose three shown values lie in 0..99 and belong to no other function. A verdict needs an
// interpreter: nothing here judges a response (verifiers/code does).
//
//   ids 0-9   numerals           11-15  + - * / %         18  ?, ends the prompt
//   id  10    x                  16 17  ( )               19  E    20  padding
#ifndef R1BENCH_DATA_MICRO_PROGRAM_TASK_H_
#define R1BENCH_DATA_MICRO_PROGRAM_TASK_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/micro/alphabet.h"

namespace r1bench::micro {

inline constexpr Alphabet kProgramAlphabet("programs by example", "0123456789x+-*/%()?E_");
inline constexpr int kProgramVocabSize = 21;
inline constexpr int32_t kProgramEnd = 19;
inline constexpr int32_t kProgramPad = 20;
inline constexpr int kProgramPromptTokens = 7;

inline constexpr std::array<int, 3> kShownInputs = {2, 3, 5};
inline constexpr std::array<int, 4> kHiddenInputs = {1, 4, 7, 10};

enum class ProgramKind { kRising, kRisingLess, kFalling, kSquare, kSquareLess, kRest };
inline constexpr int kNumProgramKinds = 6;

struct Program {
  ProgramKind kind = ProgramKind::kRising;
  int a = 1, b = 0;
  bool operator==(const Program&) const = default;
};

int Value(const Program& program, int x);
// The shortest of the forms above: "x+3" for 1*x+3.
std::string Source(const Program& program);

// All functions of the world, by kind, a, b.
std::vector<Program> AllPrograms();

// `d d d d d d ?`
std::vector<int32_t> ProgramPrompt(const Program& program);
// "program-222531": unique within the world, stable.
std::string ProgramId(const Program& program);
// The text of a response up to its first `E` (or to its end), without spaces: "3*x+16".
std::string ProgramSource(std::span<const int32_t> response);

struct ProgramSplit {
  std::vector<Program> train;
  std::vector<Program> held_out;
};
// Splits AllPrograms at random by seed (stream "micro.program_split"); each part keeps their order.
// Throws base::Error unless 0 <= num_held_out < their number.
ProgramSplit SplitPrograms(int num_held_out, uint64_t seed);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_PROGRAM_TASK_H_
