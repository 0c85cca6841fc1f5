#include "notion/knowledge.hpp"

#include <algorithm>
#include <deque>
#include <iterator>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "notion/limits.hpp"
#include "notion/rich_items.hpp"
#include "notion/text_of.hpp"
#include "notion/wire.hpp"

namespace hsn::notion {

namespace {

constexpr std::size_t kPages = 100;  // more would not fit into any question
constexpr int kDepth = 3;            // of blocks inside blocks

// How a kind of block begins its line; others with text stand as they are.
struct BlockMark {
  std::string_view type, mark;
};
constexpr BlockMark kBlockMarks[] = {{"heading_1", "# "}, {"heading_2", "## "},         {"heading_3", "### "},
                                     {"quote", "> "},     {"bulleted_list_item", "- "}, {"numbered_list_item", "1. "},
                                     {"to_do", "[ ] "}};

std::string line_of(const Json& block) {
  const auto type = text_of(block, "/type");
  const auto* items = at(block, "/" + type + "/rich_text");
  const auto text = items == nullptr ? std::string() : trim(items_text(*items));
  if (text.empty()) return {};
  const auto mark =
      std::find_if(std::begin(kBlockMarks), std::end(kBlockMarks), [&](const BlockMark& one) { return one.type == type; });
  return (mark == std::end(kBlockMarks) ? "" : std::string(mark->mark)) + text + "\n";
}

std::string title_in(const Json& page) {
  const auto* properties = at(page, "/properties");
  if (properties == nullptr || !properties->is_object()) return {};
  for (const auto& property : *properties) {
    if (text_of(property, "/type") == "title") return items_text(property.value("title", Json::array()));
  }
  return {};
}

class Reading final : public KnowledgeReading {
 public:
  Reading(Account account, std::string page_id, const std::string& database_id, Knowledge known)
      : wire_(std::move(account)), root_(std::move(page_id)), known_(std::move(known)) {
    if (!root_.empty()) {
      pages_.push_back({root_, "", "", ""});
      todo_.push_back(children_of(root_, {}, 0, 0));
    }
    if (!database_id.empty()) todo_.push_back({Part::Kind::database, wire_.get("/databases/" + percent_encode(database_id))});
  }

  const Knowledge& pages() const override { return pages_; }

  std::optional<http::Request> next() override {
    for (; !todo_.empty() && todo_.front().kind == Part::Kind::line; todo_.pop_front())
      pages_[todo_.front().page].text += todo_.front().line;
    if (todo_.empty()) return std::nullopt;
    return todo_.front().request;
  }

  Result<void> heard(const Result<http::Response>& response) override {
    const auto part = std::move(todo_.front());
    todo_.pop_front();
    if (!response) return tl::unexpected(response.error());
    const auto answer = body_of(*response, Sort::read, "the knowledge pages");
    if (!answer) return tl::unexpected(answer.error());
    if (const auto at = response->date()) minute_ = format_instant(floor_minute(*at)).substr(0, kMinute);
    if (part.kind == Part::Kind::database) return find_source(*answer);
    if (part.kind == Part::Kind::rows) return take_rows(part, *answer);
    return take_blocks(part, *answer);
  }

 private:
  static constexpr std::size_t kMinute = 16;  // "2026-11-23T05:10"

  // What is still to come, in the order of the text: a line that is known, or a question.
  struct Part {
    enum class Kind { line, blocks, database, rows } kind{};
    http::Request request{};
    std::string about{};  // the block, or the data source
    std::size_t page = 0;
    int depth = 0;
    std::string line{};
  };

  Part children_of(const std::string& block, const std::string& from, std::size_t page, int depth) const {
    auto path = "/blocks/" + percent_encode(block) + "/children?page_size=" + std::to_string(kPageSize);
    if (!from.empty()) path += "&start_cursor=" + percent_encode(from);
    return {Part::Kind::blocks, wire_.get(path), block, page, depth};
  }

  Part rows_of(const std::string& source, const std::string& from) const {
    Json body = {{"page_size", kPageSize}, {"sorts", Json::array({{{"timestamp", "created_time"}, {"direction", "ascending"}}})}};
    if (!from.empty()) body["start_cursor"] = from;
    return {Part::Kind::rows, wire_.ask("/data_sources/" + percent_encode(source) + "/query", body), source};
  }

  // A page that was edited in this very minute may be edited again in it without a new time.
  void add_page(std::string id, std::string title, const std::string& edited) {
    if (pages_.size() >= kPages) return;
    const auto before = std::find_if(known_.begin(), known_.end(), [&](const KnowledgePage& one) { return one.id == id; });
    const bool same = before != known_.end() && !edited.empty() && before->edited == edited;
    pages_.push_back({id, std::move(title), edited.starts_with(minute_) ? "" : edited, same ? before->text : ""});
    if (!same) todo_.push_back(children_of(id, {}, pages_.size() - 1, 0));
  }

  Result<void> take_blocks(const Part& part, const Json& answer) {
    std::vector<Part> found;
    const auto* blocks = at(answer, "/results");
    if (blocks == nullptr || !blocks->is_array())
      return fail(Fault::bad_data, "the answer holds no blocks", "the knowledge pages");
    for (const auto& block : *blocks) {
      const auto id = text_of(block, "/id");
      if (text_of(block, "/type") == "child_page") {
        if (part.page == 0 && part.about == root_)
          add_page(id, text_of(block, "/child_page/title"), text_of(block, "/last_edited_time"));
        continue;
      }
      if (auto line = line_of(block); !line.empty())
        found.push_back({.kind = Part::Kind::line, .page = part.page, .line = std::move(line)});
      if (bool_at(block, "/has_children").value_or(false) && part.depth < kDepth)
        found.push_back(children_of(id, {}, part.page, part.depth + 1));
    }
    if (const auto cursor = text_of(answer, "/next_cursor"); !cursor.empty())
      found.push_back(children_of(part.about, cursor, part.page, part.depth));
    todo_.insert(todo_.begin(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    return {};
  }

  Result<void> find_source(const Json& database) {
    const auto* sources = at(database, "/data_sources");
    if (sources == nullptr || !sources->is_array() || sources->empty())
      return fail(Fault::bad_config, "this database shows no data source", "NOTION_KNOWLEDGE_DATABASE_ID",
                  std::string(kConnectRemedy));
    todo_.push_back(rows_of(text_of(sources->front(), "/id"), {}));
    return {};
  }

  Result<void> take_rows(const Part& part, const Json& answer) {
    const auto* rows = at(answer, "/results");
    if (rows == nullptr || !rows->is_array())
      return fail(Fault::bad_data, "the answer to a query holds no rows", "the knowledge pages");
    for (const auto& row : *rows) {
      if (text_of(row, "/object") == "page") add_page(text_of(row, "/id"), title_in(row), text_of(row, "/last_edited_time"));
    }
    const auto cursor = text_of(answer, "/next_cursor");
    if (!cursor.empty() && pages_.size() < kPages) todo_.push_back(rows_of(part.about, cursor));
    return {};
  }

  Wire wire_;
  std::string root_;
  Knowledge known_, pages_;
  std::deque<Part> todo_;
  std::string minute_ = "-";  // of the server's clock
};

}  // namespace

std::string encode(const Knowledge& pages) {
  Json list = Json::array();
  for (const auto& page : pages)
    list.push_back({{"id", page.id}, {"title", page.title}, {"edited", page.edited}, {"text", page.text}});
  return dump_json(list);
}

Knowledge decode_knowledge(std::string_view text) {
  const auto list = parse_json(text);
  Knowledge pages;
  if (!list || !list->is_array()) return pages;
  for (const auto& page : *list)
    pages.push_back({text_of(page, "/id"), text_of(page, "/title"), text_of(page, "/edited"), text_of(page, "/text")});
  return pages;
}

std::string text_of(const Knowledge& pages, std::size_t units) {
  std::string text;
  for (const auto& page : pages) {
    if (page.text.empty()) continue;
    text += (text.empty() ? "" : "\n") + (page.title.empty() ? "" : "# " + page.title + "\n") + page.text;
  }
  return std::string(utf16_front(text, units));
}

std::unique_ptr<KnowledgeReading> read_knowledge(Account account, std::string page_id, std::string database_id, Knowledge known) {
  return std::make_unique<Reading>(std::move(account), std::move(page_id), database_id, std::move(known));
}

}  // namespace hsn::notion
