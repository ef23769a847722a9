#pragma once

#include "engine/lookups.hpp"
#include "tests/engine/shop.hpp"
#include "tests/invariants/charges.hpp"
#include "tests/invariants/reservations.hpp"

// A shop whose messages wait for look-ups and a bank that asks for itself, each for 0.01; the provider takes 0.004 and
// is played by the test. Over network 26202, where the number was ported to, the cheap link is the dear one.

namespace kaskad::engine::test {

inline constexpr auto NUMBER = "491512345678";
inline constexpr auto WRITTEN = "+49 151 2345678";

inline rig_options with_provider() {
    rig_options options;
    auto& lookup = options.limits.lookup;
    lookup.enabled = true;
    lookup.price = price("0.004");
    lookup.currency = {{'E', 'U', 'R'}};
    lookup.deadline_ms = 1'500;
    lookup.request_deadline_ms = 5'000;
    lookup.cache_ms = 3'600'000;
    return options;
}

inline facts::declare with_lookups() {
    auto command = declaration();
    for (auto& client : command.clients) {
        client.value.lookup_price = price("0.01");
        client.value.digest = "2";
    }
    command.clients[0].value.looks_up = true;
    auto vodafone = priced("cheap", "0.08");
    vodafone.row.mccmnc = "26202";
    command.prices.push_back(vodafone);
    return command;
}

inline facts::lookup_answered answered(core::message_id id, std::string mccmnc = "26202") {
    return {.id = id,
            .has_answer = true,
            .mccmnc = std::move(mccmnc),
            .original = "26201",
            .is_ported = true,
            .reach = facts::lookup_reach::reachable,
            .error = {}};
}

inline facts::lookup_answered unanswered(core::message_id id) {
    return {.id = id, .mccmnc = {}, .original = {}, .error = "the provider answered 500"};
}

class asked : public shop {
  public:
    explicit asked(rig_options options = with_provider()) : shop{std::move(options)} {
        declare(with_lookups());
        bind(CHEAP);
        bind(DEAR);
    }

    void ask(std::string number = WRITTEN, core::client_id client = BANK, uint32_t item = 0) {
        tell(facts::look_up_number{5, client, std::move(number), item});
    }

    core::message_id take_lookup() {
        EXPECT_FALSE(lookups.empty());
        if (lookups.empty()) return {};
        const auto first = lookups.front();
        lookups.pop_front();
        return first.id;
    }

    template <typename Reply>
    Reply take() {
        const auto answer = take_answer();
        const auto* reply = std::get_if<Reply>(&answer.value);
        EXPECT_NE(reply, nullptr);
        return reply ? *reply : Reply{};
    }

    facts::refusal_code refused() { return take<facts::refusal>().code; }
    core::amount balance(core::client_id client) { return posted(billing::account_kind::client, client.value); }
    core::amount owed() { return posted(billing::account_kind::payable, 0); }
    core::amount reserved(core::client_id client) {
        return engine->memory()
            .accounts.find(billing::make_account_id(billing::account_kind::client, client.value, euro))
            ->reserved;
    }

    std::vector<billing::posting_code> booked() const {
        std::vector<billing::posting_code> result;
        for (const auto& group : groups) {
            for (const auto& fact : group.facts) {
                for (const auto& change : fact.changes) {
                    const auto* posting = std::get_if<billing::posting>(&change.after);
                    if (posting && posting->transfers[0].code >= billing::posting_code::lookup_reserve)
                        result.push_back(posting->transfers[0].code);
                }
            }
        }
        return result;
    }

    // Each reservation ends once, nothing is charged twice.
    void expect_books() {
        invariants::reservations ends;
        invariants::charges once;
        invariants::complaints broken;
        for (const auto& group : groups) {
            for (const auto& fact : group.facts) {
                for (const auto& change : fact.changes) {
                    const auto* posting = std::get_if<billing::posting>(&change.after);
                    if (!posting) continue;
                    ends.take(*posting, broken);
                    once.take(*posting, broken);
                }
            }
        }
        EXPECT_TRUE(broken.empty()) << broken.front();
        expect_balanced();
    }
};

}  // namespace kaskad::engine::test
