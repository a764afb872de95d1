// Owners for FLINT and Arb values, and nothing else.
#ifndef R1BENCH_VERIFIERS_MATH_FLINT_VALUES_H_
#define R1BENCH_VERIFIERS_MATH_FLINT_VALUES_H_

#include <flint/fmpq.h>
#include <flint/fmpz.h>
// Arb's headers come after FLINT's.
#include <acb.h>

namespace r1bench::verifiers {

// An exact rational number of any size.
class Rational {
 public:
  Rational() { fmpq_init(value_); }
  explicit Rational(long n) : Rational() { fmpq_set_si(value_, n, 1); }
  Rational(const Rational& other) : Rational() { fmpq_set(value_, other.value_); }
  Rational(Rational&& other) noexcept : Rational() { fmpq_swap(value_, other.value_); }
  Rational& operator=(Rational other) noexcept {
    fmpq_swap(value_, other.value_);
    return *this;
  }
  ~Rational() { fmpq_clear(value_); }

  fmpq* get() { return value_; }
  const fmpq* get() const { return value_; }
  fmpz* num() { return fmpq_numref(value_); }
  fmpz* den() { return fmpq_denref(value_); }
  const fmpz* num() const { return fmpq_numref(value_); }
  const fmpz* den() const { return fmpq_denref(value_); }
  bool is_integer() const { return fmpz_is_one(den()); }
  bool is_zero() const { return fmpq_is_zero(value_); }
  int sign() const { return fmpq_sgn(value_); }
  // Size in bits of numerator and denominator together.
  long bits() const { return static_cast<long>(fmpz_bits(num()) + fmpz_bits(den())); }
  bool operator==(const Rational& other) const { return fmpq_equal(value_, other.value_) != 0; }

 private:
  fmpq_t value_;
};

// A complex number known to lie in a rectangle (midpoint and radius for each part).
class Ball {
 public:
  Ball() { acb_init(value_); }
  Ball(const Ball& other) : Ball() { acb_set(value_, other.value_); }
  Ball(Ball&& other) noexcept : Ball() { acb_swap(value_, other.value_); }
  Ball& operator=(Ball other) noexcept {
    acb_swap(value_, other.value_);
    return *this;
  }
  ~Ball() { acb_clear(value_); }

  acb_ptr get() { return value_; }
  acb_srcptr get() const { return value_; }

 private:
  acb_t value_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_FLINT_VALUES_H_
