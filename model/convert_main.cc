// Reads a model (Hugging Face folder or GGUF) and writes it as a Hugging Face folder in fp32.
#include <gflags/gflags.h>

#include <iostream>

#include "base/error.h"
#include "base/main.h"
#include "base/paths.h"
#include "model/export.h"
#include "model/loader.h"

DEFINE_string(model, "", "The model: a Hugging Face folder or a .gguf file.");
DEFINE_string(out, "",
              "The folder to write: config.json, model.safetensors, generation_config.json.");

namespace {

constexpr const char* kManual =
    "Writes any model that r1bench can read as a Hugging Face folder that\n"
    "transformers loads. Weights become fp32; quantized ones are dequantized.\n"
    "The tokenizer is not written: copy the one of the original.\n"
    "\n"
    "  convert --model=SmolLM2-135M-Instruct.Q4_1.gguf --out=smollm2\n";

int Run() {
  using namespace r1bench;  // NOLINT: four names
  base::RequireUsage(!FLAGS_model.empty() && !FLAGS_out.empty(),
                     "expected --model=PATH and --out=FOLDER");
  const model::LoadedModel m = model::LoadModel(base::CallerPath(FLAGS_model));
  const std::string out = base::CallerPath(FLAGS_out);
  model::ExportHuggingFace(m.config, *m.parameters, out);
  std::cout << out << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return r1bench::base::Main(argc, argv,
                             {"convert", "writes a model as a Hugging Face folder", kManual}, Run);
}
