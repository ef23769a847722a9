#pragma once

#include "engine/facts/fact.hpp"

#include <expected>
#include <string>
#include <string_view>

// Octets of groups and records, in protobuf's wire format (wire.hpp, facts.proto). Deterministic: equal values give
// equal octets, which is what the restart test compares.

namespace kaskad::facts {

// The number of the stored format. An older one is migrated at start, a newer one refused.
inline constexpr uint32_t FORMAT = 9;

void encode(const group& value, std::string& out);
void encode(const record& value, std::string& out);
void encode(const fact& value, std::string& out);
std::string encoded(const record& value);

// The error says in a few words what is wrong with the octets.
std::expected<group, std::string> decode_group(std::string_view octets);
std::expected<record, std::string> decode_record(std::string_view octets);
std::expected<fact, std::string> decode_fact(std::string_view octets);

std::string_view to_string(fact_kind kind);
std::string_view to_string(message_state state);
std::string_view to_string(attempt_state state);
std::string_view to_string(part_state state);
std::string_view to_string(event_kind kind);
std::string_view to_string(text_encoding encoding);
std::string_view to_string(link_hold value);
std::string_view to_string(matched_by value);

bool is_final(message_state state);

// A part is on the wire or in doubt, or some parts went and the rest follows at once, or pieces of its text are to
// come: after a start the engine must have it. Queued messages and those that wait for a time are not.
bool is_in_flight(const message& value);
// A submit of it is unanswered, and no other is under way: its receipt may come under an id that nobody knows.
bool is_doubtful(const part& value);

}  // namespace kaskad::facts
