#pragma once

#include "billing/exchange_table.hpp"
#include "billing/posting.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

// What happened to an account in a period, out of its postings: opening balance, what came in, what was used by day and
// network, closing balance. Adds up to the last millionth, or it is no statement. Pure: postings are handed in by
// sequence, what they are about is told by whoever has the messages.

namespace kaskad::billing {

// What a client was charged for. network: MCC and MNC; empty where only the country is known, and both for look-ups.
enum class usage_kind : uint8_t { message = 0, late_message = 1, lookup = 2 };

// What of a message a statement tells. units: parts that were charged.
struct charged_item {
    std::string country;
    std::string network;
    uint32_t units = 0;
    exchange rate{};  // that its price was exchanged at; 0 = it was not, or at one that was agreed
};

struct usage_key {
    int64_t day = 0;  // since 1970, where the client is billed
    usage_kind kind = usage_kind::message;
    std::string country;
    std::string network;

    friend auto operator<=>(const usage_key&, const usage_key&) = default;
};

struct usage {
    uint64_t items = 0;
    uint64_t units = 0;
    core::amount amount;  // charged, above 0

    friend bool operator==(const usage&, const usage&) = default;
};

// A top-up, an adjustment, or whatever else moved money and is no usage. amount: what it did to the balance.
struct booking {
    int64_t booked_utc_ms = 0;
    uint64_t sequence = 0;
    posting_code code = posting_code::topup;
    core::amount amount;

    friend bool operator==(const booking&, const booking&) = default;
};

struct statement {
    core::amount opening;
    std::vector<booking> bookings;
    std::map<usage_key, usage> usage;
    core::amount closing;
    std::map<exchange, core::amount> exchanged;  // of what was used, by the rate of the day
};

// From its beginning up to, not with, its end.
struct statement_period {
    int64_t from_utc_ms = 0;
    int64_t to_utc_ms = 0;
};

inline constexpr size_t STATEMENT_ROWS_MAX = 1'000'000;

class statement_maker {
  public:
    // day_of: the day that a moment belongs to where the client is billed.
    statement_maker(account_id account, const statement_period& period, std::function<int64_t(int64_t)> day_of)
        : account_{account}, period_{period}, day_of_{std::move(day_of)} {}

    // Whether it charges the account for messages within the period, so that take() wants to know about them.
    bool wants_item(const posting& row) const;

    // The next posting. `item`: of what its transfers charge, where wants_item said so. False: there are more rows than
    // STATEMENT_ROWS_MAX; the period is too long.
    bool take(const posting& row, const charged_item& item);

    // recorded: what the account says it holds after the last posting. Nothing: its postings make something else.
    std::optional<statement> close(core::amount recorded) const;

  private:
    bool is_within(const posting& row) const {
        return row.booked_utc_ms >= period_.from_utc_ms && row.booked_utc_ms < period_.to_utc_ms;
    }
    core::amount effect_of(const transfer& line) const;
    void note(const posting& row, const transfer& line, const charged_item& item);

    account_id account_;
    statement_period period_;
    std::function<int64_t(int64_t)> day_of_;
    statement made_;
    core::amount behind_;  // what happened after the period
};

std::string_view to_string(usage_kind value);

}  // namespace kaskad::billing
