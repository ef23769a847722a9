#include "billing/statement.hpp"

#include <algorithm>

namespace kaskad::billing {

namespace {

std::optional<usage_kind> usage_of(posting_code code) {
    switch (code) {
        case posting_code::message_charge:
            return usage_kind::message;
        case posting_code::message_late_charge:
            return usage_kind::late_message;
        case posting_code::lookup_charge:
            return usage_kind::lookup;
        default:
            return std::nullopt;
    }
}

}  // namespace

// What is only reserved or given back moves nothing.
core::amount statement_maker::effect_of(const transfer& line) const {
    const bool moves = line.kind == transfer_kind::post || line.kind == transfer_kind::direct;
    if (!moves) return {};
    if (line.debit == account_) return -line.amount;
    return line.credit == account_ ? line.amount : core::amount{};
}

bool statement_maker::wants_item(const posting& row) const {
    return is_within(row) && std::ranges::any_of(row.transfers, [&](const transfer& line) {
               return effect_of(line).e6 < 0 && usage_of(line.code).has_value();
           });
}

bool statement_maker::take(const posting& row, const charged_item& item) {
    for (const auto& line : row.transfers) {
        const auto effect = effect_of(line);
        if (effect.e6 == 0) continue;
        if (is_within(row)) {
            note(row, line, item);
        } else if (row.booked_utc_ms < period_.from_utc_ms) {
            made_.opening = made_.opening + effect;
        } else {
            behind_ = behind_ + effect;
        }
    }
    return made_.usage.size() + made_.bookings.size() <= STATEMENT_ROWS_MAX;
}

void statement_maker::note(const posting& row, const transfer& line, const charged_item& item) {
    const auto effect = effect_of(line);
    made_.closing = made_.closing + effect;
    const auto kind = usage_of(line.code);
    if (!kind || effect.e6 > 0) {
        made_.bookings.push_back({row.booked_utc_ms, row.sequence, line.code, effect});
        return;
    }
    auto& sum = made_.usage[{day_of_(row.booked_utc_ms), *kind, item.country, item.network}];
    ++sum.items;
    sum.units += item.units;
    sum.amount = sum.amount - effect;
    if (item.rate.rate_e8 == 0) return;
    auto& exchanged = made_.exchanged[item.rate];
    exchanged = exchanged - effect;
}

std::optional<statement> statement_maker::close(core::amount recorded) const {
    auto made = made_;
    made.closing = made.opening + made.closing;
    if (made.closing + behind_ != recorded) return std::nullopt;
    return made;
}

std::string_view to_string(usage_kind value) {
    switch (value) {
        case usage_kind::message:
            return "messages";
        case usage_kind::late_message:
            return "messages, late";
        case usage_kind::lookup:
            return "look-ups";
    }
    return "unknown";
}

}  // namespace kaskad::billing
