#include "train/launch_environment.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "base/error.h"

namespace r1bench::train {
namespace {

struct Launcher {
  const char* name;
  const char* rank;
  const char* size;
  const char* local_rank;
};

constexpr Launcher kLaunchers[] = {
    {"torchrun", "RANK", "WORLD_SIZE", "LOCAL_RANK"},
    {"mpirun", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK"},
    {"srun", "SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID"},
};

int Number(const Variable& variable, const char* launcher, const char* name, int low, int high) {
  const char* const text = variable(name);
  base::Require(text != nullptr, "expected ", name, " in the environment, as ", launcher,
                " sets it, got nothing; start the program with ", launcher,
                " or without any launcher's variables");
  const std::string_view digits = text;
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  base::Require(
      error == std::errc() && end == digits.data() + digits.size() && low <= value && value <= high,
      "expected ", name, " of ", low, " to ", high, ", got '", text, "'");
  return value;
}

}  // namespace

LaunchEnvironment ReadLaunchEnvironment(const Variable& variable) {
  constexpr int kMaxRanks = 1 << 20, kMaxPort = 65535;
  LaunchEnvironment found;
  for (const Launcher& launcher : kLaunchers) {
    if (variable(launcher.rank) == nullptr) continue;
    found.launcher = launcher.name;
    found.size = Number(variable, launcher.name, launcher.size, 1, kMaxRanks);
    found.rank = Number(variable, launcher.name, launcher.rank, 0, found.size - 1);
    found.local_rank = Number(variable, launcher.name, launcher.local_rank, 0, found.size - 1);
    break;
  }
  if (found.size == 1) return found;
  const char* const address = variable("MASTER_ADDR");
  base::Require(address != nullptr && *address != '\0',
                "expected MASTER_ADDR in the environment, the machine of rank 0 of ", found.size,
                " processes, got nothing; set it and MASTER_PORT");
  found.master_address = address;
  found.master_port = Number(variable, found.launcher.c_str(), "MASTER_PORT", 1, kMaxPort);
  return found;
}

LaunchEnvironment ReadLaunchEnvironment() {
  return ReadLaunchEnvironment([](const char* name) -> const char* { return std::getenv(name); });
}

}  // namespace r1bench::train
