#pragma once

#include "gateway/api/money_sums.hpp"
#include "gateway/api/receipt_outcome.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

// Receipts counted by link and day: what left, what was said of it, and what those without a receipt cost. Sums only,
// of at most so many rows, however many messages. Pure; messages and parked receipts are handed in.

namespace kaskad::gateway::api {

struct receipt_key {
    int64_t day = 0;  // since 1970, in the zone that was asked for
    core::link_id link;

    friend auto operator<=>(const receipt_key&, const receipt_key&) = default;
};

// Messages of which no receipt says how they ended, each in one row: that of the last part that lacks one.
struct silent_messages {
    uint64_t messages = 0;
    money_sums charged;  // at what comes to us
    money_sums held;     // and is not charged yet
};

// submitted = refused + unanswered + accepted. accepted = missing + unconfirmed + delivered + undelivered + expired +
// rejected.
struct receipt_sums {
    uint64_t submitted = 0;
    uint64_t refused = 0;
    uint64_t unanswered = 0;
    uint64_t accepted = 0;
    uint64_t delivered = 0;
    uint64_t undelivered = 0;
    uint64_t expired = 0;
    uint64_t rejected = 0;
    uint64_t unconfirmed = 0;
    uint64_t missing = 0;
    uint64_t contradictory = 0;
    uint64_t late = 0;
    uint64_t asked = 0;   // known because the operator was asked
    uint64_t parked = 0;  // receipts of that day that fit nothing, and are no part's
    money_sums owed;      // to the supplier, for all that left
    money_sums owed_missing;
    silent_messages waiting;  // may still get one
    silent_messages closed;   // ended `unknown` when their time was over
};

using receipt_count = std::pair<std::string_view, uint64_t receipt_sums::*>;

// In the order in which they are shown.
inline constexpr std::array<receipt_count, 14> RECEIPT_COUNTS = {{{"submitted", &receipt_sums::submitted},
                                                                  {"refused", &receipt_sums::refused},
                                                                  {"unanswered", &receipt_sums::unanswered},
                                                                  {"accepted", &receipt_sums::accepted},
                                                                  {"delivered", &receipt_sums::delivered},
                                                                  {"undelivered", &receipt_sums::undelivered},
                                                                  {"expired", &receipt_sums::expired},
                                                                  {"rejected", &receipt_sums::rejected},
                                                                  {"unconfirmed", &receipt_sums::unconfirmed},
                                                                  {"missing", &receipt_sums::missing},
                                                                  {"contradictory", &receipt_sums::contradictory},
                                                                  {"late", &receipt_sums::late},
                                                                  {"asked", &receipt_sums::asked},
                                                                  {"parked", &receipt_sums::parked}}};
// Those of which a share of what was accepted is told.
inline constexpr std::array<receipt_count, 8> RECEIPT_SHARES = {{{"delivered", &receipt_sums::delivered},
                                                                 {"undelivered", &receipt_sums::undelivered},
                                                                 {"expired", &receipt_sums::expired},
                                                                 {"rejected", &receipt_sums::rejected},
                                                                 {"unconfirmed", &receipt_sums::unconfirmed},
                                                                 {"missing", &receipt_sums::missing},
                                                                 {"contradictory", &receipt_sums::contradictory},
                                                                 {"late", &receipt_sums::late}}};

// In hundredths of a percent, rounded down, as millionths; nothing was accepted: 0.
int64_t share_ppm(const receipt_sums& sums, uint64_t count);

class receipt_tally {
  public:
    receipt_tally(receipts_question asked, size_t rows_max) : asked_{std::move(asked)}, rows_max_{rows_max} {}

    // False: it would make more rows than that.
    bool add(const store::told_message& told);
    bool add(const facts::parked_receipt& parked);

    const receipts_question& asked() const { return asked_; }
    const std::map<receipt_key, receipt_sums>& rows() const { return rows_; }
    const receipt_sums& total() const { return total_; }

  private:
    receipt_sums* row_at(core::link_id link, int64_t utc_ms);
    bool add_attempt(const store::told_message& told, const facts::attempt& attempt);
    bool add_silent(const facts::message& message);

    receipts_question asked_;
    size_t rows_max_;
    std::map<receipt_key, receipt_sums> rows_;
    receipt_sums total_;
};

}  // namespace kaskad::gateway::api
