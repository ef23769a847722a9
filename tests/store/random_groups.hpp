#pragma once

#include "engine/facts/codec.hpp"
#include "engine/facts/fact.hpp"
#include "tests/facts/filler.hpp"

#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <vector>

// Groups such as an engine makes: few keys that change often, rows that come and go, postings without a gap. Every
// member of every record is set.

namespace kaskad::store::testing {

class random_groups {
  public:
    explicit random_groups(uint64_t seed) : random_{seed} {}

    facts::group next() {
        facts::group group;
        group.position = ++position_;
        group.now = {.steady_ms = static_cast<int64_t>(position_ * 10),
                     .utc_ms = static_cast<int64_t>(1'800'000'000'000 + position_ * 10)};
        const auto facts = 1 + random_.number(4);
        for (uint64_t i = 0; i < facts; ++i)
            group.facts.push_back(next_fact());
        return group;
    }

    std::vector<facts::group> next(size_t count) {
        std::vector<facts::group> groups;
        while (groups.size() < count)
            groups.push_back(next());
        return groups;
    }

  private:
    facts::fact next_fact() {
        auto fact = random_.make<plain_fact>();
        facts::fact made{.kind = fact.kind,
                         .message = {1 + random_.number(20)},
                         .attempt = fact.attempt,
                         .part = fact.part,
                         .link = fact.link,
                         .command_status = fact.command_status,
                         .reason = fact.reason,
                         .note = fact.note,
                         .changes = {}};
        // A message is there from the first fact about it on.
        if (!accepted_.contains(made.message)) made.changes.push_back({.after = make_message(made.message)});
        const auto changes = random_.number(4);
        for (uint64_t i = 0; i < changes; ++i)
            made.changes.push_back(next_change());
        return made;
    }

    facts::change next_change() {
        const auto table = random_.number(std::variant_size_v<facts::record>);
        facts::change change{.after = random_.make_alternative<facts::record>(table)};
        std::visit([&](auto& record) { set_key(core::unboxed(record)); }, change.after);
        const bool stays = std::holds_alternative<billing::posting>(change.after) ||
                           std::holds_alternative<facts::message>(change.after);
        change.gone = !stays && random_.number(4) == 0;
        return change;
    }

    uint32_t few() { return static_cast<uint32_t>(1 + random_.number(5)); }

    facts::message make_message(core::message_id id) {
        auto value = random_.make<facts::message>();
        set_key(value, id);
        return value;
    }

    void set_key(facts::message& value) { set_key(value, {1 + random_.number(20)}); }

    // What is fixed when a message is accepted does not change with it.
    void set_key(facts::message& value, core::message_id id) {
        accepted_.insert(id);
        value.id = id;
        value.client = {static_cast<uint32_t>(1 + value.id.value % 3)};
        value.client_ref = value.id.value % 4 == 0 ? "" : "ref " + std::to_string(value.id.value);
        value.recipient = "4915100000" + std::to_string(value.id.value);
        value.klass = static_cast<core::message_class>(value.id.value % 4);
        value.accepted_utc = static_cast<int64_t>(value.id.value);
        value.due_steady = static_cast<int64_t>(random_.number(50));
        value.queue_link = {few()};
        value.queue_sequence = random_.number(2) == 0 ? 0 : ++queue_sequence_;
        for (auto& attempt : value.attempts) {
            for (auto& part : attempt.parts)
                part.state = static_cast<facts::part_state>(random_.number(10));
        }
    }
    // A message is there before anything is kept about it.
    core::message_id accepted() {
        return *std::next(accepted_.begin(), static_cast<int64_t>(random_.number(accepted_.size())));
    }
    void set_key(facts::message_text& value) { value.id = accepted(); }
    void set_key(facts::attempt_decision& value) {
        value.message = accepted();
        value.attempt = static_cast<uint8_t>(few());
    }
    void set_key(facts::operator_message& value) {
        value.link = {few()};
        value.key = "id" + std::to_string(few());
        value.message = accepted();
        value.part = static_cast<uint8_t>(few());
    }
    void set_key(facts::parked_receipt& value) { value.id = few(); }
    void set_key(facts::idempotency& value) {
        value.client = {few()};
        value.key = "key" + std::to_string(few());
        value.item = few() - 1;
    }
    void set_key(facts::event& value) {
        value.endpoint = {few()};
        value.sequence = few() * 100;
    }
    void set_key(facts::endpoint_progress& value) { value.endpoint = {few()}; }
    void set_key(billing::account& value) { value.id = {few()}; }
    void set_key(billing::posting& value) {
        value.sequence = ++posting_;
        // A few each day, and now and then by a clock that was set back.
        constexpr int64_t BEGIN = 1'767'225'600'000;
        constexpr int64_t DAY = 86'400'000;
        value.booked_utc_ms = BEGIN + static_cast<int64_t>(posting_) * DAY / 4 - (posting_ % 7 == 0 ? DAY : 0);
        value.message = {random_.number(3)};
        value.previous = {};
        value.hash = {};
    }
    void set_key(facts::link& value) { value.id = {few()}; }
    void set_key(facts::client& value) { value.id = {few()}; }
    void set_key(facts::endpoint& value) { value.id = {few()}; }
    void set_key(facts::price_book& value) { value.version = few(); }
    void set_key(facts::number_plan& value) { value.version = few(); }
    void set_key(facts::job& value) { value.id = few(); }
    void set_key(facts::node& value) { value.number = 1; }
    void set_key(facts::inbound_text& value) {
        value.client = {few() - 1};
        value.id = {few()};
    }
    void set_key(facts::inbound_part& value) {
        value.text = {few()};
        value.number = static_cast<uint8_t>(few());
    }
    void set_key(facts::inbound_print& value) { value.print = few(); }
    void set_key(facts::estimate& value) {
        value.link = {few()};
        value.network = std::to_string(few());
    }
    void set_key(facts::price_import& value) { value.id = few(); }
    void set_key(facts::learnt_number& value) { value.number = "4915100000" + std::to_string(few()); }
    void set_key(facts::lookup& value) { value.id = {few()}; }
    void set_key(facts::route_test& value) { value.id = few(); }
    void set_key(facts::quota_use& value) {
        value.client = {static_cast<uint32_t>(few())};
        value.period = static_cast<facts::quota_period>(few() % 2);
        value.country = "C" + std::to_string(few());
    }
    void set_key(facts::balance_watch& value) { value.client = {static_cast<uint32_t>(few())}; }
    void set_key(facts::money_order& value) { value.id = few(); }
    void set_key(facts::exchange_rate& value) {
        value.base = "EUR";
        value.quote = "C" + std::to_string(few());
        value.day = static_cast<uint32_t>(few());
    }
    void set_key(facts::contract& value) { value.client = {static_cast<uint32_t>(few())}; }
    void set_key(billing::invoice& value) {
        value.seller = "S" + std::to_string(few());
        value.number = few();
    }
    void set_key(facts::closed_period& value) { value.from_day = static_cast<uint32_t>(few()); }
    void set_key(facts::cascade& value) { value.id = few(); }
    void set_key(facts::reconciliation& value) { value.id = few(); }
    void set_key(facts::contact& value) {
        value.client = {static_cast<uint32_t>(few())};
        value.recipient = "4915" + std::to_string(few());
        value.channel = static_cast<core::channel>(few() % 2);
    }
    void set_key(facts::checkpoint& value) { value.name = "part" + std::to_string(few()); }

    struct plain_fact {
        facts::fact_kind kind{};
        uint8_t attempt = 0;
        uint8_t part = 0;
        core::link_id link;
        uint32_t command_status = 0;
        core::reason reason = core::reason::none;
        std::string note;
    };

    facts::testing::filler random_;
    std::set<core::message_id> accepted_;
    uint64_t position_ = 0;
    uint64_t posting_ = 0;
    uint64_t queue_sequence_ = 0;
};

}  // namespace kaskad::store::testing
