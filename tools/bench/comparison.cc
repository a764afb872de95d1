#include "tools/bench/comparison.h"

#include "tools/bench/table.h"

namespace r1bench::bench {
namespace {

bool FewerIsBetter(const Row& row) { return row.unit == "s"; }

// `a` over `b` where more is better, `b` over `a` where fewer is.
double Quotient(const Row& row, double a, double b) {
  if (a <= 0 || b <= 0) return 0;
  return FewerIsBetter(row) ? b / a : a / b;
}

double Theirs(const Row& row, const std::string& peer, const std::vector<PeerFigure>& figures) {
  return row.figure.empty() ? 0 : PeerValue(figures, peer, row.figure);
}

std::string WithUnit(const Row& row, double value) {
  const std::string number = FormatNumber(value);
  return FewerIsBetter(row) && number != "-" ? number + " s" : number;
}

}  // namespace

void SetLimit(const Bound& bound, double tokens, Row* row) {
  row->limit = FewerIsBetter(*row) ? bound.seconds : tokens / bound.seconds;
  row->limited_by = bound.by;
}

double Ratio(const Row& row, double theirs) { return Quotient(row, row.ours, theirs); }

double ShareOfLimit(const Row& row) { return Quotient(row, row.ours, row.limit); }

std::string ComparisonText(const std::vector<Row>& rows, const std::vector<std::string>& peers,
                           const std::vector<PeerFigure>& figures) {
  std::vector<std::string> headers = {"tokens/s, or s", "weights", "ours"};
  for (const std::string& peer : peers) {
    headers.push_back(peer);
    headers.push_back("ratio");
  }
  headers.insert(headers.end(), {"limit", "share", "limited by"});
  Table table(headers);
  for (const Row& row : rows) {
    std::vector<std::string> cells = {row.name, row.weights, WithUnit(row, row.ours)};
    for (const std::string& peer : peers) {
      const double theirs = Theirs(row, peer, figures);
      cells.push_back(WithUnit(row, theirs));
      cells.push_back(FormatRatio(Ratio(row, theirs)));
    }
    cells.push_back(WithUnit(row, row.limit));
    cells.push_back(FormatShare(ShareOfLimit(row)));
    cells.push_back(row.limited_by.empty() ? "-" : row.limited_by);
    table.AddRow(std::move(cells));
  }
  return table.Text();
}

base::Json ComparisonJson(const std::vector<Row>& rows, const std::vector<std::string>& peers,
                          const std::vector<PeerFigure>& figures) {
  base::Json out = base::Json::array();
  for (const Row& row : rows) {
    base::Json line = {{"name", row.name},
                       {"weights", row.weights},
                       {"unit", row.unit},
                       {"ours", row.ours},
                       {"limit", row.limit},
                       {"limited_by", row.limited_by},
                       {"share_of_limit", ShareOfLimit(row)}};
    line["peers"] = base::Json::object();
    for (const std::string& peer : peers) {
      const double theirs = Theirs(row, peer, figures);
      if (theirs > 0) line["peers"][peer] = {{"value", theirs}, {"ratio", Ratio(row, theirs)}};
    }
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace r1bench::bench
