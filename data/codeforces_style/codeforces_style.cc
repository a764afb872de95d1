#include "data/codeforces_style/codeforces_style.h"

#include "base/runfiles.h"
#include "data/dataset.h"

namespace r1bench::data {

std::vector<Problem> CodeforcesStyle() {
  return ReadProblems(base::Runfile("data/codeforces_style/codeforces_style.jsonl"));
}

}  // namespace r1bench::data
