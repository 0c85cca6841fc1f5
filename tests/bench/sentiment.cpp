// Accuracy of the sentiment rules on labelled English reviews: forced to two classes, a compound above zero is positive.
#include <cstdio>
#include <fstream>
#include <string>

#include "core/sentiment.hpp"

int main(int argc, char** argv) {
  double sum = 0;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i]);
    std::size_t all = 0, right = 0;
    for (std::string line; std::getline(file, line); ++all) {
      const bool positive = hsn::sentiment_of(line.substr(2)).compound > 0;
      right += positive == line.starts_with('1') ? 1U : 0U;
    }
    const double accuracy = all == 0 ? 0 : static_cast<double>(right) / static_cast<double>(all);
    std::printf("   %-40s %4zu of %4zu right: %.3f\n", std::string(argv[i]).substr(std::string(argv[i]).rfind('/') + 1).c_str(),
                right, all, accuracy);
    sum += accuracy;
  }
  const double mean = argc > 1 ? sum / (argc - 1) : 0;
  std::printf("   mean %.3f (limit 0.80)\n", mean);
  return mean >= 0.80 ? 0 : 1;
}
