#pragma once

#include "engine/turn.hpp"
#include "routing/known_network.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>

// Which network a number is in today: the one place that says so, for prices, routes and previews. Of those who know
// better than the plan: a look-up that is still good, then what was learnt, then the files of ported numbers.

namespace kaskad::engine {

// digits: E.164 without "+". Nothing: no rule of the plan covers it, so that not even its country is known.
std::optional<routing::known_network> find_network(const turn& turn, std::string_view digits);

// What the message keeps of it.
void set_network(facts::message& draft, const routing::known_network& known);

// Before another attempt: what became known since the last, unless what the message goes by is of a higher rule.
void refresh_network(const turn& turn, facts::message& draft);

// What the message goes by; nothing: the plan alone, as it is now.
std::optional<routing::known_network> named_network(const turn& turn, const facts::message& value);

// The digits of a number that a phone can have: as the client writes it, and of a length that mobile numbers of its
// calling code have. The error says in words why it is none.
std::expected<std::string, std::string> parse_mobile(const turn& turn, std::string_view text,
                                                     const facts::client& client);

}  // namespace kaskad::engine
