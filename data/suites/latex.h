// Answers and formulas in LaTeX, in the simplest form and in one spelling.
#ifndef R1BENCH_DATA_SUITES_LATEX_H_
#define R1BENCH_DATA_SUITES_LATEX_H_

#include <cstdint>
#include <string>
#include <vector>

#include "data/suites/integer_math.h"

namespace r1bench::data {

// 7, \frac{3}{4}, -\frac{3}{4}.
std::string FractionLatex(const Fraction& value);

// Coefficients from the constant up: {3, -1, 2} in x is 2x^2 - x + 3. "0" for the zero polynomial.
std::string PolynomialLatex(const std::vector<int64_t>& coefficients, const std::string& variable);

// coefficient * sqrt(radicand): 2\sqrt{5}, \frac{\sqrt{3}}{2}, 7 for a perfect square. radicand >=
// 0.
std::string SurdLatex(const Fraction& coefficient, int64_t radicand);

// rational + coefficient * sqrt(radicand): 1+2\sqrt{3}, \frac{1-\sqrt{5}}{2}.
std::string SumSurdLatex(const Fraction& rational, const Fraction& coefficient, int64_t radicand);

// coefficient * pi: \frac{3\pi}{4}, -\pi, 0.
std::string PiLatex(const Fraction& coefficient);

// re + im i: 6-5i, \frac{1}{2}+\frac{3}{2}i, -i.
std::string ComplexLatex(const Fraction& re, const Fraction& im);

// (1,2), \{1,2\} by its items; brackets as given.
std::string Bracketed(const std::string& open, const std::vector<std::string>& items,
                      const std::string& close);

// \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}
std::string MatrixLatex(const std::vector<std::vector<std::string>>& rows);

// "3x", "x", "-x": a term of a formula with a variable.
std::string Term(int64_t coefficient, const std::string& variable);

// " + 3", " - 3": a number behind something.
std::string Plus(int64_t value);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_SUITES_LATEX_H_
