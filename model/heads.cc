#include "model/heads.h"

#include "base/error.h"
#include "kernels/gemm/gemm.h"

namespace r1bench::model {
namespace {

int64_t HeadOffset(const Parameters& p) {
  base::Require(p.layout().value_head() >= 0,
                "expected a model with a value head, got one without; set value_head in its config "
                "(LoadOptions::value_head)");
  return p.layout().value_head();
}

}  // namespace

void ValueForward(const Parameters& p, const float* hidden, int64_t rows, float* values) {
  const int64_t offset = HeadOffset(p), d = p.layout().Find("score.weight").size;
  kernels::Gemm({.m = rows,
                 .n = 1,
                 .k = d,
                 .a = hidden,
                 .a_row = d,
                 .b = p.data() + offset,
                 .ldb = 1,
                 .c = values,
                 .ldc = 1});
}

void ValueBackward(const Parameters& p, const float* hidden, int64_t rows, const float* dvalues,
                   float* dhidden, float* grads) {
  const int64_t offset = HeadOffset(p), d = p.layout().Find("score.weight").size;
  kernels::Gemm({.m = rows,
                 .n = d,
                 .k = 1,
                 .a = dvalues,
                 .a_row = 1,
                 .b = p.data() + offset,
                 .ldb = d,
                 .c = dhidden,
                 .ldc = d,
                 .accumulate = true});
  kernels::Gemm({.m = 1,
                 .n = d,
                 .k = rows,
                 .a = dvalues,
                 .a_row = rows,
                 .b = hidden,
                 .ldb = d,
                 .c = grads + offset,
                 .ldc = d,
                 .accumulate = true});
}

}  // namespace r1bench::model
