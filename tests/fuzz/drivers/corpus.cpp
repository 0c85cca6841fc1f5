// All targets in one program, for `make test`: every seed as it is and in changed forms, which are the same at every run.
// usage: test_fuzz_corpus FOLDER-OF-SEEDS TRIALS [TARGET]
// The line that was printed last tells which seed it was.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "fuzz/fuzz.hpp"

namespace {

using hsn::fuzz::Target;

struct Seed {
  std::string name, text;
};

std::vector<Seed> seeds_in(const std::filesystem::path& folder) {
  std::vector<Seed> seeds;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    seeds.push_back({entry.path().filename(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) { return a.name < b.name; });
  return seeds;
}

constexpr std::string_view kTokens[] = {"null",   "\"\"",
                                        "[]",     "{}",
                                        "-1",     "9223372036854775807",
                                        "1e400",  "0.1",
                                        "true",   "2026-11-23T05:10:00Z",
                                        "\xFF",   "\n",
                                        "\"",     "/..",
                                        "%2F%20", "\n====\n",
                                        "404",    ",",
                                        "[",      "\xE2\x80\xA8"};

class Changer {
 public:
  explicit Changer(const std::vector<Seed>& seeds) : seeds_(seeds) {}

  std::string operator()(std::string text) {
    for (auto edits = below(4) + 1; edits > 0; --edits) edit(text);
    return text;
  }

 private:
  std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }

  void edit(std::string& text) {
    const auto at = below(text.size() + 1), length = below(std::min<std::size_t>(text.size() - at, 40) + 1);
    switch (below(5)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random_());
        return;
      case 1:
        text.erase(at, length);
        return;
      case 2:
        text.replace(at, below(2) == 0 ? 0 : length, kTokens[below(std::size(kTokens))]);
        return;
      case 3:
        text.insert(at, text.substr(below(text.size() + 1), 40));
        return;
      default:
        const auto& other = seeds_[below(seeds_.size())].text;
        text = text.substr(0, at) + other.substr(std::min(at, other.size()));
    }
  }

  const std::vector<Seed>& seeds_;
  std::mt19937_64 random_{1};
};

std::size_t try_all(const Target& target, const std::filesystem::path& folder, std::size_t trials) {
  const auto seeds = seeds_in(folder);
  hsn::fuzz::law(!seeds.empty(), "a target has seeds", target.name);
  Changer changed(seeds);
  for (const auto& seed : seeds) {
    std::printf("%.*s/%s\n", static_cast<int>(target.name.size()), target.name.data(), seed.name.c_str());
    std::fflush(stdout);
    hsn::fuzz::run(target, seed.text);
    for (std::size_t i = 0; i < trials / seeds.size(); ++i) hsn::fuzz::run(target, changed(seed.text));
  }
  return seeds.size() + trials / seeds.size() * seeds.size();
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  const std::filesystem::path folder(arguments[1]);
  const std::size_t trials = std::stoul(arguments[2]);
  std::size_t done = 0, tried = 0;
  for (const auto& target : hsn::fuzz::targets()) {
    if (count > 3 && target.name != arguments[3]) continue;
    done += try_all(target, folder / target.name, trials);
    ++tried;
  }
  std::printf("fuzz: %zu executions over %zu targets, none broke a law\n", done, tried);
  return tried == 0 ? 1 : 0;
}
