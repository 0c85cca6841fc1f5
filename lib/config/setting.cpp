#include "config/setting.hpp"

namespace hsn::config {
namespace {

constexpr std::string_view kNotion = "Notion", kSync = "Sync", kHttp = "HTTP", kLogs = "Logs", kFiles = "Files";

// higherself-model.md 11. A setting is listed here once something reads it.
constexpr SettingDef kGeneral[] = {
    {"NOTION_API_TOKEN", Kind::secret, "", "token of the Notion integration (notion.so/my-integrations); required",
     "NOTION_API_KEY NOTION_TOKEN", kNotion},
    {"NOTION_PARENT_PAGE_ID", Kind::id, "", "page under which `hsn init` makes the databases: its link or id",
     "NOTION_ROOT_PAGE_ID", kNotion},
    {"NOTION_CLIENTS_DATABASE_ID", Kind::id, "", "the Clients database (`hsn init` fills it in)",
     "NOTION_CONTACTS_PROFILES_DB NOTION_CONTACTS_PROFILES_DB_ID NOTION_CONTACTS_DB_ID", kNotion},
    {"NOTION_PRODUCTS_DATABASE_ID", Kind::id, "", "the Products database",
     "NOTION_PRODUCTS_SERVICES_DB NOTION_PRODUCTS_SERVICES_DB_ID", kNotion},
    {"NOTION_ORDERS_DATABASE_ID", Kind::id, "", "the Orders database", "NOTION_ORDERS_DB", kNotion},
    {"NOTION_APPOINTMENTS_DATABASE_ID", Kind::id, "", "the Appointments database",
     "NOTION_BOOKINGS_DATABASE_ID NOTION_APPOINTMENTS_DB", kNotion},
    {"NOTION_AVAILABILITY_DATABASE_ID", Kind::id, "", "the Availability database (optional)", "", kNotion},
    {"NOTION_FEEDBACK_DATABASE_ID", Kind::id, "", "the Feedback database",
     "NOTION_FEEDBACK_SURVEYS_DB NOTION_FEEDBACK_SURVEYS_DB_ID", kNotion},
    {"NOTION_FORM_SUBMISSIONS_DATABASE_ID", Kind::id, "", "the Form Submissions database", "", kNotion},
    {"NOTION_AI_INTERACTIONS_DATABASE_ID", Kind::id, "", "the AI Interactions database", "NOTION_AI_INTERACTIONS_DB", kNotion},
    {"NOTION_CONFLICTS_DATABASE_ID", Kind::id, "", "the conflict inbox (`hsn init --with conflicts` makes it)", "", kNotion},
    {"NOTION_DATABASE_IDS", Kind::list, "", "all at once: clients=ID,products=ID,…; the single settings win", "", kNotion},
    {"NOTION_BASE_URL", Kind::url, "https://api.notion.com", "API root without /v1 (tests, proxies)", "", kNotion},
    {"NOTION_VERSION", Kind::choice, "2026-03-11", "Notion-Version header", "", kNotion, "2026-03-11 2025-09-03"},
    {"NOTION_RATE_LIMIT", Kind::rate, "", "request budget, as 3/s or 180/60s; empty: learnt from the answers", "", kNotion},
    {"NOTION_MAX_RETRIES", Kind::integer, "", "empty: as HTTP_MAX_RETRIES", "", kNotion, "", kMostRetries},

    {"BUSINESS_TIMEZONE", Kind::zone, "UTC", "time zone in which dates are shown (IANA name, Europe/Berlin)", "TZ", kSync},
    {"BUSINESS_ENTITIES", Kind::list, "",
     "names of all business entities; empty: The Connection Practice, The 7 Space, The HigherSelf Network, and those of the "
     "mapping file",
     "", kSync},
    {"DEFAULT_BUSINESS_ENTITY", Kind::text, "The HigherSelf Network",
     "business entity of records that name no other; one of the list", "", kSync},
    {"NOTION_MANAGED_DEFAULT", Kind::boolean, "true", "new pages are Notion Managed: edits in Notion go out to the service", "",
     kSync},
    {"SYNC_OVERLAP_SECONDS", Kind::integer, "300", "how far each read reaches back before the last one", "", kSync, "",
     kDayOfSeconds},
    {"APPOINTMENT_PAST_DAYS", Kind::integer, "30", "appointments are read from so many days ago …", "", kSync, "", kMostDays},
    {"APPOINTMENT_FUTURE_DAYS", Kind::integer, "365", "… until so many days from now", "", kSync, "", kMostDays},
    {"AVAILABILITY_DAYS", Kind::integer, "14", "free slots are read for so many days, where there is an Availability database",
     "", kSync, "", 365},
    {"AVAILABILITY_MAX_CHANGES", Kind::integer, "200", "pages of free slots that one run may write; the next run goes on", "",
     kSync, "", kMostRecords},
    {"SERVICE_MAILS_CLIENT", Kind::boolean, "false", "let Acuity and Amelia mail the client about what staff change in Notion",
     "", kSync},
    {"SETTLE_SECONDS", Kind::integer, "60", "a page edited so recently waits for the next run; 0: no wait", "", kSync, "",
     kDayOfSeconds},
    {"CREATE_LOOKUP_SECONDS", Kind::integer, "60",
     "a create whose answer was lost is sent again only if it is still not found after so long", "", kSync, "", kDayOfSeconds},
    {"MAX_PUSH_CHANGES", Kind::integer, "200", "a plan that changes more records at a service is refused whole", "", kSync, "",
     kMostRecords},
    {"MAX_DESTRUCTIVE_CHANGES", Kind::integer, "10", "a plan that cancels or unpublishes more is refused whole", "", kSync, "",
     kMostRecords},

    {"HTTP_TIMEOUT_SECONDS", Kind::integer, "70", "the longest a request may take; Notion itself gives up at 60", "", kHttp, "",
     3'600, 1},
    {"HTTP_MAX_RETRIES", Kind::integer, "4", "further attempts after a failure; answers 429 and 529 do not count", "", kHttp, "",
     kMostRetries},
    {"PATIENCE_SECONDS", Kind::integer, "300", "a remote that asks to wait longer is left for the next run", "", kHttp, "",
     kDayOfSeconds},
    {"HTTP_CA_FILE", Kind::path, "", "further trusted certificates, PEM (company proxy, tests)", "", kHttp},

    {"LOG_LEVEL", Kind::choice, "INFO", "what goes into the log file", "", kLogs, "DEBUG INFO WARNING ERROR"},
    {"LOG_FILE", Kind::path, "", "empty: logs/hsn.log in the state directory", "", kLogs},
    {"LOG_DIR", Kind::path, "", "directory of hsn.log when LOG_FILE is not set", "", kLogs},
    {"LOG_MAX_BYTES", Kind::integer, "10485760", "the log file is rotated when it is larger", "", kLogs, "", 1'000'000'000'000,
     1},
    {"LOG_KEEP", Kind::integer, "5", "so many rotated log files are kept", "", kLogs, "", 1'000},
    {"LOG_JSON", Kind::boolean, "false", "one JSON object a line", "JSON_LOGS", kLogs},

    {"HSN_CONFIG", Kind::path, "", "mapping file; empty: hsn.toml beside the env file", "", kFiles},
    {"HSN_STATE_DIR", Kind::path, "", "directory of hsn.db; empty: $STATE_DIRECTORY, $XDG_STATE_HOME/hsn or ~/.local/state/hsn",
     "", kFiles},
};

}  // namespace

std::span<const SettingDef> general_settings() { return kGeneral; }

}  // namespace hsn::config
