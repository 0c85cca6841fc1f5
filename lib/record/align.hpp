// Which elements of two sequences belong together: the pairs, in order, whose scores sum up highest.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace hsn {

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

// `score(i, j)`: 0 for what must not be paired; `same(i, j)`: equal, which at both ends needs no search. What is too long for the
// table is paired by position.
template <class Same, class Score>
Pairs align(std::size_t left, std::size_t right, Same same, Score score) {
  constexpr std::size_t kCells = 250'000;
  std::size_t front = 0, back = 0;
  while (front < std::min(left, right) && same(front, front)) ++front;
  while (back < std::min(left, right) - front && same(left - 1 - back, right - 1 - back)) ++back;
  const auto rows = left - front - back, columns = right - front - back;
  Pairs pairs;
  for (std::size_t i = 0; i < front; ++i) pairs.emplace_back(i, i);
  if (rows * columns > kCells) {
    for (std::size_t i = front; i < front + std::min(rows, columns); ++i)
      if (score(i, i) > 0) pairs.emplace_back(i, i);
  } else {
    std::vector<std::vector<int>> scores(rows, std::vector<int>(columns));
    std::vector<std::vector<int>> best(rows + 1, std::vector<int>(columns + 1));  // of the rest that begins there
    for (auto i = rows; i-- > 0;) {
      for (auto j = columns; j-- > 0;) {
        scores[i][j] = score(front + i, front + j);
        best[i][j] = std::max({best[i + 1][j], best[i][j + 1], scores[i][j] > 0 ? scores[i][j] + best[i + 1][j + 1] : 0});
      }
    }
    for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
      if (scores[i][j] > 0 && best[i][j] == scores[i][j] + best[i + 1][j + 1]) {
        pairs.emplace_back(front + i++, front + j++);
      } else {
        ++(best[i][j] == best[i + 1][j] ? i : j);
      }
    }
  }
  for (auto i = back; i-- > 0;) pairs.emplace_back(left - 1 - i, right - 1 - i);
  return pairs;
}

}  // namespace hsn
