// The one function that NTL asks of libgf2x: the product of polynomials over GF(2).
//
// Debian's FLINT loads NTL, and its NTL loads gf2x, which is under the GPL. Nothing here ever
// multiplies over GF(2), but the loader must find the function; so programs carry this one instead.
// It is right, not fast.

// c[0, a_size + b_size) = a[0, a_size) * b[0, b_size), 64 coefficients a word, the lowest first.
// `c` overlaps neither. Returns 0.
extern "C" int gf2x_mul(unsigned long* c, const unsigned long* a, unsigned long a_size,
                        const unsigned long* b, unsigned long b_size) {
  for (unsigned long i = 0; i < a_size + b_size; ++i) c[i] = 0;
  for (unsigned long i = 0; i < a_size; ++i) {
    for (int bit = 0; bit < 64; ++bit) {
      if ((a[i] >> bit & 1) == 0) continue;
      for (unsigned long j = 0; j < b_size; ++j) {
        c[i + j] ^= b[j] << bit;
        if (bit > 0) c[i + j + 1] ^= b[j] >> (64 - bit);
      }
    }
  }
  return 0;
}
