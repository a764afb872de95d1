#include "data/codeforces_style/generators.h"

#include "base/error.h"

namespace r1bench::data::codeforces_style {

std::span<const ProblemGenerator* const> Generators() {
  static constexpr const ProblemGenerator* kAll[] = {
      &kC1A, &kC1B, &kC1C, &kC1D, &kC1E, &kC1F,  //
      &kC2A, &kC2B, &kC2C, &kC2D, &kC2E, &kC2F,  //
      &kC3A, &kC3B, &kC3C, &kC3D, &kC3E, &kC3F,  //
      &kC4A, &kC4B, &kC4C, &kC4D, &kC4E, &kC4F,  //
      &kC5A, &kC5B, &kC5C, &kC5D, &kC5E, &kC5F,  //
  };
  return kAll;
}

const ProblemGenerator& GeneratorOf(std::string_view path) {
  for (const ProblemGenerator* generator : Generators()) {
    if (generator->path == path) return *generator;
  }
  base::Fail("no problem ", path, " in data/codeforces_style/generators.cc");
}

}  // namespace r1bench::data::codeforces_style
