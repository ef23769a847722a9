#pragma once

#include "core/money.hpp"
#include "gateway/bank_statement.hpp"
#include "gateway/invoice_numbers.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

// Which open invoice a payment is for: by the numbers that its words name; without one by the payer's tax number and an
// amount that fits one invoice alone. What is not sure is left to a person, with the reason. Pure.

namespace kaskad::gateway {

struct open_invoice {
    std::string seller;
    uint64_t number = 0;
    std::string prefix;
    std::string printed_number;
    std::string client;
    core::currency currency;
    core::amount open;  // what is not paid of it, above 0
    std::string issued;
    std::string buyer_tax_number;

    friend bool operator==(const open_invoice&, const open_invoice&) = default;
};

struct payment_share {
    open_invoice invoice;  // as it stood before
    core::amount amount;
};

struct payment_match {
    std::vector<payment_share> shares;  // empty = none
    std::string why_not;
    core::amount rest;  // above 0: more than was open, it stays on the client's balance; below: that much stays open
};

// What was ordered of a payment before, as by an import that was broken off.
struct booked_before {
    core::amount amount;
    std::vector<std::string> printed_numbers;  // of the invoices that parts of it paid
};

class payment_matcher {
  public:
    explicit payment_matcher(std::vector<open_invoice> invoices);

    // What is matched is not open for the next one.
    payment_match match(const bank_payment& payment, const booked_before& before = {});

  private:
    using places = std::vector<size_t>;

    payment_match match_numbers(const std::vector<named_invoice>& named, const bank_payment& payment,
                                core::amount amount);
    payment_match match_payer(const bank_payment& payment, core::amount amount);
    // The open invoice of that name, or why there is none to take.
    std::expected<size_t, std::string> find_named(const named_invoice& named, const bank_payment& payment) const;
    payment_match pay_one(size_t place, core::amount amount);
    payment_match pay_all(places invoices, core::amount amount);

    std::vector<open_invoice> invoices_;
    invoice_numbers numbers_;
};

}  // namespace kaskad::gateway
