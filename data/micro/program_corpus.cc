#include "data/micro/program_corpus.h"

#include <string>

#include "base/error.h"
#include "base/rng.h"

namespace r1bench::micro {
namespace {

ProgramWriter DrawWriter(const ProgramCorpusOptions& options, base::Rng& rng) {
  double u = static_cast<double>(rng.Uniform());
  if ((u -= options.share_right) < 0) return ProgramWriter::kRight;
  if ((u -= options.share_careless) < 0) return ProgramWriter::kCareless;
  if ((u -= options.share_guess) < 0) return ProgramWriter::kGuess;
  return ProgramWriter::kBroken;
}

// `b - a*x` without its constant is `0-a*x`.
Program Careless(Program program) {
  program.b = program.b == 0 ? 1 : 0;
  if (program.kind == ProgramKind::kRisingLess) program.kind = ProgramKind::kRising;
  if (program.kind == ProgramKind::kSquareLess) program.kind = ProgramKind::kSquare;
  return program;
}

std::string Broken(std::string source, base::Rng& rng) {
  source.erase(rng.Below(static_cast<uint32_t>(source.size())), 1);
  return source;
}

}  // namespace

ProgramCorpus::ProgramCorpus(std::span<const Program> programs, uint64_t seed,
                             const ProgramCorpusOptions& options)
    : programs_(programs.begin(), programs.end()), seed_(seed), options_(options) {
  const double sum = options.share_right + options.share_careless + options.share_guess;
  base::Require(options.share_right >= 0 && options.share_careless >= 0 &&
                    options.share_guess >= 0 && sum <= 1 + 1e-6,
                "expected non-negative shares of right, careless and guess that sum to at most 1, "
                "got ",
                options.share_right, ", ", options.share_careless, ", ", options.share_guess);
  base::Require(!programs_.empty(), "expected at least one program for a corpus, got none");
}

ProgramDocument ProgramCorpus::Document(uint64_t index) const {
  base::Rng rng(seed_, "micro.program_corpus", index);
  const auto draw = [&] { return programs_[rng.Below(static_cast<uint32_t>(programs_.size()))]; };
  ProgramDocument document;
  document.program = draw();
  document.writer = DrawWriter(options_, rng);
  document.tokens = ProgramPrompt(document.program);
  std::string source = Source(document.program);
  if (document.writer == ProgramWriter::kCareless) source = Source(Careless(document.program));
  if (document.writer == ProgramWriter::kGuess) source = Source(draw());
  if (document.writer == ProgramWriter::kBroken) source = Broken(std::move(source), rng);
  for (const int32_t token : kProgramAlphabet.Encode(source)) document.tokens.push_back(token);
  document.tokens.push_back(kProgramEnd);
  return document;
}

}  // namespace r1bench::micro
