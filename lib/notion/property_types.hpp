// The readers and writers that the table in properties.cpp names: one JSON shape each (notion.md 2.5).
#pragma once

#include <optional>

#include "core/json.hpp"
#include "core/result.hpp"
#include "notion/layout.hpp"
#include "notion/properties.hpp"
#include "record/schema.hpp"

namespace hsn::notion {

struct Home {
  const Property& property;
  const Pages& pages;
};

using Written = Result<std::optional<Json>>;

struct Mapping {
  Shape shape;
  std::string_view type;
  std::optional<FieldValue> (*read)(const Json&, const Property&);  // null: not known
  Written (*write)(const FieldValue&, const Home&);                 // no function: Notion computes it, or it is not ours to write
};

std::optional<FieldValue> read_text(const Json&, const Property&);
std::optional<FieldValue> read_markup(const Json&, const Property&);
std::optional<FieldValue> read_number(const Json&, const Property&);
std::optional<FieldValue> read_number_text(const Json&, const Property&);
std::optional<FieldValue> read_checkbox(const Json&, const Property&);
std::optional<FieldValue> read_option(const Json&, const Property&);
std::optional<FieldValue> read_options(const Json&, const Property&);
std::optional<FieldValue> read_date(const Json&, const Property&);
std::optional<FieldValue> read_day(const Json&, const Property&);
std::optional<FieldValue> read_timestamp(const Json&, const Property&);
std::optional<FieldValue> read_plain(const Json&, const Property&);
std::optional<FieldValue> read_files(const Json&, const Property&);
std::optional<FieldValue> read_people(const Json&, const Property&);
std::optional<FieldValue> read_names(const Json&, const Property&);
std::optional<FieldValue> read_relation(const Json&, const Property&);

Written write_text(const FieldValue&, const Home&);
Written write_markup(const FieldValue&, const Home&);
Written write_number(const FieldValue&, const Home&);
Written write_checkbox(const FieldValue&, const Home&);
Written write_option(const FieldValue&, const Home&);
Written write_options(const FieldValue&, const Home&);
Written write_date(const FieldValue&, const Home&);
Written write_url(const FieldValue&, const Home&);
Written write_contact(const FieldValue&, const Home&);
Written write_files(const FieldValue&, const Home&);
Written write_relation(const FieldValue&, const Home&);

}  // namespace hsn::notion
