#include "base/flags.h"

#include <gflags/gflags.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>

#include "base/error.h"
#include "base/files.h"
#include "base/paths.h"
#include "base/runfiles.h"

namespace r1bench::base {
namespace {

constexpr int kMaxFlagfileDepth = 16;
constexpr char kFlagfileHelp[] =
    "Reads flags from FILE, one --name=value a line; # begins a comment. Several files are "
    "separated "
    "by commas. Flags after it on the command line win over what it sets.";

// gflags' and glog's own flags carry the path of their build ("./src/gflags.cc", "/build/...");
// ours come from the workspace root.
bool IsProjectFile(std::string_view file) {
  return !file.starts_with("/") && !file.starts_with(".") && !file.starts_with("src/") &&
         !file.starts_with("external/");
}

// Where a setting came from, and how deep in nested flagfiles.
struct Place {
  std::string where;   // "" on the command line, else "path:line: "
  std::string folder;  // of the including flagfile
  int depth = 0;
};

void SetFromFile(const std::string& path, const Place& place);

int EditDistance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (size_t i = 0; i < a.size(); ++i) {
    int diagonal = row[0]++;
    for (size_t j = 0; j < b.size(); ++j) {
      const int replace = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replace, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

std::string NearestFlag(std::string_view name) {
  std::string nearest = name.size() >= 4 && EditDistance(name, "flagfile") <= 2 ? "flagfile" : "";
  int best = nearest.empty() ? std::max<int>(2, static_cast<int>(name.size()) / 3) + 1 : 2;
  for (const FlagInfo& flag : ProjectFlags()) {
    const int distance = EditDistance(name, flag.name);
    if (distance < best) {
      best = distance;
      nearest = flag.name;
    }
  }
  return nearest;
}

[[noreturn]] void FailUnknown(std::string_view name, const Place& place) {
  const std::string nearest = NearestFlag(name);
  FailUsage(place.where, "unknown flag --", name,
            nearest.empty() ? std::string() : StrCat(" (did you mean --", nearest, "?)"),
            "; --help lists the flags");
}

bool IsNumber(const std::string& type, const std::string& value) {
  char* end = nullptr;
  if (type == "double") {
    std::strtod(value.c_str(), &end);
  } else {
    std::strtoll(value.c_str(), &end, 0);
  }
  return !value.empty() && *end == '\0';
}

std::string DefaultText(const google::CommandLineFlagInfo& flag) {
  return flag.type == "string" ? StrCat("\"", flag.default_value, "\"") : flag.default_value;
}

[[noreturn]] void FailValue(const google::CommandLineFlagInfo& flag, const std::string& value,
                            const Place& place) {
  std::string expected = "a value in its range";
  if (flag.type == "bool") {
    expected = "true or false";
  } else if (flag.type != "string" && !IsNumber(flag.type, value)) {
    expected = flag.type == "double" ? "a number" : "a whole number";
  }
  FailUsage(place.where, "--", flag.name, " expects ", expected, ", got \"", value, "\" (",
            flag.description, "; default ", DefaultText(flag), ")");
}

void SetFlag(const google::CommandLineFlagInfo& flag, const std::string& value,
             const Place& place) {
  if (google::SetCommandLineOption(flag.name.c_str(), value.c_str()).empty()) {
    FailValue(flag, value, place);
  }
}

// Finds the flag; `negated` is set when the name was "no" + a boolean flag.
std::optional<google::CommandLineFlagInfo> Find(std::string name, bool* negated) {
  std::replace(name.begin(), name.end(), '-', '_');
  google::CommandLineFlagInfo flag;
  *negated = false;
  if (google::GetCommandLineFlagInfo(name.c_str(), &flag)) return flag;
  *negated = name.starts_with("no") && google::GetCommandLineFlagInfo(name.c_str() + 2, &flag) &&
             flag.type == "bool";
  if (*negated) return flag;
  return std::nullopt;
}

std::string FindFlagfile(const std::string& name, const Place& place) {
  const std::string caller = CallerPath(name);
  if (Exists(caller)) return caller;
  if (!place.folder.empty() && Exists(JoinPath(place.folder, name))) {
    return JoinPath(place.folder, name);
  }
  const std::string runfile = FindRunfile(name);
  if (!runfile.empty()) return runfile;
  FailUsage(place.where, "cannot find the flagfile ", name, " (looked for ", caller,
            "); check the path");
}

void SetFromFiles(const std::string& names, const Place& place) {
  std::stringstream list(names);
  for (std::string name; std::getline(list, name, ',');) {
    if (!name.empty()) SetFromFile(FindFlagfile(name, place), place);
  }
}

// Handles one argument. `next` is the argument after it, if any; returns true if it was used.
bool SetFromArgument(std::string_view argument, const char* next, const Place& place) {
  if (!argument.starts_with("-") || argument == "-" || argument == "--") {
    FailUsage(place.where, "expected a flag such as --name=value, got \"", argument,
              "\"; --help lists the flags");
  }
  argument.remove_prefix(argument.starts_with("--") ? 2 : 1);
  const size_t equals = argument.find('=');
  const std::string name(argument.substr(0, equals));
  std::optional<std::string> value;
  if (equals != std::string_view::npos) value = argument.substr(equals + 1);
  bool negated = false;
  const std::optional<google::CommandLineFlagInfo> flag = Find(name, &negated);
  if (!flag) FailUnknown(name, place);
  if (flag->type == "bool" && !value) value = negated ? "false" : "true";
  if (negated && equals != std::string_view::npos) FailUnknown(name, place);
  const bool use_next = !value && next != nullptr;
  if (use_next) value = next;
  if (!value) {
    FailUsage(place.where, "--", flag->name, " needs a value: --", flag->name, "=... (",
              flag->description, ")");
  }
  if (flag->name == "flagfile") {
    SetFromFiles(*value, place);
  } else {
    SetFlag(*flag, *value, place);
  }
  return use_next;
}

void SetFromFile(const std::string& path, const Place& place) {
  if (place.depth >= kMaxFlagfileDepth) {
    FailUsage(place.where, "flagfiles include each other more than ", kMaxFlagfileDepth,
              " deep; is ", path, " included by itself?");
  }
  std::stringstream lines(ReadFile(path));
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos || line[begin] == '#') continue;
    line = line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
    SetFromArgument(line, nullptr,
                    {StrCat(path, ":", number, ": "), DirName(path), place.depth + 1});
  }
}

// Breaks text at spaces into lines of at most `width`, each after `indent` spaces.
std::string Wrapped(std::string_view text, size_t indent, size_t width) {
  std::string out, line;
  std::stringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    if (!line.empty() && line.size() + 1 + word.size() > width) {
      out += std::string(indent, ' ') + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  if (!line.empty()) out += std::string(indent, ' ') + line + "\n";
  return out;
}

std::string Indented(std::string_view text, size_t indent) {
  std::string out;
  std::stringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    out += line.empty() ? "\n" : std::string(indent, ' ') + line + "\n";
  }
  return out;
}

std::string FlagHelp(const FlagInfo& flag, bool brief) {
  const std::string shown =
      flag.type == "string" ? StrCat("\"", flag.default_value, "\"") : flag.default_value;
  const std::string head = StrCat("  --", flag.type == "bool" ? "[no]" : "", flag.name);
  if (brief) {
    const std::string padded = head + std::string(head.size() < 28 ? 28 - head.size() : 1, ' ');
    return StrCat(padded, flag.type, ", default ", shown, "\n");
  }
  return StrCat("  ", head, "  (", flag.type, ", default ", shown, ")\n",
                Wrapped(flag.description, 8, 84), "\n");
}

// gflags writes a double with 17 digits (0.59999999999999998); the shortest text that reads back to
// the same value is kinder.
std::string Tidy(const std::string& type, const std::string& value) {
  if (type != "double") return value;
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, std::strtod(value.c_str(), nullptr)).ptr;
  return std::string(text, end);
}

}  // namespace

std::vector<FlagInfo> ProjectFlags() {
  std::vector<google::CommandLineFlagInfo> all;
  google::GetAllFlags(&all);  // sorted by file, then name
  std::vector<FlagInfo> flags;
  for (const google::CommandLineFlagInfo& flag : all) {
    if (!IsProjectFile(flag.filename)) continue;
    flags.push_back({flag.name, flag.type, flag.description, Tidy(flag.type, flag.default_value),
                     Tidy(flag.type, flag.current_value), flag.filename});
  }
  return flags;
}

void ParseFlags(std::span<const char* const> arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const char* const next = i + 1 < arguments.size() ? arguments[i + 1] : nullptr;
    if (SetFromArgument(arguments[i], next, {})) ++i;
  }
}

std::string FlagsText(std::span<const std::string_view> without) {
  std::string text;
  for (const FlagInfo& flag : ProjectFlags()) {
    if (std::find(without.begin(), without.end(), flag.name) != without.end()) continue;
    text += StrCat("--", flag.name, "=", flag.value, "\n");
  }
  return text;
}

Json FlagsJson() {
  Json json = Json::object();
  for (const FlagInfo& flag : ProjectFlags()) {
    if (flag.type == "bool") {
      json[flag.name] = flag.value == "true";
    } else if (flag.type == "double") {
      json[flag.name] = std::strtod(flag.value.c_str(), nullptr);
    } else if (flag.type == "uint64") {
      json[flag.name] = std::strtoull(flag.value.c_str(), nullptr, 10);
    } else if (flag.type == "string") {
      json[flag.name] = flag.value;
    } else {
      json[flag.name] = std::strtoll(flag.value.c_str(), nullptr, 10);
    }
  }
  return json;
}

std::string HelpPage(std::string_view name, std::string_view summary, std::string_view manual,
                     bool brief) {
  std::string page = StrCat("NAME\n    ", name, " - ", summary, "\n\n");
  page += StrCat("SYNOPSIS\n    ", name, " [--flag=value ...]\n\n");
  if (!brief) page += StrCat("DESCRIPTION\n", Indented(manual, 4), "\n");
  std::vector<FlagInfo> flags = ProjectFlags();
  flags.push_back({"flagfile", "string", kFlagfileHelp, "", "", "every program"});
  std::string file;
  for (const FlagInfo& flag : flags) {
    if (flag.file != file)
      page += StrCat(brief && !file.empty() ? "\n" : "", "FLAGS of ", flag.file, "\n");
    file = flag.file;
    page += FlagHelp(flag, brief);
  }
  if (brief) return page + "\n--help says what each flag does.\n";
  page +=
      "    --help, --helpshort, --version\n"
      "        This page; one line a flag; the commit and compiler of this build.\n\n"
      "EXIT STATUS\n"
      "    0 success, 1 error, 2 wrong command line, 130 stopped by Ctrl-C, 143 by SIGTERM.\n";
  return page;
}

}  // namespace r1bench::base
