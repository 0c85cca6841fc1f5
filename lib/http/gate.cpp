#include "http/gate.hpp"

namespace hsn::http {
namespace {

constexpr Duration kSoon = std::chrono::milliseconds(250);

}  // namespace

void SharedBudget::learn(const News& news) {
  unsaved_.push_back(news);
  apply(news);
}

void SharedBudget::apply(const News& news) {
  switch (news.kind) {
    case News::Kind::sent:
      return budget_.sent(news.sent);
    case News::Kind::accepted:
      return budget_.accepted(news.sent, news.answered);
    case News::Kind::vanished:
      return budget_.vanished(news.sent);
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
  saved_ = now;
}

bool SharedBudget::take(Instant now) {
  if (!budget_.knows_a_limit() && budget_.next(now) <= now && now >= saved_ && now - saved_ < kSoon) {
    learn({News::Kind::sent, now});
    return true;
  }
  bool taken = false;
  update(now, [&] {
    taken = budget_.next(now) <= now;
    if (taken) budget_.sent(now);
  });
  return taken;
}

void SharedBudget::accepted(Instant sent, Instant answered) { learn({News::Kind::accepted, sent, answered}); }

void SharedBudget::vanished(Instant sent) { learn({News::Kind::vanished, sent}); }

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
