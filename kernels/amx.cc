#include "kernels/amx.h"

#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

#include "kernels/dispatch.h"

namespace r1bench::kernels {
namespace {

// Bits of EDX of CPUID leaf 7 (Intel SDM volume 2, CPUID).
constexpr unsigned kAmxBf16Bit = 1u << 22;
constexpr unsigned kAmxTileBit = 1u << 24;
// <asm/prctl.h> of Linux 5.16 and later.
constexpr long kArchReqXcompPerm = 0x1023;
constexpr long kXfeatureXtiledata = 18;

bool ProcessorHasAmx() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0) return false;
  return (edx & kAmxBf16Bit) != 0 && (edx & kAmxTileBit) != 0;
}

// Fails where the kernel does not know the request or has not enabled the registers.
bool AskForTiles() { return syscall(SYS_arch_prctl, kArchReqXcompPerm, kXfeatureXtiledata) == 0; }

std::atomic<bool> g_emulate{false};

}  // namespace

bool AmxPermitted() {
  static const bool permitted = BestIsa() == Isa::kAvx512Dot && ProcessorHasAmx() && AskForTiles();
  return permitted;
}

void EmulateAmx(bool emulate) { g_emulate.store(emulate, std::memory_order_relaxed); }
bool AmxEmulated() { return g_emulate.load(std::memory_order_relaxed); }

}  // namespace r1bench::kernels
