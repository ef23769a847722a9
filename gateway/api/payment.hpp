#pragma once

#include "engine/facts/charges.hpp"

#include <optional>

// What one payer pays for a message: its client, or a reseller above it, each on a level and in a currency of its own.
// Statements, exports and statistics look at messages with a payer's eyes. Pure.

namespace kaskad::gateway::api {

struct payment {
    size_t level = 0;
    core::client_id payer;
    core::price price;  // of a unit
    uint32_t price_version = 0;
    core::currency currency;
    facts::charge_moment moment = facts::charge_moment::as_client;
    billing::reservation charge;
};

payment payment_at(const facts::message& message, size_t level);

// Nothing: it does not pay for this message.
std::optional<payment> payment_by(const facts::message& message, core::client_id payer);

// What comes to us.
payment payment_to_us(const facts::message& message);

// Who looks: a client sees what it pays for, nobody (0) sees everything, at what comes to us. Nothing: the message is
// not shown. Messages of test keys cost nothing and went nowhere, so nobody sees them; texts of route tests are in no
// client's figures.
std::optional<payment> payment_seen_by(const facts::message& message, core::client_id viewer);

}  // namespace kaskad::gateway::api
