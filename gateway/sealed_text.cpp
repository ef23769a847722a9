#include "gateway/sealed_text.hpp"

#include "billing/day_text.hpp"
#include "gateway/api/csv_line.hpp"
#include "gateway/api/timestamp.hpp"
#include "routing/csv_records.hpp"

#include <charconv>
#include <optional>

namespace kaskad::gateway {

namespace {

constexpr size_t FIELDS = 8;

template <typename Integer>
bool read_number(std::string_view text, Integer& into) {
    const auto* end = text.data() + text.size();
    return std::from_chars(text.data(), end, into).ptr == end && !text.empty();
}

std::string account_text(const billing::sealed_total& of) {
    return std::string{billing::to_string(of.kind)} + ":" + std::to_string(of.owner);
}

bool read_account(std::string_view text, billing::sealed_total& into) {
    for (const auto kind : {billing::account_kind::client, billing::account_kind::payable}) {
        const auto name = std::string{billing::to_string(kind)} + ":";
        if (!text.starts_with(name)) continue;
        into.kind = kind;
        return read_number(text.substr(name.size()), into.owner);
    }
    return false;
}

std::optional<billing::sealed_total> read_line(const std::vector<std::string>& fields) {
    if (fields.size() != FIELDS) return std::nullopt;
    billing::sealed_total made;
    const auto day = api::parse_day(fields[0]);
    const auto amount = core::parse_amount(fields[6]);
    const auto currency = core::parse_currency(fields[7]);
    const bool is_read = day && amount && currency && read_account(fields[1], made) &&
                         read_number(fields[4], made.messages) && read_number(fields[5], made.parts);
    if (!is_read) return std::nullopt;
    made.day = *day;
    made.network = fields[2];
    made.state = fields[3];
    made.amount = *amount;
    made.currency = *currency;
    return made;
}

}  // namespace

std::string sealed_text(std::span<const billing::sealed_total> totals) {
    std::string text;
    api::append_csv_line(text, {"day", "account", "network", "state", "messages", "parts", "amount", "currency"});
    for (const auto& each : totals)
        api::append_csv_line(text, {billing::day_text(each.day), account_text(each), each.network, each.state,
                                    std::to_string(each.messages), std::to_string(each.parts),
                                    core::to_string(each.amount), core::to_string(each.currency)});
    return text;
}

std::expected<std::vector<billing::sealed_total>, std::string> parse_sealed(std::string_view text) {
    routing::csv_records records{text};
    std::vector<billing::sealed_total> totals;
    for (bool is_head = true; records.next(); is_head = false) {
        if (is_head) continue;
        auto total = read_line(records.fields());
        if (!total) return std::unexpected("line " + std::to_string(records.line()) + " is no sealed total");
        totals.push_back(std::move(*total));
    }
    return totals;
}

}  // namespace kaskad::gateway
