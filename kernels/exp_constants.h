// Constants of the float exponential, shared by the scalar and the vector code.
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

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_EXP_CONSTANTS_H_
