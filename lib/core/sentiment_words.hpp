// The word lists of the sentiment rules: what strengthens, weakens or turns the words beside it. Private to core/sentiment.cpp.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace hsn {

inline constexpr double kBoost = 0.293;

// clang-format off
inline constexpr std::string_view kStronger[] = {
    "absolutely", "amazingly", "awfully", "completely", "considerable", "considerably", "decidedly", "deeply", "effing",
    "enormous", "enormously", "entirely", "especially", "exceptional", "exceptionally", "extreme", "extremely", "fabulously",
    "flipping", "flippin", "frackin", "fracking", "fricking", "frickin", "frigging", "friggin", "fully", "fuckin", "fucking",
    "fuggin", "fugging", "greatly", "hella", "highly", "hugely", "incredible", "incredibly", "intensely", "major", "majorly",
    "more", "most", "particularly", "purely", "quite", "really", "remarkably", "so", "substantially", "thoroughly", "total",
    "totally", "tremendous", "tremendously", "uber", "unbelievably", "unusually", "utter", "utterly", "very"};
inline constexpr std::string_view kWeaker[] = {
    "almost", "barely", "hardly", "just enough", "kind of", "kinda", "kindof", "kind-of", "less", "little", "marginal",
    "marginally", "occasional", "occasionally", "partly", "scarce", "scarcely", "slight", "slightly", "somewhat", "sort of",
    "sorta", "sortof", "sort-of"};
inline constexpr std::string_view kNegating[] = {
    "aint", "arent", "cannot", "cant", "couldnt", "darent", "didnt", "doesnt", "dont", "hadnt", "hasnt", "havent", "isnt",
    "mightnt", "mustnt", "neither", "neednt", "never", "none", "nope", "nor", "not", "nothing", "nowhere", "oughtnt", "shant",
    "shouldnt", "uhuh", "uh-uh", "wasnt", "werent", "without", "wont", "wouldnt", "rarely", "seldom", "despite"};
inline constexpr std::string_view kEveryday[] = {
    "a", "about", "all", "am", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "did", "do", "for", "from", "good",
    "great", "had", "has", "have", "he", "her", "here", "i", "i'm", "if", "in", "is", "it", "it's", "its", "just", "like", "love",
    "me", "more", "my", "no", "not", "of", "on", "one", "or", "our", "out", "really", "she", "so", "thank", "thanks", "that", "the",
    "their", "there", "they", "this", "to", "too", "up", "us", "very", "was", "we", "were", "what", "when", "which", "will", "with",
    "would", "you", "your"};
// Not what is English too, but for what the lexicon has and English seldom says.
inline constexpr std::string_view kEverydayAbroad[] = {
    "aber", "alles", "auch", "auf", "aux", "avec", "bei", "beim", "bien", "bin", "c'est", "che", "com", "como", "con", "dal", "danke",
    "dans", "das", "de", "del", "della", "dem", "den", "der", "des", "di", "die", "dieser", "du", "ein", "eine", "einen", "el", "ella",
    "en", "ensuite", "er", "era", "es", "est", "esta", "et", "etwas", "fue", "foi", "für", "geen", "gracias", "grazie", "gut", "haben",
    "habe", "hat", "heel", "het", "ho", "ich", "il", "ik", "ist", "je", "kein", "la", "las", "le", "les", "lo", "los", "ma", "mais",
    "mas", "merci", "mich", "mir", "mit", "molto", "mucho", "muito", "muy", "nach", "nicht", "niet", "noch", "non", "nous",
    "não", "och", "oder", "ou", "para", "pas", "per", "pero", "por", "pour", "que", "qui", "schlecht", "schon", "sehr", "sein", "sich",
    "sie", "sind", "siamo", "sono", "su", "sur", "todo", "très", "tutto", "um", "und", "una", "une", "uns", "uno", "van", "viel",
    "vom", "von", "voor", "war", "waren", "wenn", "wie", "wir", "wurde", "y", "zu", "zum", "zur", "één", "è", "é", "à"};
// clang-format on

struct Idiom {
  std::string_view words;
  double valence;
};
inline constexpr Idiom kIdioms[] = {{"the shit", 3},        {"the bomb", 3},       {"bad ass", 1.5},        {"badass", 1.5},
                                    {"bus stop", 0},        {"yeah right", -2},    {"kiss of death", -1.5}, {"to die for", 3},
                                    {"beating heart", 3.1}, {"broken heart", -2.9}};

// A sign and the word of the lexicon that says the same; with one letter it is only another spelling.
struct Sign {
  std::string_view sign, word;
};
inline constexpr Sign kSigns[] = {{"\u2019", "'"},           {"\u2018", "'"},
                                  {"\u00a0", " "},           {"\U0001F600", "happy"},
                                  {"\U0001F601", "happy"},   {"\U0001F603", "happy"},
                                  {"\U0001F604", "happy"},   {"\U0001F60A", "smile"},
                                  {"\U0001F642", "smile"},   {"\U0001F602", "laugh"},
                                  {"\U0001F923", "laugh"},   {"\U0001F60D", "love"},
                                  {"\U0001F970", "love"},    {"\U0001F618", "kiss"},
                                  {"\U0001F60E", "cool"},    {"\u2764", "love"},
                                  {"\U0001F495", "love"},    {"\U0001F496", "love"},
                                  {"\U0001F49B", "love"},    {"\U0001F917", "hug"},
                                  {"\U0001F44D", "good"},    {"\U0001F44C", "good"},
                                  {"\U0001F64F", "thanks"},  {"\U0001F389", "joy"},
                                  {"\U0001F929", "awesome"}, {"\U0001F44F", "awesome"},
                                  {"\U0001F44E", "bad"},     {"\U0001F622", "sad"},
                                  {"\U0001F62D", "cry"},     {"\U0001F61E", "sad"},
                                  {"\u2639", "sad"},         {"\U0001F641", "sad"},
                                  {"\U0001F620", "angry"},   {"\U0001F621", "angry"},
                                  {"\U0001F92C", "angry"},   {"\U0001F92E", "disgusted"},
                                  {"\U0001F922", "sick"},    {"\U0001F494", "heartbroken"},
                                  {"\U0001F61F", "worried"}, {"\U0001F631", "fear"}};

template <class List>
bool is_among(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

inline double booster(std::string_view words) {
  if (is_among(kStronger, words)) return kBoost;
  return is_among(kWeaker, words) ? -kBoost : 0;
}
inline bool negates(std::string_view word) { return word.find("n't") != std::string_view::npos || is_among(kNegating, word); }
inline bool is_everyday(std::string_view word) { return is_among(kEveryday, word); }
inline bool is_everyday_abroad(std::string_view word) { return is_among(kEverydayAbroad, word); }
inline const Idiom* find_idiom(std::string_view words) {
  const auto* const found =
      std::find_if(std::begin(kIdioms), std::end(kIdioms), [&](const Idiom& idiom) { return idiom.words == words; });
  return found == std::end(kIdioms) ? nullptr : found;
}

}  // namespace hsn
