#pragma once

#include "routing/number_plan.hpp"
#include "routing/price_book.hpp"

#include <string>
#include <utility>
#include <vector>

// Small number plans and price books for tests, and short ways to write their rows.

namespace kaskad::routing {

inline constexpr core::currency EUR{{'E', 'U', 'R'}};
inline constexpr core::currency USD{{'U', 'S', 'D'}};

inline const network GERMANY{"", "DE", "Germany"};
inline const network TELEKOM{"26201", "DE", "Telekom"};
inline const network VODAFONE{"26202", "DE", "Vodafone"};
inline const network MOVISTAR{"21407", "ES", "Movistar"};

inline number_plan small_plan() {
    const std::vector<number_plan_row> rows{
        {"49", GERMANY}, {"4915", TELEKOM}, {"49152", VODAFONE}, {"346", MOVISTAR}, {"4917", TELEKOM}};
    return *number_plan::build(3, rows);
}

inline price_row buy_row(uint32_t link, int64_t price_e8) {
    price_row row;
    row.owner = price_owner::link;
    row.owner_id = link;
    row.currency = EUR;
    row.price = {price_e8};
    return row;
}

inline price_row sell_row(price_owner owner, uint32_t owner_id, int64_t price_e8) {
    auto row = buy_row(owner_id, price_e8);
    row.owner = owner;
    return row;
}

inline price_row for_network(price_row row, std::string mccmnc) {
    row.mccmnc = std::move(mccmnc);
    return row;
}

inline price_row for_country(price_row row, std::string country) {
    row.country = std::move(country);
    return row;
}

inline price_row for_mcc(price_row row, std::string mcc) {
    row.mcc = std::move(mcc);
    return row;
}

inline price_row for_prefix(price_row row, std::string prefix) {
    row.prefix = std::move(prefix);
    return row;
}

inline price_row for_class(price_row row, core::message_class klass) {
    row.klass = static_cast<uint8_t>(1 + static_cast<uint8_t>(klass));
    return row;
}

inline price_row for_senders(price_row row, sender_type senders) {
    row.senders = senders;
    return row;
}

inline price_row on_delivery(price_row row, int64_t share_e8) {
    row.delivered = {share_e8};
    return row;
}

inline price_row valid(price_row row, int64_t from_utc_ms, int64_t to_utc_ms) {
    row.from_utc_ms = from_utc_ms;
    row.to_utc_ms = to_utc_ms;
    return row;
}

}  // namespace kaskad::routing
