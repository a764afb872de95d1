#include "verifiers/stream_program.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "base/error.h"
#include "base/flags.h"
#include "base/paths.h"

namespace r1bench::verifiers {
namespace {

// Whether the flag named by `argument` ("--threads") takes the argument behind it as its value.
bool TakesNext(std::string_view argument) {
  if (argument.find('=') != std::string_view::npos) return false;
  argument.remove_prefix(std::min(argument.find_first_not_of('-'), argument.size()));
  if (argument == "flagfile") return true;
  for (const base::FlagInfo& flag : base::ProjectFlags()) {
    if (flag.name == argument) return flag.type != "bool";
  }
  return false;
}

}  // namespace

StreamInput OpenStreamInput(const std::vector<std::string>& files, const std::string& program,
                            const std::string& items) {
  base::RequireUsage(files.size() <= 1, "expected one FILE or none, got ", files.size(),
                     "; use cat FILE... | ", program, " for several");
  StreamInput input;
  if (!files.empty() && files[0] != "-") {
    input.name = files[0];
    input.fd = open(base::CallerPath(files[0]).c_str(), O_RDONLY | O_CLOEXEC);
    base::Require(input.fd >= 0, "cannot open ", files[0], ": ", std::strerror(errno));
  } else if (isatty(STDIN_FILENO) == 1) {
    std::fprintf(stderr,
                 "reading %s from the terminal; Ctrl-D ends them, --help shows their form\n",
                 items.c_str());
  }
  struct stat about = {};
  if (fstat(input.fd, &about) == 0 && S_ISREG(about.st_mode)) input.bytes = about.st_size;
  return input;
}

void FaultReporter::operator()(const std::string& message) {
  if (max_faults_ > 0 && described_ == max_faults_) return;
  ++described_;
  progress_->Clear();
  std::fprintf(stderr, "%s\n", message.c_str());
  if (described_ == max_faults_) {
    std::fputs("further bad lines are only counted (--max_faults=0 describes all)\n", stderr);
  }
}

int MainWithFiles(int argc, char** argv, const base::ProgramInfo& info,
                  const std::function<int(const std::vector<std::string>& files)>& body) {
  std::vector<char*> flags = {argv[0]};
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (!argument.starts_with("-") || argument == "-") {
      files.emplace_back(argument);
      continue;
    }
    flags.push_back(argv[i]);
    if (TakesNext(argument) && i + 1 < argc) flags.push_back(argv[++i]);
  }
  return base::Main(static_cast<int>(flags.size()), flags.data(), info,
                    [&] { return body(files); });
}

}  // namespace r1bench::verifiers
