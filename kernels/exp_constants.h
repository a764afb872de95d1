// Constants of the exponential and the logarithm, shared by the scalar, the vector and the GPU
// code.
//
//   n = round(x / ln 2),  r = x - n·ln 2 (two parts),  e^x = 2^n · (1 + r + r²·q(r))
//
// q has degree 4 and minimises the largest relative error on |r| <= ln(2)/2 (weighted least squares
// after Lawson, each coefficient rounded to float before the next was fitted): 3.2e-9, 0.05 ulp.
#ifndef R1BENCH_KERNELS_EXP_CONSTANTS_H_
#define R1BENCH_KERNELS_EXP_CONSTANTS_H_

namespace r1bench::kernels {

inline constexpr float kExpMax = 89.0f;    // above: +inf
inline constexpr float kExpMin = -105.0f;  // below: 0
inline constexpr float kExpInvLn2 = 0x1.715476p+0f;
inline constexpr float kExpRound = 0x1.8p23f;     // 1.5·2^23: adding it rounds to an integer
inline constexpr float kExpLn2Hi = 0.693359375f;  // 355/512: n·kExpLn2Hi is exact
inline constexpr float kExpLn2Lo = -0x1.bd0106p-13f;
inline constexpr float kExpPoly[5] = {0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558bp-5f, 0x1.12398ep-7f,
                                      0x1.6a4d6ap-10f};

// The double exponential, by the same formula: n·kExpDLn2Hi is exact for |n| < 2^20 (21 trailing
// zero bits), and r²·q(r) is the Taylor series from r²/2! to r^13/13!; the rest is below 2^-57 for
// |r| <= ln(2)/2.
inline constexpr double kExpDMax = 710.0;   // above: +inf
inline constexpr double kExpDMin = -746.0;  // below: 0
inline constexpr double kExpDInvLn2 = 0x1.71547652b82fep+0;
inline constexpr double kExpDRound = 0x1.8p52;  // its low bits then hold the integer
inline constexpr double kExpDLn2Hi = 0x1.62e42fee00000p-1;
inline constexpr double kExpDLn2Lo = 0x1.a39ef35793c76p-33;
// 1/13!, 1/12!, …, 1/2!: highest power first.
inline constexpr double kExpDSeries[12] = {
    1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
    1.0 / 5040,       1.0 / 720,       1.0 / 120,      1.0 / 24,      1.0 / 6,      1.0 / 2};

// The float logarithm, computed in double: x = 2^e·m with m in (sqrt(1/2), sqrt(2)],
//   s = (m-1)/(m+1),  log x = e·ln 2 + 2·(s + s³/3 + … + s^15/15); the rest is below 2^-44.
inline constexpr double kLogLn2 = 0x1.62e42fefa39efp-1;
inline constexpr double kLogSqrt2 = 0x1.6a09e667f3bcdp+0;
// Highest power first.
inline constexpr double kLogSeries[7] = {2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9,
                                         2.0 / 7,  2.0 / 5,  2.0 / 3};

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_EXP_CONSTANTS_H_
