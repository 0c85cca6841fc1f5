#include "support/history.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "core/json.hpp"
#include "support/reference.hpp"
#include "support/small_world.hpp"

namespace hsn::test {
namespace {

using namespace std::chrono_literals;

struct Killed {};

constexpr std::array<const char*, 3> kDatabases = {"clients", "products", "orders"};
constexpr std::array<const char*, 3> kFeeds = {"customers", "products", "orders"};
constexpr std::array<const char*, 6> kStatuses = {"Pending Payment", "Processing", "On Hold",
                                                  "Completed",       "Cancelled",  "Refunded"};

constexpr std::array kPolicies{config::ConflictPolicy::notion, config::ConflictPolicy::service, config::ConflictPolicy::hold};

// What people edit, by feed; the last ones only in Notion.
struct Editable {
  std::array<const char*, 5> fields;
  unsigned shop, hub;  // how many of them
};
constexpr std::array kEditable{Editable{{"first_name", "last_name", "phone", "email", "notes"}, 4, 5},
                               Editable{{"name", "sku", "regular_price", "offering"}, 3, 4},
                               Editable{{"status", "total", "internal_note"}, 2, 3}};

// One for all histories, so that its statements are prepared once: each is played in a transaction that is rolled back.
state::Store& blank_store() {
  static const auto store = SmallWorld::new_store();
  return *store;
}

class History {
 public:
  explicit History(const Story& story) : story_(story), world_(story.batch), reference_(world_) {
    world_.borrow(blank_store());
    world_.store().begin();
    world_.hub.habits = {story.minutes, story.lag, story.hub_skew};
    world_.shop.habits = {false, story.lag, story.shop_skew};
    world_.options.policy.settle = story.settle;
    if (story.policy > 0) {
      reference_.name_policy = kPolicies[story.policy - 1];
      world_.catalog().policies[{"products", "name"}].conflict = reference_.name_policy;
    }
    world_.wire = [this](const auto& request, const auto& pass) { return on_the_wire(request, pass); };
    for (std::size_t i = 0; i < story.records; ++i) new_customer(), new_product();
    new_order(0, 0);
  }

  ~History() { world_.store().rollback(); }
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  Ending play() {
    try {
      for (const auto& step : story_.steps) {
        take(step);
        pass_time(7s);
        if (!ending_.wrong.empty()) return std::move(ending_);
      }
      show_pages();
      evening();
      quiet_run();
    } catch (const std::exception& problem) {
      if (ending_.wrong.empty()) ending_.wrong = problem.what();
    }
    ending_.tally.logged = reference_.logged;
    ending_.tally.races = reference_.races;
    return std::move(ending_);
  }

 private:
  void say(const std::string& line) { ending_.tale += "  " + line + "\n"; }

  void take(const Step& step) {
    switch (step.doing) {
      case Doing::edit_page:
        return edit_page(step.which, step.what);
      case Doing::edit_record:
        return edit_record(step.which, step.what);
      case Doing::sell:
        return sell(step.which, static_cast<int>(step.what % 5) + 1);
      case Doing::count_stock:
        return count_stock(step.which, static_cast<int>(step.what + 1) * 1000);
      case Doing::new_product:
        return new_product();
      case Doing::new_customer:
        return new_customer();
      case Doing::new_order:
        return new_order(step.which, step.what);
      case Doing::new_page:
        return new_page();
      case Doing::copy_page:
        return copy_page(step.which, step.what);
      case Doing::remove_record:
        return lose_record(step.which, step.what, true);
      case Doing::erase_record:
        return lose_record(step.which, step.what, false);
      case Doing::trash_page:
        return trash_page(step.which, step.what);
      case Doing::restore_page:
        return restore_page(step.what);
      case Doing::tick_managed:
        return tick_managed(step.which, step.what);
      case Doing::hide_page:
        return hide_page(step.which, step.what);
      case Doing::show_page:
        return show_pages();
      case Doing::wait:
        return wait(step.which);
      case Doing::sync:
        say("a run");
        run();
        return;
      case Doing::sync_in_trouble:
        return run_in_trouble(static_cast<Trouble>(step.what % kTroubles), step.which % 20 + 1, step.where);
      case Doing::sync_killed:
        return run_killed(step.where % 60 + 1);
      case Doing::sync_while_edited:
        return run_while_edited(step);
      case Doing::sync_without_a_side:
        return run_without_a_side(step.which % 2 == 0, step.what % 4);
      case Doing::evening:
        return evening();
    }
  }

  // ---- people

  std::string fresh(const char* field) {
    ++ending_.tally.edits;
    ++words_;
    if (std::string_view(field) == "email") return "e" + std::to_string(words_) + "@example.com";
    if (std::string_view(field) == "phone") return "+1805555" + std::to_string(1000 + words_);
    return std::string(field).substr(0, 1) + std::to_string(words_);
  }
  FieldValue fresh_value(const char* field, unsigned what) {
    const std::string_view name(field);
    if (name == "status") return FieldValue(std::string(kStatuses[what / 8 % kStatuses.size()]));
    if (name == "regular_price" || name == "total") return number(1000 + static_cast<int>(fresh(field).size()) + ++words_);
    if (name == "sku" && what / 8 % 4 == 0) return {};
    return text(fresh(field));
  }

  // The which-th of those that people can reach; null: there is none.
  static const Tables::Entry* pick(Tables& tables, const std::string& table, unsigned which) {
    std::vector<const Tables::Entry*> there;
    for (const auto& [id, entry] : tables.table(table)) {
      if (!entry.gone) there.push_back(&entry);
    }
    return there.empty() ? nullptr : there[which % there.size()];
  }

  void edit(bool in_hub, unsigned which, unsigned what) {
    const auto kind = what % 3;
    auto& side = in_hub ? world_.hub : world_.shop;
    const std::string table = in_hub ? kDatabases[kind] : kFeeds[kind];
    const auto* entry = pick(side, table, which / 8);
    if (entry == nullptr) return;
    const auto& fields = kEditable[kind];
    const auto* field = fields.fields[which % 8 % (in_hub ? fields.hub : fields.shop)];
    const auto value = fresh_value(field, what);
    const auto id = entry->id;
    const auto before = entry->fields.find(field);
    const bool changes = value != (before == entry->fields.end() ? FieldValue() : before->second);
    side.edit(table, id, field, value, world_.clock.now());
    if (changes) reference_.edited({in_hub, kFeeds[kind], id, field});
    say((in_hub ? "page " : "record ") + id + " of " + table + ": " + field + " becomes " + display(value));
  }
  void edit_page(unsigned which, unsigned what) { edit(true, which, what); }
  void edit_record(unsigned which, unsigned what) { edit(false, which, what); }

  void move_stock(bool in_hub, unsigned which, int pieces) {
    auto& side = in_hub ? world_.hub : world_.shop;
    const auto* entry = pick(side, "products", which);
    if (entry == nullptr || !entry->fields.contains("stock_quantity")) return;
    const auto* stock = std::get_if<Decimal>(&entry->fields.at("stock_quantity"));
    if (stock == nullptr) return;
    const auto id = entry->id;
    const FieldValue now = *stock + Decimal(pieces);
    side.edit("products", id, "stock_quantity", now, world_.clock.now());
    say((in_hub ? "staff count, page " : "the shop sells, product ") + id + ": " + std::to_string(pieces) + ", now " +
        display(now));
    ++ending_.tally.edits;
    in_hub ? reference_.counted(id, pieces) : reference_.sold(id, -pieces);
  }
  void sell(unsigned which, int pieces) { move_stock(false, which, -pieces); }
  void count_stock(unsigned which, int pieces) { move_stock(true, which, pieces); }

  void new_product() {
    const auto name = fresh("name");
    const auto id = world_.add_product(name, 100 + words_);
    world_.shop.edit("products", id, "stock_quantity", number(1'000'000), world_.clock.now());
    reference_.born(false, "products", id);
    say("a new product " + id + " in the shop, " + name);
  }

  void new_customer() {
    const auto id = world_.add_customer("c" + std::to_string(++words_) + "@example.com", fresh("first_name"));
    reference_.born(false, "customers", id);
    say("a new customer " + id);
  }

  void new_order(unsigned which, unsigned what) {
    const auto* product = pick(world_.shop, "products", which);
    const auto* customer = pick(world_.shop, "customers", what);
    if (product == nullptr) return;
    const bool guest = customer == nullptr || what % 3 == 0;
    const auto email =
        guest ? "g" + std::to_string(++words_) + "@example.com" : std::get<std::string>(customer->fields.at("email"));
    const auto id = world_.add_order(std::to_string(++words_), email, {product->id}, 100);
    reference_.born(false, "orders", id);
    say("order " + id + " of " + email + " with product " + product->id);
  }

  void new_page() {
    const auto name = fresh("name");
    const auto id = world_.hub.add("products",
                                   {{"name", text(name)},
                                    {"status", text("Published")},
                                    {"regular_price", number(++words_)},
                                    {"stock_quantity", number(1'000'000)},
                                    {"managed", FieldValue(true)}},
                                   world_.clock.now());
    reference_.born(true, "products", id);
    say("staff make page " + id + " of products, " + name);
  }

  void copy_page(unsigned which, unsigned what) {
    const auto kind = what % 3;
    const auto* page = pick(world_.hub, kDatabases[kind], which);
    if (page == nullptr) return;
    const auto fields = page->fields;
    const auto from = page->id, id = world_.hub.add(kDatabases[kind], fields, world_.clock.now());
    say("staff duplicate page " + from + ": " + id);
    if (fields.contains("external_id")) return reference_.copied(id);
    if (kind == 1) reference_.born(true, "products", id);
  }

  // A side of which all is missing is an error of that side: one at a time, and some must stay.
  static bool enough(Tables& side, const std::string& table) {
    const auto& rows = side.table(table);
    return std::count_if(rows.begin(), rows.end(), [](const auto& row) { return !row.second.gone && !row.second.hidden; }) > 1;
  }

  void lose_record(unsigned which, unsigned what, bool with_a_word) {
    const std::string feed = kFeeds[what % 3];
    const auto* record = pick(world_.shop, feed, which);
    if (record == nullptr || !enough(world_.shop, feed) || !is_known(feed, *record)) return;
    const auto id = record->id;
    say("the shop loses " + id + " of " + feed + (with_a_word ? "" : ", without a word"));
    with_a_word ? world_.shop.remove(feed, id, world_.clock.now()) : world_.shop.erase(feed, id);
  }

  // What hsn made and does not know of yet cannot be told from what was never made (docs/trust.md).
  bool is_known(const std::string& feed, const Tables::Entry& record) {
    const auto page = record.fields.find("notion_page_id");
    if (feed != "products" || page == record.fields.end()) return true;
    const auto row = world_.store().row({feed, "woocommerce:product:" + record.id});
    return row && row->hub && page->second == FieldValue(row->hub->remote_id);
  }

  // The same for pages; and of a page that has a copy it is open which one is meant.
  bool may_go(const std::string& database, const Tables::Entry& page) {
    const auto key = page.fields.find("external_id");
    if (reference_.has_copy(database, page.id)) return false;
    if (key == page.fields.end()) return true;
    const auto row = world_.store().row({database, std::get<std::string>(key->second)});
    return row && row->hub && row->hub->remote_id == page.id;
  }

  void trash_page(unsigned which, unsigned what) {
    const std::string database = kDatabases[what % 3];
    const auto* page = pick(world_.hub, database, which);
    if (page == nullptr || page->hidden || !enough(world_.hub, database) || !may_go(database, *page)) return;
    say("page " + page->id + " goes into the trash");
    world_.hub.remove(database, page->id, world_.clock.now());
  }

  void restore_page(unsigned what) {
    const std::string database = kDatabases[what % 3];
    for (const auto& [id, page] : world_.hub.table(database)) {
      if (!page.gone) continue;
      say("page " + id + " comes out of the trash");
      return world_.hub.restore(database, id, world_.clock.now());
    }
  }

  void tick_managed(unsigned which, unsigned what) {
    const auto kind = what % 3;
    const auto* page = pick(world_.hub, kDatabases[kind], which);
    if (page == nullptr) return;
    const auto managed = page->fields.find("managed");
    const bool ticked = managed != page->fields.end() && managed->second == FieldValue(true);
    const auto id = page->id;
    world_.hub.edit(kDatabases[kind], id, "managed", FieldValue(!ticked), world_.clock.now());
    reference_.turned(kFeeds[kind], id);
    say("page " + id + (ticked ? ": Notion Managed is unticked" : ": Notion Managed is ticked"));
  }

  void hide_page(unsigned which, unsigned what) {
    const std::string database = kDatabases[what % 3];
    const auto* page = pick(world_.hub, database, which);
    if (page == nullptr || page->hidden || !enough(world_.hub, database) || !may_go(database, *page)) return;
    say("page " + page->id + " is not shared any more");
    world_.hub.hide(database, page->id, true);
  }

  void show_pages() {
    for (const auto* database : kDatabases) {
      for (const auto& [id, page] : world_.hub.table(database)) {
        if (!page.hidden) continue;
        say("page " + id + " is shared again");
        world_.hub.hide(database, id, false);
      }
    }
  }

  void wait(unsigned which) {
    constexpr std::array<Duration, 4> kTimes{5s, 40s, 90s, 15min};
    pass_time(kTimes[which % kTimes.size()]);
  }

  void pass_time(Duration time) {
    world_.clock.advance(time);
    carry_out_late();
  }

  // ---- runs

  SmallWorld::Ran run() {
    ++ending_.tally.runs;
    reference_.parted();
    reference_.run_begins(world_.clock.now(), story_.lag);
    asked_ = 0;
    std::optional<SmallWorld::Ran> ran;
    try {
      ran = world_.sync();
    } catch (const Killed&) {
      ++ending_.tally.killed;
    }
    trouble_ = nullptr;
    world_.journal_point = nullptr;
    reference_.parted();
    if (ending_.wrong.empty()) ending_.wrong = reference_.wrong();
    return ran ? std::move(*ran) : SmallWorld::Ran();
  }

  using Pass = SmallWorld::Pass;
  using Answer = FakeTransport::Answer;
  static Answer lost() { return tl::unexpected(http::Failure{http::Failure::Kind::lost, "connection reset"}); }
  static Answer not_sent() { return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "no route"}); }
  static Answer says(int status) { return answer(status, R"({"message":"as the story has it"})"); }

  Answer on_the_wire(const http::Request& request, const Pass& pass) {
    carry_out_late();
    ++asked_;
    if (trouble_) {
      if (auto answered = trouble_(request, pass)) return *answered;
    }
    return pass();
  }

  Answer trouble(Trouble kind, const http::Request& request, const Pass& pass, unsigned where) {
    switch (kind) {
      case Trouble::lost_after:
        pass();
        return lost();
      case Trouble::late:
        if (request.method == "POST" && !request.url.ends_with("/batch")) late_.push_back({world_.clock.now() + 30s, request});
        return lost();
      case Trouble::lost_before:
        return lost();
      case Trouble::not_sent:
        return not_sent();
      case Trouble::cut: {
        auto response = pass();
        response.body.resize(where % (response.body.size() + 1));
        return response;
      }
      case Trouble::replaced:
        pass();
        return answer(200, "<html>please log in</html>");
      case Trouble::failed_500:
        return says(500);
      case Trouble::failed_502:
        pass();
        return says(502);
      case Trouble::failed_503:
        return says(503);
      case Trouble::throttled_429:
        return answer(429, R"({"message":"slow down"})", {{"Retry-After", "2"}});
      case Trouble::overloaded_529:
        return says(529);
      case Trouble::conflict_409:
        return says(409);
      case Trouble::refused_403:
        return says(403);
    }
    return pass();
  }

  void run_in_trouble(Trouble kind, unsigned n, unsigned where) {
    say("a run; request " + std::to_string(n) + " meets: " + name_of(kind));
    // What is sent again meets the same.
    std::string met;
    trouble_ = [this, kind, n, where, met](const http::Request& request, const Pass& pass) mutable -> std::optional<Answer> {
      const auto what = request.method + request.url + request.body;
      if (asked_ == n) met = what;
      const bool lasts = kind == Trouble::lost_after || kind == Trouble::lost_before || kind == Trouble::late;
      if (asked_ != n && (what != met || !lasts)) return std::nullopt;
      ++ending_.tally.troubles[static_cast<std::size_t>(kind)];
      return trouble(kind, request, pass, where);
    };
    run();
  }

  void run_killed(unsigned n) {
    say("a run, killed at journal point " + std::to_string(n));
    world_.journal_point = [n, passed = 0U](const char*) mutable {
      if (++passed == n) throw Killed{};
    };
    run();
  }

  void run_while_edited(const Step& step) {
    const auto n = step.where % 16 + 1;
    say("a run; at request " + std::to_string(n) + ":");
    trouble_ = [this, n, &step](const http::Request&, const Pass&) -> std::optional<Answer> {
      if (asked_ == n) {
        reference_.parted();
        edit(step.where % 2 == 0, step.which, step.what);
      }
      return std::nullopt;
    };
    run();
  }

  void run_without_a_side(bool hub, unsigned how) {
    constexpr std::array kWays{"not be reached", "refuse the credentials", "fail", "refuse products"};
    say(std::string("a run; ") + (hub ? "Notion" : "the shop") + " will " + kWays[how]);
    const std::string host = hub ? "notion.example.com" : "woocommerce.example.com";
    trouble_ = [host, how](const http::Request& request, const Pass&) -> std::optional<Answer> {
      if (http::host_of(request.url) != host) return std::nullopt;
      if (how == 0) return not_sent();
      if (how == 3 && http::path_of(request.url).find("products") == std::string::npos) return std::nullopt;
      return says(how == 2 ? 503 : how == 1 ? 401 : 403);
    };
    run();
  }

  void carry_out_late() {
    for (auto& late : late_) {
      if (late.request.url.empty() || late.due > world_.clock.now()) continue;
      const auto request = std::exchange(late.request, {});
      (http::host_of(request.url) == "notion.example.com" ? world_.hub : world_.shop).serve(request, late.due);
    }
  }

  void evening() {
    say("a quiet evening");
    ++ending_.tally.evenings;
    world_.options.full = true;
    for (int i = 0; i < 6; ++i) {
      pass_time(1h);
      const auto ran = run();
      if (!ending_.wrong.empty()) return;
      // A create whose process died before it was heard of is given up by the second run that looks, CREATE_LOOKUP after the
      // first.
      if (ran.writes() > 0 || !world_.store().open_intents().empty()) continue;
      world_.options.full = false;
      ending_.tally.held += ran.report.held();
      reference_.evening(ran.report.conflicts);
      ending_.wrong = reference_.wrong();
      return;
    }
    ending_.wrong = "it never comes to rest";
  }

  void quiet_run() {
    if (ending_.wrong.empty() && run().writes() > 0) ending_.wrong = "an echo: a further run writes";
  }

  struct Late {
    Instant due;
    http::Request request;
  };
  const Story story_;
  SmallWorld world_;
  Reference reference_;
  Ending ending_;
  std::vector<Late> late_;
  std::function<std::optional<Answer>(const http::Request&, const Pass&)> trouble_;
  unsigned asked_ = 0;
  int words_ = 0;
};

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
  for (auto member : {&Tally::runs, &Tally::killed, &Tally::evenings, &Tally::edits, &Tally::logged, &Tally::races, &Tally::held})
    this->*member += other.*member;
  for (std::size_t i = 0; i < troubles.size(); ++i) troubles[i] += other.troubles[i];
  return *this;
}

Ending play(const Story& story) { return History(story).play(); }

}  // namespace hsn::test
