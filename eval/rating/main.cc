// The program behind `bazel run //eval:rating -- FILE`.
#include "base/main.h"

#include <gflags/gflags.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/paths.h"
#include "eval/rating/input.h"
#include "eval/rating/rating.h"
#include "eval/rating/report.h"

DEFINE_string(rating_compat, "exact",
              "exact: ties in the middle, the exact root; codeelo: as CodeElo publishes it, faults "
              "included");
DEFINE_int32(max_attempts, 8, "Attempts at a problem that count");
DEFINE_bool(
    independent, false,
    "The attempts at a problem are independent samples in no order: average the rating over "
    "orders, resample them for the interval. With --max_attempts=1: the rating form of "
    "pass@1");
DEFINE_int32(draws, 100, "With --independent: so many random orders");
DEFINE_int32(resamples, 2000, "Resamples of the bootstrap");
DEFINE_uint64(seed, 1, "Seed of the orders and of the bootstrap");
DEFINE_double(prior_mean, 1500, "Mean of the normal prior of the rating by difficulty");
DEFINE_double(prior_sd, 500, "Standard deviation of that prior");
DEFINE_bool(json, false, "Print JSON instead of text");

namespace r1bench::eval {
namespace {

constexpr char kManual[] =
    R"(rating [FLAGS] FILE

Says which rating a model's places in contests stand for, on the scale of
Codeforces, with a 95 % interval by bootstrap over contests.
FILE is JSON (eval/rating/input.h has all of it):

  {"contests": [
     {"name": "Round 1",
      "problems": [{"id": "A", "points": 500, "difficulty": 800}],
      "attempts": {"A": ["WA", "AC"]},
      "rows": [[500, 0], [450, 0], [0, 0]],
      "ratings": [1700, 1500, 1300]}]}

  problems   with "points" by Codeforces rules (50 less for each failed
             attempt), without by ICPC rules (a penalty of 10 for each);
             "difficulty" is the problem's rating, if known
  attempts   verdicts in order; all but "AC" are failed attempts
  rows       the humans' standings, [points, penalty]
  ratings    theirs before the contest; null: unrated
  Instead of rows and ratings, "simulate": {} draws humans from a model
  (eval/rating/simulation.h). The result then says: simulated field, not
  comparable with Codeforces.

Output
  rating     the mean of the contests' ratings, each the root of: expected
             place = place, ties in the middle
  joint      one rating for all contests
  percentile among "percentile_list": {"name": "...", "ratings": [...]} of
             FILE, or among the humans of the contests
  by difficulty alone
             from which problems were solved, without any standings
  A place before or behind every human has no rating; the bound that is
  printed is marked "at least" or "at most".

Exit status: 0 done; 1 FILE cannot be read or is wrong; 2 wrong flags.
)";

RatingOptions OptionsFromFlags() {
  RatingOptions options;
  try {
    options.compat = ParseRatingCompat(FLAGS_rating_compat);
  } catch (const base::UsageError& error) {
    base::FailUsage("--rating_compat: ", error.what());
  }
  base::RequireUsage(FLAGS_max_attempts >= 1, "expected --max_attempts of at least 1, got ",
                     FLAGS_max_attempts);
  base::RequireUsage(FLAGS_draws >= 1 && FLAGS_draws <= 1'000'000,
                     "expected --draws from 1 to 1000000, got ", FLAGS_draws);
  base::RequireUsage(FLAGS_resamples >= 1 && FLAGS_resamples <= 1'000'000,
                     "expected --resamples from 1 to 1000000, got ", FLAGS_resamples);
  base::RequireUsage(FLAGS_prior_sd > 0, "expected --prior_sd above 0, got ", FLAGS_prior_sd);
  options.max_attempts = FLAGS_max_attempts;
  options.independent = FLAGS_independent;
  options.draws = FLAGS_draws;
  options.resamples = FLAGS_resamples;
  options.seed = FLAGS_seed;
  options.prior = {FLAGS_prior_mean, FLAGS_prior_sd};
  return options;
}

int Run(const std::vector<std::string>& files) {
  base::RequireUsage(files.size() == 1, "expected one FILE, got ", files.size(), "; see --help");
  const RatingOptions options = OptionsFromFlags();
  const RatingInput input =
      RatingInputFromJson(base::ReadJsonFile(base::CallerPath(files[0])), files[0]);
  const RatingResult result =
      RateContests(input.contests, options, input.list ? &*input.list : nullptr);
  const std::string text =
      FLAGS_json ? base::JsonText(RatingJson(result), 2) + "\n" : RatingText(result);
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace
}  // namespace r1bench::eval

// Arguments that begin with a dash are flags, the others are files.
int main(int argc, char** argv) {
  std::vector<char*> flags = {argv[0]};
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]).starts_with("-")) {
      flags.push_back(argv[i]);
    } else {
      files.emplace_back(argv[i]);
    }
  }
  return r1bench::base::Main(
      static_cast<int>(flags.size()), flags.data(),
      {"rating", "rates a model by its places in contests", r1bench::eval::kManual},
      [&] { return r1bench::eval::Run(files); });
}
