#include "data/suites/math_style.h"

namespace r1bench::data {

std::array<std::span<const Family>, 7> MathSubjects() {
  return {MathPrealgebra(), MathAlgebra(),  MathNumberTheory(),
          MathCounting(),   MathGeometry(), MathIntermediateAlgebra(),
          MathPrecalculus()};
}

std::vector<Family> MathFamilies() {
  std::vector<Family> families;
  for (const auto& subject : MathSubjects()) {
    families.insert(families.end(), subject.begin(), subject.end());
  }
  return families;
}

Problem MakeMathStyle(base::Rng& rng) {
  const auto subjects = MathSubjects();
  const auto& families = subjects[rng.Below(static_cast<uint32_t>(subjects.size()))];
  return MakeFromFamily(families[rng.Below(static_cast<uint32_t>(families.size()))], rng);
}

}  // namespace r1bench::data
