// libcurl, loaded when the first of its functions is called (docs/decisions/0006-libraries-loaded-late.md). They have curl's own
// names and types here, so that the rest of the room uses them as if they were linked.
#include <curl/curl.h>

#include <cstdarg>

#include "core/late.hpp"

namespace hsn::http {
namespace {

struct CurlFunctions {
  decltype(&::curl_global_init) global_init;
  decltype(&::curl_version_info) version_info;
  decltype(&::curl_easy_init) easy_init;
  decltype(&::curl_easy_cleanup) easy_cleanup;
  decltype(&::curl_easy_reset) easy_reset;
  decltype(&::curl_easy_setopt) easy_setopt;
  decltype(&::curl_easy_getinfo) easy_getinfo;
  decltype(&::curl_easy_strerror) easy_strerror;
  decltype(&::curl_multi_init) multi_init;
  decltype(&::curl_multi_cleanup) multi_cleanup;
  decltype(&::curl_multi_add_handle) multi_add_handle;
  decltype(&::curl_multi_remove_handle) multi_remove_handle;
  decltype(&::curl_multi_perform) multi_perform;
  decltype(&::curl_multi_poll) multi_poll;
  decltype(&::curl_multi_info_read) multi_info_read;
  decltype(&::curl_multi_strerror) multi_strerror;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free_all;
};

CurlFunctions loaded() {
  const LateLibrary library("libcurl.so.4", "apt install libcurl4");
  CurlFunctions curl{};
  library.take(curl.global_init, "curl_global_init");
  library.take(curl.version_info, "curl_version_info");
  library.take(curl.easy_init, "curl_easy_init");
  library.take(curl.easy_cleanup, "curl_easy_cleanup");
  library.take(curl.easy_reset, "curl_easy_reset");
  library.take(curl.easy_setopt, "curl_easy_setopt");
  library.take(curl.easy_getinfo, "curl_easy_getinfo");
  library.take(curl.easy_strerror, "curl_easy_strerror");
  library.take(curl.multi_init, "curl_multi_init");
  library.take(curl.multi_cleanup, "curl_multi_cleanup");
  library.take(curl.multi_add_handle, "curl_multi_add_handle");
  library.take(curl.multi_remove_handle, "curl_multi_remove_handle");
  library.take(curl.multi_perform, "curl_multi_perform");
  library.take(curl.multi_poll, "curl_multi_poll");
  library.take(curl.multi_info_read, "curl_multi_info_read");
  library.take(curl.multi_strerror, "curl_multi_strerror");
  library.take(curl.slist_append, "curl_slist_append");
  library.take(curl.slist_free_all, "curl_slist_free_all");
  return curl;
}

const CurlFunctions& late() {
  static const CurlFunctions functions = loaded();
  return functions;
}

}  // namespace

// In brackets, since curl.h has macros of these names that check the types of their arguments.
extern "C" {

CURLcode(curl_global_init)(long flags) { return late().global_init(flags); }
curl_version_info_data*(curl_version_info)(CURLversion age) { return late().version_info(age); }
CURL*(curl_easy_init)() { return late().easy_init(); }
void(curl_easy_cleanup)(CURL* handle) { late().easy_cleanup(handle); }
void(curl_easy_reset)(CURL* handle) { late().easy_reset(handle); }
const char*(curl_easy_strerror)(CURLcode code) { return late().easy_strerror(code); }
CURLM*(curl_multi_init)() { return late().multi_init(); }
CURLMcode(curl_multi_cleanup)(CURLM* multi) { return late().multi_cleanup(multi); }
CURLMcode(curl_multi_add_handle)(CURLM* multi, CURL* handle) { return late().multi_add_handle(multi, handle); }
CURLMcode(curl_multi_remove_handle)(CURLM* multi, CURL* handle) { return late().multi_remove_handle(multi, handle); }
CURLMcode(curl_multi_perform)(CURLM* multi, int* running) { return late().multi_perform(multi, running); }
CURLMcode(curl_multi_poll)(CURLM* multi, curl_waitfd more[], unsigned count, int milliseconds, int* moved) {
  return late().multi_poll(multi, more, count, milliseconds, moved);
}
CURLMsg*(curl_multi_info_read)(CURLM* multi, int* left) { return late().multi_info_read(multi, left); }
const char*(curl_multi_strerror)(CURLMcode code) { return late().multi_strerror(code); }
curl_slist*(curl_slist_append)(curl_slist* list, const char* line) { return late().slist_append(list, line); }
void(curl_slist_free_all)(curl_slist* list) { late().slist_free_all(list); }

// curl.h declares an enumeration before the dots, so that va_start() has to take one.
#pragma GCC diagnostic push
#ifdef __clang__
#pragma GCC diagnostic ignored "-Wvarargs"
#endif

// The number of an option tells what its argument is (curl.h, "CURLOPTTYPE").
CURLcode(curl_easy_setopt)(CURL* handle, CURLoption option, ...) {
  va_list arguments;
  va_start(arguments, option);
  CURLcode code{};
  if (option < CURLOPTTYPE_OBJECTPOINT) {
    code = late().easy_setopt(handle, option, va_arg(arguments, long));
  } else if (option >= CURLOPTTYPE_OFF_T && option < CURLOPTTYPE_BLOB) {
    code = late().easy_setopt(handle, option, va_arg(arguments, curl_off_t));
  } else {
    code = late().easy_setopt(handle, option, va_arg(arguments, void*));
  }
  va_end(arguments);
  return code;
}

CURLcode(curl_easy_getinfo)(CURL* handle, CURLINFO info, ...) {
  va_list arguments;
  va_start(arguments, info);
  const auto code = late().easy_getinfo(handle, info, va_arg(arguments, void*));
  va_end(arguments);
  return code;
}

#pragma GCC diagnostic pop

}  // extern "C"

}  // namespace hsn::http
