#pragma once

#include "gateway/bank_statement.hpp"

#include <cstddef>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// The lines of a 1CClientBankExchange file as its sections: the head, accounts and documents, with their keys. Knows
// the form and nothing of what the keys mean. Pure.

namespace kaskad::gateway {

struct exchange_value {
    std::string text;
    size_t line = 0;
};

struct exchange_section {
    size_t line = 0;  // its first one
    std::map<std::string, exchange_value, std::less<>> values;

    bool has(std::string_view key) const { return values.contains(key); }
    // Empty where there is none.
    std::string_view text(std::string_view key) const;
    // Of a key that is there, its line; else the section's.
    size_t line_of(std::string_view key) const;
};

struct exchange_file {
    std::vector<exchange_value> accounts;     // РасчСчет of the head: it may name several
    std::vector<exchange_section> turnovers;  // СекцияРасчСчет
    std::vector<exchange_section> documents;
};

// text: UTF-8. Refused: a file that is cut, and a line that is no «key=value».
std::expected<exchange_file, statement_fault> read_exchange_file(std::string_view text);

}  // namespace kaskad::gateway
