// Findings by rules that were fixed before the run.
//
// A rule has one effect a seed, the mean over seeds as the effect, and a 95 % interval (Student's t
// over seeds). Of a ratio: the geometric mean, judged on the logarithm. The verdict follows from
// the interval and the margin (reports/verdict.h): with one seed it is inconclusive.
//
// An experiment keeps its rules in one table (findings.cc), texts and margins included; its README
// shows it to readers.
#ifndef R1BENCH_EXPERIMENTS_COMMON_FINDING_RULES_H_
#define R1BENCH_EXPERIMENTS_COMMON_FINDING_RULES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "reports/report.h"
#include "reports/verdict.h"

namespace r1bench::experiments {

// Of one seed: the metrics of each finished stage, by the stage's name ("base", "rl").
using SeedResults = std::map<std::string, base::Json>;

// A metric that a stage of this seed does not have, as the share of words in thoughts where no
// response has a thought. ApplyRules leaves the seed out.
class MissingMetric : public base::Error {
 public:
  using base::Error::Error;
};

// A metric of one stage of one seed. Throws MissingMetric, which names both, if the stage has no
// such number, and base::Error if the stage was not run.
double Get(const SeedResults& seed, const std::string& stage, const std::string& metric);

struct FindingRule {
  std::string claim_id;             // "zero.accuracy"
  std::string title;                // the claim in a sentence
  std::string source;               // where it is made
  std::string text;                 // the rule, for a reader
  std::vector<std::string> stages;  // all must have been run
  reports::Criterion criterion = reports::Criterion::kAbove;
  double margin = 0;
  bool logarithm = false;  // `effect` gives the logarithm of a ratio; the margin is of the ratio
  std::function<double(const SeedResults&)> effect;
};

// One finding for every rule whose stages were run (a missing arm leaves its rule out), over the
// seeds that have them: while a run goes on, those that are finished. `names` are the seeds' own
// (else they are counted from 1). A seed that lacks a metric which the rule reads is left out, and
// the finding's detail says so; where that leaves no seed there is no finding, but a line in
// `notes`, if given.
std::vector<reports::Finding> ApplyRules(const std::vector<FindingRule>& rules,
                                         const std::vector<SeedResults>& seeds,
                                         const std::vector<uint64_t>& names = {},
                                         std::vector<std::string>* notes = nullptr);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_FINDING_RULES_H_
