// A value head (PPO's critic) or reward head: one number per row from the last hidden state.
//
//   value[t] = Σ_j hidden[t,j] · w[j],   w = "score.weight" [1, D]
//
// The name and shape are those of Hugging Face's AutoModelForSequenceClassification with one label.
// The gradient reaches the transformer through Backward's dhidden:
//
//   model.ForwardTrain(batch, 1, &activations, &stats);
//   ValueForward(model.parameters(), activations.hidden(), rows, values.data());
//   ... dvalues = dL/dvalues ...
//   ValueBackward(model.parameters(), activations.hidden(), rows, dvalues, dhidden, grads);
//   model.Backward(batch, activations, dlogp, dhidden, grads);
#ifndef R1BENCH_MODEL_HEADS_H_
#define R1BENCH_MODEL_HEADS_H_

#include <cstdint>

#include "model/parameters.h"

namespace r1bench::model {

// values [rows] (written) from hidden [rows, D]. The config must have value_head.
void ValueForward(const Parameters& parameters, const float* hidden, int64_t rows, float* values);

// Adds to dhidden [rows, D] and to the head's place in grads, in token order.
void ValueBackward(const Parameters& parameters, const float* hidden, int64_t rows,
                   const float* dvalues, float* dhidden, float* grads);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_HEADS_H_
