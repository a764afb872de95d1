#include "eval/rating/rating.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/rng.h"
#include "eval/rating/field.h"
#include "eval/rating/rater.h"
#include "eval/rating/simulation.h"

namespace r1bench::eval {
namespace {

using Responses = std::vector<uint8_t>;
constexpr base::Interval kUnknown = {-std::numeric_limits<double>::infinity(),
                                     std::numeric_limits<double>::infinity()};

void Check(std::span<const PlayedContest> contests, const RatingOptions& options) {
  base::Require(!contests.empty(), "expected at least one contest to rate, got none");
  base::Require(options.max_attempts >= 1, "expected at least one attempt at a problem, got ",
                options.max_attempts);
  base::Require(options.draws >= 1 && options.resamples >= 1,
                "expected at least one draw and one resample, got ", options.draws, " and ",
                options.resamples);
  base::Require(options.level > 0 && options.level < 1, "expected a level between 0 and 1, got ",
                options.level);
}

int64_t MostResponses(std::span<const PlayedContest> contests) {
  size_t most = 0;
  for (const PlayedContest& played : contests) {
    for (const Responses& responses : played.attempts) most = std::max(most, responses.size());
  }
  return static_cast<int64_t>(most);
}

// Mean and joint rating of some performances in one set of contests.
struct Pair {
  double mean = 0, joint = 0;
};

class Rating {
 public:
  Rating(std::span<const PlayedContest> contests, const RatingOptions& options)
      : options_(options), exact_(options.compat == RatingCompat::kExact) {
    raters_.reserve(contests.size());
    for (const PlayedContest& played : contests) {
      raters_.emplace_back(played, options);
      if (raters_.back().Lost().empty()) rated_.push_back(&raters_.back());
    }
    const int64_t responses = MostResponses(contests);
    shuffled_ = exact_ && options.independent && responses > 1;
    resampled_ = shuffled_ && responses >= 2 * int64_t{options.max_attempts};
  }

  void Fill(RatingResult* result) {
    result->rated = static_cast<int64_t>(rated_.size());
    const Pair value = Draw(result);
    if (rated_.empty()) return;
    const auto [mean, joint] = Bootstrap();
    result->mean = Estimate{value.mean, mean};
    if (exact_) result->joint = Estimate{value.joint, joint};
  }

 private:
  Pair Rate(const std::vector<Rater*>& raters, const std::vector<Performance>& done) const {
    Pair pair;
    std::vector<Field> fields;
    std::vector<double> places;
    for (size_t c = 0; c < done.size(); ++c) {
      pair.mean += done[c].rating.rating / static_cast<double>(done.size());
      fields.push_back(raters[c]->field());
      places.push_back(done[c].place);
    }
    if (exact_) pair.joint = JointRating(fields, places).rating;
    return pair;
  }

  // Over the orders of the responses; fills in the contests.
  Pair Draw(RatingResult* result) {
    std::vector<ContestRating> sums(rated_.size());
    const int draws = shuffled_ ? options_.draws : 1;
    Pair sum;
    for (int draw = 0; draw < draws && !rated_.empty(); ++draw) {
      base::Rng rng(options_.seed, "rating/draws", static_cast<uint64_t>(draw));
      std::vector<Performance> done;
      for (size_t c = 0; c < rated_.size(); ++c) {
        done.push_back(rated_[c]->Perform([&](Responses* responses) {
          if (shuffled_) rng.Shuffle(*responses);
        }));
        AddDraw(done.back(), &sums[c]);
      }
      const Pair pair = Rate(rated_, done);
      sum.mean += pair.mean;
      sum.joint += pair.joint;
    }
    Describe(sums, draws, result);
    return {sum.mean / draws, sum.joint / draws};
  }

  static void AddDraw(const Performance& done, ContestRating* sum) {
    sum->solved += done.solved;
    sum->points += done.score.points;
    sum->penalty += done.score.penalty;
    sum->place += done.place;
    sum->rating += done.rating.rating;
    sum->clamped_top += done.rating.clamp == Clamp::kTop ? 1 : 0;
    sum->clamped_bottom += done.rating.clamp == Clamp::kBottom ? 1 : 0;
  }

  // `sums`: over the draws, of the contests that could be rated, in order.
  void Describe(const std::vector<ContestRating>& sums, int draws, RatingResult* result) const {
    size_t next = 0;
    for (const Rater& rater : raters_) {
      ContestRating row;
      row.lost = rater.Lost();
      if (row.lost.empty()) row = sums[next++];
      for (double* sum : {&row.solved, &row.points, &row.penalty, &row.place, &row.rating,
                          &row.clamped_top, &row.clamped_bottom}) {
        *sum /= draws;
      }
      row.name = rater.contest().name;
      row.field = rater.contest().field;
      row.simulated = rater.contest().simulated;
      row.humans = rater.field().size();
      row.unrated = rater.unrated();
      result->contests.push_back(std::move(row));
    }
  }

  struct Intervals {
    base::Interval mean, joint;
  };

  Intervals Bootstrap() {
    if (rated_.size() < 2) return {kUnknown, kUnknown};
    std::vector<double> means, joints;
    for (int resample = 0; resample < options_.resamples; ++resample) {
      base::Rng rng(options_.seed, "rating/bootstrap", static_cast<uint64_t>(resample));
      const Pair pair = Resample(&rng);
      means.push_back(pair.mean);
      joints.push_back(pair.joint);
    }
    return {Middle(means), exact_ ? Middle(joints) : kUnknown};
  }

  Pair Resample(base::Rng* rng) {
    std::vector<Rater*> raters;
    std::vector<Performance> done;
    for (size_t c = 0; c < rated_.size(); ++c) {
      raters.push_back(rated_[rng->Below(static_cast<uint32_t>(rated_.size()))]);
      done.push_back(raters.back()->Perform([&](Responses* responses) {
        if (resampled_) {
          const Responses all = *responses;
          for (uint8_t& one : *responses) one = all[rng->Below(static_cast<uint32_t>(all.size()))];
        } else if (shuffled_) {
          rng->Shuffle(*responses);
        }
      }));
    }
    return Rate(raters, done);
  }

  base::Interval Middle(const std::vector<double>& values) const {
    const double tail = (1 - options_.level) / 2;
    return {base::Quantile(values, tail), base::Quantile(values, 1 - tail)};
  }

  const RatingOptions& options_;
  const bool exact_;
  bool shuffled_ = false;  // several responses in no order
  // With replacement a right response is left out a third of the time. Where few others could take
  // its place among the attempts, ratings would come out lower than what they are to be the
  // interval of; the contests' own scatter then stands for that of the responses too.
  bool resampled_ = false;
  std::vector<Rater> raters_;
  std::vector<Rater*> rated_;
};

void AddPercentile(std::span<const PlayedContest> contests, const RatingList* list,
                   RatingResult* result) {
  if (!result->mean) return;
  std::vector<double> humans;
  for (const PlayedContest& played : contests) {
    for (const HumanRow& row : played.contest.rows) {
      if (row.rating) humans.push_back(*row.rating);
    }
  }
  const std::string name = base::StrCat(
      "the ", humans.size(), result->simulated ? " simulated" : "", " humans of these contests");
  const RatingList own(name, std::move(humans));
  const RatingList& used = list != nullptr ? *list : own;
  const Estimate& mean = *result->mean;
  result->list = used.name();
  result->percentile = Estimate{used.Percentile(mean.value), kUnknown};
  if (std::isfinite(mean.interval.lo)) {
    result->percentile->interval = {used.Percentile(mean.interval.lo),
                                    used.Percentile(mean.interval.hi)};
  }
}

void AddDifficulty(std::span<const PlayedContest> contests, const NormalPrior& prior,
                   RatingResult* result) {
  std::vector<SolvedProblem> problems;
  for (const PlayedContest& played : contests) {
    for (size_t p = 0; p < played.attempts.size(); ++p) {
      const std::optional<double>& difficulty = played.contest.problems[p].difficulty;
      const Responses& responses = played.attempts[p];
      if (!difficulty || responses.empty()) continue;
      const auto right = std::count(responses.begin(), responses.end(), uint8_t{1});
      problems.push_back(
          {*difficulty, static_cast<double>(right) / static_cast<double>(responses.size())});
    }
  }
  result->rated_problems = static_cast<int64_t>(problems.size());
  if (!problems.empty()) result->by_difficulty = MostProbableRating(problems, prior);
}

std::string Names(const std::vector<ContestRating>& contests, bool (*holds)(const ContestRating&)) {
  std::string names;
  for (const ContestRating& contest : contests) {
    if (holds(contest)) names += (names.empty() ? "" : ", ") + contest.name;
  }
  return names;
}

void AddNotes(std::span<const PlayedContest> contests, RatingResult* result) {
  std::vector<std::string>& notes = result->notes;
  if (result->simulated) notes.push_back(kSimulatedNote);
  notes.push_back(
      "the model has no clock: its points do not fall with time as the humans' do, so its places "
      "are optimistic");
  const auto named = [&](const char* text, bool (*holds)(const ContestRating&)) {
    const std::string names = Names(result->contests, holds);
    if (!names.empty()) notes.push_back(base::StrCat(text, names));
  };
  named("before every human, so the rating is a lower bound, in ",
        [](const ContestRating& c) { return c.clamped_top > 0; });
  named("behind every human, so the rating is an upper bound, in ",
        [](const ContestRating& c) { return c.clamped_bottom > 0; });
  named("nothing solved, so tied with the humans who solved nothing, in ",
        [](const ContestRating& c) { return c.lost.empty() && c.solved == 0; });
  named("not rated: ", [](const ContestRating& c) { return !c.lost.empty(); });
  if (result->rated == 1) notes.push_back("one contest: no interval");
  int64_t untried = 0;
  for (const PlayedContest& played : contests) {
    untried += std::count(played.attempts.begin(), played.attempts.end(), Responses());
  }
  if (untried > 0) {
    notes.push_back(base::StrCat("problems without a response: ", untried,
                                 "; unsolved in the places, left out by difficulty"));
  }
}

}  // namespace

RatingCompat ParseRatingCompat(const std::string& name) {
  if (name == "exact") return RatingCompat::kExact;
  if (name == "codeelo") return RatingCompat::kCodeElo;
  base::FailUsage("expected exact or codeelo, got \"", name, "\"");
}

const char* RatingCompatName(RatingCompat compat) {
  return compat == RatingCompat::kExact ? "exact" : "codeelo";
}

RatingResult RateContests(std::span<const PlayedContest> contests, const RatingOptions& options,
                          const RatingList* list) {
  Check(contests, options);
  RatingResult result;
  result.compat = options.compat;
  result.max_attempts = options.max_attempts;
  result.responses = MostResponses(contests);
  result.simulated = std::any_of(contests.begin(), contests.end(),
                                 [](const PlayedContest& p) { return p.contest.simulated; });
  Rating(contests, options).Fill(&result);
  AddPercentile(contests, list, &result);
  AddDifficulty(contests, options.prior, &result);
  AddNotes(contests, &result);
  return result;
}

}  // namespace r1bench::eval
