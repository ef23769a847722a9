#pragma once

#include "tests/engine/rig.hpp"

// A small world for engine tests: two links ("cheap" = 1, "dear" = 2), a shop that pays on submit, a bank that pays on
// delivery, Germany for 0.08 a part.

namespace kaskad::engine::test {

inline constexpr core::link_id CHEAP{1};
inline constexpr core::link_id DEAR{2};
inline constexpr core::client_id SHOP{1};
inline constexpr core::client_id BANK{2};

inline core::price price(const char* text) {
    return *core::parse_price(text);
}
inline core::amount amount(const char* text) {
    return *core::parse_amount(text);
}

inline facts::declared_price priced(std::string link, const char* value) {
    facts::declared_price result;
    result.link = std::move(link);
    result.row.currency = {{'E', 'U', 'R'}};
    result.row.price = price(value);
    return result;
}

inline facts::declare declaration() {
    facts::declare command;
    for (const auto* name : {"cheap", "dear"}) {
        facts::link link;
        link.name = name;
        link.digest = "1";
        link.rate = 100;
        command.links.push_back(link);
    }
    for (const auto* name : {"shop", "bank"}) {
        facts::declared_client client;
        client.value.name = name;
        client.value.digest = "1";
        client.value.currency = {{'E', 'U', 'R'}};
        client.value.default_sender = "Shop";
        client.value.opening_balance = amount("10");
        client.value.margin_min = price("-1");  // here messages may lose money
        facts::endpoint endpoint;
        endpoint.name = "main";
        endpoint.digest = "1";
        endpoint.url = "https://shop.example/sms";
        endpoint.is_default = true;
        client.endpoints.push_back(endpoint);
        command.clients.push_back(client);
    }
    command.clients[1].value.charge = billing::charge_rule::on_delivered;
    command.prices = {priced("cheap", "0.05"), priced("dear", "0.07"), priced("", "0.08")};
    command.plan = {{"49", {"", "DE", "Germany"}, 0}, {"49151", {"26201", "DE", "Telekom"}, 0}};
    return command;
}

inline facts::order_money top_up(std::string client, const char* value) {
    return {.client = std::move(client),
            .amount = amount(value),
            .currency = {},
            .reason = {},
            .reference = {},
            .by = "clerk"};
}

class shop : public rig {
  public:
    explicit shop(rig_options options = {}) : rig{std::move(options)} { declare(declaration()); }

    facts::bind_ref bind(core::link_id link, uint64_t credits = 100, uint32_t index = 0) {
        const facts::bind_ref ref{link, index, ++epoch_};
        tell(facts::link_bound{ref});
        if (credits > 0) tell(facts::grant_credits{ref, credits});
        return ref;
    }

    static facts::submit_message text(std::string value = "Hello", core::client_id client = SHOP) {
        facts::submit_message command;
        command.client = client;
        command.to = "+49 151 2345678";
        command.text = std::move(value);
        return command;
    }

    static facts::submit_message of_class(core::message_class klass) {
        auto command = text();
        command.klass = klass;
        return command;
    }

    core::message_id send(facts::submit_message command) {
        tell(std::move(command));
        const auto answer = take_answer();
        const auto* accepted = std::get_if<facts::accepted_item>(&answer.value);
        EXPECT_NE(accepted, nullptr);
        return accepted ? accepted->message : core::message_id{};
    }

    void answer(const facts::submit_part& submit, uint32_t status, std::string id = {}) {
        tell(facts::submit_answered{submit.bind, submit.part, status, id, id});
    }

    void receipt(const facts::bind_ref& bind, std::string id, facts::part_state state, std::string stat = "") {
        facts::receipt_received command;
        command.bind = bind;
        command.sequence_number = 7;
        command.keys = {std::move(id)};
        command.state = state;
        command.stat = std::move(stat);
        command.recipient = "491512345678";
        tell(std::move(command));
    }

    // Every currency's accounts sum to zero and nothing but open reservations is reserved.
    void expect_balanced() const {
        __int128 sum = 0;
        for (const auto& [id, account] : engine->memory().accounts.all())
            sum += account.posted.e6;
        EXPECT_EQ(static_cast<int64_t>(sum), 0);
    }

  private:
    uint64_t epoch_ = 0;
};

}  // namespace kaskad::engine::test
