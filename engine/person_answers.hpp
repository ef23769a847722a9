#pragma once

#include "engine/turn.hpp"

#include <cstdint>
#include <optional>
#include <string>

// What people say back ends cascades that are under way to them, and so may a newer message about the same thing. Those
// that only the database holds are fetched before such a command is decided (cold.hpp).

namespace kaskad::engine {

// Of one person, the newest: as many are fetched.
inline constexpr uint32_t CASCADES_FETCHED_MAX = 40;

// Cascades that memory lacks and the command may end; nothing = there are none.
std::optional<facts::fetch_cascades> cascades_wanted(const world& memory, const facts::command& command);

// Who is meant by a number, or by an address: a number may be one as well, as WhatsApp's own name of a person is. Empty
// = nobody knows.
std::string recipient_of(const world& memory, const facts::channel_heard& command);

// Has an attempt of it gone over that link or account?
bool went_over(const facts::message& value, core::link_id account);

// The person has seen what came over that link or account, and answers: nothing more is sent to it. client: only of its
// messages; 0 = of whoever's.
void take_answer(turn& turn, const std::string& recipient, core::link_id over, core::client_id client = {});
// The person wants no more: marketing ends, and of the rest each step asks.
void take_opt_out(turn& turn, const std::string& recipient, core::link_id over, const std::string& source);

}  // namespace kaskad::engine
