#include <array>
#include <string>
#include <vector>

#include "data/suites/latex.h"
#include "data/suites/math_style.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Precalculus";
using Vector = std::array<int64_t, 3>;

Vector DrawVector(base::Rng& rng, int64_t size) {
  return {Draw(rng, -size, size), Draw(rng, -size, size), Draw(rng, -size, size)};
}
Vector Cross(const Vector& u, const Vector& v) {
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}
int64_t Norm2(const Vector& v) { return v[0] * v[0] + v[1] * v[1] + v[2] * v[2]; }
std::string Column(const Vector& v) {
  return MatrixLatex({{std::to_string(v[0])}, {std::to_string(v[1])}, {std::to_string(v[2])}});
}

// Sines of 0, 30, 45, 60, 90 degrees are sqrt(0, 1, 2, 3, 4) / 2; the quadrant gives the sign.
std::string SineLatex(int64_t degrees) {
  const int64_t angle = Mod(degrees, 360), half = angle % 180;
  const int64_t acute = half > 90 ? 180 - half : half;
  const int64_t radicand = acute == 0 ? 0 : acute == 30 ? 1 : acute == 45 ? 2 : acute == 60 ? 3 : 4;
  return SurdLatex({angle > 180 ? -1 : 1, 2}, radicand);
}

bool ExactTrig(base::Rng& rng, Draft* draft) {
  static constexpr int64_t kAcute[] = {0, 30, 45, 60, 90};
  const int64_t degrees = Choose(rng, kAcute) + 90 * Draw(rng, -3, 7), cosine = Draw(rng, 0, 1);
  draft->params = {{"degrees", degrees}, {"cosine", cosine}};
  draft->problem = StrCat("Find the exact value of $\\", cosine == 1 ? "cos" : "sin", "(", degrees,
                          "^\\circ)$.");
  draft->answer = SineLatex(cosine == 1 ? degrees + 90 : degrees);
  return degrees != 0 && degrees != 90;
}

bool VectorLength(base::Rng& rng, Draft* draft) {
  const Vector v = DrawVector(rng, 12);
  draft->params = {{"v", v}};
  draft->problem = StrCat("Find the length of the vector $", Column(v),
                          "$. Express your answer in simplest radical form.");
  draft->answer = SurdLatex(1, Norm2(v));
  return v[0] != 0 && v[1] != 0 && v[2] != 0;
}

bool Determinant(base::Rng& rng, Draft* draft) {
  const Vector u = DrawVector(rng, 6), v = DrawVector(rng, 6), w = DrawVector(rng, 6);
  draft->params = {{"u", u}, {"v", v}, {"w", w}};
  const auto row = [](const Vector& r) { return StrCat(r[0], " & ", r[1], " & ", r[2]); };
  draft->problem = StrCat("Compute the determinant $\\begin{vmatrix} ", row(u), " \\\\ ", row(v),
                          " \\\\ ", row(w), " \\end{vmatrix}$.");
  const Vector c = Cross(v, w);
  draft->answer = std::to_string(u[0] * c[0] + u[1] * c[1] + u[2] * c[2]);
  return true;
}

bool MatrixProduct(base::Rng& rng, Draft* draft) {
  std::array<int64_t, 8> m{};
  for (int64_t& entry : m) entry = Draw(rng, -6, 7);
  draft->params = {{"m", m}};
  const auto text = [](int64_t a, int64_t b, int64_t c, int64_t d) {
    return MatrixLatex(
        {{std::to_string(a), std::to_string(b)}, {std::to_string(c), std::to_string(d)}});
  };
  draft->problem = StrCat("Compute the product $", text(m[0], m[1], m[2], m[3]), " ",
                          text(m[4], m[5], m[6], m[7]), "$.");
  draft->answer = text(m[0] * m[4] + m[1] * m[6], m[0] * m[5] + m[1] * m[7],
                       m[2] * m[4] + m[3] * m[6], m[2] * m[5] + m[3] * m[7]);
  return true;
}

bool CrossProduct(base::Rng& rng, Draft* draft) {
  const Vector u = DrawVector(rng, 8), v = DrawVector(rng, 8);
  draft->params = {{"u", u}, {"v", v}};
  draft->problem = StrCat("Compute the cross product $", Column(u), " \\times ", Column(v), "$.");
  const Vector c = Cross(u, v);
  draft->answer = Column(c);
  return Norm2(c) > 0;
}

// Points at multiples of 45 and 30 degrees.
bool PolarCoordinates(base::Rng& rng, Draft* draft) {
  const int64_t k = Draw(rng, 1, 12), diagonal = Draw(rng, 0, 1), quadrant = Draw(rng, 0, 3);
  const int64_t steep = Draw(rng, 0, 1);
  draft->params = {{"k", k}, {"diagonal", diagonal}, {"quadrant", quadrant}, {"steep", steep}};
  const bool left = quadrant == 1 || quadrant == 2, below = quadrant >= 2;
  const std::string one = std::to_string(k), root = SurdLatex(k, 3);
  const std::string x = diagonal == 1 || steep == 1 ? one : root;
  const std::string y = diagonal == 1 || steep == 0 ? one : root;
  // Twelfths of pi from the nearer horizontal axis.
  const int64_t acute = diagonal == 1 ? 3 : steep == 1 ? 4 : 2;
  const int64_t twelfths = quadrant == 0   ? acute
                           : quadrant == 1 ? 12 - acute
                           : quadrant == 2 ? 12 + acute
                                           : 24 - acute;
  draft->problem = StrCat("Convert the point $(", left ? "-" : "", x, ", ", below ? "-" : "", y,
                          ")$ from rectangular to polar coordinates. Give your answer in the form "
                          "$(r, \\theta)$ with $r > 0$ and $0 \\le \\theta < 2\\pi$.");
  const std::string r = diagonal == 1 ? SurdLatex(k, 2) : std::to_string(2 * k);
  draft->answer = Bracketed("(", {r, PiLatex({twelfths, 12})}, ")");
  return diagonal == 0 || steep == 0;
}

bool InverseMatrix(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, -7, 7), b = Draw(rng, -7, 7), c = Draw(rng, -7, 7);
  const int64_t d = Draw(rng, -7, 7), det = a * d - b * c;
  if (det == 0) return false;
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}};
  draft->problem = StrCat(
      "Find the inverse of the matrix $",
      MatrixLatex({{std::to_string(a), std::to_string(b)}, {std::to_string(c), std::to_string(d)}}),
      "$.");
  draft->answer = MatrixLatex({{FractionLatex({d, det}), FractionLatex({-b, det})},
                               {FractionLatex({-c, det}), FractionLatex({a, det})}});
  return true;
}

bool ParallelogramArea(base::Rng& rng, Draft* draft) {
  const Vector u = DrawVector(rng, 6), v = DrawVector(rng, 6);
  draft->params = {{"u", u}, {"v", v}};
  draft->problem = StrCat("Find the area of the parallelogram spanned by the vectors $", Column(u),
                          "$ and $", Column(v), "$. Express your answer in simplest radical form.");
  const int64_t square = Norm2(Cross(u, v));
  draft->answer = SurdLatex(1, square);
  return square > 0;
}

bool PlaneDistance(base::Rng& rng, Draft* draft) {
  const Vector n = DrawVector(rng, 6), p = DrawVector(rng, 7);
  const int64_t d = DrawNonZero(rng, -12, 12);
  if (n[0] == 0 || n[1] == 0 || n[2] == 0) return false;
  draft->params = {{"n", n}, {"p", p}, {"d", d}};
  const auto signed_term = [](int64_t c, const char* name) {
    return (c < 0 ? " - " : " + ") + Term(c < 0 ? -c : c, name);
  };
  draft->problem =
      StrCat("Find the distance from the point $(", p[0], ", ", p[1], ", ", p[2],
             ")$ to the plane $", Term(n[0], "x"), signed_term(n[1], "y"), signed_term(n[2], "z"),
             " = ", d, "$. Express your answer in simplest radical form.");
  const int64_t gap = n[0] * p[0] + n[1] * p[1] + n[2] * p[2] - d;
  draft->answer = SurdLatex({gap < 0 ? -gap : gap, Norm2(n)}, Norm2(n));
  return gap != 0;
}

bool ComplexPower(base::Rng& rng, Draft* draft) {
  const int64_t a = DrawNonZero(rng, -3, 3), b = DrawNonZero(rng, -3, 3), n = Draw(rng, 3, 10);
  draft->params = {{"a", a}, {"b", b}, {"n", n}};
  draft->problem = StrCat("Compute $(", ComplexLatex(a, b), ")^{", n,
                          "}$. Express your answer in the form $x + yi$.");
  int64_t x = 1, y = 0;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t re = x * a - y * b;
    y = x * b + y * a;
    x = re;
  }
  draft->answer = ComplexLatex(x, y);
  return true;
}

constexpr Family kFamilies[] = {
    {"exact_trig", kSubject, 1, ExactTrig},
    {"vector_length", kSubject, 2, VectorLength},
    {"determinant", kSubject, 2, Determinant},
    {"matrix_product", kSubject, 3, MatrixProduct},
    {"cross_product", kSubject, 3, CrossProduct},
    {"polar_coordinates", kSubject, 3, PolarCoordinates},
    {"inverse_matrix", kSubject, 4, InverseMatrix},
    {"parallelogram_area", kSubject, 4, ParallelogramArea},
    {"plane_distance", kSubject, 5, PlaneDistance},
    {"complex_power", kSubject, 5, ComplexPower},
};

}  // namespace

std::span<const Family> MathPrecalculus() { return kFamilies; }

}  // namespace r1bench::data
