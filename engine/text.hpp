#pragma once

#include "engine/facts/declaration.hpp"
#include "engine/facts/message.hpp"
#include "smpp/segmentation.hpp"

#include <cstdint>
#include <expected>
#include <string_view>

// How a text goes over a link. It is decided when an attempt begins and kept with the attempt: the link's declaration
// may change before the last part has left, and the parts must be those that were counted.

namespace kaskad::engine {

smpp::text_terms text_terms_of(const facts::link& link);

struct text_plan {
    smpp::text_terms terms;
    smpp::part_count count;
};

// Over another channel than sms: one part, whatever the text.
std::expected<text_plan, smpp::text_error> plan_text(const facts::link& link, std::string_view text);

// Gives an attempt of which nothing has left its parts.
void set_text(facts::attempt& attempt, const text_plan& plan);

// As the operator counts what one part of it carries: more than 1 for a message_payload.
uint32_t segments_of_part(const facts::attempt& attempt);

facts::text_encoding to_stored(smpp::encoding coding);

}  // namespace kaskad::engine
