// Carries writes out, however they came to be planned: names the records they refer to, reads first where they expect something,
// sends to all services at once, and files the outcomes. Private to this room.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sync/desk.hpp"

namespace hsn::sync {

class Outbox {
 public:
  Outbox(Desk&, Report&, state::RunId);

  // Returns the requests that went out.
  std::size_t send(std::vector<Write>);
  // Desk::begun: the same writes once more, under the intents that are open.
  void go_on(std::vector<state::Intent>);
  void begin_round() { shared_.clear(); }  // what was put off has been read again

  std::function<void(const Write&, const Result<Seen>&)> concluded;  // after each outcome

 private:
  // Leaves out messages to people (Verb::append) that their service has already: nobody is to be told twice. The state knows
  // which were sent, unless it comes from an old backup: so the service is asked before a record's first one.
  std::vector<Write> that_are_news(std::vector<Write>);
  // Leaves out what changes the same thing as another write of this round, and puts it off: it does not know of that.
  std::vector<Write> not_shared(std::vector<Write>);
  void know_anew(std::vector<Write>&) const;
  std::vector<Write> that_still_hold(std::vector<Write>);
  std::size_t send_wave(std::vector<Write>);
  bool was_in_vain(const Write&) const;
  void file(const Write&, const Result<Seen>&);
  void look_again(const Write&, const Error&);
  void refused(const Write&, const Error&);
  bool give_back(const Write&, const Error&);
  void failed(const Write&, const Error&);

  Desk& desk_;
  Report& report_;
  state::RunId run_;
  std::set<std::pair<std::string, std::string>> shared_;  // (service, Remote::shared) written to in this round
};

// Fills Write::refs. A record that the other side does not have yet is left out, and agreed on is what is sent; the rest follows
// when it is there. Null: nothing is left to send.
std::optional<Write> with_refs(Write, const Catalog&, const state::Store&);
// Whether the change is worth a request: what merely goes along (Last Sync) is not.
bool is_news(const Schema&, const Change&);
// What the write expects and the row does not show any more: "Regular Price is 50, was 45". Empty: as expected.
std::string broken_expectation(const Write&, const Row&, const Catalog&);

}  // namespace hsn::sync
