#include "train/launch_environment.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "base/error.h"

namespace r1bench::train {
namespace {

using Variables = std::map<std::string, std::string>;

LaunchEnvironment Read(const Variables& variables) {
  return ReadLaunchEnvironment([&](const char* name) -> const char* {
    const auto it = variables.find(name);
    return it == variables.end() ? nullptr : it->second.c_str();
  });
}

std::string ErrorOf(const Variables& variables) {
  try {
    Read(variables);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "none";
}

const Variables kTorchrun = {{"RANK", "5"},
                             {"WORLD_SIZE", "8"},
                             {"LOCAL_RANK", "1"},
                             {"MASTER_ADDR", "node0"},
                             {"MASTER_PORT", "29500"}};

Variables With(Variables variables, const std::string& name, const std::string& value) {
  variables[name] = value;
  return variables;
}

TEST(LaunchEnvironment, OneProcessWithoutALauncher) {
  const LaunchEnvironment found = Read({{"MASTER_ADDR", "left over"}});
  EXPECT_EQ(found.launcher, "none");
  EXPECT_EQ(found.size, 1);
  EXPECT_EQ(found.rank, 0);
}

TEST(LaunchEnvironment, Torchrun) {
  const LaunchEnvironment found = Read(kTorchrun);
  EXPECT_EQ(found.launcher, "torchrun");
  EXPECT_EQ(found.rank, 5);
  EXPECT_EQ(found.size, 8);
  EXPECT_EQ(found.local_rank, 1);
  EXPECT_EQ(found.master_address, "node0");
  EXPECT_EQ(found.master_port, 29500);
}

TEST(LaunchEnvironment, OpenMpiAndSlurm) {
  const Variables master = {{"MASTER_ADDR", "::1"}, {"MASTER_PORT", "1"}};
  Variables mpi = master, slurm = master;
  mpi.insert({{"OMPI_COMM_WORLD_RANK", "2"},
              {"OMPI_COMM_WORLD_SIZE", "4"},
              {"OMPI_COMM_WORLD_LOCAL_RANK", "0"}});
  EXPECT_EQ(Read(mpi).launcher, "mpirun");
  EXPECT_EQ(Read(mpi).rank, 2);
  slurm.insert({{"SLURM_PROCID", "3"}, {"SLURM_NTASKS", "4"}, {"SLURM_LOCALID", "1"}});
  EXPECT_EQ(Read(slurm).launcher, "srun");
  EXPECT_EQ(Read(slurm).local_rank, 1);
  // torchrun within a Slurm job.
  slurm.insert(kTorchrun.begin(), kTorchrun.end());
  EXPECT_EQ(Read(slurm).launcher, "torchrun");
}

TEST(LaunchEnvironment, OneRankNeedsNoAddress) {
  const LaunchEnvironment found = Read({{"RANK", "0"}, {"WORLD_SIZE", "1"}, {"LOCAL_RANK", "0"}});
  EXPECT_EQ(found.launcher, "torchrun");
  EXPECT_EQ(found.size, 1);
}

TEST(LaunchEnvironment, ErrorsNameTheVariable) {
  Variables without = kTorchrun;
  without.erase("WORLD_SIZE");
  EXPECT_NE(ErrorOf(without).find("expected WORLD_SIZE"), std::string::npos);
  without = kTorchrun;
  without.erase("MASTER_ADDR");
  EXPECT_NE(ErrorOf(without).find("expected MASTER_ADDR"), std::string::npos);
  for (const char* const rank : {"8", "-1", "", "1x", "99999999999"}) {
    EXPECT_NE(ErrorOf(With(kTorchrun, "RANK", rank)).find("expected RANK of 0 to 7"),
              std::string::npos)
        << rank;
  }
  EXPECT_NE(ErrorOf(With(kTorchrun, "MASTER_PORT", "0")).find("MASTER_PORT"), std::string::npos);
  EXPECT_NE(ErrorOf(With(kTorchrun, "WORLD_SIZE", "0")).find("WORLD_SIZE"), std::string::npos);
}

}  // namespace
}  // namespace r1bench::train
