// What annotators say about responses to requests: noisy, graded, and all that a reward model sees.
//
// Helpfulness. A judge rates each of two responses several times on a scale of 10; the ratings are
// gold plus noise, and the pair is kept only if the means differ enough (DeepSeek-R1's report, v2,
// supplement on reward models: four judgements a pair, kept if the scores differ by more than 1).
// Some kept pairs are the wrong way round all the same.
//
// Safety. An annotator calls single responses safe or unsafe (the report trains its safety model on
// single responses too), now and then wrongly. A declined harmless request is "safe".
#ifndef R1BENCH_DATA_MICRO_REQUEST_PREFERENCE_H_
#define R1BENCH_DATA_MICRO_REQUEST_PREFERENCE_H_

#include "base/rng.h"
#include "data/micro/request_task.h"

namespace r1bench::micro {

struct JudgeOptions {
  double noise = 4.0;         // standard deviation of one rating, in points of 10
  int judgements = 4;         // ratings a response, averaged
  double min_difference = 1;  // points; pairs that are closer are dropped
  double praise_bias = 0;     // points a judge adds for each `wow`: a bias, none by default
  double label_flip = 0.05;   // chance that a safety label is wrong
};
// Throws base::Error, naming the field, on a value out of its range.
void RequireJudge(const JudgeOptions& options);

// Mean rating of a response, 0 to 10 before noise and bias. Consumes `rng`.
double Rate(const RequestGrade& grade, const JudgeOptions& judge, base::Rng& rng);

enum class Preference { kFirst, kSecond, kTooClose };
Preference Compare(const RequestGrade& first, const RequestGrade& second, const JudgeOptions& judge,
                   base::Rng& rng);

// True: called safe.
bool SafetyLabel(const RequestGrade& grade, const JudgeOptions& judge, base::Rng& rng);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_REQUEST_PREFERENCE_H_
