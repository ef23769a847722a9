#include "routing/sticky_senders.hpp"

#include "core/assert.hpp"
#include "routing/codes.hpp"
#include "routing/hash_mix.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

constexpr uint64_t VERSION = 1;
constexpr size_t SENDER_SIZE_MAX = 32;
constexpr size_t DROPPED_AT_ONCE_MAX = 16;

}  // namespace

size_t sticky_key_hash::operator()(const sticky_key& key) const {
    return mixed(key.client.value, key.recipient);
}

sticky_key sticky_key_of(core::client_id client, const core::msisdn& recipient) {
    ASSERT(is_digits(recipient.digits));
    ASSERT(recipient.digits.size() <= 15);
    uint64_t number = 0;
    for (const char digit : recipient.digits)
        number = number * 10 + static_cast<uint64_t>(digit - '0');
    return {.client = client, .recipient = number};
}

sticky_verdict judge_sticky(const sticky_standing& standing) {
    if (standing.is_ejected) return sticky_verdict::link_ejected;
    return standing.chance < standing.floor ? sticky_verdict::below_floor : sticky_verdict::kept;
}

std::optional<sticky_sender> sticky_senders::find(const sticky_key& key, int64_t now_ms) const {
    const auto* const known = known_.find(key);
    if (known == nullptr || now_ms - known->sent_ms >= kept_ms_) return std::nullopt;
    return known->by;
}

void sticky_senders::note_sent(const sticky_key& key, const sticky_sender& by, int64_t now_ms) {
    drop_expired(now_ms);
    if (auto* const known = known_.use(key)) {
        *known = {.by = by, .sent_ms = now_ms};
    } else {
        known_.add(key, {.by = by, .sent_ms = now_ms});
    }
}

// They lie in the order in which they were used, so the expired ones are in front.
void sticky_senders::drop_expired(int64_t now_ms) {
    for (size_t left = DROPPED_AT_ONCE_MAX; left > 0 && known_.size() > 0; --left) {
        if (now_ms - known_.oldest()->sent_ms < kept_ms_) return;
        known_.drop_oldest();
    }
}

std::string sticky_senders::save(int64_t now_ms) const {
    state_writer to;
    to.put_count(VERSION);
    to.put_time(now_ms);
    to.put_count(known_.size());
    for (const auto& [key, value] : known_.entries()) {
        to.put_count(key.client.value);
        to.put_count(key.recipient);
        to.put_count(value.by.link.value);
        to.put_text(value.by.sender);
        to.put_time(value.sent_ms);
    }
    return to.take();
}

// Of more than `max` the youngest stay.
std::expected<sticky_senders, state_fault> sticky_senders::load(std::string_view octets, int64_t now_ms,
                                                                int64_t kept_ms, size_t max) {
    state_reader from{octets};
    if (from.take_count(UINT64_MAX) != VERSION && from.is_good()) return std::unexpected(state_fault::unknown_version);
    const auto saved_ms = from.take_time();
    from.shift_times(std::min<int64_t>(now_ms - saved_ms, 0), saved_ms);
    sticky_senders made{kept_ms, max};
    for (auto left = from.take_count(octets.size()); left > 0 && from.is_good(); --left) {
        sticky_key key{.client = {static_cast<uint32_t>(from.take_count(UINT32_MAX))}};
        key.recipient = from.take_count(UINT64_MAX);
        kept value{.by = {.link = {static_cast<uint32_t>(from.take_count(UINT32_MAX))}}};
        value.by.sender = from.take_text(SENDER_SIZE_MAX);
        value.sent_ms = from.take_time();
        if (made.known_.find(key) != nullptr) from.refuse();
        if (from.is_good()) made.known_.add(key, std::move(value));
    }
    if (!from.is_good() || !from.is_at_end()) return std::unexpected(state_fault::damaged);
    return made;
}

std::string_view to_string(sticky_verdict value) {
    switch (value) {
        case sticky_verdict::kept:
            return "kept";
        case sticky_verdict::link_ejected:
            return "link_ejected";
        case sticky_verdict::below_floor:
            return "below_floor";
    }
    return "kept";
}

}  // namespace kaskad::routing
