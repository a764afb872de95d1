#include "data/suites/aime_style.h"

namespace r1bench::data {

std::vector<Family> AimeFamilies() {
  std::vector<Family> families;
  for (const auto& area :
       {AimeNumberTheory(), AimeCombinatorics(), AimeAlgebra(), AimeGeometry()}) {
    families.insert(families.end(), area.begin(), area.end());
  }
  return families;
}

Problem MakeAimeStyle(base::Rng& rng) {
  static const std::vector<Family> families = AimeFamilies();
  const Family& family = families[rng.Below(static_cast<uint32_t>(families.size()))];
  return MakeFromFamily(family, rng);
}

bool SetAimeAnswer(int64_t value, Draft* draft) {
  if (value < 0 || value > 999) return false;
  draft->answer = std::to_string(value);
  return true;
}

}  // namespace r1bench::data
