// A language model, for those who want a text judged. Pure like a Remote: whom to ask, what must not leave, and what an answer
// says are its own affair; the requests are carried out by whoever asked.
#pragma once

#include <memory>
#include <string>

#include "core/result.hpp"
#include "remote/remote.hpp"

namespace hsn::remote {

struct Prompt {
  std::string task;             // kind of work, for the routes of the mapping file: "Sentiment"
  std::string business_entity;  // by its name in Notion
  std::string system, text;     // what is to be done, and with what
};

// One question, to one provider after the other until somebody answers.
class Enquiry : public Dialogue {
 public:
  // When it has ended. bad_data: this text gets no answer, however often it is asked. Any other fault: nobody answers now.
  virtual Result<std::string> answer() const = 0;
};

class TextModel {
 public:
  virtual ~TextModel() = default;
  // bad_config: there is nobody to be asked.
  virtual Result<std::unique_ptr<Enquiry>> ask(const Prompt&) const = 0;
};

}  // namespace hsn::remote
