#include "tools/results/index.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>

#include "base/error.h"
#include "base/files.h"
#include "reports/text.h"

namespace r1bench::results {
namespace {

using base::StrCat;
using reports::EscapeMarkdown;

// As one would read them; others follow by name.
constexpr std::array<std::string_view, 6> kOrder = {"r1_zero",       "cold_start", "r1_pipeline",
                                                    "distill_vs_rl", "prm",        "mcts"};

constexpr char kHead[] =
    "# Experiments: questions, verdicts, numbers\n\n"
    "Made by `./bazelw run //tools/results` from the reports under [`results`](results); not "
    "written by hand.\n"
    "A verdict at micro scale says whether the mechanism shows up in a small world; it never "
    "stands for the\npublished figure. Verdicts stand as they fell: a claim that did not "
    "reproduce says so.\n\n";

size_t Place(std::string_view name) {
  return std::find(kOrder.begin(), kOrder.end(), name) - kOrder.begin();
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// "## Findings and their rules" -> "Findings and their rules"; "" for other lines.
std::string HeadingOf(std::string_view line) {
  size_t level = 0;
  while (level < line.size() && line[level] == '#') ++level;
  if (level == 0 || level >= line.size() || line[level] != ' ') return "";
  return std::string(line.substr(level + 1));
}

std::string RulesAnchor(const Entry& entry) {
  for (const std::string& line : Lines(entry.readme)) {
    const std::string heading = HeadingOf(line);
    const std::string anchor = Anchor(heading);
    if (anchor.find("rule") != std::string::npos) return anchor;
  }
  base::Fail("experiments/", entry.name, "/README.md has no heading with the word \"rules\"");
}

// Where the claim's rule stands in findings.cc; the n-th rule of a claim for its n-th finding.
int RuleLine(const Entry& entry, const std::string& claim_id, int occurrence) {
  const std::vector<std::string> lines = Lines(entry.findings);
  const std::string quoted = "\"" + claim_id + "\"";
  int last = 0;
  for (size_t i = 0; i < lines.size() && occurrence >= 0; ++i) {
    if (lines[i].find(quoted) == std::string::npos) continue;
    last = static_cast<int>(i) + 1;
    --occurrence;
  }
  base::Require(last > 0, "experiments/", entry.name, "/findings.cc has no rule for ", quoted);
  return last;
}

std::string Verdicts(const reports::Report& report) {
  std::map<reports::FindingOutcome, int> counts;
  for (const reports::Finding& finding : report.findings) ++counts[finding.verdict];
  std::string text;
  for (const auto& [outcome, count] : counts) {
    text += StrCat(text.empty() ? "" : ", ", count, " ", reports::OutcomeName(outcome));
  }
  return text;
}

constexpr char kPresetMark = '-';

// Under experiments/results.
std::string FolderOf(const std::string& name, const std::string& preset) {
  return preset.empty() ? name : StrCat(name, kPresetMark, preset);
}

std::string CommandOf(const Entry& entry) {
  const std::string command = "./bazelw run //experiments/" + entry.name;
  return entry.preset.empty() ? command
                              : StrCat(command, " -- --flagfile=", entry.preset, ".flags");
}

std::string QuestionsTable(const std::vector<Entry>& entries) {
  std::string md =
      "## Questions\n\n| question | run it | scale | seeds | time | verdicts | signature | report "
      "|\n|---|---|---|---|---|---|---|---|\n";
  for (const Entry& entry : entries) {
    const reports::Report& report = entry.report;
    md += StrCat("| [", entry.name, "](", entry.name,
                 "/README.md): ", EscapeMarkdown(report.question), " | `", CommandOf(entry), "` | ",
                 report.scale, " | ", report.seeds.size(), " | ",
                 reports::FormatDuration(report.wall_seconds), " | ", Verdicts(report), " | `",
                 report.signature, "` | [report](results/", FolderOf(entry.name, entry.preset),
                 "/report.md) |\n");
  }
  return md + "\n";
}

std::string ClaimsTable(const std::vector<Entry>& entries) {
  std::string md =
      "## Claims\n\nEach row leads to the rule that was fixed before the run, to the code that "
      "computes it, and to the\nnumbers.\n\n| claim | made in | verdict | effect | 95 % interval | "
      "rule | code | numbers |\n|---|---|---|---|---|---|---|---|\n";
  for (const Entry& entry : entries) {
    const std::string anchor = RulesAnchor(entry);
    std::map<std::string, int> seen;
    for (const reports::Finding& f : entry.report.findings) {
      const int line = RuleLine(entry, f.claim_id, seen[f.claim_id]++);
      md += StrCat("| `", f.claim_id, "`: ", EscapeMarkdown(f.title), " | ",
                   EscapeMarkdown(f.source), " | **", reports::OutcomeName(f.verdict), "** | ",
                   reports::FormatEffect(f.effect, EscapeMarkdown(f.effect_unit)), " | ",
                   f.seeds < 2 ? "–" : reports::FormatInterval(f.interval), " | [rule](",
                   entry.name, "/README.md#", anchor, ") | [code](", entry.name, "/findings.cc#L",
                   line, ") | [numbers](results/", FolderOf(entry.name, entry.preset),
                   "/report.md#findings) |\n");
    }
  }
  return md;
}

// "text](TARGET)" -> TARGET, all of them.
std::vector<std::string> LinkTargets(const std::string& markdown) {
  std::vector<std::string> targets;
  for (size_t at = markdown.find("]("); at != std::string::npos; at = markdown.find("](", at)) {
    at += 2;
    const size_t end = markdown.find(')', at);
    if (end == std::string::npos) break;
    targets.push_back(markdown.substr(at, end - at));
  }
  return targets;
}

bool IsLine(std::string_view fragment) {
  return fragment.size() > 1 && fragment.front() == 'L' &&
         std::all_of(fragment.begin() + 1, fragment.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

// What is wrong with the part behind '#', or "".
std::string FragmentDefect(const std::string& path, const std::string& fragment) {
  const std::vector<std::string> lines = Lines(base::ReadFile(path));
  if (IsLine(fragment)) {
    const size_t line = std::stoul(fragment.substr(1));
    return line >= 1 && line <= lines.size() ? "" : "the file has no such line";
  }
  const bool found = std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    const std::string heading = HeadingOf(line);
    return !heading.empty() && Anchor(heading) == fragment;
  });
  return found ? "" : "the file has no such heading";
}

// At most `most` points, the last one among them.
void Thin(size_t most, reports::Series* series) {
  const size_t n = series->x.size();
  if (n <= most) return;
  reports::Series thin = {series->name, series->arm, series->seed, {}, {}};
  for (size_t i = 1; i <= most; ++i) {
    const size_t at = i * n / most - 1;
    thin.x.push_back(series->x[at]);
    thin.y.push_back(series->y[at]);
  }
  *series = std::move(thin);
}

}  // namespace

std::string Anchor(std::string_view heading) {
  std::string anchor;
  for (const char c : heading) {
    if (c >= 'A' && c <= 'Z') {
      anchor += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_') {
      anchor += c;
    } else if (c == ' ') {
      anchor += '-';
    }
  }
  return anchor;
}

std::vector<Entry> ReadEntries(const std::string& root) {
  std::vector<Entry> entries;
  const std::string results = base::JoinPath(root, "experiments/results");
  for (const std::string& kept : base::ListFolder(results)) {
    const std::string report = base::JoinPath(results, kept + "/report.json");
    if (!base::Exists(report)) continue;
    const size_t mark = std::min(kept.find(kPresetMark), kept.size());
    const std::string name = kept.substr(0, mark);
    const std::string preset = kept.substr(std::min(mark + 1, kept.size()));
    const std::string folder = base::JoinPath(root, "experiments/" + name);
    entries.push_back({name, preset, reports::Read(report), base::ReadFile(folder + "/README.md"),
                       base::ReadFile(folder + "/findings.cc")});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(Place(a.name), a.name, a.preset) <
           std::tuple(Place(b.name), b.name, b.preset);
  });
  return entries;
}

std::string IndexMarkdown(const std::vector<Entry>& entries) {
  return kHead + QuestionsTable(entries) + ClaimsTable(entries);
}

std::vector<std::string> BrokenLinks(const std::string& markdown, const std::string& folder) {
  std::vector<std::string> broken;
  for (const std::string& target : LinkTargets(markdown)) {
    if (target.starts_with("http://") || target.starts_with("https://")) continue;
    const size_t hash = target.find('#');
    const std::string path = base::JoinPath(folder, target.substr(0, hash));
    if (!base::Exists(path)) {
      broken.push_back(target + ": no such file");
    } else if (hash != std::string::npos) {
      const std::string defect = FragmentDefect(path, target.substr(hash + 1));
      if (!defect.empty()) broken.push_back(target + ": " + defect);
    }
  }
  return broken;
}

void Keep(const std::string& run_folder, const std::string& preset, const std::string& root) {
  constexpr size_t kPoints = 40;
  reports::Report report = reports::Read(run_folder);
  base::Require(report.status == reports::RunStatus::kDone, run_folder, ": the run is ",
                reports::StatusName(report.status), "; keep finished runs only");
  base::Require(!report.run.git_commit.ends_with("-dirty"), run_folder, ": made from commit ",
                report.run.git_commit,
                ", a tree with changes that nobody else has; commit, build "
                "and run again");
  const std::string folder =
      base::JoinPath(root, "experiments/results/" + FolderOf(report.experiment, preset));
  base::MakeDirs(folder);
  base::WriteFileAtomic(folder + "/report.md", reports::Markdown(report));
  for (reports::Series& series : report.series) Thin(kPoints, &series);
  // Folders of the machine it ran on; no number depends on them.
  for (const char* flag : {"runs_dir", "resume"}) report.run.flags.erase(flag);
  base::WriteFileAtomic(folder + "/report.json", reports::ToJson(report).dump(1) + "\n");
}

}  // namespace r1bench::results
