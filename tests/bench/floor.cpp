// hsn_bench_floor URL: what the libraries alone take for answers like those to creates, as "answers cpu". The token is in
// NOTION_API_TOKEN, the ids of pages come on stdin, one a line. Each page is fetched by bare libcurl over one connection, parsed
// and written out again by nlohmann/json, and kept by SQLite, sixteen to a transaction. Nothing is sent, compared or planned.
#include <curl/curl.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace {

using Connection = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

std::size_t append(const char* bytes, std::size_t size, std::size_t count, void* answer) {
  static_cast<std::string*>(answer)->append(bytes, size * count);
  return size * count;
}

std::string fetch(CURL* connection, const std::string& url) {
  std::string answer;
  curl_easy_setopt(connection, CURLOPT_URL, url.c_str());
  curl_easy_setopt(connection, CURLOPT_WRITEDATA, &answer);
  long status = 0;
  const CURLcode code = curl_easy_perform(connection);
  curl_easy_getinfo(connection, CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK && status == 200) return answer;
  std::fprintf(stderr, "hsn_bench_floor: %s: %s, status %ld\n", url.c_str(), curl_easy_strerror(code), status);
  std::exit(1);
}

void keep(sqlite3_stmt* insert, const std::string& id, const std::string& text) {
  sqlite3_bind_text(insert, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
  sqlite3_bind_text(insert, 2, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  sqlite3_step(insert);
  sqlite3_reset(insert);
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  const char* token = std::getenv("NOTION_API_TOKEN");
  if (argc != 2 || token == nullptr) {
    std::fprintf(stderr, "usage: NOTION_API_TOKEN=... hsn_bench_floor URL < ids\n");
    return 2;
  }
  const Connection connection(curl_easy_init(), curl_easy_cleanup);
  Headers headers(curl_slist_append(nullptr, (std::string("Authorization: Bearer ") + token).c_str()), curl_slist_free_all);
  curl_slist_append(headers.get(), "Notion-Version: 2026-03-11");
  curl_easy_setopt(connection.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(connection.get(), CURLOPT_WRITEFUNCTION, append);

  sqlite3* opened = nullptr;
  sqlite3_open("", &opened);  // a file of its own that goes away
  const Database database(opened, sqlite3_close);
  const auto run = [&](const char* sql) { sqlite3_exec(opened, sql, nullptr, nullptr, nullptr); };
  run("CREATE TABLE page (id TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID");
  sqlite3_stmt* prepared = nullptr;
  sqlite3_prepare_v2(opened, "INSERT INTO page VALUES (?1, ?2)", -1, &prepared, nullptr);
  const Statement insert(prepared, sqlite3_finalize);

  std::size_t answers = 0;
  run("BEGIN");
  for (std::string id; std::getline(std::cin, id);) {
    const std::string answer = fetch(connection.get(), std::string(argv[1]) + "/v1/pages/" + id);
    keep(insert.get(), id, nlohmann::json::parse(answer)["properties"].dump());
    if (++answers % 16 == 0) run("COMMIT; BEGIN");
  }
  run("COMMIT");
  std::printf("%zu %.3f\n", answers, cpu_seconds());
}
