// Miller and Rabin's test with the first twelve primes, which is right below 2^64.
#include <cstdio>
#include <initializer_list>

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

int main() {
  int count;
  std::scanf("%d", &count);
  while (count-- > 0) {
    u64 n;
    std::scanf("%llu", &n);
    std::puts(IsPrime(n) ? "Yes" : "No");
  }
}
