#pragma once

#include "gateway/payment_matching.hpp"
#include "gateway/payment_report.hpp"

#include <boost/json/object.hpp>

#include <expected>
#include <functional>
#include <string>

// Orders what a payment was matched with: an order for each invoice, which happens once by the bank's reference.

namespace kaskad::gateway {

// Body of POST /v1/admin/ledger/orders. is_part: others of the same payment have references of their own.
std::string order_body(const bank_payment& payment, const payment_share& share, bool is_part);

// Hands a body to the gateway and gives what it answered.
using order_call = std::function<std::expected<boost::json::object, std::string>(std::string body)>;

// Orders share by share and stops at the first that is refused.
payment_row book_payment(const listed_payment& listed, const payment_match& match, bool is_part,
                         const order_call& call);

}  // namespace kaskad::gateway
