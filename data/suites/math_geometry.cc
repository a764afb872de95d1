#include <string>

#include "data/suites/latex.h"
#include "data/suites/math_style.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Geometry";

bool Hypotenuse(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 1, 30), b = Draw(rng, 1, 30);
  draft->params = {{"a", a}, {"b", b}};
  draft->problem =
      StrCat("The legs of a right triangle have lengths $", a, "$ and $", b,
             "$. What is the length of the hypotenuse? Express your answer in simplest "
             "radical form.");
  draft->answer = SurdLatex(1, a * a + b * b);
  return true;
}

bool CircleArea(base::Rng& rng, Draft* draft) {
  const int64_t c = Draw(rng, 1, 60), diameter = Draw(rng, 0, 1);
  draft->params = {{"c", c}, {"diameter", diameter}};
  draft->problem =
      diameter == 1 ? StrCat("A circle has a diameter of $", c,
                             "$ cm. What is its area, in square "
                             "centimeters? Express your answer in terms of $\\pi$.")
                    : StrCat("A circle has a circumference of $", Term(c, "\\pi"),
                             "$ cm. What is its area, in square centimeters? Express your answer "
                             "in terms of $\\pi$.");
  draft->answer = PiLatex({c * c, 4});
  return true;
}

bool EquilateralArea(base::Rng& rng, Draft* draft) {
  const int64_t perimeter = Draw(rng, 2, 90);
  draft->params = {{"perimeter", perimeter}};
  draft->problem = StrCat("An equilateral triangle has a perimeter of $", perimeter,
                          "$ units. What is its area, in square units? Express your answer in "
                          "simplest radical form.");
  draft->answer = SurdLatex({perimeter * perimeter, 36}, 3);
  return true;
}

bool PolygonAngle(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 5, 40);
  draft->params = {{"n", n}};
  draft->problem = StrCat(
      "How many degrees are there in each interior angle of a regular polygon "
      "with $",
      n,
      "$ sides? Express your answer as an integer or a common "
      "fraction.");
  draft->answer = FractionLatex({180 * (n - 2), n});
  return true;
}

bool TriangleArea(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 3, 20), b = Draw(rng, 3, 20), c = Draw(rng, 3, 20);
  if (a + b <= c || b + c <= a || c + a <= b) return false;
  draft->params = {{"a", a}, {"b", b}, {"c", c}};
  draft->problem = StrCat("A triangle has sides of length $", a, "$, $", b, "$ and $", c,
                          "$. What is its area? Express your answer in simplest radical form.");
  draft->answer = SurdLatex({1, 4}, (a + b + c) * (a + b - c) * (a - b + c) * (-a + b + c));
  return true;
}

bool SolidVolume(base::Rng& rng, Draft* draft) {
  const int64_t r = Draw(rng, 1, 12), h = Draw(rng, 1, 20), kind = Draw(rng, 0, 2);
  draft->params = {{"r", r}, {"h", h}, {"kind", kind}};
  constexpr const char* kAsk =
      " What is its volume, in cubic inches? Express your answer in terms "
      "of $\\pi$.";
  if (kind == 0) {
    draft->problem = StrCat("A cone has a base radius of $", r, "$ inches and a height of $", h,
                            "$ inches.", kAsk);
    draft->answer = PiLatex({r * r * h, 3});
  } else if (kind == 1) {
    draft->problem = StrCat("A cylinder has a diameter of $", r, "$ inches and a height of $", h,
                            "$ inches.", kAsk);
    draft->answer = PiLatex({r * r * h, 4});
  } else {
    draft->problem = StrCat("A sphere has a diameter of $", r, "$ inches.", kAsk);
    draft->answer = PiLatex({r * r * r, 6});
  }
  return true;
}

// R = abc / (4 area).
bool Circumradius(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 2, 14), b = Draw(rng, 2, 14), c = Draw(rng, 2, 14);
  if (a + b <= c || b + c <= a || c + a <= b) return false;
  draft->params = {{"a", a}, {"b", b}, {"c", c}};
  draft->problem = StrCat("The sides of a triangle have lengths $", a, "$, $", b, "$ and $", c,
                          "$. What is the radius of the circle that passes through its three "
                          "vertices? Express your answer in simplest radical form.");
  const int64_t square = (a + b + c) * (a + b - c) * (a - b + c) * (-a + b + c);  // 16 area^2
  draft->answer = SurdLatex({a * b * c, square}, square);
  return true;
}

constexpr Family kFamilies[] = {
    {"hypotenuse", kSubject, 1, Hypotenuse},
    {"circle_area", kSubject, 2, CircleArea},
    {"equilateral_area", kSubject, 3, EquilateralArea},
    {"polygon_angle", kSubject, 3, PolygonAngle},
    {"triangle_area", kSubject, 4, TriangleArea},
    {"solid_volume", kSubject, 4, SolidVolume},
    {"circumradius", kSubject, 5, Circumradius},
};

}  // namespace

std::span<const Family> MathGeometry() { return kFamilies; }

}  // namespace r1bench::data
