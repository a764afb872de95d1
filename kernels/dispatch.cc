#include "kernels/dispatch.h"

#include <atomic>

#include "kernels/amx.h"

namespace r1bench::kernels {
namespace {

Isa DetectIsa() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
    return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vnni")
               ? Isa::kAvx512Dot
               : Isa::kAvx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Isa::kAvx2;
  return Isa::kReference;
}

std::atomic<Isa> g_max{Isa::kAvx512Dot};

}  // namespace

Isa BestIsa() {
  static const Isa best = DetectIsa();
  return best;
}

Isa ActiveIsa() {
  const Isa max = g_max.load(std::memory_order_relaxed);
  if (max == Isa::kAmx && (AmxEmulated() || AmxPermitted())) return Isa::kAmx;
  const Isa best = BestIsa();
  return max < best ? max : best;
}

Isa ActiveIsaButAmx() {
  const Isa isa = ActiveIsa();
  return isa == Isa::kAmx ? BestIsa() : isa;
}

void SetMaxIsa(Isa isa) { g_max.store(isa, std::memory_order_relaxed); }

const char* IsaName(Isa isa) {
  switch (isa) {
    case Isa::kAmx:
      return "amx";
    case Isa::kAvx512Dot:
      return "avx512dot";
    case Isa::kAvx512:
      return "avx512";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kReference:
      break;
  }
  return "reference";
}

const char* IsaName() {
  const Isa isa = ActiveIsa();
  return isa == Isa::kAmx && AmxEmulated() ? "amx-emulated" : IsaName(isa);
}

std::optional<Isa> ParseMaxIsa(std::string_view name) {
  if (name == "auto") return Isa::kAvx512Dot;
  for (const Isa isa : {Isa::kReference, Isa::kAvx2, Isa::kAvx512, Isa::kAvx512Dot}) {
    if (name == IsaName(isa)) return isa;
  }
  return std::nullopt;
}

}  // namespace r1bench::kernels
