// The share of a list of human ratings that lies below a rating. A percentile moves by several
// points with the list (all who are rated, the active, the rows of some contests), so the list
// has a name, and no percentile is printed without it.
#ifndef R1BENCH_EVAL_RATING_PERCENTILE_H_
#define R1BENCH_EVAL_RATING_PERCENTILE_H_

#include <string>
#include <vector>

namespace r1bench::eval {

class RatingList {
 public:
  // In any order. Throws base::Error for none, or one that is not finite.
  RatingList(std::string name, std::vector<double> ratings);

  const std::string& name() const { return name_; }
  int64_t size() const { return static_cast<int64_t>(sorted_.size()); }

  // 100 · |{h < rating}| / |list|, rounded to 0.1; equal ratings are not below.
  double Percentile(double rating) const;

 private:
  std::string name_;
  std::vector<double> sorted_;
};

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_PERCENTILE_H_
