#include <cstdlib>
#include <string>

#include "data/suites/aime_style.h"
#include "data/suites/integer_math.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Geometry";

// Area of a triangle by Heron's formula, as m sqrt(n) with n square-free.
bool HeronArea(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 5, 40), b = Draw(rng, 5, 40), c = Draw(rng, 5, 40);
  if (a + b <= c || b + c <= a || c + a <= b || (a + b + c) % 2 == 1) return false;
  draft->params = {{"a", a}, {"b", b}, {"c", c}};
  const int64_t s = (a + b + c) / 2;
  const SquareParts area = ExtractSquare(s * (s - a) * (s - b) * (s - c));
  if (area.free == 1) {
    draft->problem =
        StrCat("A triangle has sides of length $", a, "$, $", b, "$ and $", c, "$. Find its area.");
    return SetAimeAnswer(area.root, draft);
  }
  draft->problem =
      StrCat("The area of a triangle with sides of length $", a, "$, $", b, "$ and $", c,
             "$ is $m\\sqrt{n}$, where $m$ and $n$ are positive integers and $n$ is ",
             "not divisible by the square of any prime. Find $m + n$.");
  return SetAimeAnswer(area.root + area.free, draft);
}

// Pick's theorem.
bool InteriorPoints(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 5, 45), b = Draw(rng, 0, 20), c = Draw(rng, 0, 20);
  const int64_t d = Draw(rng, 5, 45);
  const int64_t twice_area = std::llabs(a * d - b * c);
  if (twice_area < 20) return false;
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}};
  draft->problem =
      StrCat("How many points with integer coordinates lie strictly inside the ",
             "triangle with vertices $(0, 0)$, $(", a, ", ", b, ")$ and $(", c, ", ", d, ")$?");
  const int64_t boundary = Gcd(a, b) + Gcd(c, d) + Gcd(a - c, b - d);
  return SetAimeAnswer((twice_area - boundary + 2) / 2, draft);
}

bool DiagonalSquares(base::Rng& rng, Draft* draft) {
  const int64_t m = Draw(rng, 12, 480), n = Draw(rng, 12, 480);
  draft->params = {{"m", m}, {"n", n}};
  draft->problem = StrCat("A rectangle of $", m, "$ by $", n,
                          "$ units is divided into unit squares. Through the interior of how many "
                          "of these squares does a diagonal of the rectangle pass?");
  return Gcd(m, n) > 1 && m != n && SetAimeAnswer(m + n - Gcd(m, n), draft);
}

bool PaintedCubes(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 3, 14), b = Draw(rng, 3, 14), c = Draw(rng, 3, 14);
  const int64_t faces = Draw(rng, 0, 2);
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"faces", faces}};
  static constexpr const char* kFaces[] = {"no painted face", "exactly one painted face",
                                           "exactly two painted faces"};
  draft->problem = StrCat("A wooden block of $", a, " \\times ", b, " \\times ", c,
                          "$ inches is painted on all six sides and then cut into one-inch cubes. "
                          "How many of the cubes have ",
                          kFaces[faces], "?");
  const int64_t x = a - 2, y = b - 2, z = c - 2;
  const int64_t count = faces == 0   ? x * y * z
                        : faces == 1 ? 2 * (x * y + y * z + z * x)
                                     : 4 * (x + y + z);
  return SetAimeAnswer(count, draft);
}

// Isosceles triangles among the vertices of a regular polygon; an equilateral one counts once.
bool IsoscelesTriangles(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 7, 45);
  draft->params = {{"n", n}};
  draft->problem =
      StrCat("How many isosceles triangles have all three of their vertices among the ",
             "vertices of a regular polygon with $", n,
             "$ sides? An equilateral triangle counts as isosceles.");
  const int64_t apexes = n * ((n - 1) / 2);
  return SetAimeAnswer(n % 3 == 0 ? apexes - 2 * (n / 3) : apexes, draft);
}

// Altitude to the hypotenuse of a right triangle with integer sides k(u^2-v^2), 2kuv, k(u^2+v^2).
bool HypotenuseAltitude(base::Rng& rng, Draft* draft) {
  const int64_t u = Draw(rng, 2, 7), v = Draw(rng, 1, u - 1), k = Draw(rng, 1, 6);
  const int64_t a = k * (u * u - v * v), b = 2 * k * u * v, c = k * (u * u + v * v);
  draft->params = {{"a", a}, {"b", b}};
  draft->problem =
      StrCat("In triangle $ABC$ the angle at $C$ is right, $BC = ", a, "$ and $CA = ", b,
             "$. The distance from $C$ to the line $AB$ is $\\frac{m}{n}$, where "
             "$m$ and $n$ are relatively prime positive integers. Find $m + n$.");
  const Fraction altitude(a * b, c);
  return SetAimeAnswer(altitude.num + altitude.den, draft);
}

constexpr Family kFamilies[] = {
    {"heron_area", kSubject, 3, HeronArea},
    {"interior_points", kSubject, 4, InteriorPoints},
    {"diagonal_squares", kSubject, 3, DiagonalSquares},
    {"painted_cubes", kSubject, 2, PaintedCubes},
    {"isosceles_triangles", kSubject, 4, IsoscelesTriangles},
    {"hypotenuse_altitude", kSubject, 2, HypotenuseAltitude},
};

}  // namespace

std::span<const Family> AimeGeometry() { return kFamilies; }

}  // namespace r1bench::data
