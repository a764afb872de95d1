#include "experiments/common/experiment_main.h"

#include <cstdio>
#include <exception>
#include <optional>
#include <sstream>
#include <string_view>

#include "base/error.h"
#include "base/files.h"
#include "base/paths.h"
#include "base/runfiles.h"

namespace r1bench::experiments {
namespace {

// The value of --name=value or --name value (one or two dashes) at args[i]; advances i past it.
std::optional<std::string> FlagValue(const std::vector<std::string>& args, std::string_view name,
                                     size_t* i) {
  std::string_view arg = args[*i];
  if (!arg.starts_with("-")) return std::nullopt;
  arg.remove_prefix(arg.starts_with("--") ? 2 : 1);
  if (!arg.starts_with(name)) return std::nullopt;
  arg.remove_prefix(name.size());
  if (arg.starts_with("=")) return std::string(arg.substr(1));
  if (!arg.empty() || *i + 1 >= args.size()) return std::nullopt;
  return args[++*i];
}

std::string FindFlagfile(const std::string& name, const ExperimentInfo& info) {
  const std::string callers = base::CallerPath(name);
  if (base::Exists(callers)) return callers;
  const std::string shipped = base::FindRunfile(info.folder + "/" + name);
  if (!shipped.empty()) return shipped;
  throw base::UsageError("no flagfile \"" + name + "\": neither " + callers + " nor one of " +
                         info.program.name + "'s own; see --help for those it ships");
}

// The same for a list of names separated by commas.
std::string FindFlagfiles(const std::string& names, const ExperimentInfo& info) {
  std::string found;
  std::stringstream list(names);
  for (std::string name; std::getline(list, name, ',');) {
    if (!name.empty()) found += (found.empty() ? "" : ",") + FindFlagfile(name, info);
  }
  return found;
}

}  // namespace

std::vector<std::string> ResolveArguments(const std::vector<std::string>& args,
                                          const ExperimentInfo& info) {
  std::vector<std::string> rest;
  std::string resume;
  bool has_flagfile = false;
  for (size_t i = 0; i < args.size(); ++i) {
    size_t at = i;
    if (const auto file = FlagValue(args, "flagfile", &at)) {
      has_flagfile = true;
      if (!file->empty()) rest.push_back("--flagfile=" + FindFlagfiles(*file, info));
    } else if (const auto folder = FlagValue(args, "resume", &at)) {
      resume = *folder;
      rest.push_back("--resume=" + *folder);
    } else {
      rest.push_back(args[i]);
    }
    i = at;
  }
  std::vector<std::string> result;
  if (!resume.empty()) {
    const std::string config = base::CallerPath(resume) + "/config.flags";
    if (!base::Exists(config)) {
      throw base::UsageError("--resume=" + resume + ": there is no " + config +
                             "; give the folder that the run printed on its last line");
    }
    result.push_back("--flagfile=" + config);
  } else if (!has_flagfile && !info.default_flagfile.empty()) {
    result.push_back("--flagfile=" + base::Runfile(info.folder + "/" + info.default_flagfile));
  }
  result.insert(result.end(), rest.begin(), rest.end());
  return result;
}

int ExperimentMain(int argc, char** argv, const ExperimentInfo& info,
                   const std::function<int()>& body) {
  std::vector<std::string> args;
  try {
    args = ResolveArguments({argv + 1, argv + argc}, info);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "error: %s\n", e.what());
    return 2;
  }
  args.insert(args.begin(), argv[0]);
  std::vector<char*> pointers;
  for (std::string& arg : args) pointers.push_back(arg.data());
  pointers.push_back(nullptr);
  return base::Main(static_cast<int>(args.size()), pointers.data(), info.program, body);
}

}  // namespace r1bench::experiments
