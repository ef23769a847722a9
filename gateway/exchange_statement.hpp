#pragma once

#include "gateway/bank_statement.hpp"

#include <expected>
#include <string_view>

// Reads 1CClientBankExchange (the exchange format of 1C with banks, versions 1.01 to 1.03; http://v8.1c.ru/edi/): lines
// of «key=value» in sections. What came in is a document whose ПолучательСчет is one of the file's РасчСчет. What
// СекцияРасчСчет says of sums must be so. Pure.

namespace kaskad::gateway {

bool is_exchange_statement(std::string_view octets);

std::expected<bank_statement, statement_faults> read_exchange_statement(std::string_view octets);

}  // namespace kaskad::gateway
