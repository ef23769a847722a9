#include "gateway/margin_reading.hpp"

#include "core/calendar.hpp"
#include "engine/sender_types.hpp"
#include "gateway/api/payment.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

using core::DAY_MS;
constexpr uint32_t PAGE = 1'000;

// It left, or may have; the operator did not refuse it.
bool is_taken(const facts::part& part) {
    return part.state >= facts::part_state::submitting && part.state != facts::part_state::rejected;
}

class reckoning {
  public:
    reckoning(const effect_question& asked, effect_reading& made) : asked_{asked}, made_{made} {}

    void add(const facts::message& message) {
        ++made_.messages;
        if (asked_.owner != routing::price_owner::link) return add_sold(message);
        for (const auto& attempt : message.attempts) {
            if (attempt.link.value == asked_.owner_id) add_bought(message, attempt);
        }
    }

  private:
    void add_bought(const facts::message& message, const facts::attempt& attempt) {
        routing::priced_parts carried;
        for (const auto& part : attempt.parts) {
            carried.parts += is_taken(part) ? 1 : 0;
            carried.delivered += part.state == facts::part_state::delivered ? 1 : 0;
        }
        if (carried.parts == 0) return;
        const auto link = asked_.links.find(attempt.link);
        const auto type = link == asked_.links.end() ? routing::sender_type::any
                                                     : engine::sender_type_of(link->second.senders, message);
        const auto network = network_of(message);
        const auto asked = question(message, network, type);
        carried.before = asked_.before.buy(attempt.link, asked);
        carried.after = asked_.after.buy(attempt.link, asked);
        const auto earned = api::payment_to_us(message);
        // What the message brought in is counted once, with its last attempt.
        if (&attempt == &message.attempts.back()) carried.sold = earned.charge.charged;
        made_.effect.add(key(message, attempt.link, carried, earned.currency), carried);
    }

    // A sell price is what the message's own client pays by, whoever gets it.
    void add_sold(const facts::message& message) {
        routing::priced_parts carried{.parts = message.charge.charged_units};
        carried.delivered = carried.parts;
        if (carried.parts == 0) return;
        const auto network = network_of(message);
        const auto asked = question(message, network, message.sender_type);
        const bool is_list = asked_.owner == routing::price_owner::price_list;
        const core::client_id client = is_list ? core::client_id{} : message.client;
        const routing::price_list_id list{is_list ? asked_.owner_id : 0};
        carried.before = asked_.before.sell(client, list, asked);
        carried.after = asked_.after.sell(client, list, asked);
        carried.sold = message.charge.charged;
        // A client with a price of its own does not ask the list.
        if (is_list && (!carried.before || carried.before->price != message.sell_price)) return;
        made_.effect.add(key(message, {}, carried, message.currency), carried);
    }

    static routing::network network_of(const facts::message& message) {
        return {message.network, message.country, "", message.operator_group};
    }

    routing::price_question question(const facts::message& message, const routing::network& network,
                                     routing::sender_type type) const {
        return {.to = &network,
                .digits = message.recipient,
                .message_class = message.klass,
                .senders = type,
                .utc_ms = asked_.at_utc_ms};
    }

    static routing::effect_key key(const facts::message& message, core::link_id link,
                                   const routing::priced_parts& carried, core::currency sold) {
        const auto& price = carried.before ? carried.before : carried.after;
        return {.link = link,
                .mccmnc = message.network,
                .country = message.country,
                .message_class = message.klass,
                .currency = price ? price->currency : core::currency{},
                .sold_currency = sold};
    }

    const effect_question& asked_;
    effect_reading& made_;
};

// False: the database cannot be read.
bool read_client(store::reader& from, core::client_id client, size_t count_max, const effect_question& asked,
                 effect_reading& made) {
    reckoning sums{asked, made};
    const auto begin = std::max(asked.now_utc_ms - EFFECT_DAYS * DAY_MS, core::MESSAGE_EPOCH_MS);
    store::list_query query{.client = client, .after = core::make_message_id(begin, 0, 0)};
    for (size_t left = count_max; left > 0;) {
        query.limit = static_cast<uint32_t>(std::min<size_t>(left, PAGE));
        const auto page = from.list_messages(query);
        if (!page) return false;
        for (const auto& listed : page->messages)
            sums.add(listed.message);
        if (page->messages.size() < query.limit) return true;
        query.after = page->messages.back().message.id;
        left -= query.limit;
    }
    made.is_cut = true;
    return true;
}

}  // namespace

effect_reading read_effect(store::reader& from, const effect_question& asked) {
    effect_reading made;
    std::vector<core::client_id> clients = asked.clients;
    if (asked.owner == routing::price_owner::client) clients = {core::client_id{asked.owner_id}};
    for (const auto client : clients) {
        const auto share = std::max<size_t>(1, asked.messages_max / clients.size());
        if (read_client(from, client, share, asked, made)) continue;
        made.is_failed = true;
        break;
    }
    return made;
}

}  // namespace kaskad::gateway
