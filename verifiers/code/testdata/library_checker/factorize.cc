// Pollard's rho with Brent's batches of greatest common divisors.
#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <numeric>
#include <vector>

using u64 = unsigned long long;

u64 Times(u64 a, u64 b, u64 n) { return static_cast<unsigned __int128>(a) * b % n; }

u64 Power(u64 base, u64 exponent, u64 n) {
  u64 power = 1;
  for (base %= n; exponent > 0; exponent /= 2, base = Times(base, base, n)) {
    if (exponent % 2 == 1) power = Times(power, base, n);
  }
  return power;
}

bool IsPrime(u64 n) {
  if (n < 2) return false;
  int twos = 0;
  u64 odd = n - 1;
  while (odd % 2 == 0) {
    odd /= 2;
    ++twos;
  }
  for (const u64 prime : {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37}) {
    if (n % prime == 0) return n == prime;
    u64 x = Power(prime, odd, n);
    if (x == 1 || x == n - 1) continue;
    bool composite = true;
    for (int i = 1; i < twos && composite; ++i) {
      x = Times(x, x, n);
      composite = x != n - 1;
    }
    if (composite) return false;
  }
  return true;
}

// A divisor of a composite n, neither 1 nor n.
u64 Divisor(u64 n) {
  if (n % 2 == 0) return 2;
  for (u64 c = 1;; ++c) {
    const auto next = [&](u64 x) { return (Times(x, x, n) + c) % n; };
    u64 slow = 2, fast = 2, divisor = 1;
    while (divisor == 1) {
      u64 product = 1;
      const u64 slow_before = slow, fast_before = fast;
      for (int i = 0; i < 128; ++i) {
        slow = next(slow);
        fast = next(next(fast));
        product = Times(product, slow > fast ? slow - fast : fast - slow, n);
      }
      divisor = std::gcd(product, n);
      if (divisor != n) continue;
      slow = slow_before;
      fast = fast_before;
      do {
        slow = next(slow);
        fast = next(next(fast));
        divisor = std::gcd(slow > fast ? slow - fast : fast - slow, n);
      } while (divisor == 1);
    }
    if (divisor != n) return divisor;
  }
}

void Factor(u64 n, std::vector<u64>* factors) {
  if (n == 1) return;
  if (IsPrime(n)) return factors->push_back(n);
  const u64 divisor = Divisor(n);
  Factor(divisor, factors);
  Factor(n / divisor, factors);
}

int main() {
  int count;
  std::scanf("%d", &count);
  while (count-- > 0) {
    u64 n;
    std::scanf("%llu", &n);
    std::vector<u64> factors;
    Factor(n, &factors);
    std::sort(factors.begin(), factors.end());
    std::printf("%zu", factors.size());
    for (const u64 factor : factors) std::printf(" %llu", factor);
    std::puts("");
  }
}
