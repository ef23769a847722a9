#pragma once

#include "engine/facts/contract.hpp"
#include "gateway/api/credentials.hpp"

#include <string>

// Contracts, invoices and closed months as JSON.

namespace kaskad::gateway::api {

std::string render_contract(const facts::contract_row& row);
std::string render_contracts(const facts::contracts& value);

// clients: for their names. for_client: the client itself reads it, and sees what stands on paper.
std::string render_invoiced(const facts::invoiced& value, const credentials& clients);
std::string render_invoices(const facts::invoices& value, const credentials& clients, bool for_client);

std::string render_period_check(const facts::period_check& value);
std::string render_periods(const facts::periods& value);

}  // namespace kaskad::gateway::api
