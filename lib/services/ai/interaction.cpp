#include "services/ai/interaction.hpp"

#include <algorithm>
#include <array>

#include "core/decimal.hpp"
#include "core/digest.hpp"
#include "core/text.hpp"

namespace hsn::services::ai {
namespace {

constexpr std::size_t kTitleUnits = 80;  // higherself-model.md 3.9
constexpr std::string_view kCut = "…";

std::string title_of(const std::string& prompt) {
  auto line = clean_text(prompt);
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (line.empty()) return "(no prompt)";
  return utf16_length(line) <= kTitleUnits ? line : trim(utf16_front(line, kTitleUnits - 1)) + std::string(kCut);
}

std::string dashed(const std::string& hex) {
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" + hex.substr(20, 12);
}

void put_number(Fields& fields, const char* name, const std::optional<std::int64_t>& number) {
  if (number) fields[name] = Decimal(*number);
}

std::string text_in(const Record& record, std::string_view field) {
  const auto* value = record.find(field);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

std::int64_t number_in(const Record& record, std::string_view field) {
  const auto* value = record.find(field);
  const auto* number = value == nullptr ? nullptr : std::get_if<Decimal>(value);
  return number == nullptr ? 0 : number->to_int().value_or(0);
}

}  // namespace

bool was_answered(const Interaction& said) { return said.outcome == "OK" || said.outcome == "Truncated"; }

Seen seen_of(const Interaction& said) {
  Seen seen;
  seen.remote_id = said.id;
  seen.version = seen.remote_id;
  seen.at = seen.created = said.created;
  seen.record.key = {"interactions", "ai:interaction:" + said.id};
  auto& fields = seen.record.fields;
  fields = {{"title", title_of(said.prompt)},
            {"thread_id", text_value(clean_text(said.thread))},
            {"turn", Decimal(said.turn)},
            {"provider", text_value(clean_text(said.provider))},
            {"model", text_value(clean_text(said.model))},
            {"task_type", text_value(said.task)},
            {"prompt", text_value(clean_text(said.prompt))},
            {"response", text_value(clean_text(said.response))},
            {"outcome", said.outcome},
            {"asked_by", text_value(said.asked_by)},
            {"knowledge_version", text_value(said.knowledge_version)},
            {"review", std::string("Not Reviewed")}};
  if (said.created != Instant{}) fields["created"] = Date{.start = said.created, .end = {}, .date_only = false, .zone = {}};
  put_number(fields, "tokens_in", said.tokens_in);
  put_number(fields, "tokens_out", said.tokens_out);
  put_number(fields, "latency_ms", said.latency_ms);
  if (!said.client.empty()) fields["client"] = std::vector<Ref>{{said.client}};
  if (!said.business_entity.empty()) fields["business_entity"] = said.business_entity;
  return seen;
}

std::string uuid_of(std::uint64_t high, std::uint64_t low) {
  std::array<char, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto half = i < 8 ? high : low;
    bytes[i] = static_cast<char>(half >> (56 - 8 * (i % 8)));
  }
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  return dashed(hex({bytes.data(), bytes.size()}));
}

std::string uuid_of(std::string_view text) { return dashed(sha256_hex(text)); }

std::optional<Told> told_of(const Row& row) {
  if (row.detached || (row.hub && row.hub->gone)) return std::nullopt;
  const auto facet = row.facets.find(kLane);
  const bool ours = facet != row.facets.end() && !facet->second.gone;
  if (!ours && !row.hub) return std::nullopt;
  const auto& record = ours ? facet->second.record : row.hub->record;
  Told told;
  auto& said = told.said;
  said.id = row.key.external_id.substr(row.key.external_id.rfind(':') + 1);
  said.thread = text_in(record, "thread_id");
  said.turn = number_in(record, "turn");
  said.prompt = text_in(record, "prompt");
  said.response = text_in(record, "response");
  said.outcome = text_in(record, "outcome");
  if (const auto* value = record.find("created")) {
    if (const auto* date = std::get_if<Date>(value)) said.created = date->start;
  }
  told.whole = ours || !(said.prompt.ends_with(kCut) || said.response.ends_with(kCut));
  if (!row.hub) return told;
  told.review = text_in(row.hub->record, "review");
  told.corrected = text_in(row.hub->record, "corrected_response");
  const auto* ticked = row.hub->record.find("use_for_training");
  told.for_training = ticked != nullptr && *ticked == FieldValue(true);
  return told;
}

std::vector<Told> thread_of(std::vector<Told> all, std::string_view thread) {
  std::erase_if(all, [&](const Told& one) { return thread.empty() || one.said.thread != thread || !was_answered(one.said); });
  std::stable_sort(all.begin(), all.end(), [](const Told& a, const Told& b) {
    return std::pair(a.said.turn, a.said.created) < std::pair(b.said.turn, b.said.created);
  });
  return all;
}

std::int64_t next_turn(const std::vector<Told>& all, std::string_view thread) {
  std::int64_t last = 0;
  for (const auto& one : all) {
    if (one.said.thread == thread) last = std::max(last, one.said.turn);
  }
  return last + 1;
}

std::vector<Exchange> exchanges(const std::vector<Told>& turns) {
  std::vector<Exchange> earlier;
  earlier.reserve(turns.size());
  for (const auto& turn : turns)
    earlier.push_back({turn.said.prompt, turn.corrected.empty() ? turn.said.response : turn.corrected});
  return earlier;
}

}  // namespace hsn::services::ai
