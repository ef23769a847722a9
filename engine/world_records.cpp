#include "core/assert.hpp"
#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"
#include "engine/world.hpp"

#include <utility>

// How the records of a fact become the world's: nothing is added, compared or looked up.

namespace kaskad::engine {

namespace {

constexpr double SHARES = 10'000;

std::expected<routing::price_book, routing::row_error> build_book(const facts::price_book& value) {
    if (value.imported.empty()) return routing::price_book::build(value.version, value.rows);
    auto rows = value.rows;
    rows.insert(rows.end(), value.imported.begin(), value.imported.end());
    return routing::price_book::build(value.version, rows);
}

// A message that is new comes with its text, somewhere in the same fact.
std::string_view text_in(const facts::fact& fact) {
    if (fact.kind != facts::fact_kind::message_accepted) return {};
    for (const auto& change : fact.changes) {
        if (const auto* text = std::get_if<facts::message_text>(&change.after)) return text->text;
    }
    return {};
}

}  // namespace

void world::apply_recalled(const facts::fact& fact, uint64_t at) {
    std::unordered_map<core::message_id, std::string_view> texts;
    for (const auto& change : fact.changes) {
        if (const auto* text = std::get_if<facts::message_text>(&change.after)) texts[text->id] = text->text;
    }
    for (const auto& change : fact.changes) {
        if (const auto* message = std::get_if<facts::message>(&change.after)) recall(*message, texts[message->id], at);
    }
    for (const auto& change : fact.changes) {
        if (const auto* text = std::get_if<facts::message_text>(&change.after)) messages.set_contents(*text);
    }
}

void world::apply(const facts::fact& fact, uint64_t at) {
    if (fact.kind == facts::fact_kind::recalled) return apply_recalled(fact, at);
    const auto text = text_in(fact);
    for (const auto& change : fact.changes) {
        if (!change.gone) {
            assign(change.after, at, text);
        } else if (const auto* receipt = std::get_if<facts::parked_receipt>(&change.after)) {
            forget_parked(receipt->id);
        } else if (const auto* job = std::get_if<facts::job>(&change.after)) {
            jobs.erase(job->id);
        } else if (const auto* part = std::get_if<facts::inbound_part>(&change.after)) {
            inbound.erase(part->text, part->number);
        } else if (const auto* print = std::get_if<facts::inbound_print>(&change.after)) {
            inbound_prints.erase(print->print);
        } else if (const auto* import = std::get_if<facts::price_import>(&change.after)) {
            imports.erase(import->id);
        } else if (const auto* number = std::get_if<facts::learnt_number>(&change.after)) {
            numbers.erase(number->number);
        } else if (const auto* lookup = std::get_if<facts::lookup>(&change.after)) {
            lookups.erase(lookup->id);
        } else if (const auto* test = std::get_if<facts::route_test>(&change.after)) {
            route_tests.erase(test->id);
        } else if (const auto* contact = std::get_if<facts::contact>(&change.after)) {
            contacts.erase(*contact);
        } else if (const auto* event = std::get_if<facts::event>(&change.after)) {
            endpoint_states[event->endpoint].events.erase(event->sequence);
        }
    }
}

void world::assign(const facts::record& value, uint64_t at, std::string_view text) {
    struct assigner {
        world& self;
        uint64_t at;
        std::string_view text;

        void operator()(const facts::message& value) const {
            const bool is_new = !self.messages.contains(value.id);
            self.assign_message(value, is_new ? text : self.messages.text_of(value.id), at);
        }
        void operator()(const facts::message_text& value) const {
            self.messages.set_contents(value);
            if (self.messages.text_of(value.id) != value.text) self.messages.set_text(value.id, value.text);
        }
        void operator()(const facts::attempt_decision&) const {}
        void operator()(const facts::operator_message& value) const {
            if (!self.messages.contains(value.message)) return;
            self.operator_ids.assign(value.link, value.key, {value.message, value.attempt, value.part});
        }
        void operator()(const facts::parked_receipt& value) const {
            self.parked[value.id] = value;
            for (const auto& key : value.keys)
                self.parked_by_key.emplace(operator_key(value.link, key), value.id);
            self.parked_by_address.emplace(operator_key(value.link, value.recipient), value.id);
        }
        void operator()(const facts::idempotency& value) const {
            self.filter.add(facts::key_hash(value.client, value.key, value.item));
            self.keep_key(value, at);
        }
        void operator()(const facts::event& value) const {
            self.endpoint_states[value.endpoint].events.emplace(value.sequence, endpoint_state::hot_event{value, at});
        }
        void operator()(const facts::endpoint_progress& value) const {
            self.endpoint_states[value.endpoint].progress = value;
        }
        void operator()(const billing::account& value) const { self.accounts.assign(value); }
        void operator()(const billing::posting&) const {}
        void operator()(const facts::link& value) const {
            self.links[value.id] = value;
            self.maintenance_.reset();
            self.estimator.expect(value.id, value.expected_delivery / SHARES);
        }
        void operator()(const facts::client& value) const {
            self.clients[value.id] = value;
            self.owners_.reset();
        }
        void operator()(const facts::endpoint& value) const {
            self.endpoints[value.id] = value;
            self.owners_.reset();
        }
        void operator()(const facts::inbound_text&) const {}
        void operator()(const facts::estimate&) const {}  // of what the estimator knows better; read at the start
        void operator()(const facts::price_import& value) const { self.imports[value.id] = value; }
        void operator()(const facts::learnt_number& value) const { self.numbers.assign(value); }
        void operator()(const facts::lookup& value) const { self.lookups.assign(value); }
        void operator()(const facts::route_test& value) const { self.route_tests[value.id] = value; }
        void operator()(const facts::quota_use& value) const { self.quotas.assign(value); }
        void operator()(const facts::balance_watch& value) const { self.balance_watches[value.client] = value; }
        void operator()(const facts::money_order& value) const {
            self.money_orders[value.id] = value;
            if (!value.reference.empty()) self.orders_by_reference[value.reference] = value.id;
        }
        void operator()(const facts::exchange_rate& value) const {
            self.exchange_rates[facts::key_of(value)] = value;
            const auto base = core::parse_currency(value.base);
            const auto quote = core::parse_currency(value.quote);
            if (base && quote) self.exchanges.assign({*base, *quote}, value.day, value.rate_e8);
        }
        void operator()(const facts::contract& value) const { self.contracts[value.client] = value; }
        void operator()(const facts::cascade& value) const { self.cascades.assign(value); }
        void operator()(const facts::contact& value) const { self.contacts.assign(value); }
        void operator()(const billing::invoice& value) const {
            auto key = facts::key_of(value);
            auto& owed = self.unpaid[value.client];
            if (billing::is_open(value)) {
                owed[key] = value.due_day;
            } else {
                owed.erase(key);
            }
            if (owed.empty()) self.unpaid.erase(value.client);
            self.invoices[std::move(key)] = value;
        }
        void operator()(const facts::closed_period& value) const { self.periods[value.from_day] = value; }
        void operator()(const facts::reconciliation& value) const { self.reconciliations[value.id] = value; }
        void operator()(const facts::checkpoint&) const {}  // of what is known better; read at the start
        void operator()(const facts::inbound_part& value) const { self.inbound.assign(value); }
        void operator()(const facts::inbound_print& value) const { self.inbound_prints.assign(value); }
        void operator()(const facts::price_book& value) const {
            // Who made the version may have left its index already.
            if (self.prices.version() != value.version) {
                auto built = build_book(value);
                ASSERT(built.has_value());
                self.prices = std::move(*built);
            }
            self.prices_record = value;
        }
        void operator()(const facts::number_plan& value) const {
            auto built = routing::number_plan::build(value.version, value.rows);
            ASSERT(built.has_value());
            self.plan = std::move(*built);
            self.plan_record = value;
        }
        void operator()(const facts::job& value) const { self.jobs[value.id] = value; }
        void operator()(const facts::node& value) const { self.node = value; }
    };
    std::visit(assigner{*this, at, text}, value);
}

}  // namespace kaskad::engine
