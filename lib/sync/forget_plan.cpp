// `hsn forget`, planned: who the person is, which records tell of them, and what is emptied and deleted where.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "core/text.hpp"
#include "entities/entities.hpp"
#include "record/canonical.hpp"
#include "state/strike.hpp"
#include "sync/decide.hpp"
#include "sync/desk.hpp"
#include "sync/draft.hpp"
#include "sync/engine.hpp"
#include "sync/inbox.hpp"
#include "sync/struck.hpp"

namespace hsn::sync {
namespace {

constexpr std::string_view kWhy = "forgotten on request";
constexpr std::size_t kTelling = 6;  // shorter words stand in other people's records too

class ForgetPlan {
 public:
  ForgetPlan(const Desk& desk, const Row& row) : desk_(desk), row_(row) {
    plan_.person = row.key;
    addresses(row);
    for (const auto& former : row.former) note_addresses({{row.key.entity, former}, {}});
    plan_.names = row.former;
    plan_.names.insert(row.key.external_id);
    for (const auto& address : plan_.addresses) plan_.names.insert(std::string(kClientPrefix) + address);
  }

  Engine::Forgetting made() {
    words();
    each_row(desk_.world.store, desk_.now(), [this](const Row& other) {
      if (other.key.entity != row_.key.entity && other.key.entity != kInbox && (names_them(other) || named_them(other)))
        keep(other);
    });
    accounts();
    told_of_kept();
    conflicts(row_.key);
    pages(row_);
    each_row(desk_.world.store, desk_.now(), [this](const Row& other) {
      const auto is_among = [&](const std::vector<RecordKey>& keys) {
        return std::count(keys.begin(), keys.end(), other.key) > 0;
      };
      if (other.key != row_.key && !is_among(plan_.kept) && !is_among(plan_.gone)) strike_words(other);
    });
    told_in_words();
    return std::move(plan_);
  }

 private:
  void note_addresses(const Record& record) { plan_.addresses.merge(addresses_in(record)); }
  void addresses(const Row& row) {
    note_addresses({row.key, {}});
    if (row.base) note_addresses(*row.base);
    if (row.hub) note_addresses(row.hub->record);
    for (const auto& [lane, facet] : row.facets) note_addresses(facet.record);
  }

  // What tells of them: in messages and logs all of it; among what others are to keep only what is nobody else's. "Berlin" is.
  void words() {
    const auto add = [this](const FieldDef* field, const FieldValue& value) {
      const auto* text = std::get_if<std::string>(&value);
      if (field == nullptr || !field->personal || text == nullptr) return;
      for (const auto& whole : split(*text, '\n')) {
        const auto line = trim(whole);
        if (line.size() < kTelling || line == kNobody) continue;
        plan_.words.insert(line);
        if (identifies(*field)) plan_.who.insert(line);
      }
    };
    const auto* schema = desk_.world.catalog.schema(row_.key.entity);
    const auto of = [&](const Record& record) {
      for (const auto& [name, value] : record.fields) add(schema->find(name), value);
    };
    if (row_.base) of(*row_.base);
    if (row_.hub) of(row_.hub->record);
    for (const auto& [lane, facet] : row_.facets) of(facet.record);
    if (was_begun(*schema)) each_written(row_.key, of);
    plan_.words.insert(plan_.addresses.begin(), plan_.addresses.end());
    plan_.who.insert(plan_.addresses.begin(), plan_.addresses.end());
  }

  // The command was given before and not carried out whole: who it was, only the history still tells.
  bool was_begun(const Schema& schema) const {
    return (row_.base && is_struck(schema, row_.base->fields)) || (row_.hub && is_struck(schema, row_.hub->record.fields));
  }

  void each_written(const RecordKey& key, const std::function<void(const Record&)>& read) const {
    for (const auto& intent : desk_.world.store.history(key, 0)) {
      const auto& write = intent.write;
      read(write.known.record);
      read({key, write.agreed});
      for (const auto& change : write.changes) read({key, {{change.field, change.from}}});
      for (const auto& change : write.changes) read({key, {{change.field, change.to}}});
    }
  }

  static bool identifies(const FieldDef& field) {
    return field.shape == Shape::title || field.shape == Shape::email || field.shape == Shape::phone;
  }

  bool names(const Record& record) const {
    const auto addresses = addresses_in(record);
    if (std::any_of(addresses.begin(), addresses.end(), [&](const auto& one) { return plan_.addresses.contains(one); }))
      return true;
    return std::any_of(record.fields.begin(), record.fields.end(), [this](const auto& field) {
      const auto* refs = std::get_if<std::vector<Ref>>(&field.second);
      return refs != nullptr &&
             std::any_of(refs->begin(), refs->end(), [this](const Ref& ref) { return plan_.names.contains(ref.id); });
    });
  }

  static bool any_side(const Row& row, const std::function<bool(const Record&)>& fits) {
    const auto seen = [&](const Seen& side) { return fits(side.record); };
    return (row.base && fits(*row.base)) || (row.hub && seen(*row.hub)) ||
           std::any_of(row.twins.begin(), row.twins.end(), seen) ||
           std::any_of(row.facets.begin(), row.facets.end(), [&](const auto& facet) { return seen(facet.second); });
  }

  bool names_them(const Row& row) const {
    return any_side(row, [this](const Record& record) { return names(record); });
  }

  // It names nobody any more since an earlier try, and what was written of it does.
  bool named_them(const Row& row) const {
    const auto* schema = entities::find(row.key.entity);
    const auto* client = schema == nullptr ? nullptr : client_field(*schema);
    const auto names_anybody = [&](const Record& record) {
      const auto* whose = record.find(client->name);
      return (whose != nullptr && !is_empty(*whose)) || !addresses_in(record).empty();
    };
    if (client == nullptr || any_side(row, names_anybody)) return false;
    bool named = false;
    each_written(row.key, [&](const Record& record) { named = named || names(record); });
    return named;
  }

  static const FieldDef* client_field(const Schema& schema) {
    const auto field =
        std::find_if(schema.fields.begin(), schema.fields.end(), [](const FieldDef& one) { return one.target == "clients"; });
    return field == schema.fields.end() ? nullptr : &*field;
  }

  // The order stays, or the booking, and its page, without the person.
  void keep(const Row& row) {
    plan_.kept.push_back(row.key);
    note_keepers(row);
    conflicts(row.key);
    each_page(row, [&](const Schema& schema, const Seen& page) { strike_page(schema, row, page); });
  }

  // Somebody else's record, whose words name the person: the note of a group, a friend's booking. What a service tells is struck
  // there too, or else named: it would come back.
  void strike_words(const Row& row) {
    if (!words_) words_.emplace(plan_.who);
    const auto* schema = entities::find(row.key.entity);
    const auto tells = [&](const Record& record) { return !telling(*schema, record).empty(); };
    if (schema == nullptr || !any_side(row, tells)) return;
    std::set<std::string> stays;
    for (const auto& [lane, facet] : row.facets) strike_at_service(*schema, row, lane, facet, stays);
    for (const auto& field : stays) where_told_[row.key].insert(std::string(schema->find(field)->property));
    if (stays.empty()) plan_.telling.push_back(row.key);
    each_page_telling(*schema, row, [&](const Seen& page) {
      auto write = to_page(row, page, Verb::update);
      for (auto& change : telling(*schema, page.record)) {
        const auto* field = schema->find(change.field);
        if (field == nullptr || stays.contains(change.field)) continue;
        write.agreed.emplace(change.field, change.to);
        if (field->in_body && display(field, change.from).ends_with("…")) plan_.left.push_back(text_below(page));
        write.changes.push_back(std::move(change));
      }
      if (!write.changes.empty()) plan_.writes.push_back(std::move(write));
    });
  }

  // The record's texts that name the person, and what is to be left of them.
  std::vector<Change> telling(const Schema& schema, const Record& record) const {
    auto struck = record.fields;
    sync::strike_words(schema, struck, *words_);
    std::vector<Change> changes;
    for (const auto& [name, value] : record.fields) {
      if (auto& to = struck.at(name); to != value) changes.push_back({name, value, std::move(to), std::string(kWhy)});
    }
    return changes;
  }

  void each_page_telling(const Schema& schema, const Row& row, const std::function<void(const Seen&)>& write) {
    const bool any =
        (row.hub && !telling(schema, row.hub->record).empty()) ||
        std::any_of(row.twins.begin(), row.twins.end(), [&](const Seen& twin) { return !telling(schema, twin.record).empty(); });
    if (any) each_page(row, [&](const Schema&, const Seen& page) { write(page); });
  }

  void strike_at_service(const Schema& schema, const Row& row, const Lane& lane, const Seen& facet,
                         std::set<std::string>& stays) {
    const auto* party = desk_.party(lane.service);
    const auto* feed = desk_.feed(lane);
    // What commands alone have told of lies nowhere else.
    if (party == nullptr || party->remote == nullptr || feed == nullptr || feed->unlisted || facet.gone) return;
    for (auto& change : telling(schema, facet.record)) {
      const auto* field = schema.find(change.field);
      if (field == nullptr) continue;
      const auto all = outlets(row, desk_.world.catalog, change.field);
      const auto outlet = std::find_if(all.begin(), all.end(), [&](const Outlet& one) { return *one.lane == lane; });
      if (!row.managed || is_step(*field) || outlet == all.end()) {
        if (!field->property.empty()) stays.insert(change.field);
        continue;
      }
      auto write = draft(row, facet, Verb::update, lane);
      write.via = std::string(outlet->binding->via);
      write.agreed.emplace(change.field, change.to);
      write.changes.push_back(std::move(change));
      const auto what = party->remote->shared(write);
      if (what.empty() || shared_.insert({lane.service, what}).second) plan_.writes.push_back(std::move(write));
    }
  }

  // As a receipt has it: what is left to be read, since what else was said of them stays, and what to change by hand.
  void told_in_words() {
    std::vector<std::string> read;
    for (const auto& key : plan_.telling) read.push_back(key.entity + " " + key.external_id);
    if (!read.empty())
      plan_.left.push_back("what else these tell of them, without their name: read it, and delete it where it tells who it is: " +
                           join(read, ", "));
    for (const auto& [key, properties] : where_told_) {
      const auto row = desk_.world.store.row(key);
      std::set<std::string> titles;
      for (const auto& [lane, facet] : row ? row->facets : std::map<Lane, Seen>())
        if (const auto* party = desk_.party(lane.service);
            party != nullptr && !telling(*entities::find(key.entity), facet.record).empty())
          titles.insert(party->title);
      plan_.left.push_back(join({titles.begin(), titles.end()}, ", ") + " and the page in Notion go on naming them in " +
                           join({properties.begin(), properties.end()}, ", ") + " of " + key.entity + " " + key.external_id +
                           ": change it there");
    }
  }

  static std::string text_below(const Seen& page) {
    return "the text below the fields of a page in Notion tells all of it; delete it there: " + page.remote_id;
  }

  void strike_page(const Schema& schema, const Row& row, const Seen& page) {
    auto write = to_page(row, page, Verb::update);
    auto emptied = page.record.fields;
    blank(schema, emptied, plan_.names);
    if (const auto note = emptied.find("sync_note"); note != emptied.end()) note->second = FieldValue();
    for (const auto& [name, value] : page.record.fields) {
      const auto& to = emptied.at(name);
      if (value == to) continue;
      write.changes.push_back({name, value, to, std::string(kWhy)});
      write.agreed.emplace(name, to);
      const auto* field = schema.find(name);
      if (field != nullptr && field->in_body && display(field, value).ends_with("…")) plan_.left.push_back(text_below(page));
    }
    if (!write.changes.empty()) plan_.writes.push_back(std::move(write));
  }

  // Which services go on having the record. What commands alone have told of lies nowhere else.
  void note_keepers(const Row& row) {
    const auto* schema = entities::find(row.key.entity);
    std::set<std::string> titles;
    for (const auto& [lane, facet] : row.facets) {
      const auto* party = desk_.party(lane.service);
      const auto* feed = desk_.feed(lane);
      const bool lists = party != nullptr && party->remote != nullptr && feed != nullptr && !feed->unlisted;
      if (lists && !facet.gone && !facet.remote_id.empty()) titles.insert(party->title);
    }
    for (const auto& title : titles) keepers_[{title, schema != nullptr && schema->kept_by_law}].push_back(row.key);
  }

  void told_of_kept() {
    for (const auto& [keeper, keys] : keepers_) {
      const auto& [title, by_law] = keeper;
      plan_.left.push_back(
          title + " keeps " + entities::counted(keys) + " as they are: " +
          (by_law ? "the law wants them kept; its own tools can anonymise them"
                  : "to erase the person there too, delete these in " + title + ", and its entry of the person if it has one"));
    }
  }

  // What hsn itself has noted of a record goes with what it is about.
  void conflicts(const RecordKey& about) {
    for (const auto& key : desk_.world.store.named_after(kInbox, "conflict:", about)) {
      plan_.gone.push_back(key);
      if (const auto asked = desk_.world.store.row(key)) pages(*asked);
    }
  }

  // Accounts that a service lets us delete; what it does not is told.
  void accounts() {
    for (const auto& [lane, facet] : row_.facets) {
      const auto* party = desk_.party(lane.service);
      if (party == nullptr || party->remote == nullptr || facet.gone) continue;
      if (facet.remote_id.empty()) continue;
      Write write = draft(row_, facet, Verb::archive, lane);
      write.destructive = true;
      if (const auto sending = party->remote->write(std::span(&write, 1))) {
        plan_.writes.insert(plan_.writes.begin(), std::move(write));
      } else {
        plan_.left.push_back(party->title + ": " + describe(sending.error()));
      }
    }
  }

  // Every page of the record that can be written to; the others are for a person to delete.
  void each_page(const Row& row, const std::function<void(const Schema&, const Seen&)>& write) {
    const auto* usable = desk_.world.catalog.schema(row.key.entity);
    auto all = row.twins;
    if (row.hub) all.push_back(*row.hub);
    for (const auto& page : all) {
      if (page.gone) {
        plan_.left.push_back("a page in Notion's trash still holds it; delete it there for good: " + page.remote_id);
      } else if (usable == nullptr) {
        plan_.left.push_back(
            "a page in Notion's database " + title_of(row.key.entity) +
            " still tells of them, and hsn cannot use that now (hsn check tells why); empty or delete it there: " +
            page.remote_id);
      } else {
        write(*usable, page);
      }
    }
  }

  static std::string title_of(const std::string& entity) {
    const auto* schema = entities::find(entity);
    return schema == nullptr ? entity : std::string(schema->title);
  }

  void pages(const Row& row) {
    each_page(row, [&](const Schema& schema, const Seen& page) {
      plan_.writes.push_back(emptied(schema, row, page));
      plan_.writes.push_back(to_page(row, page, Verb::archive));
    });
  }

  Write emptied(const Schema& schema, const Row& row, const Seen& page) const {
    auto write = to_page(row, page, Verb::update);
    for (const auto& [name, value] : page.record.fields) {
      const auto* field = schema.find(name);
      if (field == nullptr || is_empty(value)) continue;
      const bool says_who = field->personal || name == "external_id" || name == "sync_note";
      if (!says_who) continue;
      const bool needs_words = field->shape == Shape::title || name == "external_id";
      const auto to = needs_words ? FieldValue(std::string(kNobody)) : FieldValue();
      write.changes.push_back({name, value, to, std::string(kWhy)});
      write.agreed.emplace(name, to);
    }
    return write;
  }

  Write to_page(const Row& row, const Seen& page, Verb verb) const {
    return draft(row, page, verb, {std::string(kHub), row.key.entity});
  }

  Write draft(const Row& row, const Seen& known, Verb verb, Lane lane) const {
    auto write = blank_write(row, row.key.external_id, verb, std::move(lane), desk_.now());
    write.known = known;
    return write;
  }

  const Desk& desk_;
  const Row& row_;
  Engine::Forgetting plan_;
  std::optional<state::Strike> words_;                     // what names the person
  std::map<RecordKey, std::set<std::string>> where_told_;  // other people's records that go on naming them: in which properties
  std::set<std::pair<std::string, std::string>> shared_;   // (service, Remote::shared) that are struck already
  std::map<std::pair<std::string, bool>, std::vector<RecordKey>>
      keepers_;  // by the service's title, and whether the law wants it
};

}  // namespace

std::optional<Engine::Forgetting> Engine::plan_forget(const RecordKey& client) const {
  const auto row = desk_->world.store.row(client);
  if (!row || row->key.entity != "clients" || desk_->world.catalog.schema("clients") == nullptr) return std::nullopt;
  return ForgetPlan(*desk_, *row).made();
}

}  // namespace hsn::sync
