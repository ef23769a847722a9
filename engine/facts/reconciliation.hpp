#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "engine/facts/token.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What a supplier billed beside what we owe it by our books: the outcome of one of its files, what of the difference
// was booked, what is disputed, and how that went on. Plain data; members are appended and never moved.

namespace kaskad::facts {

enum class reconciliation_state : uint8_t {
    agreed = 0,     // nothing is disputed
    disputed = 1,   // we said that we do not pay it
    answered = 2,   // the supplier said something, and we do not agree
    settled = 3,    // credited by the supplier, or paid by us after all
    withdrawn = 4,  // the file was the wrong one: what was booked is taken back
};

// What was done about it, in the order of time. amount: what is disputed less by it.
struct reconciliation_note {
    int64_t utc = 0;
    std::string by;
    reconciliation_state state = reconciliation_state::agreed;  // from then on
    core::amount credited;
    core::amount conceded;
    std::string words;
    uint64_t posting = 0;   // its row of the ledger; 0 = no money was moved
    std::string reference;  // of the supplier's credit note; the same one a second time changes nothing

    friend bool operator==(const reconciliation_note&, const reconciliation_note&) = default;
};

// Of one category: how often, and what it makes theirs higher by.
struct reconciled_category {
    std::string name;
    uint64_t count = 0;
    core::amount difference;

    friend bool operator==(const reconciled_category&, const reconciled_category&) = default;
};

struct reconciliation {
    uint64_t id = 0;
    core::link_id link;  // on whose account it is booked: the first of the supplier's
    std::string supplier;
    uint32_t from_day = 0;  // since 1970, where the supplier bills
    uint32_t to_day = 0;    // not part of it
    std::string invoice;    // its number by the supplier's word; empty = none
    std::string file;       // its name, for people
    std::string sha256;     // of its octets, 64 hex digits
    uint64_t rows = 0;
    uint64_t own_rows = 0;
    core::currency currency;
    core::amount theirs;
    core::amount ours;
    std::vector<reconciled_category> categories;
    core::amount accepted;     // booked on what we owe: below 0 = we owe less
    core::amount disputed;     // at first
    int64_t deadline_utc = 0;  // by then the supplier has to answer; 0 = nothing is disputed
    reconciliation_state state = reconciliation_state::agreed;
    core::amount credited;  // of what was disputed
    core::amount conceded;
    std::vector<reconciliation_note> notes;

    // What is disputed as of now.
    core::amount open() const {
        const bool is_over = state == reconciliation_state::withdrawn;
        return is_over ? core::amount{} : disputed - credited - conceded;
    }

    friend bool operator==(const reconciliation&, const reconciliation&) = default;
};

// Books what is accepted of the difference and puts aside what is disputed; the same file for the same days once more
// is the same reconciliation. accepted + disputed = theirs - ours.
struct record_reconciliation {
    token reply_to = 0;
    std::string link;  // its name
    reconciliation value;
    std::string by;
    bool is_dry_run = false;
};

// A word on one: `answered`, `settled` (by what was credited or conceded; only all of it ends it) or `withdrawn`.
struct change_reconciliation {
    token reply_to = 0;
    uint64_t id = 0;
    reconciliation_state state = reconciliation_state::answered;
    core::amount credited;
    core::amount conceded;
    std::string words;
    std::string by;
    std::string reference{};  // empty = none
    bool is_dry_run = false;
};

// Newest first.
struct query_reconciliations {
    token reply_to = 0;
    std::string supplier;  // empty = all
    uint64_t id = 0;       // 0 = all
    bool only_open = false;
    uint64_t before = 0;  // ids below it; 0 = from the newest
    uint32_t limit = 100;
};

// What is left with a supplier, as it says itself.
struct tell_balance {
    core::link_id link;
    core::amount left;
    int64_t utc = 0;
};

struct query_suppliers {
    token reply_to = 0;
};

// --- answers -----------------------------------------------------------------------------------------------------

struct reconciled {
    reconciliation value;
    bool is_repeat = false;
    bool is_dry_run = false;
};

struct reconciliations {
    std::vector<reconciliation> rows;
    bool is_cut = false;  // there are older ones
};

// How we stand with a supplier, link by link.
struct supplier_standing {
    core::link_id link;
    std::string name;
    core::currency currency;
    core::amount owed;      // below 0: paid in advance
    core::amount disputed;  // besides
    core::amount credit;    // may be owed
    bool has_limit = false;
    core::amount left;              // until nothing more is bought, with a limit
    bool is_out_of_credit = false;  // it said so itself
    bool has_told = false;
    core::amount told;
    int64_t told_utc = 0;
    core::amount spent_hour;    // in the last whole hour
    int64_t minutes_left = -1;  // at the pace of the same hours a week before; -1 = not known, or over four weeks
};

struct supplier_standings {
    std::vector<supplier_standing> rows;  // by name
};

}  // namespace kaskad::facts
