#include "http/gate.hpp"

namespace hsn::http {

void SharedBudget::apply(const News& news) {
  if (news.answered) {
    budget_.accepted(news.sent, *news.answered);
  } else {
    budget_.vanished(news.sent);
  }
}

template <class Change>
void SharedBudget::update(Instant now, Change change) {
  ledger_.update(key_, [&](std::string_view text) {
    if (text != text_ || text_.empty()) {
      budget_ = Budget::parse(text, now);
      budget_.fix(fixed_);
      for (const auto& news : unsaved_) apply(news);
    }
    unsaved_.clear();
    change();
    text_ = budget_.text();
    return text_;
  });
}

bool SharedBudget::take(Instant now) {
  bool taken = false;
  update(now, [&] {
    taken = budget_.next(now) <= now;
    if (taken) budget_.sent(now);
  });
  return taken;
}

void SharedBudget::accepted(Instant sent, Instant answered) {
  unsaved_.push_back({sent, answered});
  apply(unsaved_.back());
}

void SharedBudget::vanished(Instant sent) {
  unsaved_.push_back({sent, std::nullopt});
  apply(unsaved_.back());
}

void SharedBudget::refused(Instant sent, Instant answered, std::optional<Duration> wait, Instant now) {
  update(now, [&] { budget_.refused(sent, answered, wait); });
}

void SharedBudget::close(Instant until, Instant now) {
  update(now, [&] { budget_.close(until); });
}

void SharedBudget::refresh(Instant now) {
  update(now, [] {});
}

void SharedBudget::save(Instant now) {
  if (!unsaved_.empty()) update(now, [] {});
}

}  // namespace hsn::http
