// The AI providers as a model of texts (remote/text_model.hpp): the routes of the mapping file say whom, and nothing leaves that
// redact.hpp hides.
#pragma once

#include <memory>
#include <vector>

#include "config/config.hpp"
#include "config/mapping.hpp"
#include "remote/text_model.hpp"
#include "services/ai/provider.hpp"

namespace hsn::services::ai {

// Without providers every question is bad_config.
std::unique_ptr<remote::TextModel> make_text_model(std::vector<Provider>, const config::Config&, const config::Mapping&);

}  // namespace hsn::services::ai
