// The pages that staff keep for AI providers to know: the text of a page, of the pages directly under it, and of a database's
// pages. Read anew only where a page has been edited. Pictures, tables and pages further down are not read.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "notion/hub.hpp"

namespace hsn::notion {

struct KnowledgePage {
  std::string id, title;
  std::string edited;  // last_edited_time; empty: to be read again in any case
  std::string text;
};
using Knowledge = std::vector<KnowledgePage>;

// To be kept between runs.
std::string encode(const Knowledge&);
Knowledge decode_knowledge(std::string_view text);  // what cannot be read: nothing

// The pages with their titles as headings, at most so many UTF-16 units.
std::string text_of(const Knowledge&, std::size_t units);

class KnowledgeReading : public remote::Dialogue {
 public:
  virtual const Knowledge& pages() const = 0;  // complete once next() is null
};
// Either id may be empty. `known` are the pages of the last reading.
std::unique_ptr<KnowledgeReading> read_knowledge(Account, std::string page_id, std::string database_id, Knowledge known);

}  // namespace hsn::notion
