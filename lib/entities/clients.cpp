// The people: higherself-model.md 3.2.
#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "core/time.hpp"
#include "entities/history.hpp"
#include "entities/table.hpp"
#include "record/canonical.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kClientType[] = {{"Lead", "yellow"}, {"Client", "green"}, {"Partner"}, {"Vendor"}, {"Staff"}, {"Other"}};
constexpr Choice kStatus[] = {{"Active Lead", "yellow"}, {"Qualified Lead", "orange"}, {"Active Client", "green"},
                              {"Former Client", "gray"}, {"Inactive", "gray"},         {"Do Not Contact", "red"}};
constexpr Choice kConsent[] = {{"Unknown", "gray"}, {"Opted In", "green"}, {"Opted Out", "red"}};
constexpr Choice kLeadSource[] = {{"TypeForm"}, {"WooCommerce"}, {"Acuity"},       {"Amelia"}, {"Website"},
                                  {"Referral"}, {"Event"},       {"Social Media"}, {"Manual"}, {"Other"}};
constexpr Choice kTags[] = {{"VIP"}, {"New"}, {"Returning"}, {"Needs Follow-up"}};
constexpr Choice kOnboarding[] = {{"Not Started", "gray"}, {"In Progress", "blue"}, {"Done", "green"}};
constexpr Choice kBusinessEntity[] = {{"The Connection Practice"}, {"The 7 Space"}, {"The HigherSelf Network"}};

constexpr FieldDef kFields[] = {
    personal(keeps_value(required(ruled({"name", title, "Name", T}, MergeRule::until_edited)))),
    personal(keeps_value(required({"email", email, "Email", B}))),
    personal({"first_name", text, "First Name", B}),
    personal({"last_name", text, "Last Name", B}),
    personal(ruled({"phone", phone, "Phone", B}, MergeRule::digits)),
    ruled(choosing({"client_type", select, "Client Type", T}, kClientType), MergeRule::raise),
    choosing({"status", select, "Status", H}, kStatus),
    ruled(choosing({"email_consent", select, "Email Consent", H}, kConsent), MergeRule::last_word),
    choosing({"lead_source", select, "Lead Source", H}, kLeadSource),
    personal({"company", text, "Company", B}),
    personal({"job_title", text, "Job Title", H}),
    personal({"address", text, "Address", B}),
    personal({"city", text, "City", B}),
    personal({"state", text, "State", B}),
    personal({"postal_code", text, "Postal Code", B}),
    personal({"country", text, "Country", B}),
    choosing({"tags", multi_select, "Tags", H}, kTags),
    personal({"notes", text, "Notes", H}),
    {"date_added", date, "Date Added", T},
    {"last_interaction", date, "Last Interaction", T},
    {"last_appointment", datetime, "Last Appointment", T},
    {"next_appointment", datetime, "Next Appointment", T},
    {"welcome_email_sent", datetime, "Welcome Email Sent", T},
    ruled(choosing({"onboarding", select, "Onboarding", T}, kOnboarding), MergeRule::until_edited),
    personal({"woocommerce_customer_id", number, "WooCommerce Customer ID", T}),
    personal({"amelia_customer_id", number, "Amelia Customer ID", T}),
    personal({"external_ids", text, "External IDs", T}),
    // A person may deal with several of the businesses: replaces the block's field of this name.
    choosing({"business_entity", multi_select, "Business Entity", H}, kBusinessEntity),
    kPageId,
    kManagedMark,
    kSyncTime,
};

// Staff edit > WooCommerce > Acuity = Amelia > TypeForm > feedback (3.2); an account's own data above what somebody typed at a
// till.
constexpr Rank kRanks[] = {{"woocommerce", "customers", 40}, {"woocommerce", "orders", 30}, {"acuity", "appointments", 20},
                           {"amelia", "appointments", 20},   {"typeform", "responses", 10}, {"woocommerce", "reviews", 5},
                           {"user_feedback", "feedback", 5}};

constexpr Rollup kRollups[] = {
    {"Order Count", "Orders", "Order", "count"},
    {"Total Spent", "Orders", "Net Total", "sum"},
    {"Last Order", "Orders", "Order Date", "latest_date"},
};

// Where somebody came from, by the service that told first, and who they are there.
struct Origin {
  std::string_view service, lead_source, id_field, id_kind;  // no id: an address is all that it knows of people
};
constexpr Origin kOrigins[] = {
    {"woocommerce", "WooCommerce", "woocommerce_customer_id", "woocommerce:customer:"},
    {"amelia", "Amelia", "amelia_customer_id", "amelia:customer:"},
    {"acuity", "Acuity", "", ""},
    {"typeform", "TypeForm", "", ""},
    {"user_feedback", "Website", "", ""},
};

// No service has the person's own record, with such a field: what others mention replaces no edit, on any page.
bool is_mere_mention(const Row& row, std::string_view field) {
  return std::none_of(row.facets.begin(), row.facets.end(), [&](const auto& facet) {
    const Seen& seen = facet.second;
    return !seen.remote_id.empty() && !seen.gone && seen.record.find(field) != nullptr;
  });
}

// A part as staff have corrected it on a page whose edits count; else as the services tell it.
std::string name_part(const Row& row, const Fields& folded, std::string_view field) {
  const bool stays = is_mere_mention(row, field);
  const FieldValue* shown = row.hub && (row.managed || stays) ? row.hub->record.find(field) : nullptr;
  const FieldValue* agreed = row.base ? row.base->find(field) : nullptr;
  const bool corrected = shown != nullptr && (agreed != nullptr ? *shown != *agreed : stays && !is_empty(*shown));
  return text_in(corrected ? row.hub->record.fields : folded, field);
}

// A name that was told whole (a form's one question for it) counts where nobody tells its parts.
// Nothing, where nobody tells of names any more: an address is no better than the name that was composed before.
std::string composed_name(const Row& row, const Fields& folded) {
  std::string name = trim(name_part(row, folded, "first_name") + " " + name_part(row, folded, "last_name"));
  if (!name.empty()) return name;
  if (std::string whole = text_in(folded, "name"); !whole.empty()) return whole;
  const bool told = folded.contains("first_name") || folded.contains("last_name");
  const bool composed_before = row.base && row.base->find("name");
  return told || !composed_before ? text_in(folded, "email") : std::string();
}

Date day(Instant at) { return {.start = floor_day(at), .end = {}, .date_only = true, .zone = {}}; }

void add_appointments(const Row& row, const Appointments& appointments, Fields& derived) {
  const bool said_before = row.base && (row.base->find("last_appointment") || row.base->find("next_appointment"));
  if (!appointments.last && !appointments.next && !said_before) return;
  derived["last_appointment"] = appointments.last ? FieldValue(*appointments.last) : FieldValue{};
  derived["next_appointment"] = appointments.next ? FieldValue(*appointments.next) : FieldValue{};
  if (!appointments.last) return;
  const auto known = derived.find("last_interaction");
  const auto* day_known = known == derived.end() ? nullptr : std::get_if<Date>(&known->second);
  const Date last = day(appointments.last->start);
  if (!day_known || day_known->start < last.start) derived["last_interaction"] = last;
}

// Once said, it stays: a new state, or an older order read later, does not make somebody a newcomer of another day.
std::optional<FieldValue> date_added(const Row& row, const Orders& orders) {
  for (const Record* known : {row.base ? &*row.base : nullptr, row.hub ? &row.hub->record : nullptr}) {
    const FieldValue* value = known ? known->find("date_added") : nullptr;
    if (value && !is_empty(*value)) return *value;
  }
  std::optional<Instant> first = orders.first;
  if (const auto told = first_told(row)) first = std::min(first.value_or(*told), *told);
  if (!first) first = row.first_seen;
  return first ? std::optional<FieldValue>(day(*first)) : std::nullopt;
}

bool has_account(const Row& row) {
  return std::any_of(row.facets.begin(), row.facets.end(),
                     [](const auto& facet) { return !facet.second.remote_id.empty() && !facet.second.gone; });
}

// Else an account's own address is put back on the page.
bool is_staffs_to_say(const Row& row) { return row.managed || !has_account(row); }

// The page's address, or the one that it is about to get. Its key may still be a former one: a service that merely mentions
// people does not re-key them.
std::string current_key(const Row& row, const Fields& folded) {
  const std::string shown = row.hub ? text_in(row.hub->record.fields, "email") : std::string();
  const std::string agreed = row.base ? text_in(row.base->fields, "email") : std::string();
  std::string told = text_in(folded, "email");
  // A mere mention may name a former address, and without a base nothing tells that it does.
  const bool outdated = agreed.empty() && !shown.empty() && !has_account(row);
  const bool edited = !shown.empty() && !agreed.empty() && shown != agreed;
  if (told.empty() || outdated || (edited && is_staffs_to_say(row))) told = shown;
  return told.empty() ? row.key.external_id : client_key(told);
}

void add_accounts(const Row& row, const Fields& folded, Fields& derived) {
  std::set<std::string> ids;
  for (const Origin& origin : kOrigins) {
    if (origin.id_field.empty()) continue;
    for (const auto& [lane, seen] : row.facets) {
      if (lane.service != origin.service || seen.gone) continue;
      const auto* told = std::get_if<Decimal>(seen.record.find(origin.id_field));
      const auto id = told ? std::optional(*told) : Decimal::parse(seen.remote_id);
      if (!id) continue;
      ids.insert(std::string(origin.id_kind) + id->str());
      derived.emplace(origin.id_field, *id);
    }
  }
  std::set<std::string> names = row.former;
  names.insert(row.key.external_id);
  names.erase(current_key(row, folded));
  for (const std::string& former : names) {
    if (former.starts_with(kClientPrefix)) ids.insert("email:" + former.substr(kClientPrefix.size()));
  }
  if (!ids.empty()) derived["external_ids"] = join({ids.begin(), ids.end()}, "\n");
}

using Contacts = std::map<std::string, Instant, std::less<>>;  // by service: since when it knows of somebody

// Who does not say when comes last.
void note_contacts(const Row& row, Contacts& first) {
  for (const auto& [lane, seen] : row.facets) {
    const Instant at = seen.created == Instant{} ? Instant::max() : seen.created;
    const auto known = first.try_emplace(lane.service, at).first;
    known->second = std::min(known->second, at);
  }
}

// The first contact (3.2). What mentions somebody leaves only its latest word in his row, so all that is his is asked.
void add_origin(const Row& row, const Look& look, Fields& derived) {
  Contacts contacts;
  note_contacts(row, contacts);
  const bool several = contacts.size() > 1;
  for (const std::string_view entity : {"orders", "appointments", "submissions", "feedback"}) {
    if (!several) break;
    for (const Row& record : look.referring(row.key, entity)) note_contacts(record, contacts);
  }
  auto first = contacts.end();
  for (const Origin& origin : kOrigins) {
    const auto contact = contacts.find(origin.service);
    if (contact == contacts.end() || (first != contacts.end() && first->second <= contact->second)) continue;
    first = contact;
    derived["lead_source"] = std::string(origin.lead_source);
  }
}

Fields derive(const Row& row, const Fields& folded, const Look& look) {
  Fields derived;
  add_accounts(row, folded, derived);
  if (row.facets.empty()) return derived;
  if (const std::string name = composed_name(row, folded); !name.empty()) derived["name"] = name;
  const Orders orders = orders_of(row, look);
  const Appointments appointments = appointments_of(row, look);
  const bool is_client = orders.paid || appointments.kept;
  derived["client_type"] = std::string(is_client ? "Client" : "Lead");
  derived["status"] = std::string(is_client ? "Active Client" : "Active Lead");
  if (text_in(folded, "email_consent").empty()) derived["email_consent"] = std::string("Unknown");
  if (text_in(folded, "lead_source").empty()) add_origin(row, look, derived);
  if (const auto added = date_added(row, orders)) derived["date_added"] = *added;
  if (const auto last = std::max(orders.last, last_word_of(row, look))) derived["last_interaction"] = day(*last);
  add_appointments(row, appointments, derived);
  return derived;
}

// A page that staff made is the client with its address (2: the Clients are also found by Email).
std::string key_of(const Fields& hub) {
  const auto* email = value_of<std::string>(hub, "email");
  return email == nullptr ? std::string() : client_key(*email);
}

// Its Email too, where it is not its External ID, and its account: the address there may have been changed since.
std::vector<std::string> former_keys(const Fields& hub) {
  constexpr std::string_view kFormer = "email:";
  std::vector<std::string> keys;
  if (auto own = key_of(hub); !own.empty()) keys.push_back(std::move(own));
  for (const std::string& line : split(text_in(hub, "external_ids"), '\n')) {
    if (line.starts_with(kFormer)) {
      keys.push_back(std::string(kClientPrefix) + fold_email(line.substr(kFormer.size())));
    } else if (!line.empty()) {
      keys.push_back(line);
    }
  }
  return keys;
}

}  // namespace

extern const Schema k_clients;
constexpr Schema k_clients{.entity = "clients",
                           .title = "Clients",
                           .fields = kFields,
                           .ranks = kRanks,
                           .rollups = kRollups,
                           .derive = derive,
                           .key_of = key_of,
                           .former_keys = former_keys};

}  // namespace hsn::entities
