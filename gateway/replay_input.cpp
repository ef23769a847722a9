#include "gateway/replay_input.hpp"

#include "engine/facts/codec.hpp"
#include "engine/text.hpp"
#include "gateway/api/payment.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

using facts::attempt_state;
using routing::replay_outcome;

constexpr uint16_t PERCENT = 100;  // shares are of 10,000

std::optional<routing::logged_accrual> accrual_of(const billing::transfer& transfer, const facts::attempt& attempt) {
    if (transfer.attempt != attempt.number) return std::nullopt;
    routing::logged_accrual made{.units = engine::segments_of_part(attempt), .amount = transfer.amount};
    switch (transfer.code) {
        case billing::posting_code::supplier_accrual:
            return made;
        case billing::posting_code::supplier_delivery_accrual:
            made.is_delivery = true;
            return made;
        case billing::posting_code::supplier_accrual_void:
            made.is_reversed = true;
            return made;
        default:
            return std::nullopt;
    }
}

std::vector<routing::logged_accrual> accruals_of(const store::told_message& from, const facts::attempt& attempt) {
    std::vector<routing::logged_accrual> found;
    for (const auto& posting : from.postings) {
        for (const auto& transfer : posting.transfers)
            if (const auto accrual = accrual_of(transfer, attempt)) found.push_back(*accrual);
    }
    return found;
}

// As in engine/evidence: whose doing it was decides whether it counts.
replay_outcome failure_of(core::reason reason) {
    switch (core::culprit_of(reason)) {
        case core::culprit::link:
        case core::culprit::network:
        case core::culprit::unknown:
            return replay_outcome::failed;
        default:
            return replay_outcome::not_counted;
    }
}

// Chance hangs on the message and the number of attempts before (engine/route_question).
uint64_t chance_key(const facts::message& message, const facts::attempt& attempt) {
    return message.id.value * 31 + attempt.number - 1;
}

// What decisions were made with: the least a part of it brings us (engine/level_prices).
core::price price_of_part(const api::payment& paid, const facts::client* payer, uint32_t parts) {
    const bool is_whole = payer != nullptr && payer->unit == facts::charge_unit::message;
    return {paid.price.e8 / (is_whole ? std::max<int64_t>(1, parts) : 1)};
}

bool pays_on_delivery(const api::payment& paid, const facts::client* payer) {
    if (paid.moment != facts::charge_moment::as_client) return paid.moment == facts::charge_moment::on_delivered;
    return payer != nullptr && payer->charge == billing::charge_rule::on_delivered;
}

}  // namespace

replay_input::replay_input(const engine::options& limits, std::vector<facts::client> clients,
                           std::vector<facts::link> links)
    : limits_{limits} {
    for (auto& client : clients)
        clients_.emplace(client.id, std::move(client));
    for (auto& link : links)
        links_.emplace(link.id, std::move(link));
}

routing::replay_terms replay_input::terms_of(const facts::message& message) const {
    const auto& usual = limits_.classes[static_cast<size_t>(message.klass)];
    routing::replay_terms made{.band = static_cast<uint16_t>(usual.band_percent * PERCENT)};
    const auto client = clients_.find(message.client);
    if (client == clients_.end()) return made;
    made.margin_min = client->second.margin_min;
    made.may_lose = message.accepted_utc < client->second.loss_until_utc;
    const auto& own = client->second.policies;
    const auto klass = static_cast<uint8_t>(static_cast<uint8_t>(message.klass) + 1);
    auto found = std::ranges::find(own, klass, &facts::route_policy::klass);
    if (found == own.end()) found = std::ranges::find(own, uint8_t{0}, &facts::route_policy::klass);
    if (found == own.end()) return made;
    made.band = found->band;
    made.value = found->value;
    return made;
}

replay_outcome replay_input::outcome_of(const facts::message& message, const facts::attempt& attempt) const {
    const auto link = links_.find(attempt.link);
    const bool is_about_phones = link != links_.end() && link->second.receipts_mean == facts::receipt_meaning::delivery;
    if (!is_about_phones) return replay_outcome::not_counted;
    switch (attempt.state) {
        case attempt_state::delivered:
        case attempt_state::read:
            return replay_outcome::delivered;
        case attempt_state::rejected:
        case attempt_state::undelivered:
        case attempt_state::expired:
        case attempt_state::unknown:
            return failure_of(attempt.reason);
        case attempt_state::cancelled:
        case attempt_state::skipped:
            return replay_outcome::not_counted;
        case attempt_state::pending:
        case attempt_state::submitting:
        case attempt_state::accepted:
        case attempt_state::sent:
            break;
    }
    // Nobody waits for a receipt of it any longer.
    return facts::is_final(message.state) ? failure_of(message.reason) : replay_outcome::open;
}

std::optional<routing::logged_message> replay_input::make(const store::told_message& from) const {
    const auto& message = from.message;
    // A cascade is not decided by its links alone.
    if (message.route_test != 0 || message.cascade != 0) return std::nullopt;
    const auto paid = api::payment_to_us(message);
    const auto found = clients_.find(paid.payer);
    const auto* payer = found == clients_.end() ? nullptr : &found->second;
    routing::logged_message made{.digits = message.recipient,
                                 .client = paid.payer,
                                 .currency = paid.currency,
                                 .sell_price = price_of_part(paid, payer, message.parts),
                                 .parts = message.parts,
                                 .revenue = paid.charge.charged,
                                 .charged_parts = paid.charge.charged_units,
                                 .pays_on_delivery = pays_on_delivery(paid, payer),
                                 .terms = terms_of(message),
                                 .attempts = {}};
    for (const auto& attempt : message.attempts) {
        const auto decision = std::ranges::find(from.decisions, attempt.number, &facts::attempt_decision::attempt);
        made.attempts.push_back({.made = decision == from.decisions.end() ? nullptr : &decision->decision,
                                 .chance_key = chance_key(message, attempt),
                                 .accruals = accruals_of(from, attempt),
                                 .outcome = outcome_of(message, attempt)});
    }
    return made;
}

}  // namespace kaskad::gateway
