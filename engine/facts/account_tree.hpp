#pragma once

#include "billing/reservation.hpp"
#include "core/id.hpp"
#include "core/money.hpp"

#include <cstdint>
#include <string>
#include <vector>

// Clients below resellers: how their prices are made, what each may use in a day or month, and what it has used. A
// message of a client is charged on every level above it as well.

namespace kaskad::facts {

// Where a client's prices come from.
enum class pricing_rule : uint8_t {
    list = 0,    // its own prices, or everybody's
    parent = 1,  // what its parent pays, and a margin
};

// What the client's price is for.
enum class charge_unit : uint8_t {
    part = 0,            // each part; a message on delivery is charged whole or not at all
    message = 1,         // the message, however many parts it has
    delivered_part = 2,  // on delivery: each part that was delivered
};

// When a charge falls due, as agreed when the message was taken. as_client: as the client is charged now.
enum class charge_moment : uint8_t { as_client = 0, on_submit = 1, on_accepted = 2, on_delivered = 3 };

enum class quota_period : uint8_t { day = 0, month = 1 };  // where the client is billed
enum class quota_unit : uint8_t { messages = 0, parts = 1, money = 2 };

// What may be used of it in a period.
struct quota {
    quota_period period = quota_period::day;
    quota_unit unit = quota_unit::messages;
    std::string country;        // ISO 3166-1 alpha-2; empty = everywhere
    int64_t limit = 0;          // messages, parts, or 1e-6 of the client's currency
    uint32_t warn_percent = 0;  // the client is told at so much of it; 0 = it is not

    friend bool operator==(const quota&, const quota&) = default;
};

// Used in the period that began last. What is voided is given back.
struct quota_use {
    core::client_id client;
    quota_period period = quota_period::day;
    std::string country;     // empty = everywhere
    uint32_t begin_day = 0;  // since 1970, where the client is billed
    int64_t messages = 0;
    int64_t parts = 0;
    core::amount money;
    uint32_t told_percent = 0;  // the highest mark that the client was told of

    friend bool operator==(const quota_use&, const quota_use&) = default;
};

// Whether the client was told last that its balance is low.
struct balance_watch {
    core::client_id client;
    bool is_low = false;
};

// What a reseller above the message's client pays for it.
struct level_charge {
    core::client_id client;
    charge_moment moment = charge_moment::as_client;
    billing::reservation charge;

    friend bool operator==(const level_charge&, const level_charge&) = default;
};

// Numbers that a client's traffic may go to however it looks.
struct traffic_allowance {
    std::string sender;  // empty = any
    std::string prefix;  // digits; empty = any number

    friend bool operator==(const traffic_allowance&, const traffic_allowance&) = default;
};

}  // namespace kaskad::facts
