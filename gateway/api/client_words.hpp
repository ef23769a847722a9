#pragma once

#include "core/money.hpp"
#include "core/reason.hpp"
#include "engine/facts/message.hpp"
#include "gateway/api/json_writer.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Pieces of JSON that answers, callbacks and lists share, so that they cannot drift apart.

namespace kaskad::gateway::api {

// "price": {"amount": "0.069", "currency": "EUR"}
void write_price(json_writer& out, std::string_view name, core::amount amount, core::currency currency);

// "reason": null, or {"code": "absent_subscriber", "culprit": "subscriber"}
void write_reason(json_writer& out, core::reason reason);

// "network": {"mccmnc": "26201" or null, "country": "DE" or null}
void write_network(json_writer& out, std::string_view mccmnc, std::string_view country);

// "address": ["Weg 1", "10115 Berlin"]
void write_texts(json_writer& out, std::string_view name, const std::vector<std::string>& texts);

// Millionths as a percentage: 125,000 are "12.5".
std::string percent_text(int64_t ppm);

// A point of time, or null where it is 0.
void write_time(json_writer& out, std::string_view name, int64_t utc_ms);

}  // namespace kaskad::gateway::api
