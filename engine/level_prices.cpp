#include "billing/exchange_table.hpp"
#include "core/assert.hpp"
#include "engine/account_tree.hpp"
#include "engine/cascade_state.hpp"
#include "engine/charge_levels.hpp"
#include "engine/contracts.hpp"
#include "engine/exchange.hpp"
#include "engine/message_charge.hpp"
#include "engine/quotas.hpp"
#include "engine/recipient_network.hpp"
#include "engine/sender_types.hpp"
#include "routing/quote.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

// What a message costs on each level: by the level's own list, or by what the level above pays.

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;

constexpr int64_t MILLION = 1'000'000;

// Of one unit of what the client pays for.
struct level_price {
    core::price price;
    core::currency currency;
    uint32_t version = 0;
    core::currency list_currency{};  // where the list has another
    billing::exchange rate{};
};

using level_prices = std::array<level_price, TREE_DEPTH_MAX>;

std::unexpected<refusal> refuse(refusal_code code, std::string detail) {
    return std::unexpected(refusal{code, "to", std::move(detail)});
}

// What is priced: the message as it goes over one channel.
struct subject {
    const facts::message& draft;
    const std::optional<routing::known_network>& known;
    core::channel channel = core::channel::sms;
    uint16_t parts = 0;

    uint32_t units_for(const facts::client& client) const { return units_of(client, parts); }
};

std::expected<core::price, refusal> in_currency(const level_price& value, core::currency wanted,
                                                const std::optional<billing::exchange>& rate) {
    const auto made = rate ? billing::exchanged(value.price, *rate) : std::nullopt;
    if (made) return *made;
    return refuse(refusal_code::no_rate, "there is no exchange rate from " + core::to_string(value.currency) + " to " +
                                             core::to_string(wanted) + " that is new enough");
}

std::expected<core::price, refusal> in_currency(const turn& turn, const level_price& value, core::currency wanted) {
    return in_currency(value, wanted, rate_today(turn, {value.currency, wanted}));
}

// What its list says, in the currency of its account; with what it was exchanged at.
std::expected<level_price, refusal> exchanged_by(const turn& turn, const facts::contract& contract,
                                                 const level_price& found, core::currency wanted) {
    const bool is_fixed = contract.rate_rule == facts::exchange_rule::fixed;
    const auto rate = is_fixed ? std::optional{billing::exchange{.rate_e8 = contract.fixed_rate_e8}}
                               : rate_today(turn, {found.currency, wanted});
    const auto made = in_currency(found, wanted, rate);
    if (!made) return std::unexpected(made.error());
    return level_price{*made, wanted, found.version, found.currency, *rate};
}

std::expected<level_price, refusal> listed(const turn& turn, const subject& of, const facts::client& client) {
    const auto& [draft, known, channel, parts] = of;
    const auto quote = routing::make_quote({.recipient = {draft.recipient},
                                            .client = client.id,
                                            .list = client.price_list ? client.price_list : facts::DEFAULT_PRICE_LIST,
                                            .message_class = draft.klass,
                                            .senders = sender_type_of(client.senders, draft),
                                            .utc_ms = turn.now.utc_ms,
                                            .network = known ? std::optional{known->network} : std::nullopt,
                                            .channel = channel},
                                           turn.memory.plan, turn.memory.prices);
    if (!quote && quote.error() == core::reason::no_network)
        return refuse(refusal_code::no_network, "no network of the number plan covers this number");
    if (!quote) return refuse(refusal_code::no_price, "there is no price for this destination");
    const level_price found{quote->price.price, quote->price.currency, quote->price.version};
    const auto* contract = find_exchanged(turn, client.id);
    if (found.currency != (contract == nullptr ? client.currency : contract->priced_in))
        return refuse(refusal_code::no_price, "there is no price in the client's currency for this destination");
    return contract == nullptr ? found : exchanged_by(turn, *contract, found, client.currency);
}

// Rounded up: a margin is never a little less than was agreed on.
core::price with_markup(core::price base, const facts::client& client) {
    const auto exact = static_cast<__int128>(base.e8) * (MILLION + client.markup_ppm);
    const auto whole = static_cast<int64_t>((exact + (MILLION - 1)) / MILLION);
    return {whole + client.markup.e8};
}

std::expected<level_price, refusal> by_parent(const turn& turn, const facts::client& client, const level_price& above) {
    const auto base = in_currency(turn, above, client.currency);
    if (!base) return std::unexpected(base.error());
    const core::price least{base->e8 + client.earn_min.e8};
    return level_price{std::max(with_markup(*base, client), least), client.currency, above.version};
}

// A level's own list may not sell for less than its parent pays, and earns.
std::expected<void, refusal> check_earnings(const turn& turn, const subject& of, const facts::client& client,
                                            const level_price& own, const facts::client& parent,
                                            const level_price& above) {
    const auto cost = in_currency(turn, above, client.currency);
    if (!cost) return std::unexpected(cost.error());
    const auto sold = static_cast<__int128>(own.price.e8) * of.units_for(client);
    const auto least =
        static_cast<__int128>(cost->e8) * of.units_for(parent) + static_cast<__int128>(client.earn_min.e8) * of.parts;
    if (sold >= least) return {};
    return refuse(refusal_code::below_cost,
                  "the price of this destination is below what the account above pays for it");
}

// From the client upwards, as the chain.
std::expected<level_prices, refusal> prices_of(const turn& turn, const subject& of, const client_chain& chain) {
    level_prices prices;
    for (size_t level = chain.size(); level-- > 0;) {
        const auto& client = *chain[level];
        const bool is_top = level + 1 == chain.size();
        const bool is_listed = is_top || client.pricing == facts::pricing_rule::list;
        auto own = is_listed ? listed(turn, of, client) : by_parent(turn, client, prices[level + 1]);
        if (!own) return std::unexpected(own.error());
        if (is_top && has_steps(turn, client.id)) {
            const auto off = step_off_ppm(turn, client.id, units_this_month(turn, client));
            own->price = billing::with_off(own->price, off);
        }
        if (is_listed && !is_top) {
            const auto ok = check_earnings(turn, of, client, *own, *chain[level + 1], prices[level + 1]);
            if (!ok) return std::unexpected(ok.error());
        }
        prices[level] = *own;
    }
    return prices;
}

// The client's own word goes before all others, where it may say it.
std::expected<std::optional<routing::known_network>, refusal> network_of(const turn& turn, const facts::message& draft,
                                                                         const facts::client& client,
                                                                         const std::string& supplied) {
    auto known = find_network(turn, draft.recipient);
    if (supplied.empty() || !known) return known;
    const auto refuse_word = [](std::string why) {
        return std::unexpected(refusal{refusal_code::no_network, "network", std::move(why)});
    };
    if (!client.names_networks) return refuse_word("this client may not say which network a number is in");
    auto network = routing::network_of_code(turn.memory.plan, supplied, known->network.country);
    if (!network) return refuse_word("this is no MCC and MNC of " + known->network.country);
    return routing::known_network{std::move(*network), routing::network_rule::supplied, turn.now.utc_ms};
}

facts::level_charge agree(const facts::client& client, const level_price& price) {
    facts::level_charge made{.client = client.id, .moment = moment_of(client)};
    made.charge.price = price.price;
    made.charge.price_version = price.version;
    made.charge.currency = price.currency;
    return made;
}

// The row that is the dearest for that level.
const facts::step_price& dearest_at(const facts::message& draft, size_t level) {
    const auto* dearest = held_price(draft, level);
    ASSERT(dearest != nullptr);
    return *dearest;
}

// By which whoever is right below us can reckon its price again.
void keep_rate(facts::message& draft, const level_price& top) {
    draft.list_currency = top.list_currency;
    draft.list_rate = top.rate;
}

void add_step(facts::message& draft, uint8_t step, const subject& of, const client_chain& chain,
              const level_prices& prices) {
    for (size_t level = 0; level < chain.size(); ++level) {
        draft.step_prices.push_back({.step = step,
                                     .level = static_cast<uint8_t>(level),
                                     .price = prices[level].price,
                                     .price_version = prices[level].version,
                                     .units = of.units_for(*chain[level])});
    }
}

// What all of them come to, where each is charged.
void add_sum(facts::message& draft, size_t levels) {
    if (draft.charge_by != facts::cascade_charge::attempt) return;
    for (size_t level = 0; level < levels; ++level) {
        facts::step_price sum{.step = ALL_STEPS, .level = static_cast<uint8_t>(level), .units = 1};
        for (const auto& row : draft.step_prices) {
            if (row.level != level || row.step == ALL_STEPS) continue;
            sum.price.e8 += row.price.e8 * row.units;
            sum.price_version = row.price_version;
        }
        draft.step_prices.push_back(sum);
    }
}

bool is_sum(const facts::step_price& row) {
    return row.step == ALL_STEPS;
}

void agree_on_dearest(facts::message& draft, const client_chain& chain, const level_prices& prices) {
    const auto& own = dearest_at(draft, 0);
    draft.sell_price = own.price;
    draft.price_version = own.price_version;
    draft.currency = prices.front().currency;
    draft.levels.clear();
    for (size_t level = 1; level < chain.size(); ++level) {
        const auto& row = dearest_at(draft, level);
        draft.levels.push_back(agree(*chain[level], {row.price, prices[level].currency, row.price_version}));
    }
}

}  // namespace

std::expected<void, refusal> fill_prices(const turn& turn, facts::message& draft, const facts::client& client,
                                         const std::string& supplied_network) {
    const auto found = network_of(turn, draft, client, supplied_network);
    if (!found) return std::unexpected(found.error());
    const auto& known = *found;
    if (known) set_network(draft, *known);
    draft.moment = moment_of(client);
    if (draft.route_test != 0 && known) {  // nobody pays for its texts
        draft.price_version = turn.memory.prices.version();
        draft.currency = client.currency;
        return {};
    }
    draft.sender_type = sender_type_of(client.senders, draft);
    const auto chain = chain_of(turn, client);
    const auto prices = prices_of(turn, {draft, known, core::channel::sms, draft.parts}, chain);
    if (!prices) return std::unexpected(prices.error());
    draft.sell_price = prices->front().price;
    draft.price_version = prices->front().version;
    draft.currency = prices->front().currency;
    keep_rate(draft, (*prices)[chain.size() - 1]);
    draft.levels.clear();
    for (size_t level = 1; level < chain.size(); ++level)
        draft.levels.push_back(agree(*chain[level], (*prices)[level]));
    return {};
}

std::expected<void, refusal> fill_step_prices(const turn& turn, facts::message& draft, const facts::client& client,
                                              const facts::cascade& cascade, const std::string& supplied_network) {
    const auto known = network_of(turn, draft, client, supplied_network);
    if (!known) return std::unexpected(known.error());
    if (!*known) return refuse(refusal_code::no_network, "no network of the number plan covers this number");
    set_network(draft, **known);
    draft.moment = moment_of(client);
    draft.sender_type = sender_type_of(client.senders, draft);
    const auto chain = chain_of(turn, client);
    std::optional<level_prices> any;
    std::optional<refusal> first;
    for (size_t index = 0; index < cascade.steps.size(); ++index) {
        const auto channel = cascade.steps[index].channel;
        const uint16_t parts = channel == core::channel::sms ? draft.parts : 1;
        const subject of{draft, *known, channel, parts};
        const auto prices = prices_of(turn, of, chain);
        if (prices) {
            add_step(draft, static_cast<uint8_t>(index + 1), of, chain, *prices);
            any = *prices;
        } else if (!first) {
            first = prices.error();
        }
    }
    if (!any) return std::unexpected(*first);
    keep_rate(draft, (*any)[chain.size() - 1]);
    add_sum(draft, chain.size());
    agree_on_dearest(draft, chain, *any);
    return {};
}

void recount_steps(const turn& turn, facts::message& draft) {
    std::erase_if(draft.step_prices, is_sum);
    for (auto& row : draft.step_prices) {
        if (step_at(turn, draft, row.step).channel != core::channel::sms) continue;
        row.units = units_of(payer(turn, draft, row.level), draft.parts);
    }
    add_sum(draft, facts::charge_levels(draft));
}

std::optional<core::amount> total_price(const turn& turn, const facts::message& draft) {
    const auto total = core::charge(draft.sell_price, units_at(turn, draft, 0));
    return total ? std::optional{*total} : std::nullopt;
}

our_price our_price_of(const turn& turn, const facts::message& value) {
    const auto top = value.levels.size();
    if (const auto* row = price_of_step(value, value.step, top)) {
        const auto parts = std::max<int64_t>(1, parts_of_step(turn, value));
        return {{row->price.e8 * row->units / parts}, currency_at(value, top), due_at(turn, value, top)};
    }
    const bool is_whole = payer(turn, value, top).unit == facts::charge_unit::message;
    const auto parts = is_whole ? std::max<int64_t>(1, value.parts) : 1;
    return {{price_at(value, top).e8 / parts}, currency_at(value, top), due_at(turn, value, top)};
}

}  // namespace kaskad::engine
