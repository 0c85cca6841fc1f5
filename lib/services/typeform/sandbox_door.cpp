// Two sample forms, filled in by the people of the other services: a registration and a few words after a visit.
#include "core/json.hpp"
#include "sandbox/seeds.hpp"
#include "services/typeform/sandbox.hpp"

namespace hsn::sandbox {
namespace forms_door {
namespace {

constexpr std::string_view kIntake = "intake01", kVisit = "visit001";

Json question(const char* ref, const char* type, const char* title, Json properties = Json::object()) {
  return {{"id", std::string("Q") + ref}, {"ref", ref}, {"type", type}, {"title", title}, {"properties", std::move(properties)}};
}

Json intake() {
  return {{"id", kIntake},
          {"title", "Welcome to the studio"},
          {"hidden", {"source", "business_entity"}},
          {"fields",
           {question("first", "short_text", "What's your *first name*?"), question("last", "short_text", "And your last name?"),
            question("email", "email", "Hello {{field:first}}, where can we write to you?"),
            question("phone", "phone_number", "Your phone number"),
            question("interest", "multiple_choice", "What are you interested in?", {{"allow_multiple_selection", true}}),
            question("news", "yes_no", "May we send you our newsletter?")}}};
}

Json visit() {
  return {{"id", kVisit},
          {"title", "How was your visit?"},
          {"hidden", Json::array({"order"})},
          {"fields",
           {question("stars", "rating", "How many stars?", {{"steps", 5}}), question("words", "long_text", "What was it like?"),
            question("email", "email", "Your e-mail, if we may answer")}}};
}

constexpr const char* kInterests[] = {"Retreat", "Breathwork", "Art"};
constexpr const char* kSources[] = {"Referral", "Website", "Event"};
constexpr const char* kWords[] = {"The sound bath was wonderful, thank you!", "The room was cold and we waited for half an hour.",
                                  "All as expected.", "I loved the workshop, but parking is a pain. Could you add a map?"};
constexpr int kStars[] = {5, 2, 3, 4};

Json registration(std::size_t n) {
  const auto who = person(n);
  return {{"form", kIntake},
          {"answers",
           {{"first", who.first},
            {"last", who.last},
            {"email", who.email},
            {"phone", who.phone},
            {"interest", {kInterests[n % std::size(kInterests)], kInterests[(n + 1) % std::size(kInterests)]}},
            {"news", n % 3 != 1}}},
          {"hidden", {{"source", kSources[n % std::size(kSources)]}}},
          {"ago_seconds", 86400 * (12 - static_cast<std::int64_t>(n % 10))}};
}

Json opinion(std::size_t n, std::size_t people) {
  return {
      {"form", kVisit},
      {"answers",
       {{"stars", kStars[n % std::size(kStars)]}, {"words", kWords[n % std::size(kWords)]}, {"email", person(n % people).email}}},
      {"ago_seconds", 3600 * (20 - static_cast<std::int64_t>(n % 16))}};
}

// Every second customer of the shop has registered here first; half as many have said how it was.
std::unique_ptr<Emulator> make(const Seed& seed) {
  auto forms = Forms::make({});
  if (seed.empty) return forms;
  forms->act("form", intake(), seed.now);
  forms->act("form", visit(), seed.now);
  const auto people = std::max<std::size_t>(1, seed.size.customers);
  for (std::size_t n = 0; n < people; n += 2) forms->act("submit", registration(n), seed.now);
  for (std::size_t n = 0; n < people / 2; ++n) forms->act("submit", opinion(n, people), seed.now);
  return forms;
}

std::vector<std::pair<std::string, std::string>> settings(const std::string& url) {
  return {{"TYPEFORM_BASE_URL", url + "/typeform"}, {"TYPEFORM_API_KEY", FormsOptions{}.token}};
}

constexpr std::string_view kMapping = R"([typeform.forms.intake01]
target = "clients"
entity = "connection-practice"

[typeform.forms.visit001]
target = "feedback"
entity = "the-7-space"
)";

}  // namespace
}  // namespace forms_door

extern const EmulatorDef k_typeform;
const EmulatorDef k_typeform{"typeform", "/typeform/", forms_door::make, forms_door::settings, forms_door::kMapping};

}  // namespace hsn::sandbox
