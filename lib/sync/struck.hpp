// What may be kept of a record whose person was forgotten: all but who it was. Pure. Private to this room.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "record/schema.hpp"
#include "state/strike.hpp"

namespace hsn::sync {

inline constexpr std::string_view kNobody = "Forgotten";  // what is called after a person, from then on

// Every address in a record: its key's, those in its e-mail fields, and those of the clients that it names.
std::set<std::string> addresses_in(const Record&);

// Empties what tells who somebody is, and no longer names these clients (External IDs).
void blank(const Schema&, Fields&, const std::set<std::string>& names);
// The same with all that one side says of a record. Where its title told of the person it is Forgotten from then on, and
// is_struck: what had been found in the words that are gone is not to be found anew in nothing.
void strike(const Schema&, Fields&, const std::set<std::string>& names);
bool is_struck(const Schema&, const Fields&);
// Of somebody else's record: takes the names of the person out of its words. A phone that two people share, or a name that both
// have, is the other's own.
void strike_words(const Schema&, Fields&, const state::Strike& names);

}  // namespace hsn::sync
