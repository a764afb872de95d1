#include "reports/paper.h"

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/json.h"

namespace r1bench::reports {
namespace {

constexpr char kAime[] = "AIME 2024";
constexpr char kMath[] = "MATH-500";

struct Row {
  const char* model;
  double aime_pass, aime_cons, math_pass;  // per cent; a negative number: not given
  const char* source;
};

constexpr Row kRows[] = {
    {"DeepSeek-R1", 79.8, -1, 97.3, "v1 Table 4"},
    {"DeepSeek-R1-Zero", 71.0, 86.7, 95.9, "v1 Table 2"},
    {"DeepSeek-R1-Zero-Qwen-32B", 47.0, 60.0, 91.6, "v1 Table 6"},
    {"DeepSeek-R1-Distill-Qwen-1.5B", 28.9, 52.7, 83.9, "v1 Table 5"},
    {"DeepSeek-R1-Distill-Qwen-7B", 55.5, 83.3, 92.8, "v1 Table 5"},
    {"DeepSeek-R1-Distill-Qwen-14B", 69.7, 80.0, 93.9, "v1 Table 5"},
    {"DeepSeek-R1-Distill-Qwen-32B", 72.6, 83.3, 94.3, "v1 Table 5"},
    {"DeepSeek-R1-Distill-Llama-8B", 50.4, 80.0, 89.1, "v1 Table 5"},
    {"DeepSeek-R1-Distill-Llama-70B", 70.0, 86.7, 94.5, "v1 Table 5"},
};

// Letters and digits only, lower case: "AIME 2024" and "aime_2024" are the same.
std::string Key(std::string_view text) {
  std::string key;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') key += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
  }
  return key;
}

std::string LowerMetric(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

bool SameFigure(const PaperFigure& a, const PaperFigure& b) {
  return Key(a.benchmark) == Key(b.benchmark) && a.metric == b.metric && a.model == b.model;
}

// Adds one value of a table unless it is null, no number, or known already.
void AddFigure(const base::Json& value, PaperFigure figure, std::vector<PaperFigure>* figures) {
  if (!value.is_object() || !value.contains("value") || !value["value"].is_number()) return;
  figure.percent = value["value"].get<double>();
  if (value.contains("source") && value["source"].is_string()) figure.source = value["source"];
  const auto same = [&](const PaperFigure& known) { return SameFigure(known, figure); };
  if (std::none_of(figures->begin(), figures->end(), same)) figures->push_back(std::move(figure));
}

void AddRow(const base::Json& row, std::vector<PaperFigure>* figures) {
  if (!row.is_object() || !row.contains("values") || !row["values"].is_object()) return;
  const auto text = [&](const char* key) {
    return row.contains(key) && row[key].is_string() ? row[key].get<std::string>() : std::string();
  };
  for (const auto& [name, value] : row["values"].items()) {
    const size_t underscore = name.rfind('_');
    if (!text("model").empty() && underscore != std::string::npos) {
      AddFigure(value,
                {name.substr(0, underscore), LowerMetric(name.substr(underscore + 1)),
                 text("model"), 0, ""},
                figures);
    } else if (!text("benchmark").empty()) {
      AddFigure(value, {text("benchmark"), LowerMetric(text("metric")), name, 0, ""}, figures);
    }
  }
}

}  // namespace

const std::vector<PaperFigure>& PaperFigures() {
  static const std::vector<PaperFigure>* const figures = [] {
    auto* const all = new std::vector<PaperFigure>;
    for (const Row& row : kRows) {
      all->push_back({kAime, "pass@1", row.model, row.aime_pass, row.source});
      if (row.aime_cons >= 0) {
        all->push_back({kAime, "cons@64", row.model, row.aime_cons, row.source});
      }
      all->push_back({kMath, "pass@1", row.model, row.math_pass, row.source});
    }
    return all;
  }();
  return *figures;
}

std::vector<PaperFigure> ReadPaperTables(const std::string& path) {
  const base::Json json = base::ReadJsonFile(path);
  base::Require(json.is_object() && json.contains("tables") && json["tables"].is_object(), path,
                ": expected an object with \"tables\", the report's tables as JSON");
  std::vector<PaperFigure> figures;
  for (const auto& [id, table] : json["tables"].items()) {
    base::Require(table.is_object() && table.contains("rows") && table["rows"].is_array(), path,
                  ": expected an array \"rows\" in the table ", id);
    for (const base::Json& row : table["rows"]) AddRow(row, &figures);
  }
  return figures;
}

std::vector<PaperFigure> FiguresFor(std::span<const PaperFigure> figures,
                                    std::string_view benchmark, std::string_view metric) {
  std::vector<PaperFigure> found;
  for (const PaperFigure& figure : figures) {
    if (Key(figure.benchmark) == Key(benchmark) && figure.metric == metric) {
      found.push_back(figure);
    }
  }
  return found;
}

std::string PaperReference(std::string_view benchmark, std::string_view metric) {
  std::string text;
  for (const PaperFigure& figure : FiguresFor(PaperFigures(), benchmark, metric)) {
    if (figure.model != "DeepSeek-R1" && figure.model != "DeepSeek-R1-Zero" &&
        figure.model != "DeepSeek-R1-Distill-Qwen-1.5B") {
      continue;  // the largest, the pure RL model and the smallest say enough in one line
    }
    char percent[32];
    std::snprintf(percent, sizeof(percent), " %.1f %%", figure.percent);
    text += base::StrCat(text.empty() ? "report: " : ", ", figure.model, percent);
  }
  return text;
}

}  // namespace r1bench::reports
