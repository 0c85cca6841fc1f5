#include "support/reference.hpp"

#include <algorithm>

#include "entities/entities.hpp"
#include "record/canonical.hpp"

namespace hsn::test {
namespace {

const std::string kCounted[] = {"customers", "products", "orders"};
constexpr std::string_view kCompared[] = {"name",  "sku",   "regular_price", "product_type", "first_name", "last_name",
                                          "phone", "email", "order",         "status",       "total"};
constexpr std::string_view kPeoples[] = {"offering", "notes", "internal_note"};

std::string database_of(const std::string& feed) { return feed == "customers" ? "clients" : feed; }

FieldValue value_of(const Tables::Entry& entry, std::string_view field) {
  const auto found = entry.fields.find(field);
  return found == entry.fields.end() ? FieldValue() : found->second;
}

std::string text_of(const Tables::Entry& entry, std::string_view field) {
  const auto value = value_of(entry, field);
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? "" : *text;
}

std::string key_of(const std::string& feed, const Tables::Entry& record) {
  if (feed == "customers") return "client:" + text_of(record, "email");
  return "woocommerce:" + feed.substr(0, feed.size() - 1) + ":" + record.id;
}

bool is_managed(const Tables::Entry& page) { return value_of(page, "managed") == FieldValue(true); }
bool is_there(const Tables::Entry& page) { return !page.gone && !page.hidden; }

}  // namespace

Reference::Reference(SmallWorld& world) : world_(world) {
  world.hub.watch = [this](const auto& feed, const auto* before, const auto& fields) { writing(true, feed, before, fields); };
  world.shop.watch = [this](const auto& feed, const auto* before, const auto& fields) { writing(false, feed, before, fields); };
}

std::vector<const Tables::Entry*> Reference::pages_called(const std::string& feed, const std::string& key) const {
  std::vector<const Tables::Entry*> pages;
  for (const auto& [id, page] : world_.hub.table(database_of(feed))) {
    if (text_of(page, "external_id") == key && !copies_.contains(id)) pages.push_back(&page);
  }
  return pages;
}

bool Reference::has_copy(const std::string& database, const std::string& page) const {
  const auto key = text_of(world_.hub.at(database, page), "external_id");
  const auto& pages = world_.hub.table(database);
  return copies_.contains(page) || std::any_of(pages.begin(), pages.end(), [&](const auto& one) {
           return copies_.contains(one.first) && text_of(one.second, "external_id") == key;
         });
}

void Reference::fail(const std::string& what) {
  if (wrong_.empty()) wrong_ = what;
}

// ---- what people do

void Reference::born(bool in_hub, const std::string& feed, const std::string& id) {
  const auto& entry = (in_hub ? world_.hub : world_.shop).at(feed, id);
  if (in_hub) born_in_hub_.insert(id);
  const Name name{feed, (in_hub ? "h" : "s") + id};
  agreed_[name] = entry.fields;
  if (feed == "customers") called_["client:" + text_of(entry, "email")] = id;
  const auto stock = value_of(entry, "stock_quantity");
  if (const auto* pieces = std::get_if<Decimal>(&stock)) stock_[name] = *pieces;
}

void Reference::edited(const Spot& spot) {
  const auto& entry = (spot.in_hub ? world_.hub : world_.shop).at(spot.in_hub ? database_of(spot.feed) : spot.feed, spot.id);
  if (spot.field == "email") called_["client:" + text_of(entry, "email")] = name_of(spot).second.substr(1);
  Word word{value_of(entry, spot.field), world_.clock.now(), part_, {}};
  standing_[spot] = word;
  if (auto former = last_.extract(spot)) {
    word.earlier = std::move(former.mapped().earlier);
    word.earlier.push_back(std::move(former.mapped().value));
  }
  last_[spot] = std::move(word);
  told_.erase(spot);
}

void Reference::sold(const std::string& id, int pieces) {
  const auto name = name_of_record("products", world_.shop.at("products", id));
  stock_[name] = stock_[name] - Decimal(pieces);
  standing_[{false, "products", id, "stock_quantity"}] = {
      value_of(world_.shop.at("products", id), "stock_quantity"), world_.clock.now(), part_, {}};
}

void Reference::counted(const std::string& page, int pieces) {
  if (copies_.contains(page)) return;
  const auto name = name_of_page("products", page);
  stock_[name] = stock_[name] + Decimal(pieces);
  if (!is_managed(world_.hub.at("products", page))) unsure_.insert(name);
  standing_[{true, "products", page, "stock_quantity"}] = {
      value_of(world_.hub.at("products", page), "stock_quantity"), world_.clock.now(), part_, {}};
}

void Reference::turned(const std::string& feed, const std::string& page) { unsure_.insert(name_of_page(feed, page)); }

Reference::Name Reference::name_of_record(const std::string& feed, const Tables::Entry& record) const {
  const auto page = text_of(record, "notion_page_id");
  return {feed, born_in_hub_.contains(page) ? "h" + page : "s" + record.id};
}

Reference::Name Reference::name_of_page(const std::string& feed, const std::string& page) {
  if (born_in_hub_.contains(page)) return {feed, "h" + page};
  const auto key = text_of(world_.hub.at(database_of(feed), page), "external_id");
  for (const auto& [id, record] : world_.shop.table(feed)) {
    if (key_of(feed, record) == key) return {feed, "s" + id};
  }
  if (const auto once = called_.find(key); once != called_.end()) return {feed, "s" + once->second};
  return {feed, "s?" + key};
}

Reference::Name Reference::name_of(const Spot& spot) {
  return spot.in_hub ? name_of_page(spot.feed, spot.id) : name_of_record(spot.feed, world_.shop.at(spot.feed, spot.id));
}

// ---- as hsn writes

void Reference::writing(bool to_hub, const std::string& table, const Tables::Entry* before, const Fields& fields) {
  const auto feed = table == "clients" ? std::string("customers") : table;
  if (before == nullptr) return making(to_hub, feed, fields);
  for (const auto& [field, to] : fields) {
    if (to_hub && std::find(std::begin(kPeoples), std::end(kPeoples), field) != std::end(kPeoples))
      fail("hsn writes " + field + ", which is people's alone, on page " + before->id);
    if (to_hub && copies_.contains(before->id) && !field.starts_with("sync_"))
      fail("hsn writes " + field + " on page " + before->id + ", which is only a copy");
    const Spot spot{to_hub, feed, before->id, field};
    overwriting(spot, value_of(*before, field), to);
    if (!to_hub) told_[spot] = to;
  }
}

void Reference::making(bool in_hub, const std::string& feed, const Fields& fields) {
  const auto text = [&](const char* field) {
    const auto found = fields.find(field);
    return found == fields.end() ? std::string() : std::get<std::string>(found->second);
  };
  if (in_hub) {
    const auto key = text("external_id");
    if (!pages_called(feed, key).empty()) fail("twice: a second page for " + key);
  } else if (const auto page = text("notion_page_id"); !made_for_.insert(page).second) {
    fail("twice: a second record at the shop for page " + page);
  }
}

void Reference::overwriting(const Spot& spot, const FieldValue& now, const FieldValue& to) {
  const auto word = standing_.find(spot);
  if (word == standing_.end() || now == to) return;
  const auto at = word->second.at;
  standing_.erase(word);
  for (const auto& intent : world_.store().open_intents()) {
    if (intent.write.known.remote_id != spot.id || (intent.write.to.service == kHub) != spot.in_hub) continue;
    for (const auto& change : intent.write.changes) {
      if (change.field != spot.field || change.from != now) continue;
      ++logged;
      return;
    }
  }
  if (at < since_)
    return fail("overwritten without a line: " + spot.field + " of " + spot.feed + " " + spot.id + ", " + display(now));
  ++races;
  unsure_.insert(name_of(spot));
}

// ---- in the evening

void Reference::evening(const std::vector<sync::Conflict>& conflicts) {
  if (const auto open = world_.store().open_intents(); !open.empty())
    fail("what became of " + open.front().write.key.external_id + " is still open");
  for (const auto& feed : kCounted) {
    check_records(feed, conflicts);
    check_pages(feed);
  }
}

void Reference::check_records(const std::string& feed, const std::vector<sync::Conflict>& conflicts) {
  for (const auto& [id, record] : world_.shop.table(feed)) {
    if (record.gone) continue;
    const auto key = key_of(feed, record);
    const auto pages = pages_called(feed, key);
    if (pages.empty() && page_is_away(feed, record)) continue;
    if (pages.size() != 1) return fail(std::to_string(pages.size()) + " pages for " + key);
    if (!is_there(*pages.front())) continue;
    std::set<std::string> held;
    for (const auto& conflict : conflicts) {
      if (!conflict.decided && conflict.kind != "first link" && conflict.key.external_id == key) held.insert(conflict.field);
    }
    compare(feed, record, *pages.front(), held);
    if (feed == "orders") check_order(record, *pages.front());
  }
}

// Its page went into the trash, or out of sight, before it could be told of its key.
bool Reference::page_is_away(const std::string& feed, const Tables::Entry& record) const {
  const auto& pages = world_.hub.table(database_of(feed));
  return std::any_of(pages.begin(), pages.end(), [&](const auto& one) {
    const auto once = called_.find(text_of(one.second, "external_id"));
    const bool its = one.first == text_of(record, "notion_page_id") ||
                     (feed == "customers" && once != called_.end() && once->second == record.id);
    return its && !is_there(one.second);
  });
}

void Reference::check_pages(const std::string& feed) {
  for (const auto& [id, page] : world_.hub.table(database_of(feed))) {
    if (!is_there(page) || copies_.contains(id)) continue;
    for (const auto people : kPeoples) {
      const auto word = last_.find({true, feed, id, std::string(people)});
      if (word != last_.end() && value_of(page, people) != word->second.value)
        fail("lost: " + std::string(people) + " of page " + id + " is " + display(value_of(page, people)));
    }
    const auto& records = world_.shop.table(feed);
    const bool lives = std::any_of(records.begin(), records.end(), [&](const auto& one) {
      return !one.second.gone && key_of(feed, one.second) == text_of(page, "external_id");
    });
    if (lives) continue;
    const auto status = text_of(page, "sync_status");
    const bool made = made_for_.contains(id);
    if (born_in_hub_.contains(id) && !made) {
      if (is_managed(page)) fail("lost: page " + id + " never became a product");
    } else if (status != "Source Deleted" && (feed != "customers" || value_of(page, "woocommerce_customer_id") != FieldValue())) {
      fail("page " + id + " of " + feed + " has no record any more and says " + status);
    }
  }
}

void Reference::check_order(const Tables::Entry& record, const Tables::Entry& page) {
  auto client = "client:" + text_of(record, "billing_email");
  // A customer who has changed the address since is known by the new one.
  bool away = false;
  if (const auto once = called_.find(client); once != called_.end() && pages_called("customers", client).empty()) {
    const auto& customers = world_.shop.table("customers");
    if (const auto customer = customers.find(once->second); customer != customers.end()) {
      client = key_of("customers", customer->second);
      away = page_is_away("customers", customer->second);
    }
  }
  if (!away) check_ref(page, "client", "customers", client);
  const auto products = value_of(record, "products");
  for (const auto& product : std::get<std::vector<Ref>>(products)) check_ref(page, "products", "products", product.id);
}

void Reference::check_ref(const Tables::Entry& page, const std::string& field, const std::string& feed, const std::string& key) {
  const auto named = pages_called(feed, key);
  if (named.empty() && feed == "customers") return fail("lost: no page for " + key);
  if (named.empty() || !is_there(*named.front())) return;
  const auto shown = value_of(page, field);
  const auto* refs = std::get_if<std::vector<Ref>>(&shown);
  if (refs == nullptr || std::find(refs->begin(), refs->end(), Ref{"@" + named.front()->id}) == refs->end())
    fail("page " + page.id + " does not name " + key + " in " + field);
}

void Reference::compare(const std::string& feed, const Tables::Entry& record, const Tables::Entry& page,
                        const std::set<std::string>& held) {
  const auto name = name_of_record(feed, record);
  const auto& schema = *entities::find(database_of(feed));
  for (const auto field : kCompared) {
    const auto* def = schema.find(field);
    if (def != nullptr && record.fields.contains(field) && !held.contains(std::string(field)))
      compare_field(name, *def, record, page);
  }
  if (feed == "products") compare_stock(name, record, page, held.contains("stock_quantity"));
  if (held.empty()) unsure_.erase(name);
  if (!held.empty() && text_of(page, "sync_status") != "Conflict") fail("held, and page " + page.id + " does not say so");
}

void Reference::compare_field(const Name& name, const FieldDef& field, const Tables::Entry& record, const Tables::Entry& page) {
  const std::string called(field.name);
  const auto at_shop = value_of(record, called), on_page = value_of(page, called);
  const auto about = called + " of " + name.first + " " + record.id + " (page " + page.id + ")";
  if (!same(field, at_shop, on_page))
    return fail("not the same: " + about + ": Notion " + display(on_page) + ", shop " + display(at_shop));
  const Spot in_hub{true, name.first, page.id, called}, in_shop{false, name.first, record.id, called};
  const auto word = [&](const Spot& spot) {
    const auto found = last_.find(spot);
    return found == last_.end() ? nullptr : &found->second;
  };
  const auto told = told_.find(in_shop);
  const auto allowed =
      meant(name, field, word(in_hub), word(in_shop), told == told_.end() ? nullptr : &told->second, is_managed(page));
  if (std::none_of(allowed.begin(), allowed.end(), [&](const FieldValue& value) { return same(field, value, at_shop); })) {
    std::string words;
    for (const auto& value : allowed) words += (words.empty() ? "" : " or ") + display(value);
    fail("lost: " + about + " is " + display(at_shop) + ", and should be " + words);
  }
  last_.erase(in_hub);
  last_.erase(in_shop);
  told_.erase(in_shop);
  agreed_[name][called] = at_shop;
}

std::vector<FieldValue> Reference::meant(const Name& name, const FieldDef& field, const Word* hub, const Word* shop,
                                         const FieldValue* told, bool managed) const {
  const auto known = agreed_.find(name);
  const auto before =
      known != agreed_.end() && known->second.contains(field.name) ? known->second.find(field.name)->second : FieldValue();
  if (field.owner == Owner::service) return {shop ? shop->value : before};
  std::vector<FieldValue> either;
  if (hub) either.push_back(hub->value);
  if (shop) either.push_back(shop->value);
  const bool stepwise = field.special == MergeRule::transitions;
  if (!hub && !shop) return {before};
  if (unsure_.contains(name) || (hub && stepwise)) {
    either.push_back(before);
    // What the page said before has gone out, and what it says now may not: put back, with a note.
    if (hub && told && std::count(hub->earlier.begin(), hub->earlier.end(), *told) > 0) either.push_back(*told);
    return either;
  }
  if (!managed) return {shop ? shop->value : before};
  // Both since the last run: Notion decides. With a run between, whoever came later.
  if (hub && shop && hub->part == shop->part) {
    const auto policy = field.name == "name" ? name_policy : std::nullopt;
    if (policy == config::ConflictPolicy::hold) return {};
    return {policy == config::ConflictPolicy::service ? shop->value : hub->value};
  }
  return either;
}

void Reference::compare_stock(const Name& name, const Tables::Entry& record, const Tables::Entry& page, bool held) {
  const auto at_shop = value_of(record, "stock_quantity"), on_page = value_of(page, "stock_quantity");
  if (held) {
    unsure_.insert(name);
    stock_.erase(name);
    return;
  }
  const auto about = "stock of product " + record.id + " (page " + page.id + ")";
  if (at_shop != on_page) fail("not the same: " + about + ": Notion " + display(on_page) + ", shop " + display(at_shop));
  const auto expected = stock_.find(name);
  if (expected != stock_.end() && !unsure_.contains(name) && at_shop != FieldValue(expected->second))
    fail("lost or twice: " + about + " is " + display(at_shop) + ", and should be " + expected->second.str());
  if (const auto* pieces = std::get_if<Decimal>(&at_shop)) stock_[name] = *pieces;
}

}  // namespace hsn::test
