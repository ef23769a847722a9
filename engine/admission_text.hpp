#pragma once

#include "engine/reply.hpp"
#include "engine/text.hpp"
#include "engine/turn.hpp"
#include "smpp/segmentation.hpp"

#include <expected>
#include <string_view>

// How many parts the text of a message that is to be taken has, and whether its client may send so many.

namespace kaskad::engine {

using counted_text = std::expected<smpp::part_count, smpp::text_error>;

checked<counted_text> check_piece(const turn& turn, facts::message& draft, const facts::submit_message& command,
                                  const facts::client& client);
checked<counted_text> check_text(const turn& turn, facts::message& draft, const facts::submit_message& command,
                                 const facts::client& client);
checked<text_plan> fit_text(facts::message& draft, std::string_view text, counted_text counted,
                            const facts::client& client, const facts::link& link);
counted_text as_content(facts::message& draft);

}  // namespace kaskad::engine
