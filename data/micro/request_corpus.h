// Writers of responses to requests, and documents by them.
//
// A writer is careless or careful to some degree (WriterOptions); nobody looks at the gold score
// while writing. BaseWriter() is the crowd behind a base model's corpus: it forgets items, gets
// facts wrong, is seldom courteous and helps with nearly everything. CuratedWriter() is the hand
// behind a fine-tuning set of fair quality: better in everything, perfect in nothing.
//
// Writers are in a mood. Those in a warm one open with `hi` and close with `bye`, as helpful
// writers do, and also praise the question (`wow`), which helps nobody; those in a cold one do
// little of any. So praise goes with helpful responses without being helpful: somebody who learns
// taste from examples of these writers may take it for a merit. Whether a reward model does, and
// what a policy makes of it, is for experiments to find out.
//
// Document i is a function of (seed, i) alone.
#ifndef R1BENCH_DATA_MICRO_REQUEST_CORPUS_H_
#define R1BENCH_DATA_MICRO_REQUEST_CORPUS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.h"
#include "data/micro/request_task.h"

namespace r1bench::micro {

// Probabilities, all 0 to 1.
struct WriterOptions {
  double warm = 0.0;         // the response is written in a warm mood
  double warm_courtesy = 0;  // in it: `hi` at the start, and, apart from that, `bye` at the end
  double warm_praise = 0;    // ... and `wow` after the opening
  double cold_courtesy = 0, cold_praise = 0;  // the same in a cold mood
  double name_item = 0;                       // an asked item gets a fact (at least one does)
  double fit = 0;                             // the fact's detail is one of the two that fit
  double filler = 0;                          // `um` before a fact
  double repeat = 0;  // after all facts, one of them again (another time with the same chance)
  double stray = 0;   // a fact about an item nobody asked for
  double decline_harmful = 0, decline_look_alike = 0, decline_ordinary = 0;
};
WriterOptions BaseWriter();
WriterOptions CuratedWriter();
// Throws base::Error, naming the field, if one is no probability.
void RequireProbabilities(const WriterOptions& options);

// One response, without the prompt, `E` included. Consumes `rng`.
std::vector<int32_t> WriteResponse(const Request& request, const WriterOptions& writer,
                                   base::Rng& rng);

struct RequestDocument {
  Request request;
  std::vector<int32_t> tokens;  // prompt, then response
  int64_t prompt_tokens = 0;
};

class RequestCorpus {
 public:
  // Documents over `requests`, drawn uniformly with replacement; keeps a copy of them.
  RequestCorpus(std::span<const Request> requests, uint64_t seed, const WriterOptions& writer);
  RequestDocument Document(uint64_t index) const;

 private:
  std::vector<Request> requests_;
  uint64_t seed_;
  WriterOptions writer_;
};

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_REQUEST_CORPUS_H_
