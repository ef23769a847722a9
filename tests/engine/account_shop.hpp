#pragma once

#include "tests/engine/shop.hpp"

// The shop with an SMPP account besides its callbacks.

namespace kaskad::engine::test {

inline constexpr core::endpoint_id ACCOUNT{3};  // behind the two that shop and bank have

inline facts::declare with_account(uint32_t parallel) {
    using facts::event_kind;
    auto command = declaration();
    facts::endpoint receipts;
    receipts.name = "smpp:shop";
    receipts.digest = "1";
    receipts.url = "shop";
    receipts.kind = facts::endpoint_kind::smpp;
    receipts.parallel = parallel;
    for (const auto kind : {event_kind::delivered, event_kind::failed, event_kind::expired, event_kind::unknown})
        receipts.kinds.push_back(static_cast<uint8_t>(kind));
    command.clients[0].endpoints.push_back(receipts);
    return command;
}

struct account_shop : shop {
    explicit account_shop(uint32_t parallel = 10) {
        declare(with_account(parallel));
        bound = bind(CHEAP, 10'000);
    }

    static facts::submit_message submit(uint8_t registered_delivery = 1) {
        auto command = text();
        command.endpoint = ACCOUNT;
        command.submissions = {{.registered_delivery = registered_delivery, .source_ton = 5, .destination_ton = 1}};
        return command;
    }

    core::message_id deliver(facts::submit_message command, facts::part_state state = facts::part_state::delivered) {
        const auto id = send(std::move(command));
        const auto operator_id = "id" + std::to_string(++last_);
        answer(take_submit(), 0, operator_id);
        receipt(bound, operator_id, state);
        return id;
    }

    facts::bind_ref bound;

  private:
    int last_ = 0;
};

}  // namespace kaskad::engine::test
