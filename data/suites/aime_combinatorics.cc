#include <string>
#include <vector>

#include "data/suites/aime_style.h"
#include "data/suites/integer_math.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Counting & Probability";

// "The probability is m/n": asks for m + n.
constexpr const char* kAskForSum =
    " is $\\frac{m}{n}$, where $m$ and $n$ are relatively prime positive integers. Find $m + n$.";

int AsInt(int64_t value) { return static_cast<int>(value); }

// x_1 + ... + x_k = n with 0 <= x_i <= most, by inclusion and exclusion.
bool BoundedSums(base::Rng& rng, Draft* draft) {
  const int64_t k = Draw(rng, 3, 5), most = Draw(rng, 4, 9), n = Draw(rng, most + 1, k * most - 2);
  draft->params = {{"k", k}, {"most", most}, {"n", n}};
  draft->problem = StrCat("In how many ways can $", n, "$ identical coins be handed out to $", k,
                          "$ different children so that no child gets more than $", most,
                          "$ coins? A child may get none.");
  int64_t count = 0;
  for (int64_t j = 0; j <= k && j * (most + 1) <= n; ++j) {
    const int64_t ways =
        Binomial(AsInt(k), AsInt(j)) * Binomial(AsInt(n - j * (most + 1) + k - 1), AsInt(k - 1));
    count += j % 2 == 0 ? ways : -ways;
  }
  return count > 3 && SetAimeAnswer(count, draft);
}

bool GridPaths(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 4, 7), b = Draw(rng, 4, 7);
  const int64_t p = Draw(rng, 1, a - 1), q = Draw(rng, 1, b - 1);
  draft->params = {{"a", a}, {"b", b}, {"p", p}, {"q", q}};
  draft->problem =
      StrCat("An ant walks on the lattice points of the plane from $(0, 0)$ to $(", a, ", ", b,
             ")$. Each step goes one unit to the right or one unit up. How "
             "many of its possible paths avoid the point $(",
             p, ", ", q, ")$?");
  const int64_t count =
      Binomial(AsInt(a + b), AsInt(a)) -
      Binomial(AsInt(p + q), AsInt(p)) * Binomial(AsInt(a - p + b - q), AsInt(a - p));
  return SetAimeAnswer(count, draft);
}

bool SparseSubsets(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 8, 18), k = Draw(rng, 3, 6);
  draft->params = {{"n", n}, {"k", k}};
  draft->problem = StrCat("How many subsets of $\\{1, 2, 3, \\ldots, ", n, "\\}$ have exactly $", k,
                          "$ elements, no two of which are consecutive integers?");
  const int64_t count = Binomial(AsInt(n - k + 1), AsInt(k));
  return count > 1 && SetAimeAnswer(count, draft);
}

bool FixedPoints(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 5, 8), k = Draw(rng, 1, n - 3);
  static constexpr const char* kThings[] = {"letters", "hats", "books", "keys", "umbrellas"};
  const std::string things = Choose(rng, kThings);
  draft->params = {{"n", n}, {"k", k}};
  draft->problem = StrCat("The $", n, "$ ", things, " of $", n,
                          "$ people are mixed up, and each person takes one of them at random. In "
                          "how many ways can it happen that exactly $",
                          k, "$ of the people get back their own?");
  std::vector<int64_t> derangements = {1, 0};
  for (int64_t i = 2; i <= n; ++i) {
    derangements.push_back((i - 1) * (derangements[i - 1] + derangements[i - 2]));
  }
  return SetAimeAnswer(Binomial(AsInt(n), AsInt(k)) * derangements[n - k], draft);
}

// The chromatic polynomial of a cycle, (k-1)^n + (-1)^n (k-1), or of a row, k (k-1)^(n-1).
bool NecklaceColorings(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 4, 10), k = Draw(rng, 3, 8), row = Draw(rng, 0, 1);
  static constexpr const char* kThings[] = {"seats", "chairs", "lamps", "tiles"};
  const std::string things = Choose(rng, kThings);
  draft->params = {{"n", n}, {"k", k}, {"row", row}};
  draft->problem = StrCat("In a ", row == 1 ? "row" : "circle", " there are $", n, "$ numbered ",
                          things, ". Each is painted in one of $", k,
                          "$ colors so that neighbors always have different colors. In how many "
                          "ways can this be done?");
  const int64_t count = row == 1 ? k * Power(k - 1, AsInt(n - 1))
                                 : Power(k - 1, AsInt(n)) + (n % 2 == 0 ? 1 : -1) * (k - 1);
  return SetAimeAnswer(count, draft);
}

bool RunFreeStrings(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 6, 14), k = Draw(rng, 2, 4);
  draft->params = {{"n", n}, {"k", k}};
  draft->problem =
      StrCat("A coin is tossed $", n, "$ times. How many of the possible sequences of ",
             "heads and tails do not contain $", k, "$ heads in a row?");
  // f(n) = f(n-1) + ... + f(n-k), f(i) = 2^i for i < k.
  std::vector<int64_t> f;
  for (int64_t i = 0; i <= n; ++i) {
    int64_t value = 0;
    if (i < k) {
      value = Power(2, AsInt(i));
    } else {
      for (int64_t j = 1; j <= k; ++j) value += f[i - j];
    }
    f.push_back(value);
  }
  return SetAimeAnswer(f[n], draft);
}

bool SameColor(base::Rng& rng, Draft* draft) {
  const int64_t red = Draw(rng, 2, 12), blue = Draw(rng, 2, 12), green = Draw(rng, 2, 12);
  draft->params = {{"red", red}, {"blue", blue}, {"green", green}};
  draft->problem = StrCat("A bag holds $", red, "$ red, $", blue, "$ blue and $", green,
                          "$ green marbles. Two marbles are drawn at random without replacement. "
                          "The probability that they have the same color",
                          kAskForSum);
  const int64_t total = red + blue + green;
  const Fraction p(red * (red - 1) + blue * (blue - 1) + green * (green - 1), total * (total - 1));
  return SetAimeAnswer(p.num + p.den, draft);
}

bool DiceSum(base::Rng& rng, Draft* draft) {
  const int64_t dice = Draw(rng, 2, 4), faces = 4 + 2 * Draw(rng, 0, 2), sum = Draw(rng, 4, 20);
  draft->params = {{"dice", dice}, {"faces", faces}, {"sum", sum}};
  static constexpr const char* kWords[] = {"", "", "Two", "Three", "Four"};
  draft->problem = StrCat(kWords[dice], " fair dice, each with faces numbered $1$ to $", faces,
                          "$, are rolled. The probability that the numbers shown add up to $", sum,
                          "$", kAskForSum);
  std::vector<int64_t> ways = {1};
  for (int64_t i = 0; i < dice; ++i) {
    std::vector<int64_t> next(ways.size() + faces, 0);
    for (size_t s = 0; s < ways.size(); ++s) {
      for (int64_t face = 1; face <= faces; ++face) next[s + face] += ways[s];
    }
    ways = next;
  }
  if (sum >= static_cast<int64_t>(ways.size()) || ways[sum] == 0) return false;
  const Fraction p(ways[sum], Power(faces, AsInt(dice)));
  return SetAimeAnswer(p.num + p.den, draft);
}

// The mean of the largest of k numbers out of 1..n is k (n + 1) / (k + 1).
bool LargestDrawn(base::Rng& rng, Draft* draft) {
  const int64_t n = Draw(rng, 6, 60), k = Draw(rng, 2, 5);
  draft->params = {{"n", n}, {"k", k}};
  draft->problem = StrCat("Cards numbered $1$ to $", n, "$ are shuffled, and $", k,
                          "$ of them are drawn at random. The expected value of the largest number "
                          "drawn",
                          kAskForSum);
  const Fraction mean(k * (n + 1), k + 1);
  return SetAimeAnswer(mean.num + mean.den, draft);
}

constexpr Family kFamilies[] = {
    {"bounded_sums", kSubject, 4, BoundedSums},
    {"grid_paths", kSubject, 2, GridPaths},
    {"sparse_subsets", kSubject, 3, SparseSubsets},
    {"fixed_points", kSubject, 4, FixedPoints},
    {"necklace_colorings", kSubject, 4, NecklaceColorings},
    {"run_free_strings", kSubject, 3, RunFreeStrings},
    {"same_color", kSubject, 2, SameColor},
    {"dice_sum", kSubject, 3, DiceSum},
    {"largest_drawn", kSubject, 5, LargestDrawn},
};

}  // namespace

std::span<const Family> AimeCombinatorics() { return kFamilies; }

}  // namespace r1bench::data
