#pragma once

#include "tests/engine/shop.hpp"

#include <algorithm>

// The small world with accounts of messengers beside its links: "viber" (3) proves delivery and reading and knows at
// once who has none, "gateway" (4) of Telegram can take back what has not arrived, "bot" (5) proves nothing but that it
// was sent, and goes by the person's own id. A part of an SMS costs the client 0.08, Viber 0.03, Telegram 0.02.

namespace kaskad::engine::test {

inline constexpr core::link_id VIBER{3};
inline constexpr core::link_id GATEWAY{4};
inline constexpr core::link_id BOT{5};

inline facts::link account(std::string name, core::channel channel, facts::channel_capability can) {
    facts::link made;
    made.name = std::move(name);
    made.digest = "1";
    made.channel = channel;
    made.adapter = "test";
    made.capability = can;
    return made;
}

inline facts::declared_price sold(core::channel channel, const char* value) {
    auto row = priced("", value);
    row.row.channel = channel;
    return row;
}

inline facts::declare with_channels() {
    auto command = declaration();
    command.links.push_back(account("viber", core::channel::viber,
                                    {.proves_delivered = true,
                                     .proves_read = true,
                                     .refuses_at_once = true,
                                     .takes_text = true,
                                     .ttl_min_s = 30,
                                     .ttl_max_s = 1'209'600}));
    command.links.push_back(account("gateway", core::channel::telegram,
                                    {.proves_sent = true,
                                     .proves_delivered = true,
                                     .proves_read = true,
                                     .revokes = true,
                                     .takes_text = true,
                                     .ttl_min_s = 30,
                                     .ttl_max_s = 3'600}));
    command.links.push_back(
        account("bot", core::channel::other,
                {.proves_sent = true, .takes_text = true, .addressed_by = facts::address_kind::user_id}));
    const std::pair<const char*, core::channel> accounts[] = {
        {"viber", core::channel::viber}, {"gateway", core::channel::telegram}, {"bot", core::channel::other}};
    for (const auto& [name, over] : accounts) {
        command.prices.push_back(priced(name, "0.01"));
        command.prices.back().row.channel = over;
    }
    command.prices.push_back(sold(core::channel::viber, "0.03"));
    command.prices.push_back(sold(core::channel::telegram, "0.02"));
    command.prices.push_back(sold(core::channel::other, "0.01"));
    return command;
}

inline facts::cascade_step step(core::channel channel, uint32_t timeout_s = 0,
                                facts::step_goal goal = facts::step_goal::delivered) {
    facts::cascade_step made;
    made.channel = channel;
    made.timeout_ms = timeout_s * 1'000;
    made.success_on = goal;
    return made;
}

// Why steps of it did not begin.
inline std::vector<core::reason> skipped(const facts::message& value) {
    std::vector<core::reason> reasons;
    for (const auto& attempt : value.attempts) {
        if (attempt.state == facts::attempt_state::skipped) reasons.push_back(attempt.reason);
    }
    return reasons;
}

class cascade_shop : public shop {
  public:
    explicit cascade_shop(facts::declare declared = with_channels(), rig_options options = {})
        : shop{std::move(options)} {
        declare(std::move(declared));
        sms = bind(CHEAP);
        viber = bind(VIBER);
        gateway = bind(GATEWAY);
        bot = bind(BOT);
    }

    static facts::submit_message by(std::vector<facts::cascade_step> steps, core::client_id client = SHOP) {
        auto command = text("Your order is here", client);
        command.steps.emplace();
        command.steps->steps = std::move(steps);
        return command;
    }
    // Viber for 60 s, then SMS.
    static facts::submit_message viber_then_sms(facts::step_goal goal = facts::step_goal::delivered,
                                                core::client_id client = SHOP) {
        return by({step(core::channel::viber, 60, goal), step(core::channel::sms)}, client);
    }

    facts::send_over_channel take_sending() {
        EXPECT_FALSE(sendings.empty());
        if (sendings.empty()) return {};
        auto first = sendings.front();
        sendings.pop_front();
        return first;
    }

    void accepts(const facts::send_over_channel& sent, std::string id) {
        facts::channel_answered told;
        told.bind = sent.bind;
        told.part = sent.part;
        told.provider_id = std::move(id);
        tell(told);
    }
    void refuses(const facts::send_over_channel& sent, facts::channel_outcome outcome, core::reason reason) {
        facts::channel_answered told;
        told.bind = sent.bind;
        told.part = sent.part;
        told.outcome = outcome;
        told.reason = reason;
        tell(told);
    }
    void reports(core::link_id account, std::string id, facts::attempt_state state,
                 core::reason reason = core::reason::none) {
        facts::channel_reported told;
        told.account = account;
        told.provider_id = std::move(id);
        told.state = state;
        told.reason = reason;
        tell(told);
        std::erase_if(answers,
                      [](const facts::answer& each) { return std::holds_alternative<facts::done>(each.value); });
    }

    void suppress(core::channel on, uint8_t klass = 0, bool is_over = false) {
        facts::put_opt_out command{.client = SHOP, .number = "+491512345678", .channel = on, .value = {}};
        command.value.klass = klass;
        command.value.source = "api";
        command.is_over = is_over;
        tell(command);
        take_answer();
    }

    facts::refusal refused(facts::submit_message command) {
        tell(std::move(command));
        const auto answer = take_answer();
        const auto* refusal = std::get_if<facts::refusal>(&answer.value);
        EXPECT_NE(refusal, nullptr);
        return refusal ? *refusal : facts::refusal{};
    }

    core::amount left_of(core::client_id client) { return posted(billing::account_kind::client, client.value); }
    core::amount owed_to(core::link_id link) { return posted(billing::account_kind::payable, link.value); }
    core::amount held_of(core::client_id client) const {
        const auto id = billing::make_account_id(billing::account_kind::client, client.value, euro);
        return engine->memory().accounts.find(id)->reserved;
    }

    // What the client was told, in order; everything is taken at once.
    std::vector<facts::event_kind> told() {
        std::vector<facts::event_kind> kinds;
        while (!calls.empty()) {
            const auto call = calls.front();
            calls.pop_front();
            kinds.push_back(call.value.kind);
            tell(facts::callback_answered{
                .endpoint = call.value.endpoint, .sequence = call.value.sequence, .accepted = true});
        }
        return kinds;
    }

    facts::bind_ref sms;
    facts::bind_ref viber;
    facts::bind_ref gateway;
    facts::bind_ref bot;
};

}  // namespace kaskad::engine::test
