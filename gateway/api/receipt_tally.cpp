#include "gateway/api/receipt_tally.hpp"

#include "engine/facts/codec.hpp"
#include "gateway/api/payment.hpp"
#include "gateway/api/supplier_share.hpp"

#include <vector>

namespace kaskad::gateway::api {

namespace {

constexpr uint64_t TEN_THOUSANDTHS = 10'000;
constexpr int64_t PPM_OF_TEN_THOUSANDTH = 100;

uint64_t receipt_sums::*count_of(receipt_outcome outcome) {
    switch (outcome) {
        case receipt_outcome::refused:
            return &receipt_sums::refused;
        case receipt_outcome::missing:
            return &receipt_sums::missing;
        case receipt_outcome::unconfirmed:
            return &receipt_sums::unconfirmed;
        case receipt_outcome::delivered:
            return &receipt_sums::delivered;
        case receipt_outcome::undelivered:
            return &receipt_sums::undelivered;
        case receipt_outcome::expired:
            return &receipt_sums::expired;
        case receipt_outcome::rejected:
            return &receipt_sums::rejected;
        case receipt_outcome::unsent:
        case receipt_outcome::unanswered:
            break;
    }
    return &receipt_sums::unanswered;
}

void count(receipt_sums& to, const seen_part& seen, core::amount owed) {
    ++to.submitted;
    ++(to.*count_of(seen.outcome));
    if (awaits_receipt(seen.outcome)) ++to.accepted;
    if (seen.part.conflict) ++to.contradictory;
    if (seen.is_late) ++to.late;
    if (seen.part.matched == facts::matched_by::query) ++to.asked;
    if (seen.attempt.currency == core::currency{}) return;
    add(to.owed, seen.attempt.currency, owed);
    if (seen.outcome == receipt_outcome::missing) add(to.owed_missing, seen.attempt.currency, owed);
}

void count(silent_messages& to, const payment& paid) {
    ++to.messages;
    if (paid.currency == core::currency{}) return;
    add(to.charged, paid.currency, paid.charge.charged);
    const bool is_held = paid.charge.state == billing::reservation_state::open;
    add(to.held, paid.currency, is_held ? paid.charge.amount : core::amount{});
}

// Of each part what is owed for it. What nobody took, and is owed all the same, is the first's that left.
std::vector<core::amount> owed_by_part(const store::told_message& told, const facts::attempt& attempt) {
    std::vector<size_t> places;
    std::vector<size_t> sent;
    for (size_t place = 0; place < attempt.parts.size(); ++place) {
        const auto outcome = outcome_of(attempt.parts[place]);
        if (outcome != receipt_outcome::unsent) sent.push_back(place);
        if (awaits_receipt(outcome)) places.push_back(place);
    }
    if (places.empty()) places = sent;
    std::vector<core::amount> owed(attempt.parts.size());
    if (places.empty()) return owed;
    std::vector<supplied_part> shares;
    for (const auto place : places)
        shares.push_back({.is_delivered = attempt.parts[place].state == facts::part_state::delivered, .owed = {}});
    share_postings(told, attempt, shares);
    for (size_t number = 0; number < places.size(); ++number)
        owed[places[number]] = shares[number].owed;
    return owed;
}

}  // namespace

int64_t share_ppm(const receipt_sums& sums, uint64_t count) {
    if (sums.accepted == 0) return 0;
    return static_cast<int64_t>(count * TEN_THOUSANDTHS / sums.accepted) * PPM_OF_TEN_THOUSANDTH;
}

receipt_sums* receipt_tally::row_at(core::link_id link, int64_t utc_ms) {
    const receipt_key key{asked_.days.day_of(utc_ms), link};
    const auto found = rows_.find(key);
    if (found != rows_.end()) return &found->second;
    return rows_.size() == rows_max_ ? nullptr : &rows_[key];
}

bool receipt_tally::add(const store::told_message& told) {
    for (const auto& attempt : told.message.attempts)
        if (!add_attempt(told, attempt)) return false;
    return add_silent(told.message);
}

bool receipt_tally::add_attempt(const store::told_message& told, const facts::attempt& attempt) {
    const auto owed = owed_by_part(told, attempt);
    bool has_room = true;
    each_part(told.message, asked_, [&](const seen_part& seen) {
        if (&seen.attempt != &attempt || !has_room) return;
        auto* row = row_at(attempt.link, seen.part.submitted_utc);
        has_room = row != nullptr;
        if (!has_room) return;
        const auto amount = owed[static_cast<size_t>(&seen.part - attempt.parts.data())];
        count(*row, seen, amount);
        count(total_, seen, amount);
    });
    return has_room;
}

bool receipt_tally::add_silent(const facts::message& message) {
    const bool is_waiting = !facts::is_final(message.state);
    if (message.is_test || (!is_waiting && !ended_without_receipt(message))) return true;
    const facts::attempt* attempt = nullptr;
    int64_t submitted_utc = 0;
    each_part(message, asked_, [&](const seen_part& seen) {
        if (seen.outcome != receipt_outcome::missing) return;
        attempt = &seen.attempt;
        submitted_utc = seen.part.submitted_utc;
    });
    if (attempt == nullptr) return true;
    auto* row = row_at(attempt->link, submitted_utc);
    if (row == nullptr) return false;
    const auto paid = payment_to_us(message);
    count(is_waiting ? row->waiting : row->closed, paid);
    count(is_waiting ? total_.waiting : total_.closed, paid);
    return true;
}

bool receipt_tally::add(const facts::parked_receipt& parked) {
    if (asked_.link && parked.link != asked_.link) return true;
    if (!asked_.is_within(parked.received_utc)) return true;
    auto* row = row_at(parked.link, parked.received_utc);
    if (row == nullptr) return false;
    ++row->parked;
    ++total_.parked;
    return true;
}

}  // namespace kaskad::gateway::api
