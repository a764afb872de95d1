// The arms of RL: where step scores come from, how they become one reward, and with what.
//
// An arm's name says it: SOURCE-FORM[-outcome][-refresh][-long], as in
// "prm_mc-mean-outcome".
//
//   source      outcome      the verdict on the answer, no steps (no form)
//               random       a coin flip, no steps (no form)
//     truth     valid        exact validity of a step          ops_steps.h
//               progress     exact progress of a step
//               rollouts     fresh Monte-Carlo rollouts of the base from the step's end
//               rollouts_fine   the same, a step being an operation instead of an attempt
//     learned   prm_valid    trained on valid                  reward_models.h
//               prm_noisy    on valid with flipped labels
//               prm_mc       on the share of rollouts that succeeded
//               prm_mc_fine  the same, a step being an operation
//               prm_hard     on whether any rollout succeeded
//               prm_blind    as prm_mc, but reading operators alone (blind)
//               orm          on the outcome, read at the last token
//               preference   on noisy pairs; the form is the model's size
//   form        sum, mean, min, last: of the step scores
//               group        each step's score normalised over the group, an advantage a token
//   -outcome    with the weight w on the outcome and 1 − w on the form
//   -refresh    the model is trained on from time to time, on the policy's own steps
//   -long       for --long_steps, as preference arms are
#ifndef R1BENCH_EXPERIMENTS_PRM_ARMS_H_
#define R1BENCH_EXPERIMENTS_PRM_ARMS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace r1bench::prm {

enum class Source {
  kOutcome,
  kRandom,
  kValid,
  kProgress,
  kRollouts,
  kRolloutsFine,
  kPrmValid,
  kPrmNoisy,
  kPrmMc,
  kPrmMcFine,
  kPrmHard,
  kPrmBlind,
  kOrm,
  kPreference,
};

enum class Form { kNone, kSum, kMean, kMin, kLast, kGroup };

struct Arm {
  std::string name;
  Source source = Source::kOutcome;
  Form form = Form::kNone;
  std::string size;  // of a preference model: "small", "medium", "large"
  bool with_outcome = false, refresh = false;
  bool longer = false;  // trained for --long_steps
};

// Throws base::UsageError that says what is wrong with the name.
Arm ParseArm(const std::string& name);
// Names separated by commas or white space; refuses doubles.
std::vector<Arm> ParseArms(std::string_view names);

// True for sources with a trained model; its stage has the source's name ("prm_mc", "orm").
bool IsLearned(Source source);
// True for sources whose steps are operations (Cut::kOperations in ops_steps.h).
bool IsFine(Source source);
const char* SourceName(Source source);

// One number of the steps' scores. 0 without a step.
double Combine(Form form, std::span<const double> scores);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_ARMS_H_
