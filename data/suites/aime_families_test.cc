// Every family's answers again, from the parameters, by brute force: counting, simulation and
// direct sums instead of the formulas of the generators.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "data/suites/aime_style.h"

namespace r1bench::data {
namespace {

using base::Json;
using Oracle = std::function<int64_t(const Json&)>;

int64_t At(const Json& params, const char* key) { return params.at(key).get<int64_t>(); }

// m + n of the reduced fraction.
int64_t SumOfTerms(int64_t numerator, int64_t denominator) {
  const int64_t g = std::gcd(numerator, denominator);
  return (numerator + denominator) / g;
}

// Calls visit for every tuple in {0..base-1}^length.
void ForEachTuple(int64_t length, int64_t base,
                  const std::function<void(const std::vector<int>&)>& visit) {
  std::vector<int> tuple(static_cast<size_t>(length), 0);
  while (true) {
    visit(tuple);
    size_t i = 0;
    while (i < tuple.size() && ++tuple[i] == base) tuple[i++] = 0;
    if (i == tuple.size()) return;
  }
}

int64_t DivisorMultiples(const Json& p) {
  int64_t n = 1, m = 1;
  for (int64_t i = 0; i < At(p, "a"); ++i) n *= 2;
  for (int64_t i = 0; i < At(p, "b"); ++i) n *= 3;
  for (int64_t i = 0; i < At(p, "c"); ++i) n *= 5;
  for (int64_t i = 0; i < At(p, "d"); ++i) m *= 2;
  for (int64_t i = 0; i < At(p, "e"); ++i) m *= 3;
  int64_t count = 0;
  for (int64_t d = 1; d * d <= n; ++d) {
    if (n % d != 0) continue;
    count += d % m == 0 ? 1 : 0;
    count += d * d != n && n / d % m == 0 ? 1 : 0;
  }
  return count;
}

int64_t PowerRemainder(const Json& p) {
  int64_t value = 1;
  for (int64_t i = 0; i < At(p, "exponent"); ++i) value = value * At(p, "base") % At(p, "modulus");
  return value;
}

// Divides the base out of the factorial kept as prime exponents counted one factor at a time.
int64_t TrailingZeros(const Json& p) {
  std::map<int64_t, int64_t> exponents;
  for (int64_t k = 2; k <= At(p, "n"); ++k) {
    int64_t rest = k;
    for (int64_t q = 2; rest > 1; ++q) {
      for (; rest % q == 0; rest /= q) ++exponents[q];
    }
  }
  for (int64_t zeros = 0;; ++zeros) {
    int64_t rest = At(p, "base");
    for (int64_t q = 2; rest > 1; ++q) {
      for (; rest % q == 0; rest /= q) {
        if (exponents[q]-- == 0) return zeros;
      }
    }
  }
}

int64_t ThreeRemainders(const Json& p) {
  for (int64_t n = 1;; ++n) {
    bool all = true;
    for (size_t i = 0; i < 3; ++i) all &= n % p["m"][i].get<int64_t>() == p["r"][i].get<int64_t>();
    if (all) return n;
  }
}

int64_t CoprimeCount(const Json& p) {
  int64_t count = 0;
  for (int64_t k = 1; k <= At(p, "n"); ++k) count += std::gcd(k, At(p, "m")) == 1 ? 1 : 0;
  return count;
}

int64_t DigitSum(const Json& p) {
  int64_t limit = 1, count = 0;
  for (int64_t i = 0; i < At(p, "digits"); ++i) limit *= 10;
  for (int64_t n = 1; n < limit; ++n) {
    int64_t sum = 0;
    for (int64_t rest = n; rest > 0; rest /= 10) sum += rest % 10;
    count += sum == At(p, "sum") ? 1 : 0;
  }
  return count;
}

int64_t GcdSum(const Json& p) {
  int64_t sum = 0;
  for (int64_t k = 1; k <= At(p, "n"); ++k) sum += std::gcd(k, At(p, "n"));
  return sum;
}

int64_t UnitFractions(const Json& p) {
  const int64_t n = At(p, "n");
  int64_t count = 0;
  for (int64_t x = n + 1; x <= n + n * n; ++x) count += n * x % (x - n) == 0 ? 1 : 0;
  return count;
}

int64_t DivisibilitySum(const Json& p) {
  int64_t sum = 0;
  for (int64_t n = 1; n <= 5000; ++n) {
    if ((At(p, "a") * n + At(p, "b")) % (n + At(p, "p")) == 0) sum += n;
  }
  return sum;
}

int64_t BoundedSums(const Json& p) {
  int64_t count = 0;
  ForEachTuple(At(p, "k"), At(p, "most") + 1, [&](const std::vector<int>& t) {
    count += std::accumulate(t.begin(), t.end(), 0) == At(p, "n") ? 1 : 0;
  });
  return count;
}

int64_t GridPaths(const Json& p) {
  const size_t a = p["a"].get<size_t>(), b = p["b"].get<size_t>();
  std::vector<std::vector<int64_t>> ways(a + 1, std::vector<int64_t>(b + 1, 0));
  for (size_t x = 0; x <= a; ++x) {
    for (size_t y = 0; y <= b; ++y) {
      if (x == p["p"].get<size_t>() && y == p["q"].get<size_t>()) continue;
      ways[x][y] = x + y == 0 ? 1 : (x > 0 ? ways[x - 1][y] : 0) + (y > 0 ? ways[x][y - 1] : 0);
    }
  }
  return ways[a][b];
}

int64_t SparseSubsets(const Json& p) {
  int64_t count = 0;
  for (uint32_t mask = 0; mask < (1U << At(p, "n")); ++mask) {
    count += (mask & (mask >> 1)) == 0 && __builtin_popcount(mask) == At(p, "k") ? 1 : 0;
  }
  return count;
}

int64_t FixedPoints(const Json& p) {
  std::vector<int> order(p["n"].get<size_t>());
  std::iota(order.begin(), order.end(), 0);
  int64_t count = 0;
  do {
    int64_t fixed = 0;
    for (size_t i = 0; i < order.size(); ++i) fixed += order[i] == static_cast<int>(i) ? 1 : 0;
    count += fixed == At(p, "k") ? 1 : 0;
  } while (std::next_permutation(order.begin(), order.end()));
  return count;
}

int64_t NecklaceColorings(const Json& p) {
  int64_t count = 0;
  ForEachTuple(At(p, "n"), At(p, "k"), [&](const std::vector<int>& t) {
    bool good = true;
    const size_t pairs = t.size() - p["row"].get<size_t>();
    for (size_t i = 0; i < pairs; ++i) good &= t[i] != t[(i + 1) % t.size()];
    count += good ? 1 : 0;
  });
  return count;
}

int64_t RunFreeStrings(const Json& p) {
  int64_t count = 0;
  ForEachTuple(At(p, "n"), 2, [&](const std::vector<int>& t) {
    int64_t run = 0, longest = 0;
    for (const int bit : t) longest = std::max(longest, run = bit == 1 ? run + 1 : 0);
    count += longest < At(p, "k") ? 1 : 0;
  });
  return count;
}

int64_t SameColor(const Json& p) {
  std::vector<int> marbles;
  for (int64_t i = 0; i < At(p, "red"); ++i) marbles.push_back(0);
  for (int64_t i = 0; i < At(p, "blue"); ++i) marbles.push_back(1);
  for (int64_t i = 0; i < At(p, "green"); ++i) marbles.push_back(2);
  int64_t same = 0, all = 0;
  for (size_t i = 0; i < marbles.size(); ++i) {
    for (size_t j = i + 1; j < marbles.size(); ++j, ++all) same += marbles[i] == marbles[j];
  }
  return SumOfTerms(same, all);
}

int64_t DiceSum(const Json& p) {
  int64_t hits = 0, all = 0;
  ForEachTuple(At(p, "dice"), At(p, "faces"), [&](const std::vector<int>& t) {
    ++all;
    const int64_t sum = std::accumulate(t.begin(), t.end(), static_cast<int64_t>(t.size()));
    hits += sum == At(p, "sum") ? 1 : 0;
  });
  return SumOfTerms(hits, all);
}

// Sum over the largest card m of m times the number of ways to choose the others below it, by
// Pascal's triangle.
int64_t LargestDrawn(const Json& p) {
  const int64_t n = At(p, "n"), k = At(p, "k");
  std::vector<std::vector<int64_t>> c(n + 1, std::vector<int64_t>(k + 1, 0));
  for (int64_t i = 0; i <= n; ++i) {
    c[i][0] = 1;
    for (int64_t j = 1; j <= std::min(i, k); ++j) c[i][j] = c[i - 1][j - 1] + c[i - 1][j];
  }
  int64_t weighted = 0;
  for (int64_t m = k; m <= n; ++m) weighted += m * c[m - 1][k - 1];
  return SumOfTerms(weighted, c[n][k]);
}

// Trace of the k-th power of the companion matrix.
int64_t CubicPowerSum(const Json& p) {
  const int64_t m[3][3] = {{0, 0, -At(p, "c")}, {1, 0, -At(p, "b")}, {0, 1, -At(p, "a")}};
  int64_t power[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  for (int64_t e = 0; e < At(p, "k"); ++e) {
    int64_t next[3][3] = {};
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) {
        for (int l = 0; l < 3; ++l) next[i][j] += power[i][l] * m[l][j];
      }
    }
    std::copy(&next[0][0], &next[0][0] + 9, &power[0][0]);
  }
  return power[0][0] + power[1][1] + power[2][2];
}

int64_t RecurrenceRemainder(const Json& p) {
  int64_t a = At(p, "first"), b = At(p, "second");
  for (int64_t i = 3; i <= At(p, "n"); ++i) {
    a = std::exchange(b, (At(p, "p") * b + At(p, "q") * a) % 1000);
  }
  return b % 1000;
}

// With x = (k + sqrt(k^2 - 4)) / 2, in floating point: the answers are below 1000.
int64_t ReciprocalPower(const Json& p) {
  const long double k = static_cast<long double>(At(p, "k"));
  const long double x = (k + std::sqrt(k * k - 4)) / 2;
  const long double n = static_cast<long double>(At(p, "n"));
  return std::llround(std::pow(x, n) + std::pow(x, -n));
}

int64_t FloorSum(const Json& p) {
  int64_t sum = 0;
  for (int64_t k = 1; k <= At(p, "n"); ++k) sum += At(p, "a") * k / At(p, "m");
  return sum;
}

// Adds the fractions one by one.
int64_t Telescope(const Json& p) {
  __int128 num = 0, den = 1;
  for (int64_t k = 1; k <= At(p, "n"); ++k) {
    const int64_t first = At(p, "a") * k + At(p, "b");
    const __int128 term = static_cast<__int128>(first) * (first + At(p, "a"));
    num = num * term + den;
    den *= term;
    __int128 x = num, y = den;
    while (y != 0) x = std::exchange(y, x % y);
    num /= x;
    den /= x;
  }
  return static_cast<int64_t>(num + den);
}

// Newton's forward differences.
int64_t Interpolation(const Json& p) {
  std::vector<int64_t> row = p["values"].get<std::vector<int64_t>>();
  std::vector<int64_t> last;  // last entry of each difference row
  while (!row.empty()) {
    last.push_back(row.back());
    for (size_t i = 0; i + 1 < row.size(); ++i) row[i] = row[i + 1] - row[i];
    row.pop_back();
  }
  const auto given = static_cast<int64_t>(p["values"].size());
  for (int64_t x = given; x < At(p, "target"); ++x) {
    for (size_t i = last.size() - 1; i-- > 0;) last[i] += last[i + 1];
  }
  return last[0];
}

// 16 area^2 from the sides, without s; then the square root by search.
int64_t HeronArea(const Json& p) {
  const int64_t a = At(p, "a"), b = At(p, "b"), c = At(p, "c");
  const int64_t squares = a * a + b * b + c * c;
  const int64_t area2 =
      (squares * squares - 2 * (a * a * a * a + b * b * b * b + c * c * c * c)) / 16;
  for (int64_t m = static_cast<int64_t>(std::sqrt(static_cast<double>(area2))) + 1; m > 0; --m) {
    if (area2 % (m * m) != 0) continue;
    const int64_t n = area2 / (m * m);
    return n == 1 ? m : m + n;
  }
  return -1;
}

int64_t InteriorPoints(const Json& p) {
  const int64_t a = At(p, "a"), b = At(p, "b"), c = At(p, "c"), d = At(p, "d");
  const auto side = [](int64_t x1, int64_t y1, int64_t x2, int64_t y2, int64_t x, int64_t y) {
    const int64_t cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
    return cross > 0 ? 1 : (cross < 0 ? -1 : 0);
  };
  int64_t count = 0;
  for (int64_t x = 0; x <= std::max(a, c); ++x) {
    for (int64_t y = 0; y <= std::max(b, d); ++y) {
      const int s1 = side(0, 0, a, b, x, y), s2 = side(a, b, c, d, x, y),
                s3 = side(c, d, 0, 0, x, y);
      count += s1 != 0 && s1 == s2 && s2 == s3 ? 1 : 0;
    }
  }
  return count;
}

// In column i the diagonal runs from height n i / m to n (i + 1) / m.
int64_t DiagonalSquares(const Json& p) {
  const int64_t m = At(p, "m"), n = At(p, "n");
  int64_t count = 0;
  for (int64_t i = 0; i < m; ++i) count += (n * (i + 1) + m - 1) / m - n * i / m;
  return count;
}

int64_t PaintedCubes(const Json& p) {
  int64_t count = 0;
  const auto ends = [](int64_t i, int64_t n) { return (i == 0 ? 1 : 0) + (i == n - 1 ? 1 : 0); };
  for (int64_t x = 0; x < At(p, "a"); ++x) {
    for (int64_t y = 0; y < At(p, "b"); ++y) {
      for (int64_t z = 0; z < At(p, "c"); ++z) {
        const int faces = ends(x, At(p, "a")) + ends(y, At(p, "b")) + ends(z, At(p, "c"));
        count += faces == At(p, "faces") ? 1 : 0;
      }
    }
  }
  return count;
}

int64_t IsoscelesTriangles(const Json& p) {
  const int64_t n = At(p, "n");
  const auto chord = [n](int64_t i, int64_t j) { return std::min(j - i, n - (j - i)); };
  int64_t count = 0;
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = i + 1; j < n; ++j) {
      for (int64_t k = j + 1; k < n; ++k) {
        const int64_t x = chord(i, j), y = chord(j, k), z = chord(i, k);
        count += x == y || y == z || x == z ? 1 : 0;
      }
    }
  }
  return count;
}

// Searches the reduced m/n with (m/n)^2 (a^2 + b^2) = a^2 b^2.
int64_t HypotenuseAltitude(const Json& p) {
  const int64_t a = At(p, "a"), b = At(p, "b");
  for (int64_t n = 1;; ++n) {
    const int64_t square = n * n * a * a * b * b;
    if (square % (a * a + b * b) != 0) continue;
    const int64_t m2 = square / (a * a + b * b);
    const int64_t m = std::llround(std::sqrt(static_cast<long double>(m2)));
    if (m * m == m2) return m + n;
  }
}

const std::map<std::string, Oracle>& Oracles() {
  static const std::map<std::string, Oracle> oracles = {
      {"divisor_multiples", DivisorMultiples},
      {"power_remainder", PowerRemainder},
      {"trailing_zeros", TrailingZeros},
      {"three_remainders", ThreeRemainders},
      {"coprime_count", CoprimeCount},
      {"digit_sum", DigitSum},
      {"gcd_sum", GcdSum},
      {"unit_fractions", UnitFractions},
      {"divisibility_sum", DivisibilitySum},
      {"bounded_sums", BoundedSums},
      {"grid_paths", GridPaths},
      {"sparse_subsets", SparseSubsets},
      {"fixed_points", FixedPoints},
      {"necklace_colorings", NecklaceColorings},
      {"run_free_strings", RunFreeStrings},
      {"same_color", SameColor},
      {"dice_sum", DiceSum},
      {"largest_drawn", LargestDrawn},
      {"cubic_power_sum", CubicPowerSum},
      {"recurrence_remainder", RecurrenceRemainder},
      {"reciprocal_power", ReciprocalPower},
      {"floor_sum", FloorSum},
      {"telescope", Telescope},
      {"interpolation", Interpolation},
      {"heron_area", HeronArea},
      {"interior_points", InteriorPoints},
      {"diagonal_squares", DiagonalSquares},
      {"painted_cubes", PaintedCubes},
      {"isosceles_triangles", IsoscelesTriangles},
      {"hypotenuse_altitude", HypotenuseAltitude},
  };
  return oracles;
}

TEST(AimeStyle, HasThirtyFamiliesEachWithAnOracle) {
  EXPECT_EQ(AimeFamilies().size(), 30u);
  std::set<std::string> names;
  for (const Family& family : AimeFamilies()) {
    EXPECT_TRUE(names.insert(family.name).second) << family.name;
    EXPECT_EQ(Oracles().count(family.name), 1u) << family.name;
    EXPECT_GE(family.level, 1);
    EXPECT_LE(family.level, 5);
  }
}

TEST(AimeStyle, AnswersOfEveryFamilyAgreeWithBruteForce) {
  for (const Family& family : AimeFamilies()) {
    std::set<std::string> statements;
    for (uint64_t i = 0; i < 12; ++i) {
      base::Rng rng(7, std::string("test/") + family.name, i);
      const Problem problem = MakeFromFamily(family, rng);
      EXPECT_EQ(problem.answer, std::to_string(Oracles().at(family.name)(problem.extra["params"])))
          << problem.problem;
      statements.insert(problem.problem);
    }
    EXPECT_GE(statements.size(), 9u) << family.name << " repeats itself";
  }
}

}  // namespace
}  // namespace r1bench::data
