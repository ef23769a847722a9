#include "gateway/api/sheet_inquiry.hpp"

#include "engine/facts/client_admin.hpp"
#include "engine/facts/contract.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace kaskad::gateway::api {

std::optional<facts::command> sheet_inquiry::take(const facts::answer& answer) {
    if (const auto* prices = std::get_if<facts::owner_prices>(&answer.value)) {
        if (prices_) {
            others_.push_back(*prices);
            return next(answer.reply_to);
        }
        prices_ = *prices;
        if (prices->owner == routing::price_owner::link) return std::nullopt;
        return facts::query_contracts{answer.reply_to, {}};
    }
    if (const auto* contracts = std::get_if<facts::contracts>(&answer.value)) {
        std::ranges::copy_if(contracts->rows, std::back_inserter(contracts_),
                             [](const facts::contract_row& each) { return each.value.notice_days > 0; });
        if (contracts_.empty()) return std::nullopt;
        return facts::query_clients{answer.reply_to, {}, {}};
    }
    if (const auto* clients = std::get_if<facts::client_standings>(&answer.value)) take(*clients);
    return next(answer.reply_to);
}

void sheet_inquiry::take(const facts::client_standings& clients) {
    for (const auto& [value, parent, posted, reserved, used] : clients.rows) {
        const auto contract =
            std::ranges::find(contracts_, value.id, [](const facts::contract_row& each) { return each.value.client; });
        if (contract != contracts_.end() && is_asked_about(value))
            told_.push_back({value, contract->value.notice_days});
    }
    if (told_.empty()) return;
    if (prices_->owner == routing::price_owner::client) return to_ask_.push_back({});
    for (const auto& each : told_)
        to_ask_.push_back({.link = {}, .client = each.value.name});
}

bool sheet_inquiry::is_asked_about(const facts::client& client) const {
    if (client.parent || !client.enabled) return false;
    if (prices_->owner == routing::price_owner::client) return client.id.value == prices_->owner_id;
    const auto list = client.price_list ? client.price_list : facts::DEFAULT_PRICE_LIST;
    return list.value == prices_->owner_id;
}

std::optional<facts::command> sheet_inquiry::next(facts::token token) {
    if (to_ask_.empty()) return std::nullopt;
    facts::query_prices asked{token, std::move(to_ask_.front())};
    to_ask_.pop_front();
    return asked;
}

}  // namespace kaskad::gateway::api
