#include "tools/bench/table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "base/error.h"

namespace r1bench::bench {
namespace {

bool Known(double value) { return std::isfinite(value) && value > 0; }

std::string Print(const char* format, double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

std::string WithThousands(std::string digits) {
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(at, 1, ',');
  return digits;
}

// Characters, not bytes, of UTF-8.
size_t Width(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

std::string Line(const std::vector<std::string>& cells, const std::vector<size_t>& widths) {
  std::string line = "|";
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string space(widths[i] - Width(cells[i]), ' ');
    line += i == 0 ? " " + cells[i] + space + " |" : " " + space + cells[i] + " |";
  }
  return line + "\n";
}

}  // namespace

std::string FormatNumber(double value) {
  if (!Known(value)) return "-";
  if (value >= 99.95) return WithThousands(Print("%.0f", value));
  const int digits = 2 - static_cast<int>(std::floor(std::log10(value)));
  char format[16];
  std::snprintf(format, sizeof format, "%%.%df", std::clamp(digits, 1, 12));
  return Print(format, value);
}

std::string FormatRatio(double value) { return Known(value) ? Print("%.2fx", value) : "-"; }

std::string FormatShare(double value) { return Known(value) ? Print("%.0f %%", 100 * value) : "-"; }

std::string FormatBytes(double value) {
  return Known(value) ? FormatNumber(value / 1e6) + " MB" : "-";
}

Table::Table(std::vector<std::string> headers) { rows_.push_back(std::move(headers)); }

void Table::AddRow(std::vector<std::string> cells) {
  base::Require(cells.size() == rows_[0].size(), "expected ", rows_[0].size(), " cells, got ",
                cells.size());
  rows_.push_back(std::move(cells));
}

std::string Table::Text() const {
  std::vector<size_t> widths(rows_[0].size());
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Width(row[i]));
  }
  std::string text = Line(rows_[0], widths) + "|";
  for (size_t i = 0; i < widths.size(); ++i) {
    text += i == 0 ? std::string(widths[i] + 2, '-') + "|" : std::string(widths[i] + 1, '-') + ":|";
  }
  text += "\n";
  for (size_t r = 1; r < rows_.size(); ++r) text += Line(rows_[r], widths);
  return text;
}

}  // namespace r1bench::bench
