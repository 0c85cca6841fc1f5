// The sending job of one service: journal, request, outcome. Every request's intents are durable before it may leave; each write
// is settled, dropped, or left open where nobody can tell. Answers wait for the next intents, or for the last answer: one
// transaction holds both, since it is the waiting for the disk that costs. Private to this room.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "state/store.hpp"
#include "sync/desk.hpp"
#include "sync/pump.hpp"

namespace hsn::sync {

// The write was carried out, and this is what its record shows since. `untouched`: nobody else can have edited it in between, so
// that what a page shows otherwise is Notion's own way of writing it.
void settle(const Desk&, state::IntentId, const Write&, const Seen& shown, bool untouched);

class Send final : public Job {
 public:
  // What became of a write. Its intent stays open after Fault::ambiguous, and where an attempt may have been carried out
  // although the service is away.
  using Told = std::function<void(const Write&, const Result<Seen>&)>;
  // `begun`: the open intents of these very writes, which go on where another run had to leave them; none of them is given up.
  Send(Desk&, const Party&, state::RunId, std::vector<Write>, Told, std::vector<state::IntentId> begun = {});

  std::optional<http::Request> ready() override;
  void started(http::Ticket) override;
  void outcome(http::Delivered) override;

  // After the pump: takes back the intents of what was told to stop before it left.
  void abandon();
  std::size_t sent() const { return sent_; }  // requests that went out

 private:
  bool done() const;
  // One request and the writes that travel in it.
  struct Parcel {
    std::size_t first = 0, taken = 0;
    remote::Ask ask;
    std::vector<state::IntentId> intents{};
    bool asks = false;     // its request under way changes nothing
    bool changed = false;  // an earlier one has changed something
    bool again = false;    // may be sent as often as it fails, and has been when an answer comes
    bool failing = false;  // that answer was a fault of the server
  };
  // What became of a write, not in the journal yet.
  struct Answer {
    state::IntentId intent{};
    std::size_t write = 0;
    Result<Seen> outcome;
    bool open = false;  // nobody can tell: the next run looks
  };
  void take(http::Delivered);
  bool split(const Parcel&);
  Error weighed(Error);
  void pack();
  bool shorten(Write&);
  // Null: nothing would be left of it.
  std::optional<Write> without(const Write&, const std::map<std::string, Error>& unwritable) const;
  Error misfit(const Write&, const std::map<std::string, Error>& unwritable) const;
  void open_group();
  std::vector<state::IntentId> enter(std::span<const Write> opening);
  std::span<const Write> writes(const Parcel& parcel) const { return std::span(writes_).subspan(parcel.first, parcel.taken); }
  void all_failed(const Parcel&, const Error&, bool perhaps = false);
  void close(const Parcel&, std::size_t nth, Result<Seen>, bool perhaps = false);

  Desk& desk_;
  const Party& party_;
  state::RunId run_;
  std::vector<Write> writes_;
  Told told_;
  std::vector<state::IntentId> resumed_;
  std::size_t next_ = 0;  // the first write that is not packed yet
  std::size_t sent_ = 0;
  bool stopped_ = false;       // the service is away
  bool welcome_ = false;       // it has carried out a write
  std::size_t forbidden_ = 0;  // writes that it has refused before the first such
  std::deque<Parcel> packed_;  // opened together, one transaction
  bool opened_ = false;        // the packed ones are in the journal
  std::vector<Answer> answers_;
  std::vector<std::pair<Lane, std::vector<Seen>>> beside_;  // what their answers tell of other records
  std::deque<Parcel> begun_;                                // their further requests; they go first
  std::deque<Parcel> alone_;                                // what was refused together: once more, each by itself
  std::optional<Parcel> leaving_;
  std::map<http::Ticket, Parcel> flying_;
};

}  // namespace hsn::sync
