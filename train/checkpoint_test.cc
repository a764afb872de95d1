#include "train/checkpoint.h"

#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/files.h"
#include "base/testing.h"
#include "gtest/gtest.h"
#include "train/grpo_checkpoint.h"
#include "train/grpo_testing.h"
#include "train/sft.h"

namespace r1bench::train {
namespace {

bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

GrpoOptions WithReference() {
  GrpoOptions o = TinyGrpoOptions();
  o.loss.kl_coefficient = 0.02;
  o.reference_refresh_steps = 7;  // a refresh falls between save and end
  o.questions_per_step = 2;
  o.steps_per_rollout = 2;
  return o;
}

TEST(CheckpointTest, ResumedGrpoRunHasTheBitsOfOneThatNeverStopped) {
  const base::TempDir dir;
  const std::string folder = dir.File(CheckpointName(10));
  LetterWorld through(WithReference());
  for (int s = 0; s < 5; ++s) through.Step();
  SaveGrpo(folder, through.trainer.get(), {{"data_position", 40}});
  for (int s = 0; s < 5; ++s) through.Step();

  GrpoOptions options = WithReference();
  LetterWorld resumed(options);
  resumed.Step();  // whatever it was before
  const base::Json extra = LoadGrpo(folder, resumed.trainer.get());
  EXPECT_EQ(extra["data_position"], 40);
  EXPECT_EQ(resumed.trainer->step(), 10);
  EXPECT_EQ(resumed.trainer->rollouts(), 5);
  for (int s = 0; s < 5; ++s) resumed.Step();
  EXPECT_TRUE(SameBits(through.Weights(), resumed.Weights()));
}

SftOptions Sft() {
  SftOptions o;
  o.optimizer.learning_rate = 1e-2;
  o.optimizer.schedule = {.shape = ScheduleShape::kCosine, .warmup_steps = 3, .total_steps = 10};
  return o;
}

struct SftRun {
  std::unique_ptr<model::Transformer> model = MakeModel(TinyConfig(true), 4);
  SingleProcess single;
  SftTrainer trainer{Sft(), model.get(), &single};

  void Steps(int from, int to) {
    for (int s = from; s < to; ++s) trainer.Step(RandomDocuments(6, 11, s));
  }
  CheckpointParts Parts() {
    return {.config = &model->config(),
            .weights = &model->parameters(),
            .optimizer = &trainer.learner().optimizer()};
  }
  std::vector<float> Weights() {
    const float* w = model->parameters().data();
    return {w, w + model->parameters().size()};
  }
};

TEST(CheckpointTest, ResumedSftRunHasTheBitsOfOneThatNeverStopped) {
  const base::TempDir dir;
  SftRun through, resumed;
  through.Steps(0, 5);
  SaveCheckpoint(dir.File("c"), through.Parts(), {{"next", 5}});
  through.Steps(5, 10);
  const base::Json state = LoadCheckpoint(dir.File("c"), resumed.Parts());
  resumed.model->WeightsChanged();
  resumed.Steps(state["next"], 10);
  EXPECT_TRUE(SameBits(through.Weights(), resumed.Weights()));
}

TEST(CheckpointTest, SavingAgainReplacesTheFolderWhole) {
  const base::TempDir dir;
  SftRun run;
  SaveCheckpoint(dir.File("c"), run.Parts(), {{"n", 1}});
  run.Steps(0, 1);
  SaveCheckpoint(dir.File("c"), run.Parts(), {{"n", 2}});
  EXPECT_EQ(LoadCheckpoint(dir.File("c"), run.Parts())["n"], 2);
  EXPECT_EQ(base::ListFolder(dir.path()), (std::vector<std::string>{"c"}));
}

// Damages each file of a checkpoint in turn: loading must name the file and change no weight.
TEST(CheckpointTest, DamagedFilesAreNamedAndNothingIsLoaded) {
  const base::TempDir dir;
  SftRun run;
  run.Steps(0, 1);
  const std::string good = dir.File("good");
  SaveCheckpoint(good, run.Parts(), {{"n", 1}});
  run.Steps(1, 2);
  const auto before = run.Weights();
  for (const std::string& name : base::ListFolder(good)) {
    if (name == "manifest.json") continue;
    for (const char* damage : {"flip", "cut", "remove"}) {
      const std::string folder = dir.File("damaged");
      std::filesystem::remove_all(folder);
      std::filesystem::copy(good, folder);
      const std::string path = base::JoinPath(folder, name);
      std::string bytes = base::ReadFile(path);
      if (std::string(damage) == "flip") bytes[bytes.size() / 2] ^= 1;
      if (std::string(damage) == "cut") bytes.resize(bytes.size() / 2);
      std::filesystem::remove(path);
      if (std::string(damage) != "remove") std::ofstream(path, std::ios::binary) << bytes;
      const std::string message = base::MessageOf([&] { LoadCheckpoint(folder, run.Parts()); });
      EXPECT_NE(message.find(name), std::string::npos) << name << ", " << damage << ": " << message;
      EXPECT_TRUE(SameBits(before, run.Weights()));
    }
  }
}

TEST(CheckpointTest, BrokenManifestIsRefused) {
  const base::TempDir dir;
  SftRun run;
  SaveCheckpoint(dir.File("c"), run.Parts(), {});
  for (const char* text :
       {"", "{", "{}", "{\"format\": 2, \"files\": {}}", "{\"format\": 1, \"files\": {}}",
        "{\"format\": 1, \"files\": {\"../c/state.json\": {}}}"}) {
    base::WriteFileAtomic(dir.File("c/manifest.json"), text);
    EXPECT_THROW(LoadCheckpoint(dir.File("c"), run.Parts()), base::Error) << text;
  }
  std::filesystem::remove(dir.File("c/manifest.json"));
  EXPECT_THROW(LoadCheckpoint(dir.File("c"), run.Parts()), base::Error);
  EXPECT_THROW(LoadCheckpoint(dir.File("nowhere"), run.Parts()), base::Error);
}

TEST(CheckpointTest, ModelOfAnotherShapeIsRefused) {
  const base::TempDir dir;
  SftRun run;
  SaveCheckpoint(dir.File("c"), run.Parts(), {});
  model::ModelConfig other = TinyConfig(true);
  other.hidden_size = 32;
  auto model = MakeModel(other, 1);
  const CheckpointParts parts{.config = &other, .weights = &model->parameters()};
  EXPECT_NE(base::MessageOf([&] { LoadCheckpoint(dir.File("c"), parts); }).find("another shape"),
            std::string::npos);
}

TEST(CheckpointTest, MissingReferenceIsNamed) {
  const base::TempDir dir;
  SftRun run;
  SaveCheckpoint(dir.File("c"), run.Parts(), {});
  model::Parameters reference(TinyConfig(true));
  CheckpointParts parts = run.Parts();
  parts.reference = &reference;
  EXPECT_NE(base::MessageOf([&] { LoadCheckpoint(dir.File("c"), parts); }).find("reference"),
            std::string::npos);
}

TEST(CheckpointTest, UnwritableFolderLeavesNothingBehind) {
  const base::TempDir dir;
  SftRun run;
  dir.Write("file", "not a folder");
  EXPECT_THROW(SaveCheckpoint(dir.File("file/c"), run.Parts(), {}), base::Error);
  EXPECT_EQ(base::ListFolder(dir.path()), (std::vector<std::string>{"file"}));
}

TEST(CheckpointTest, ListIsNewestFirstAndLeavesOutUnfinishedOnes) {
  const base::TempDir dir;
  SftRun run;
  EXPECT_TRUE(ListCheckpoints(dir.File("none")).empty());
  for (int64_t step : {2, 1000000, 30}) {
    SaveCheckpoint(dir.File(CheckpointName(step)), run.Parts(), {});
  }
  base::MakeDirs(dir.File("step-000099"));          // no manifest
  base::MakeDirs(dir.File("step-000031.writing"));  // left by a killed run
  base::MakeDirs(dir.File("step-best"));
  const std::vector<std::string> expected = {dir.File("step-1000000"), dir.File("step-000030"),
                                             dir.File("step-000002")};
  EXPECT_EQ(ListCheckpoints(dir.path()), expected);
  PruneCheckpoints(dir.path(), 1);
  EXPECT_EQ(ListCheckpoints(dir.path()), (std::vector<std::string>{dir.File("step-1000000")}));
  EXPECT_FALSE(base::Exists(dir.File("step-000031.writing")));
}

}  // namespace
}  // namespace r1bench::train
