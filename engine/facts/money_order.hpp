#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "engine/facts/token.hpp"

#include <cstdint>
#include <string>
#include <vector>

// Money that a person moves on a client's account, or a supplier's: who wanted it, why, and who agreed. Above a
// threshold a second person must agree before anything is booked.

namespace kaskad::facts {

enum class money_order_kind : uint8_t {
    top_up = 0,            // money came in
    credit_note = 1,       // what was charged is given back
    adjustment = 2,        // a correction, either way
    payment = 3,           // money came in, for an invoice if it names one
    fee = 4,               // by the contract, below 0
    volume_credit = 5,     // steps that hold for a whole month
    commitment = 6,        // what a month was short of what was agreed, below 0
    price_correction = 7,  // messages were priced anew, either way
    // On what we owe a supplier, not on a client's account.
    supplier_payment = 8,      // money went out, below 0
    supplier_credit = 9,       // the supplier takes less than was owed, below 0
    supplier_adjustment = 10,  // a correction, either way
    // On a client's account again.
    rate_difference = 11,  // a month's prices at the rate of its invoice's day, by the contract, either way
};

enum class money_order_state : uint8_t { booked = 0, waiting = 1, refused = 2 };

struct money_order {
    uint64_t id = 0;
    core::client_id client;
    money_order_kind kind = money_order_kind::top_up;
    core::amount amount;  // what it does to the balance, or to what we owe
    core::currency currency;
    std::string reason;
    std::string reference;  // the same one a second time is the same order
    std::string asked_by;
    int64_t asked_utc = 0;
    money_order_state state = money_order_state::booked;
    std::string decided_by;  // the second person; empty where none was needed
    int64_t decided_utc = 0;
    uint64_t posting = 0;  // its row of the ledger, once it is booked
    uint32_t for_day = 0;  // since 1970, where the client is billed: the day it is for, and is invoiced with
    std::string seller;    // of the invoice that is paid by it
    uint64_t invoice = 0;  // its number; 0 = none
    core::link_id link;    // the supplier's account it is on, in place of a client's

    friend bool operator==(const money_order&, const money_order&) = default;
};

// Books it, or lets it wait for a second person. seller: who asks, if it is a reseller for one of its clients; 0 = us.
struct order_money {
    token reply_to = 0;
    core::client_id seller;
    std::string client;  // its name; of the kinds of suppliers that of a link
    money_order_kind kind = money_order_kind::top_up;
    core::amount amount;
    std::string currency;  // must be the client's; empty = not said
    std::string reason;
    std::string reference;
    std::string by;
    bool is_dry_run = false;  // says what would become of it
    uint32_t for_day = 0;     // 0 = today
    std::string invoice_seller{};
    uint64_t invoice = 0;
};

// A second person's word on one that waits.
struct decide_order {
    token reply_to = 0;
    uint64_t order = 0;
    bool agrees = false;
    std::string by;
};

// Newest first.
struct query_orders {
    token reply_to = 0;
    std::string client;  // its name; empty = all
    bool only_waiting = false;
    uint64_t before = 0;  // ids below it; 0 = from the newest
    uint32_t limit = 100;
};

// --- answers -----------------------------------------------------------------------------------------------------

struct ordered {
    money_order value;
    core::amount balance;     // of the client, or owed to the supplier, as of now
    bool is_repeat = false;   // it was ordered before, by this reference
    bool is_dry_run = false;  // nothing was changed: this is what would be
};

struct money_orders {
    std::vector<money_order> rows;
    bool is_cut = false;  // there are older ones
};

}  // namespace kaskad::facts
