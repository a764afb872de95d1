// Prints which of the features that matter to numbers the C library believes this processor to
// have: those of the processor less those that GLIBC_TUNABLES masks.
#include <sys/platform/x86.h>

#include <cstdio>

int main() {
  std::printf("%s%s%s%s\n", CPU_FEATURE_ACTIVE(AVX2) ? "avx2 " : "",
              CPU_FEATURE_ACTIVE(FMA) ? "fma " : "", CPU_FEATURE_ACTIVE(AVX512F) ? "avx512f " : "",
              CPU_FEATURE_ACTIVE(AMX_TILE) ? "amx_tile " : "");
  return 0;
}
