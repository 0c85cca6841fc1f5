#include <catch2/catch.hpp>
#include <fstream>

#include "studio.hpp"

namespace hsn::cli::check_test {
namespace {

bool said(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("check: a route that can ask nobody is a failure, before a question comes to it") {
  Studio desk;
  desk.environment["OPENAI_API_KEY"] = "sk-sandbox";
  const auto file = desk.dir.path() / "hsn.toml";
  desk.environment["HSN_CONFIG"] = file.string();
  std::ofstream(file) << "[[ai.routes]]\nuse = [\"huggingface:x\", \"openai:y\"]\n[[ai.routes]]\nuse = \"huggingface:x\"\n";
  desk.run({"check", "ai"});
  CHECK(said(desk.out.str(), "hsn.toml:3: no provider of huggingface:x has a key"));
  CHECK(said(desk.out.str(), "set the key, or change the route"));
  CHECK_FALSE(said(desk.out.str(), "hsn.toml:1"));
}

}  // namespace
}  // namespace hsn::cli::check_test
