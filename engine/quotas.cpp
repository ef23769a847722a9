#include "engine/quotas.hpp"

#include "billing/calendar.hpp"
#include "core/assert.hpp"
#include "engine/charge_levels.hpp"
#include "engine/client_alerts.hpp"
#include "engine/contracts.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::engine {

namespace {

using facts::quota;
using facts::quota_period;
using facts::quota_unit;
using facts::quota_use;
using facts::refusal;
using facts::refusal_code;

constexpr int64_t PERCENT = 100;

// What steps by volume count: everything, month by month.
const quota WHOLE_MONTH{.period = quota_period::month, .country = {}};

bool is_counted(const turn& turn, const facts::client& client) {
    return !client.quotas.empty() || has_steps(turn, client.id);
}

std::string above(size_t level) {
    return level == 0 ? std::string{} : "the account " + std::to_string(level) + " above this one: ";
}

billing::local_period period_at(const turn& turn, const facts::client& client, quota_period period, int64_t utc_ms) {
    const auto& days = *turn.memory.calendar;
    return period == quota_period::day ? days.day(client.zone, utc_ms) : days.month(client.zone, utc_ms);
}

// What a message takes of a level's quotas.
struct use {
    int64_t messages = 0;
    int64_t parts = 0;
    core::amount money;
};

int64_t used_of(const quota_use& value, quota_unit unit) {
    switch (unit) {
        case quota_unit::messages:
            return value.messages;
        case quota_unit::parts:
            return value.parts;
        case quota_unit::money:
            return value.money.e6;
    }
    ASSERT(false);
}

int64_t share_of(const use& value, quota_unit unit) {
    return used_of({.country = {}, .messages = value.messages, .parts = value.parts, .money = value.money}, unit);
}

bool is_about(const quota& limit, const facts::message& value) {
    return limit.country.empty() || limit.country == value.country;
}

quota_use use_now(const turn& turn, const facts::client& client, const quota& limit, int64_t utc_ms) {
    const auto period = period_at(turn, client, limit.period, utc_ms);
    return turn.memory.quotas.find(client.id, limit.period, limit.country, period.begin_day);
}

std::string_view unit_name(quota_unit unit) {
    switch (unit) {
        case quota_unit::messages:
            return "messages";
        case quota_unit::parts:
            return "parts";
        case quota_unit::money:
            return "money";
    }
    ASSERT(false);
}

std::string describe(const quota& limit) {
    std::string text = limit.period == quota_period::day ? "day " : "month ";
    text += unit_name(limit.unit);
    return limit.country.empty() ? text : text + " " + limit.country;
}

std::string shown(const quota& limit, int64_t value) {
    return limit.unit == quota_unit::money ? core::to_string(core::amount{value}) : std::to_string(value);
}

std::optional<refusal> over_quota(const turn& turn, const facts::client& client, const facts::message& draft,
                                  const use& taken, size_t level) {
    for (const auto& limit : client.quotas) {
        if (!is_about(limit, draft)) continue;
        const auto used = used_of(use_now(turn, client, limit, turn.now.utc_ms), limit.unit);
        if (used + share_of(taken, limit.unit) <= limit.limit) continue;
        return refusal{level == 0 ? refusal_code::quota_exceeded : refusal_code::reseller_quota, "",
                       above(level) + "the quota \"" + describe(limit) + "\" is " + shown(limit, limit.limit) +
                           ", of which " + shown(limit, used) + " are used"};
    }
    return std::nullopt;
}

bool contains(const std::vector<std::string>& countries, const std::string& country) {
    return std::ranges::find(countries, country) != countries.end();
}

std::optional<refusal> denied(const turn& turn, const facts::client& client, const facts::message& draft,
                              core::price price, size_t level) {
    const auto refuse = [&](const std::string& why) {
        return refusal{refusal_code::destination_denied, "to", above(level) + why};
    };
    if (contains(client.countries_denied, draft.country))
        return refuse("messages to " + draft.country + " are not allowed");
    const auto dear = client.dear_price.e8 != 0 ? client.dear_price : turn.limits.billing.dear_price;
    if (dear.e8 <= 0 || price <= dear || contains(client.countries_allowed, draft.country)) return std::nullopt;
    return refuse("a part to " + draft.country + " costs " + core::to_string(price) + ", more than " +
                  core::to_string(dear) + "; such destinations have to be allowed first (countries_allowed)");
}

billing::part_rate_terms rate_of(const facts::client& client) {
    return {.per_second = client.rate, .burst = client.rate_burst > 0 ? client.rate_burst : client.rate};
}

std::optional<refusal> too_fast(const turn& turn, const facts::client& client, uint32_t parts, size_t level) {
    if (client.rate == 0) return std::nullopt;
    const auto known = turn.memory.rates.find(client.id);
    if (known == turn.memory.rates.end()) return std::nullopt;
    const auto wait = known->second.wait_ms(parts, rate_of(client), turn.now.steady_ms);
    if (wait == 0) return std::nullopt;
    return refusal{refusal_code::rate_exceeded, "",
                   above(level) + "more than " + std::to_string(client.rate) + " parts a second; try again in " +
                       std::to_string(wait) + " ms"};
}

std::optional<refusal> overdue(const turn& turn, const facts::client& client, const facts::message& draft,
                               size_t level) {
    const auto why = find_overdue(turn, client, draft.klass);
    if (!why) return std::nullopt;
    if (level == 0)
        return refusal{refusal_code::payment_overdue, "", *why + "; messages are taken again when it is paid"};
    return refusal{refusal_code::reseller_no_money, "", above(level) + "it has not paid"};
}

// As the prices filled in make it: nothing is reserved yet.
use wanted_by(const turn& turn, const facts::message& draft, size_t level) {
    const auto money = core::charge(price_at(draft, level), units_at(turn, draft, level));
    return {1, draft.parts, money.value_or(core::amount{INT64_MAX / 2})};
}

std::optional<refusal> over_limit(const turn& turn, const facts::message& draft, size_t level) {
    const auto& client = payer(turn, draft, level);
    if (level > 0 && !client.enabled) {
        return refusal{refusal_code::reseller_disabled, "", above(level) + "it is not enabled"};
    }
    if (auto no = overdue(turn, client, draft, level)) return no;
    if (auto no = denied(turn, client, draft, price_at(draft, level), level)) return no;
    if (auto no = too_fast(turn, client, draft.parts, level)) return no;
    return client.quotas.empty() ? std::nullopt : over_quota(turn, client, draft, wanted_by(turn, draft, level), level);
}

// The counters that a message of that client moves, as they are in the period that it was accepted in. Of a period that
// is over nothing is counted any more.
std::vector<quota_use> counters_of(const turn& turn, const facts::client& client, const facts::message& value) {
    std::vector<quota_use> found;
    const auto add = [&](const quota& limit) {
        if (!is_about(limit, value)) return;
        const auto period = period_at(turn, client, limit.period, value.accepted_utc);
        if (!period.contains(turn.now.utc_ms)) return;
        auto now = turn.memory.quotas.find(client.id, limit.period, limit.country, period.begin_day);
        if (std::ranges::find(found, now) == found.end()) found.push_back(std::move(now));
    };
    std::ranges::for_each(client.quotas, add);
    if (has_steps(turn, client.id)) add(WHOLE_MONTH);
    return found;
}

void count(quota_use& into, const use& taken, int sign) {
    into.messages = std::max<int64_t>(0, into.messages + sign * taken.messages);
    into.parts = std::max<int64_t>(0, into.parts + sign * taken.parts);
    into.money = {std::max<int64_t>(0, into.money.e6 + sign * taken.money.e6)};
}

struct crossed_mark {
    core::client_id client;
    alert what;
};

// The highest mark of the client's that this counter has passed, and that nobody was told of.
void note_marks(const facts::client& client, quota_use& counter, std::vector<crossed_mark>& crossed) {
    for (const auto& limit : client.quotas) {
        const bool is_its = limit.period == counter.period && limit.country == counter.country;
        if (!is_its || limit.warn_percent == 0 || limit.warn_percent <= counter.told_percent) continue;
        const auto used = used_of(counter, limit.unit);
        if (static_cast<__int128>(used) * PERCENT < static_cast<__int128>(limit.limit) * limit.warn_percent) continue;
        counter.told_percent = limit.warn_percent;
        crossed.push_back({client.id,
                           {.kind = facts::event_kind::quota_low,
                            .subject = describe(limit),
                            .amount = shown(limit, used),
                            .limit = shown(limit, limit.limit)}});
    }
}

// One fact for all levels; then whoever has to be told.
class counting {
  public:
    explicit counting(turn& turn) : turn_{turn} {}

    void add(const facts::message& value, size_t level, const use& taken, int sign) {
        const auto& client = payer(turn_, value, level);
        for (auto& counter : counters_of(turn_, client, value)) {
            count(counter, taken, sign);
            if (sign > 0) note_marks(client, counter, crossed_);
            changes_.emplace_back(std::move(counter));
        }
    }

    void finish(core::message_id message) {
        if (changes_.empty()) return;
        turn_.emit({.kind = facts::fact_kind::quota_used, .message = message, .changes = std::move(changes_)});
        for (const auto& [client, what] : crossed_)
            tell_client(turn_, turn_.memory.clients.at(client), what);
    }

  private:
    turn& turn_;
    std::vector<facts::change> changes_;
    std::vector<crossed_mark> crossed_;
};

use reserved_by(const facts::message& value, size_t level, uint32_t parts) {
    return {1, parts, facts::charge_at(value, level).amount};
}

}  // namespace

std::expected<void, refusal> check_limits(const turn& turn, const facts::message& draft) {
    for (size_t level = 0; level < facts::charge_levels(draft); ++level)
        if (auto no = over_limit(turn, draft, level)) return std::unexpected(std::move(*no));
    return {};
}

void note_used(turn& turn, const facts::message& value) {
    counting made{turn};
    for (size_t level = 0; level < facts::charge_levels(value); ++level) {
        const auto& client = payer(turn, value, level);
        if (client.rate > 0) turn.memory.rates[client.id].take(value.parts, rate_of(client), turn.now.steady_ms);
        if (is_counted(turn, client)) made.add(value, level, reserved_by(value, level, value.parts), 1);
    }
    made.finish(value.id);
    for (size_t level = 0; level < facts::charge_levels(value); ++level)
        watch_balance(turn, facts::payer_at(value, level));
}

void note_resized(turn& turn, const facts::message& before, uint32_t parts_before, const facts::message& now) {
    counting made{turn};
    for (size_t level = 0; level < facts::charge_levels(now); ++level) {
        if (!is_counted(turn, payer(turn, now, level))) continue;
        const auto was = reserved_by(before, level, parts_before);
        const auto is = reserved_by(now, level, now.parts);
        made.add(now, level, {0, is.parts - was.parts, is.money - was.money}, 1);
    }
    made.finish(now.id);
}

uint64_t units_this_month(const turn& turn, const facts::client& client) {
    const auto used = use_now(turn, client, WHOLE_MONTH, turn.now.utc_ms);
    return static_cast<uint64_t>(client.unit == facts::charge_unit::message ? used.messages : used.parts);
}

std::vector<quota_use> used_now(const turn& turn, const facts::client& client) {
    std::vector<quota_use> uses;
    for (const auto& limit : client.quotas) {
        auto use = use_now(turn, client, limit, turn.now.utc_ms);
        if (std::ranges::find(uses, use) == uses.end()) uses.push_back(std::move(use));
    }
    return uses;
}

void give_back(turn& turn, const facts::message& value, std::span<const size_t> levels) {
    counting made{turn};
    for (const auto level : levels) {
        if (!is_counted(turn, payer(turn, value, level))) continue;
        made.add(value, level, reserved_by(value, level, value.parts), -1);
    }
    made.finish(value.id);
}

}  // namespace kaskad::engine
