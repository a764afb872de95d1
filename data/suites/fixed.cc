#include "data/suites/fixed.h"

#include "base/error.h"
#include "data/codeforces_style/codeforces_style.h"

namespace r1bench::data {
namespace {

constexpr char kCodeforcesStyle[] = "codeforces_style";

}  // namespace

std::vector<SuiteInfo> FixedSuites() {
  return {{kCodeforcesStyle, "30 programming problems in five simulated Div. 2 contests"}};
}

bool IsFixedSuite(std::string_view name) { return name == kCodeforcesStyle; }

std::vector<Problem> FixedSuite(std::string_view name) {
  base::Require(IsFixedSuite(name), "no fixed suite \"", name, "\"; there is ", kCodeforcesStyle);
  return CodeforcesStyle();
}

}  // namespace r1bench::data
