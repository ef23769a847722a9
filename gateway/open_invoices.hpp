#pragma once

#include "gateway/api_caller.hpp"
#include "gateway/payment_matching.hpp"

#include <boost/json/object.hpp>

#include <expected>
#include <string>
#include <vector>

// The invoices that a running gateway says are not paid yet.

namespace kaskad::gateway {

// One answer of GET /v1/admin/invoices. Credit notes, invoices that were taken back and paid ones are left out.
std::expected<std::vector<open_invoice>, std::string> read_open_invoices(const boost::json::object& answer);

// All of them; where there are more than fit one answer, client by client.
std::expected<std::vector<open_invoice>, std::string> fetch_open_invoices(api_caller& api, const std::string& key);

}  // namespace kaskad::gateway
