#include "gateway/api/traffic_stats.hpp"

#include "engine/facts/codec.hpp"
#include "gateway/api/payment.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr int64_t HOUR_MS = 3'600'000;

constexpr std::array<std::pair<stats_group, std::string_view>, 6> WORDS = {{{stats_group::client, "client"},
                                                                            {stats_group::sub_client, "sub_client"},
                                                                            {stats_group::sender, "sender"},
                                                                            {stats_group::network, "network"},
                                                                            {stats_group::message_class, "class"},
                                                                            {stats_group::hour, "hour"}}};

void count_state(stats_sums& to, const facts::message& message) {
    if (message.state == facts::message_state::delivered || message.state == facts::message_state::read) {
        ++to.delivered;
        // From when it could have left.
        to.times.add(message.final_utc - std::max(message.accepted_utc, message.send_at_utc));
    } else if (facts::is_final(message.state)) {
        ++to.failed[message.reason == core::reason::none ? core::reason::unknown : message.reason];
    } else {
        ++to.pending;
    }
}

void count(stats_sums& to, const store::told_message& told, const payment& paid) {
    ++to.accepted;
    count_state(to, told.message);
    to.parts += told.message.parts;
    // Also where it is nothing: which currency it would be in is told.
    if (paid.currency != core::currency{}) add(to.charged, paid.currency, paid.charge.charged);
    for (const auto& [currency, amount] : supplier_cost(told))
        add(to.cost, currency, amount);
}

}  // namespace

std::string_view to_string(stats_group value) {
    return std::ranges::find(WORDS, value, &std::pair<stats_group, std::string_view>::first)->second;
}

std::optional<stats_group> parse_stats_group(std::string_view text) {
    const auto found = std::ranges::find(WORDS, text, &std::pair<stats_group, std::string_view>::second);
    return found == WORDS.end() ? std::nullopt : std::optional{found->first};
}

bool traffic_stats::is_asked(const facts::message& message) const {
    if (asked_.payer && !payment_by(message, asked_.payer)) return false;
    if (asked_.sender && message.sender != *asked_.sender) return false;
    if (asked_.klass && message.klass != *asked_.klass) return false;
    return asked_.network.empty() || message.network == asked_.network || message.country == asked_.network;
}

stats_key traffic_stats::key_of(const facts::message& message, core::client_id payer) const {
    stats_key key;
    for (const auto group : asked_.groups) {
        switch (group) {
            case stats_group::client:
                key.client = payer;
                break;
            case stats_group::sub_client:
                if (message.client != payer) key.sub_client = message.client;
                break;
            case stats_group::sender:
                key.sender = message.sender;
                break;
            case stats_group::network:
                key.country = message.country;
                key.network = message.network;
                break;
            case stats_group::message_class:
                key.klass = message.klass;
                break;
            case stats_group::hour:
                key.hour_utc_ms = core::utc_ms_of(message.id) / HOUR_MS * HOUR_MS;
                break;
        }
    }
    return key;
}

bool traffic_stats::add(const store::told_message& told) {
    const auto paid = payment_seen_by(told.message, asked_.viewer);
    if (!paid || !is_asked(told.message)) return true;
    const auto key = key_of(told.message, paid->payer);
    const auto found = groups_.find(key);
    if (found == groups_.end() && groups_.size() == groups_max_) return false;
    count(found == groups_.end() ? groups_[key] : found->second, told, *paid);
    count(total_, told, *paid);
    return true;
}

}  // namespace kaskad::gateway::api
