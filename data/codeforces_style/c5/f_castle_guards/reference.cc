// Stretches of floor between walls: a guard takes one of a row and one of a column, where they
// cross. A largest matching of stretches, by augmenting paths.
#include <iostream>
#include <string>
#include <vector>

namespace {

class Matching {
 public:
  Matching(int rows, int columns) : crossed_(rows), seen_(rows), row_of_(columns, -1) {}

  void AddCrossing(int row, int column) { crossed_[row].push_back(column); }

  int Largest() {
    int size = 0;
    for (size_t row = 0; row < crossed_.size(); ++row) {
      seen_.assign(seen_.size(), false);
      size += Augment(static_cast<int>(row));
    }
    return size;
  }

 private:
  bool Augment(int row) {
    if (seen_[row]) return false;
    seen_[row] = true;
    for (const int column : crossed_[row]) {
      if (row_of_[column] == -1 || Augment(row_of_[column])) {
        row_of_[column] = row;
        return true;
      }
    }
    return false;
  }

  std::vector<std::vector<int>> crossed_;
  std::vector<bool> seen_;
  std::vector<int> row_of_;
};

}  // namespace

int main() {
  int h, w;
  std::cin >> h >> w;
  std::vector<std::string> castle(h);
  for (std::string& row : castle) std::cin >> row;
  Matching matching(h * w, h * w);
  int row_stretch = -1, column_stretches = 0;
  std::vector<int> column_stretch(w);
  for (int r = 0; r < h; ++r) {
    for (int c = 0; c < w; ++c) {
      if (castle[r][c] == '#') continue;
      if (c == 0 || castle[r][c - 1] == '#') ++row_stretch;
      if (r == 0 || castle[r - 1][c] == '#') column_stretch[c] = column_stretches++;
      matching.AddCrossing(row_stretch, column_stretch[c]);
    }
  }
  std::cout << matching.Largest() << "\n";
}
