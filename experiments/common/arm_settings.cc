#include "experiments/common/arm_settings.h"

#include "experiments/common/benchmarks.h"
#include "experiments/common/text_environment.h"

namespace r1bench::experiments {

ArmSettings SettingsFor(const TrainingOptions& training) {
  ArmSettings settings;
  settings.eval_samples = training.eval_samples;
  settings.checkpoint_steps = training.checkpoint_steps;
  settings.micro_batch_tokens = training.micro_batch_tokens;
  return settings;
}

ArmSettings TextSettingsFor(const TrainingOptions& training, const TextModel& model) {
  ArmSettings settings = SettingsFor(training);
  settings.print_pace = true;
  settings.engine = [&training, &model](const Policy& policy) {
    return TextEngine(policy, model.codec.get(), training.text.model);
  };
  settings.benchmarks = [&training, &model](model::TextGenerator* generator, base::Json* metrics) {
    AddBenchmarks(training.benchmarks, model, generator, metrics);
  };
  return settings;
}

}  // namespace r1bench::experiments
