// One suite as it is put to a subject.
#ifndef R1BENCH_EXPERIMENTS_EVALUATE_EXAM_H_
#define R1BENCH_EXPERIMENTS_EVALUATE_EXAM_H_

#include "data/prompt.h"
#include "eval/suite.h"
#include "experiments/common/graders.h"

namespace r1bench::evaluate {

// A suite, the words in which it is asked, and who judges the responses.
struct Exam {
  eval::Suite suite;  // the verifier can read every problem
  data::PromptTemplate prompt;
  experiments::Grader grader;
};

}  // namespace r1bench::evaluate

#endif  // R1BENCH_EXPERIMENTS_EVALUATE_EXAM_H_
