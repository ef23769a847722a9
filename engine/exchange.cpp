#include "engine/exchange.hpp"

#include "engine/facts/key.hpp"
#include "engine/utc_day.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::exchange_rate;
using facts::refusal;
using facts::refusal_code;

std::string fault_of(const exchange_rate& row) {
    const auto base = core::parse_currency(row.base);
    const auto quote = core::parse_currency(row.quote);
    if (!base || !quote) return "currencies are three capital letters (ISO 4217)";
    if (*base == *quote) return "a currency is always worth 1 in itself";
    if (row.rate_e8 <= 0) return "a rate is more than 0";
    if (row.rate_e8 > billing::EXCHANGE_RATE_MAX_E8) return "a rate is at most 1000000";
    return {};
}

// Of rows that are known as they are nothing changes.
bool is_known(const turn& turn, const exchange_rate& row) {
    const auto known = turn.memory.exchange_rates.find(facts::key_of(row));
    return known != turn.memory.exchange_rates.end() && known->second.rate_e8 == row.rate_e8;
}

std::optional<refusal> fault_of(const turn& turn, const std::vector<exchange_rate>& rows) {
    std::set<std::string> keys;
    for (size_t place = 0; place < rows.size(); ++place) {
        const auto refuse = [&](const std::string& why) {
            return refusal{refusal_code::invalid_declaration, "rows", "row " + std::to_string(place + 1) + ": " + why};
        };
        if (auto why = fault_of(rows[place]); !why.empty()) return refuse(why);
        if (rows[place].day > day_number(turn.now.utc_ms) + 1) return refuse("its day is still to come");
        if (!keys.insert(facts::key_of(rows[place])).second) return refuse("the same pair and day come twice");
    }
    const auto added = static_cast<size_t>(
        std::ranges::count_if(keys, [&](const auto& key) { return !turn.memory.exchange_rates.contains(key); }));
    if (turn.memory.exchange_rates.size() + added <= turn.limits.billing.rates_max) return std::nullopt;
    return refusal{refusal_code::invalid_declaration, "rows",
                   "at most " + std::to_string(turn.limits.billing.rates_max) + " days of rates are kept"};
}

}  // namespace

std::optional<billing::exchange> rate_today(const turn& turn, const billing::currency_pair& pair) {
    const auto today = static_cast<uint32_t>(day_number(turn.now.utc_ms));
    const auto found = turn.memory.exchanges.find(pair, today);
    if (!found) return std::nullopt;
    const auto age_ms = turn.now.utc_ms - int64_t{found->day} * DAY_MS - DAY_MS;  // since its day was over
    return age_ms > turn.limits.billing.rate_age_ms ? std::nullopt : found;
}

void handle(turn& turn, const facts::import_exchange_rates& command) {
    if (auto no = fault_of(turn, command.rows)) return turn.send(facts::answer{command.reply_to, 0, std::move(*no)});
    facts::exchange_rates told;
    facts::fact fact{.kind = facts::fact_kind::rates_imported};
    for (auto row : command.rows) {
        if (is_known(turn, row)) continue;
        row.imported_utc = turn.now.utc_ms;
        if (fact.note.empty()) fact.note = row.source;
        fact.changes.emplace_back(std::move(row));
    }
    told.changed = static_cast<uint32_t>(fact.changes.size());
    if (told.changed > 0) turn.emit(std::move(fact));
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

void handle(turn& turn, const facts::query_exchange_rates& command) {
    facts::exchange_rates told;
    for (const auto& [key, row] : turn.memory.exchange_rates) {
        const bool is_asked = command.base.empty() || (row.base == command.base && row.quote == command.quote);
        if (!is_asked) continue;
        const bool is_same_pair =
            !told.rows.empty() && told.rows.back().base == row.base && told.rows.back().quote == row.quote;
        if (command.base.empty() && is_same_pair)
            told.rows.back() = row;  // days come in order: the newest stays
        else
            told.rows.push_back(row);
    }
    if (!command.base.empty()) std::ranges::reverse(told.rows);
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

}  // namespace kaskad::engine
