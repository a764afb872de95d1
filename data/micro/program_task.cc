#include "data/micro/program_task.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/rng.h"

namespace r1bench::micro {
namespace {

constexpr int kMaxShown = 99;

struct Range {
  int first, last;
};

Range RangeOfA(ProgramKind kind) {
  switch (kind) {
    case ProgramKind::kSquare:
    case ProgramKind::kSquareLess:
      return {1, 3};
    case ProgramKind::kRest:
      return {2, 4};
    default:
      return {1, 9};
  }
}

// What is subtracted is written, so it is not 0.
Range RangeOfB(ProgramKind kind) {
  const bool less = kind == ProgramKind::kRisingLess || kind == ProgramKind::kSquareLess;
  return {less ? 1 : 0, kMaxShown};
}

std::array<int, 3> Shown(const Program& program) {
  std::array<int, 3> values{};
  for (size_t i = 0; i < values.size(); ++i) values[i] = Value(program, kShownInputs[i]);
  return values;
}

bool Fits(const std::array<int, 3>& values) {
  return std::ranges::all_of(values, [](int value) { return 0 <= value && value <= kMaxShown; });
}

// Also those that share their shown values with another.
std::vector<Program> Candidates() {
  std::vector<Program> programs;
  for (int kind = 0; kind < kNumProgramKinds; ++kind) {
    Program program;
    program.kind = static_cast<ProgramKind>(kind);
    const Range as = RangeOfA(program.kind), bs = RangeOfB(program.kind);
    for (program.a = as.first; program.a <= as.last; ++program.a) {
      for (program.b = bs.first; program.b <= bs.last; ++program.b) {
        if (Fits(Shown(program))) programs.push_back(program);
      }
    }
  }
  return programs;
}

std::string Times(int a, const char* what) {
  return a == 1 ? what : std::to_string(a) + "*" + what;
}

std::string Plus(const std::string& term, int b) {
  return b == 0 ? term : term + "+" + std::to_string(b);
}

}  // namespace

int Value(const Program& program, int x) {
  const auto [kind, a, b] = program;
  switch (kind) {
    case ProgramKind::kRising:
      return a * x + b;
    case ProgramKind::kRisingLess:
      return a * x - b;
    case ProgramKind::kFalling:
      return b - a * x;
    case ProgramKind::kSquare:
      return a * x * x + b;
    case ProgramKind::kSquareLess:
      return a * x * x - b;
    case ProgramKind::kRest:
      return x % a + b;
  }
  throw base::Error(base::StrCat("no kind of program: ", static_cast<int>(kind)));
}

std::string Source(const Program& program) {
  const auto [kind, a, b] = program;
  switch (kind) {
    case ProgramKind::kRising:
      return Plus(Times(a, "x"), b);
    case ProgramKind::kRisingLess:
      return Times(a, "x") + "-" + std::to_string(b);
    case ProgramKind::kFalling:
      return std::to_string(b) + "-" + Times(a, "x");
    case ProgramKind::kSquare:
      return Plus(Times(a, "x*x"), b);
    case ProgramKind::kSquareLess:
      return Times(a, "x*x") + "-" + std::to_string(b);
    case ProgramKind::kRest:
      return Plus("x%" + std::to_string(a), b);
  }
  throw base::Error(base::StrCat("no kind of program: ", static_cast<int>(kind)));
}

std::vector<Program> AllPrograms() {
  const std::vector<Program> candidates = Candidates();
  std::map<std::array<int, 3>, int> functions;
  for (const Program& program : candidates) ++functions[Shown(program)];
  std::vector<Program> programs;
  std::ranges::copy_if(
      candidates, std::back_inserter(programs),
      [&functions](const Program& program) { return functions[Shown(program)] == 1; });
  return programs;
}

std::vector<int32_t> ProgramPrompt(const Program& program) {
  std::vector<int32_t> tokens;
  for (const int value : Shown(program)) {
    tokens.push_back(value / 10);
    tokens.push_back(value % 10);
  }
  tokens.push_back(kProgramAlphabet.Id('?'));
  return tokens;
}

std::string ProgramId(const Program& program) {
  std::string id = "program-";
  for (const int32_t digit : ProgramPrompt(program)) {
    if (digit < 10) id += kProgramAlphabet.Char(digit);
  }
  return id;
}

std::string ProgramSource(std::span<const int32_t> response) {
  const auto end = std::ranges::find(response, kProgramEnd);
  std::string text = kProgramAlphabet.Decode({response.begin(), end});
  std::erase(text, ' ');
  return text;
}

ProgramSplit SplitPrograms(int num_held_out, uint64_t seed) {
  const std::vector<Program> all = AllPrograms();
  base::Require(num_held_out >= 0 && static_cast<size_t>(num_held_out) < all.size(),
                "expected 0 to ", all.size() - 1, " held-out programs, got ", num_held_out);
  std::vector<size_t> order(all.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  base::Rng rng(seed, "micro.program_split");
  rng.Shuffle(order);
  std::vector<bool> is_held_out(all.size(), false);
  for (int i = 0; i < num_held_out; ++i) is_held_out[order[static_cast<size_t>(i)]] = true;
  ProgramSplit split;
  for (size_t i = 0; i < all.size(); ++i) {
    (is_held_out[i] ? split.held_out : split.train).push_back(all[i]);
  }
  return split;
}

}  // namespace r1bench::micro
