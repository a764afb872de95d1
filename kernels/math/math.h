// Elementary functions whose bits do not depend on the C library, the processor or the compiler.
//
// libm picks its code by CPU feature and changes between releases, so nothing that a signature
// covers may call it. These use IEEE add, multiply, fma, divide and sqrt only, in a fixed order.
//
// Float: Exp has an error of at most 2 ulp over its whole range, subnormal results included;
//   Exp(-inf) = 0, Exp(+inf or too large) = +inf, NaN stays NaN. The vector code of the kernels
//   gives the same bits as this scalar function. Log is computed in double and rounded: at most
//   0.51 ulp; Log(0) = -inf, Log(negative) = NaN.
// Double: at most 1 ulp for ExpD and LogD; 2 ulp for PowD, SinD and CosD within the ranges given.
#ifndef R1BENCH_KERNELS_MATH_MATH_H_
#define R1BENCH_KERNELS_MATH_MATH_H_

#include <cstdint>

namespace r1bench::kernels {

float Exp(float x);
float Log(float x);

// y[i] = Exp(x[i]), vectorised; y may be x.
void ExpArray(int64_t n, const float* x, float* y);

double ExpD(double x);
double LogD(double x);
// base^exponent for base > 0 (base == 0 and exponent > 0 gives 0). NaN for base < 0.
double PowD(double base, double exponent);
// |x| <= 2^26 (about 6.7e7 radians: any RoPE angle); NaN beyond.
double SinD(double x);
double CosD(double x);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_MATH_MATH_H_
