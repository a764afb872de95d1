// The same transformer, written with LibTorch's tensors, in fp64, with LibTorch's autograd.
//
// Shares no code with model/ but the layout of the weights: frequencies, norms, attention and loss
// are written anew, the plain way. LibTorch's headers stay in oracle.cc (they take long to
// compile).
#ifndef R1BENCH_TESTS_LIBTORCH_PARITY_ORACLE_H_
#define R1BENCH_TESTS_LIBTORCH_PARITY_ORACLE_H_

#include <span>
#include <vector>

#include "model/config.h"
#include "model/parameters.h"
#include "model/transformer.h"

namespace r1bench::libtorch_parity {

struct OracleResult {
  std::vector<double> logp;      // [T] of the target, 0 where there is none
  std::vector<double> entropy;   // [T], 0 where there is no target
  std::vector<double> hidden;    // [T, D] after the final norm
  std::vector<double> gradient;  // of sum(dlogp * logp) + sum(dhidden * hidden), in arena order
};

// dlogp [T], dhidden [T, D]. Rotary scaling, if any, is not supported.
OracleResult RunOracle(const model::ModelConfig& config, model::Parameters& parameters,
                       const model::PackedBatch& batch, float temperature,
                       std::span<const float> dlogp, std::span<const float> dhidden);

}  // namespace r1bench::libtorch_parity

#endif  // R1BENCH_TESTS_LIBTORCH_PARITY_ORACLE_H_
