// One response and its verdict: a line of samples.jsonl.
#ifndef R1BENCH_EVAL_SAMPLE_H_
#define R1BENCH_EVAL_SAMPLE_H_

#include <cstdint>
#include <string>

#include "base/json.h"

namespace r1bench::eval {

struct Sample {
  std::string suite;
  std::string id;  // of the problem
  int sample = 0;  // 0 .. k-1
  std::string response;
  int64_t tokens = -1;     // of the response; -1: unknown (completions made elsewhere)
  bool truncated = false;  // ended by the length limit
  double reward = 0;
  std::string status;  // verifiers::StatusName
  std::string reason;
  std::string answer;    // canonical form of the extracted answer; empty: none
  std::string verifier;  // name and version
};

base::Json ToJson(const Sample& sample);
// Throws base::Error ("where: ...") on a missing or mistyped field.
Sample SampleFromJson(const base::Json& row, const std::string& where);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_SAMPLE_H_
