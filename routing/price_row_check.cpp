#include "routing/price_row_check.hpp"

#include "core/message_class.hpp"
#include "routing/codes.hpp"

#include <string>
#include <utility>

namespace kaskad::routing {

namespace {

std::string check_destination(const price_row& row) {
    int named = 0;
    for (const auto* each : {&row.mccmnc, &row.country, &row.mcc, &row.prefix})
        named += each->empty() ? 0 : 1;
    if (named > 1) return "a price is for one destination: a network, an MCC, a country or a prefix";
    if (!row.mccmnc.empty() && !is_mccmnc(row.mccmnc)) {
        return "'" + row.mccmnc + "' is not a network code: MCC and MNC, 5 or 6 digits, as 26201";
    }
    if (!row.country.empty() && !is_country(row.country)) {
        return "'" + row.country + "' is not a country: two capital letters (ISO 3166), as DE";
    }
    if (!row.mcc.empty() && !is_mcc(row.mcc)) return "'" + row.mcc + "' is not an MCC: 3 digits, as 262";
    if (!row.prefix.empty() && !is_number_prefix(row.prefix)) {
        return "'" + row.prefix + "' is not a prefix: country code first, 1 to 15 digits, as 49151";
    }
    return {};
}

std::string check_variant(const price_row& row) {
    if (row.klass > core::MESSAGE_CLASS_COUNT) return "the price is for a class that there is not";
    if (row.senders > sender_type::international) return "the price is for senders of a type that there is not";
    if (row.channel > core::CHANNEL_LAST) return "the price is for a channel that there is not";
    return {};
}

std::string check_money(const price_row& row) {
    if (row.currency == core::currency{}) return "the price has no currency";
    if (row.price.e8 < 0) return "a price is not negative";
    if (row.price > PRICE_MAX) return "a price is at most 1000000 a part";
    if (row.delivered.e8 < 0 || row.delivered > row.price) return "what is owed on delivery is a share of the price";
    if (row.owner != price_owner::link && row.delivered.e8 > 0) {
        return "only an operator is paid a share on delivery; a client pays all of it then, if it is charged "
               "on_delivered";
    }
    return {};
}

std::string check(const price_row& row) {
    if (row.owner > price_owner::price_list || row.owner_id == 0) {
        return "the price names no link, client or price list";
    }
    if (auto why = check_destination(row); !why.empty()) return why;
    if (auto why = check_variant(row); !why.empty()) return why;
    if (auto why = check_money(row); !why.empty()) return why;
    if (row.to_utc_ms != 0 && row.to_utc_ms <= row.from_utc_ms) return "the price ends before it begins";
    return {};
}

}  // namespace

size_t place_of(std::span<const price_row> rows, size_t index) {
    return rows[index].line != 0 ? rows[index].line : index + 1;
}

std::optional<row_error> find_bad_row(std::span<const price_row> rows) {
    if (rows.size() > PRICE_ROWS_MAX) {
        return row_error{place_of(rows, PRICE_ROWS_MAX), "a price book has at most 1000000 rows"};
    }
    core::currency buying;
    for (size_t index = 0; index < rows.size(); ++index) {
        const auto& row = rows[index];
        auto why = check(row);
        if (!why.empty()) return row_error{place_of(rows, index), std::move(why)};
        if (row.owner != price_owner::link) continue;
        if (buying == core::currency{}) buying = row.currency;
        if (row.currency == buying) continue;
        return row_error{place_of(rows, index), "buy prices are in one currency: this one is in " +
                                                    to_string(row.currency) + ", an earlier one in " +
                                                    to_string(buying)};
    }
    return std::nullopt;
}

}  // namespace kaskad::routing
