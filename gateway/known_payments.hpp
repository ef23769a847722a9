#pragma once

#include "gateway/api_caller.hpp"
#include "gateway/payment_matching.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

// What a running gateway has ordered of bank payments before: found by the orders' references, as their invoices are
// paid and no longer open.

namespace kaskad::gateway {

// "bank/" and the payment's; of one that pays several invoices each order has the invoice's number behind it.
std::string order_reference(const bank_payment& payment);
std::string order_reference(const bank_payment& payment, std::string_view printed_number);

class known_payments {
  public:
    // An order of GET /v1/admin/ledger/orders; others than of bank payments are passed over. False: it cannot be read.
    bool add(const boost::json::object& order);

    // Nothing: it was never ordered.
    std::optional<booked_before> find(const bank_payment& payment) const;

  private:
    std::map<std::string, core::amount, std::less<>> amounts_;  // by reference
};

// Those that were asked for since that day; a day or two before are known as well.
std::expected<known_payments, std::string> fetch_known_payments(api_caller& api, const std::string& key,
                                                                uint32_t since);

}  // namespace kaskad::gateway
