#include "data/micro/program_corpus.h"

#include <string>
#include <utility>

#include "base/error.h"
#include "base/rng.h"

namespace r1bench::micro {
namespace {

ProgramWriter DrawWriter(const ProgramCorpusOptions& options, base::Rng& rng) {
  double u = static_cast<double>(rng.Uniform());
  if ((u -= options.share_right) < 0) return ProgramWriter::kRight;
  if ((u -= options.share_careless) < 0) return ProgramWriter::kCareless;
  if ((u -= options.share_slip) < 0) return ProgramWriter::kSlip;
  return ProgramWriter::kBroken;
}

// With another number of 1..9 in one step.
Recipe Slip(Recipe recipe, base::Rng& rng) {
  RecipeStep& step = recipe[rng.Below(kRecipeSteps)];
  step.by = 1 + (step.by - 1 + static_cast<int>(1 + rng.Below(8))) % 9;
  return recipe;
}

std::string Broken(std::string source, base::Rng& rng) {
  source.erase(rng.Below(static_cast<uint32_t>(source.size())), 1);
  return source;
}

std::string Write(const Recipe& recipe, ProgramWriter writer, base::Rng& rng) {
  switch (writer) {
    case ProgramWriter::kRight:
      return Source(recipe);
    case ProgramWriter::kCareless:
      return FlatSource(recipe);
    case ProgramWriter::kSlip:
      return Source(Slip(recipe, rng));
    case ProgramWriter::kBroken:
      return Broken(Source(recipe), rng);
  }
  throw base::Error(base::StrCat("no writer: ", static_cast<int>(writer)));
}

}  // namespace

ProgramCorpus::ProgramCorpus(std::span<const Recipe> recipes, uint64_t seed,
                             const ProgramCorpusOptions& options)
    : recipes_(recipes.begin(), recipes.end()), seed_(seed), options_(options) {
  const double sum = options.share_right + options.share_careless + options.share_slip;
  base::Require(options.share_right >= 0 && options.share_careless >= 0 &&
                    options.share_slip >= 0 && sum <= 1 + 1e-6,
                "expected non-negative shares of right, careless and slip that sum to at most 1, "
                "got ",
                options.share_right, ", ", options.share_careless, ", ", options.share_slip);
  base::Require(!recipes_.empty(), "expected at least one recipe for a corpus, got none");
}

ProgramDocument ProgramCorpus::Document(uint64_t index) const {
  base::Rng rng(seed_, "micro.program_corpus", index);
  ProgramDocument document;
  document.recipe = recipes_[rng.Below(static_cast<uint32_t>(recipes_.size()))];
  document.writer = DrawWriter(options_, rng);
  document.tokens = RecipePrompt(document.recipe);
  const std::string source = Write(document.recipe, document.writer, rng);
  for (const int32_t token : kProgramAlphabet.Encode(source)) document.tokens.push_back(token);
  document.tokens.push_back(kProgramEnd);
  return document;
}

}  // namespace r1bench::micro
