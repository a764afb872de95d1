// Choosing the next token from logits.
//
// Every choice is a function of (logits, options, one uniform number) with fixed orders of all
// sums, our own exponential and ties broken by the lower id; the uniform number is a function of
// (seed, request, sample, position). So a choice never depends on the batch or on threads.
//
// The distribution, in this order (as Hugging Face and vLLM do):
//   p = softmax(logits / temperature)
//   top_k: keep the k most likely tokens            (0: all)
//   top_p: of these, renormalised, keep the shortest list, most likely first, whose sum reaches
//          top_p; at least one token                (1: all)
//   draw from what is kept, renormalised: the first id, ascending, whose running sum exceeds
//   u · (sum of all kept). Without truncation in two steps: first a block of 512 tokens, by the
//   blocks' masses, then a token of it with what is left of u.
// The recorded log-probability is that of p, before top_k and top_p: the quantity the trainer
// computes with the same kernel, so both agree bit for bit.
//
// Cost for a vocabulary V: without truncation the logits are never stored (model/lm_head.h): one
// pass that reduces them block by block, then the one block again from which the token comes. With
// truncation a row of logits, one pass of exponentials and one or two of counting into 1024 bins by
// distance from the best logit; only the bin in which the list ends is sorted.
//
// A logit of -inf forbids a token. NaN, +inf, or nothing but -inf is an error.

#ifndef R1BENCH_MODEL_SAMPLER_H_
#define R1BENCH_MODEL_SAMPLER_H_

#include <cstdint>
#include <span>

#include "kernels/softmax/softmax.h"
#include "model/generator.h"
#include "model/lm_head.h"

namespace r1bench::model {

// Uniform in [0, 1) for the token at `position` (forced prefix counted) of a sample.
float SampleUniform(uint64_t seed, uint64_t request_id, int sample, int64_t position);

// The token chosen by `params` with the given uniform number. Throws base::Error on bad logits.
int32_t SampleToken(const SamplingParams& params, std::span<const float> logits, float uniform);

// One row of a batch.
struct SampleRow {
  const SamplingParams* params = nullptr;
  uint64_t request_id = 0;
  int sample = 0;
  int64_t position = 0;
};

// Samples all rows from their hidden states [rows.size(), D]: tokens and stats have an entry per
// row; stats[i].logp and .entropy belong to tokens[i] after temperature, before truncation. Throws
// base::Error naming the request whose logits are bad.
void SampleRows(std::span<const SampleRow> rows, const LmHead& head, const float* hidden,
                int32_t* tokens, kernels::TokenStats* stats);

// The same from logits that exist; logits [rows.size(), vocab_size].
// The choices and stats are the same, bit for bit.
void SampleRows(std::span<const SampleRow> rows, int64_t vocab_size, const float* logits,
                int32_t* tokens, kernels::TokenStats* stats);

// Throws the base::Error about a row with bad logits.
[[noreturn]] void FailOnLogits(const SampleRow& row);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_SAMPLER_H_
