// Named model shapes: the micro models that are trained from nothing, and the published ones that
// plans (--dry_run) and estimates speak about. Shapes only; weights come from model/loader.
#ifndef R1BENCH_MODEL_PRESETS_H_
#define R1BENCH_MODEL_PRESETS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/config.h"

namespace r1bench::model {

// Two layers, width 64, four heads, SwiGLU 256, tied embeddings: 132,608 parameters at a vocabulary
// of 19. Small enough to learn the micro world in minutes on two cores.
ModelConfig MicroConfig(int64_t vocab_size);

// "micro", "smollm2-135m" and "qwen2.5-" 0.5b, 1.5b, 3b, 7b, 32b. Throws base::Error that lists the
// names for any other.
ModelConfig PresetConfig(std::string_view name);
std::vector<std::string> PresetNames();

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_PRESETS_H_
