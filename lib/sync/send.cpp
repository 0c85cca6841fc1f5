#include "sync/send.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/text.hpp"
#include "entities/entities.hpp"
#include "sync/outbox.hpp"
#include "sync/readback.hpp"

namespace hsn::sync {
namespace {

constexpr std::size_t kGroup = 32;     // requests journalled in one transaction; a crash leaves no more than twice as many open
constexpr std::size_t kForbidden = 3;  // so many writes refused and none carried out: the credentials may not write at all
constexpr std::size_t kBatch = 100;    // writes that a remote is shown at once; no service takes more in one request

bool not_carried_out_and_away(Fault fault) {
  return fault == Fault::refused || fault == Fault::throttled || fault == Fault::unreachable;
}

// Not the credentials, nor an answer that leaves in doubt what was carried out.
bool refuses_together(Fault fault) {
  return fault == Fault::forbidden || fault == Fault::not_found || fault == Fault::bad_data || fault == Fault::bad_config;
}

}  // namespace

Send::Send(Desk& desk, const Party& party, state::RunId run, std::vector<Write> writes, Told told,
           std::vector<state::IntentId> begun)
    : desk_(desk), party_(party), run_(run), writes_(std::move(writes)), told_(std::move(told)), resumed_(std::move(begun)) {}

bool Send::done() const {
  return flying_.empty() && begun_.empty() && (stopped_ || (next_ == writes_.size() && packed_.empty() && alone_.empty()));
}

std::optional<http::Request> Send::ready() {
  if (leaving_) return std::nullopt;
  auto* from = &begun_;
  if (from->empty()) {
    if (stopped_ || desk_.halting()) return std::nullopt;
    from = &alone_;
  }
  if (from->empty()) {
    if (packed_.empty()) pack();
    // No intent is opened for what has no room yet.
    if (packed_.empty() || !desk_.world.courier.can_start(packed_.front().ask.request)) return std::nullopt;
    if (!opened_) open_group();
    from = &packed_;
  }
  leaving_ = std::move(from->front());
  from->pop_front();
  desk_.point("before a request");
  leaving_->asks = leaving_->ask.request.method == "GET";
  leaving_->again = leaving_->ask.request.repeat == http::Repeat::safe;
  return std::move(leaving_->ask.request);
}

// One value that cannot be written does not keep the others from arriving; true: it is left out, and something remains.
bool Send::shorten(Write& write) {
  const auto unwritable = party_.remote->unwritable(write);
  auto rest = without(write, unwritable);
  if (!rest) return false;
  const Write whole = std::exchange(write, std::move(*rest));
  told_(whole, tl::unexpected(misfit(whole, unwritable)));
  return true;
}

std::optional<Write> Send::without(const Write& write, const std::map<std::string, Error>& unwritable) const {
  const auto left_out = [&](const Change& change) { return unwritable.contains(change.field); };
  const auto* schema = desk_.world.catalog.schema(write.key.entity);
  const bool some = schema != nullptr && std::any_of(write.changes.begin(), write.changes.end(), [&](const Change& change) {
                      return !left_out(change) && is_news(*schema, change);
                    });
  if (unwritable.empty() || !some) return std::nullopt;
  auto rest = write;
  std::erase_if(rest.changes, left_out);
  rest.last = false;
  auto said = hsn::split(std::exchange(rest.remark, {}), '\n');
  for (const auto& one : unwritable) {
    rest.agreed.erase(one.first);
    const auto* field = schema->find(one.first);
    if (field == nullptr) continue;
    std::erase_if(said, [&](const std::string& line) { return line.starts_with(std::string(field->property) + ": "); });
  }
  rest.remark = join(said, "\n");
  return rest;
}

// Its page says the same of a field that is refused, whether others go out beside it or not.
Error Send::misfit(const Write& write, const std::map<std::string, Error>& unwritable) const {
  std::vector<std::string> why;
  for (const auto& [field, error] : unwritable) {
    const auto* schema = desk_.world.catalog.schema(write.key.entity);
    const auto* def = schema == nullptr ? nullptr : schema->find(field);
    const auto name = error.where.empty() && def != nullptr ? std::string(def->property) : error.where;
    why.push_back(name + ": " + error.what + (error.remedy.empty() ? "" : " (" + error.remedy + ")"));
  }
  return {Fault::bad_data, join(why, "; "), write.title, ""};
}

// Asks the remote for the next few requests. A write that it cannot put into words fails alone.
void Send::pack() {
  opened_ = false;
  while (packed_.size() < kGroup && next_ < writes_.size()) {
    auto sending = party_.remote->write(std::span(writes_).subspan(next_, std::min(kBatch, writes_.size() - next_)));
    if (sending) {
      const auto taken = std::clamp<std::size_t>(sending->taken, 1, writes_.size() - next_);
      packed_.push_back({.first = next_, .taken = taken, .ask = std::move(sending->ask)});
      next_ += taken;
    } else if (shorten(writes_[next_])) {
      continue;
    } else if (packed_.empty()) {
      const auto& write = writes_[next_++];
      const auto unwritable = party_.remote->unwritable(write);
      told_(write, tl::unexpected(unwritable.empty() ? sending.error() : misfit(write, unwritable)));
    } else {
      return;  // its turn comes when this group has left: a group is one unbroken run of writes
    }
  }
}

void Send::open_group() {
  const auto first = packed_.front().first;
  const auto ids = resumed_.empty() ? enter(std::span(writes_).subspan(first, next_ - first))
                                    : std::vector(resumed_.begin() + static_cast<std::ptrdiff_t>(first),
                                                  resumed_.begin() + static_cast<std::ptrdiff_t>(next_));
  auto id = ids.begin();
  for (auto& parcel : packed_) {
    parcel.intents.assign(id, id + static_cast<std::ptrdiff_t>(parcel.taken));
    id += static_cast<std::ptrdiff_t>(parcel.taken);
  }
  opened_ = true;
}

// The answers that have come in, and the intents of what is to leave now.
std::vector<state::IntentId> Send::enter(std::span<const Write> opening) {
  const auto answers = std::exchange(answers_, {});
  auto& store = desk_.world.store;
  std::vector<state::IntentId> ids;
  desk_.point(opening.empty() ? "before settle" : "before open_intent");
  store.together([&] {
    for (const auto& answer : answers) {
      if (answer.outcome) {
        settle(desk_, answer.intent, writes_[answer.write], *answer.outcome, true);
      } else if (!answer.open) {
        store.drop(answer.intent, answer.outcome.error(), desk_.now());
      }
    }
    if (!opening.empty()) ids = store.open_intent(run_, opening, desk_.now());
  });
  desk_.point(opening.empty() ? "after settle" : "after open_intent");
  for (const auto& [lane, told] : std::exchange(beside_, {})) desk_.observe(lane, told, std::nullopt);
  for (const auto& answer : answers) told_(writes_[answer.write], answer.outcome);
  return ids;
}

void settle(const Desk& desk, state::IntentId intent, const Write& write, const Seen& shown, bool untouched) {
  auto& store = desk.world.store;
  const auto* schema = desk.world.catalog.schema(write.key.entity);
  const auto after = desk.as_kept(write.to, shown);
  // Then the row is not looked at once more.
  const bool nothing_left = write.last && schema != nullptr && shows(after, write, *schema);
  store.settle(intent, after, desk.now(), nothing_left);
  if (const auto left = left_as_it_was(write, after, desk.world.catalog); !left.empty()) store.add_remark(write.key, left);
  if (schema == nullptr || write.to.service != kHub || !untouched) return;
  if (const auto learnt = renderings(write, after, *schema); !learnt.empty()) store.hold(write.key, learnt);
}

void Send::started(http::Ticket ticket) {
  ++sent_;
  flying_.emplace(ticket, std::move(*leaving_));
  leaving_.reset();
}

void Send::outcome(http::Delivered delivered) {
  take(std::move(delivered));
  if (done()) enter({});
}

void Send::take(http::Delivered delivered) {
  const auto flight = flying_.find(delivered.ticket);
  auto parcel = std::move(flight->second);
  flying_.erase(flight);
  desk_.point("after a request");

  const auto& response = delivered.outcome;
  if (!response) {
    auto error = response.error();
    // What failed is not what was changed before: nobody can tell any more.
    if (parcel.changed) {
      stopped_ = stopped_ || not_carried_out_and_away(error.fault);
      error.fault = Fault::ambiguous;
    }
    return all_failed(parcel, error, delivered.perhaps && !parcel.asks);
  }
  parcel.failing = parcel.again && !parcel.changed && response->status >= 500;
  auto sent = party_.remote->wrote(writes(parcel), parcel.ask, *response);
  if (!sent) {
    if (refuses_together(sent.error().fault) && !parcel.changed && parcel.taken > 1 && split(parcel)) return;
    return all_failed(parcel, sent.error());
  }
  if (sent->next) {
    parcel.ask = std::move(*sent->next);
    parcel.changed = parcel.changed || !parcel.asks;
    begun_.push_back(std::move(parcel));
    return;
  }
  for (auto& told : sent->each) {
    if (told && party_.name != kHub) entities::canonicalize(*told);
  }
  if (!sent->also.empty()) {
    for (auto& told : sent->also) entities::canonicalize(told);
    beside_.emplace_back(writes_[parcel.first].to, std::move(sent->also));
  }
  if (!sent->unwritable.empty()) {
    const Write whole = writes_[parcel.first];
    if (auto rest = without(whole, sent->unwritable)) writes_.push_back(std::move(*rest));
    return close(parcel, 0, tl::unexpected(misfit(whole, sent->unwritable)));
  }
  static const Result<Seen> kUnknown = fail(Fault::ambiguous, "the answer does not say what became of it");
  for (std::size_t i = 0; i < parcel.taken; ++i)
    close(parcel, i, i < sent->each.size() ? std::move(sent->each[i]) : Result<Seen>(kUnknown));
}

// One text that a firewall does not like, or the size of all, refuses what travels together: each is sent again by itself.
bool Send::split(const Parcel& parcel) {
  std::deque<Parcel> singles;
  for (std::size_t i = 0; i < parcel.taken; ++i) {
    auto sending = party_.remote->write(std::span(writes_).subspan(parcel.first + i, 1));
    if (!sending) return false;
    singles.push_back({.first = parcel.first + i, .taken = 1, .ask = std::move(sending->ask), .intents = {parcel.intents[i]}});
  }
  std::move(singles.begin(), singles.end(), std::back_inserter(alone_));
  return true;
}

void Send::all_failed(const Parcel& parcel, const Error& error, bool perhaps) {
  for (std::size_t i = 0; i < parcel.taken; ++i) close(parcel, i, tl::unexpected(error), perhaps);
}

void Send::close(const Parcel& parcel, std::size_t nth, Result<Seen> outcome, bool perhaps) {
  welcome_ = welcome_ || outcome;
  const bool open = !outcome && (perhaps || outcome.error().fault == Fault::ambiguous || !resumed_.empty());
  if (!outcome && parcel.failing) desk_.failing.insert({writes_[parcel.first + nth].key, party_.name});
  if (!outcome) outcome = tl::unexpected(weighed(std::move(outcome.error())));
  answers_.push_back({parcel.intents[nth], parcel.first + nth, std::move(outcome), open});
}

// What is refused may be this one record, or everything: then the rest is not tried.
Error Send::weighed(Error error) {
  if (error.fault == Fault::forbidden && !welcome_ && ++forbidden_ >= kForbidden) error.fault = Fault::refused;
  if (not_carried_out_and_away(error.fault)) stopped_ = true;
  return error;
}

void Send::abandon() {
  if (!answers_.empty()) enter({});
  const Error interrupted{Fault::unreachable, "stopped before it was sent", "", "the next run goes on"};
  const auto take_back = [&](const Parcel& parcel) {
    if (parcel.changed || !resumed_.empty()) return;
    for (const auto intent : parcel.intents) desk_.world.store.drop(intent, interrupted, desk_.now());
  };
  // The courier gives up without an outcome only what it never put on the wire, or what was refused there before.
  if (leaving_) take_back(*leaving_);
  for (const auto& [ticket, parcel] : flying_) take_back(parcel);
  for (const auto& parcel : packed_) take_back(parcel);
  for (const auto& parcel : alone_) take_back(parcel);
  for (const auto& parcel : begun_) take_back(parcel);
  leaving_.reset();
  flying_.clear();
  packed_.clear();
  alone_.clear();
  begun_.clear();
}

}  // namespace hsn::sync
