#pragma once

#include "gateway/payment_list.hpp"
#include "gateway/payment_matching.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

// What became of each payment of an import: as a line for people, and those that a person must look at as CSV. Pure.

namespace kaskad::gateway {

enum class payment_fate : uint8_t {
    booked = 0,
    waiting = 1,    // for a second person
    known = 2,      // ordered before
    unmatched = 3,  // nobody knows for what it is
    failed = 4,     // the gateway refused it
    reversed = 5,   // the bank took something back
};
inline constexpr size_t PAYMENT_FATES = 6;

std::string_view to_string(payment_fate value);
// Whether a person must look at it.
bool is_open(payment_fate value);

struct payment_row {
    listed_payment listed;
    payment_fate fate = payment_fate::unmatched;
    std::string said;  // the invoices, or why not
};

// "RE-2026-0012 of kiosk; 81 EUR more than was open stays on its balance"
std::string describe_match(const payment_match& match);

std::string payment_line(const payment_row& row);

class payment_report {
  public:
    void add(const payment_row& row);

    bool is_all_done() const { return open_ == 0; }
    // With a heading, also where nothing is open.
    const std::string& open_csv() const { return csv_; }
    // "3 payments: 2 booked, 1 unmatched"
    std::string summary(bool is_dry_run) const;

  private:
    std::array<size_t, PAYMENT_FATES> counts_{};
    size_t open_ = 0;
    std::string csv_ = "file,day,amount,currency,payer,tax_number,purpose,reference,state,reason\r\n";
};

}  // namespace kaskad::gateway
