#pragma once

#include "engine/text.hpp"
#include "engine/turn.hpp"
#include "routing/route.hpp"

#include <array>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// Whether a message is taken: the client, the fields, the price, a link, the money - in that order, the first "no"
// wins and changes nothing.

namespace kaskad::engine {

// Pressure from which new messages of a class are refused: one client's bulk must not close the door to another's otp.
inline constexpr std::array<uint32_t, core::MESSAGE_CLASS_COUNT> ADMISSION_PERCENT{80, 70, 60, 50};

std::expected<const facts::client*, facts::refusal> find_client(const turn& turn, core::client_id id);

// Class, reference, times and callback; the text too where the message may go over sms.
std::expected<void, facts::refusal> fill_fields(turn& turn, facts::message& draft, const facts::submit_message& command,
                                                const facts::client& client, bool goes_over_sms);

// What whoever sent it is told, now and when the same request comes again.
facts::accepted_item accepted(const facts::message& value);
facts::idempotency make_idempotency(const turn& turn, const facts::submit_message& command,
                                    const facts::message& draft);

// Its short id, where the client can hold no other.
void give_alias(facts::message& draft, const facts::submit_message& command, facts::node& node,
                std::vector<facts::change>& changes);
// All there is of its text is a piece: it waits for the others.
void wait_for_pieces(const turn& turn, facts::message& draft, const facts::submit_message& command);

struct prepared {
    text_plan text;
    routing::decision decision;
};

// Whose it is, from whom to whom: by this a piece finds the others of its text, and a repeat the first.
std::expected<void, facts::refusal> fill_parties(turn& turn, facts::message& draft,
                                                 const facts::submit_message& command, const facts::client& client);

// Behind that everything else that can be refused, in order; the draft has its id, and is then complete but for its
// charge and its attempt.
// only: over this link or none, for a route test; 0 = as routing says.
std::expected<prepared, facts::refusal> prepare(turn& turn, facts::message& draft, const facts::submit_message& command,
                                                const facts::client& client, core::link_id only = {});

// Takes a message that is prepared and paid for. Answers nobody.
facts::accepted_item admit(turn& turn, facts::message& draft, const facts::submit_message& command, prepared ready);

// `known`: idempotency records of this key for item 0 and this item, where there are any.
void handle(turn& turn, const facts::submit_message& command);
void handle(turn& turn, const facts::query_balance& command);
void handle(turn& turn, const facts::query_barrier& command);

}  // namespace kaskad::engine
