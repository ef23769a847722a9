#include "gateway/bank_statement.hpp"

#include "gateway/camt_statement.hpp"
#include "gateway/exchange_statement.hpp"
#include "smpp/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway {

namespace {

constexpr std::string_view UTF8_MARK = "\xEF\xBB\xBF";
constexpr std::string_view UTF16_MARKS[] = {"\xFE\xFF", "\xFF\xFE"};
constexpr std::string_view SPACES = " \t\r\n";

bool is_xml(std::string_view octets) {
    const auto begins = [&](std::string_view mark) { return octets.starts_with(mark); };
    if (std::ranges::any_of(UTF16_MARKS, begins)) return true;
    const auto begin = octets.find_first_not_of(SPACES);
    return begin != octets.npos && octets[begin] == '<';
}

// Terminals obey the control characters of ISO 8859 (U+0080 on) as well.
bool is_blank(char32_t letter) {
    return letter <= U' ' || (letter >= 0x7F && letter <= 0xA0);
}

}  // namespace

std::expected<bank_statement, statement_faults> read_bank_statement(std::string_view octets) {
    const auto text = octets.starts_with(UTF8_MARK) ? octets.substr(UTF8_MARK.size()) : octets;
    if (is_exchange_statement(text)) return read_exchange_statement(text);
    if (is_xml(text)) return read_camt_statement(text);
    return std::unexpected(statement_faults{
        {1, {}, "begins neither as XML (camt.053) nor with 1CClientBankExchange: ask the bank for one of them"}});
}

std::string to_string(const statement_fault& fault) {
    std::string text = fault.line == 0 ? std::string{} : fmt::format("line {}", fault.line);
    if (!fault.where.empty()) text += (text.empty() ? "" : ", ") + fault.where;
    return text.empty() ? fault.why : text + ": " + fault.why;
}

std::expected<core::amount, std::string> read_bank_amount(std::string_view text) {
    const auto amount = core::parse_amount(text);
    if (!amount) return std::unexpected(amount.error());
    if (*amount < core::amount{}) return std::unexpected(fmt::format("'{}' is below zero", text));
    return *amount;
}

std::string in_one_line(std::string_view text) {
    std::string line;
    smpp::utf8_reader reader{text};
    while (const auto letter = reader.next()) {
        if (!is_blank(*letter)) {
            smpp::append_utf8(line, *letter);
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    if (line.ends_with(' ')) line.pop_back();
    return line;
}

}  // namespace kaskad::gateway
