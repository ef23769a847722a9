#include "routing/pumping_guard.hpp"

#include "core/assert.hpp"
#include "routing/codes.hpp"
#include "routing/hash_mix.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

constexpr uint64_t BLOCK_SIZE = 10'000;
constexpr uint32_t DENSE_NUMBERS_MIN = 20;  // fewer lie side by side by chance too easily

uint64_t number_of(const core::msisdn& recipient) {
    ASSERT(is_digits(recipient.digits));
    ASSERT(recipient.digits.size() <= 15);
    uint64_t number = 0;
    for (const char digit : recipient.digits)
        number = number * 10 + static_cast<uint64_t>(digit - '0');
    return number;
}

pumping_verdict verdict_of(const pumping_evidence& evidence) {
    if (!evidence.is_fast) return pumping_verdict::none;
    switch (int{evidence.is_wide} + int{evidence.is_dense} + int{evidence.is_without_effect}) {
        case 0:
            return pumping_verdict::none;
        case 1:
            return pumping_verdict::delay;
        case 2:
            return pumping_verdict::hold;
        default:
            return pumping_verdict::block;
    }
}

}  // namespace

bool is_watched_for_pumping(core::message_class value) {
    return value == core::message_class::otp || value == core::message_class::transactional;
}

size_t pumping_guard::key_hash::operator()(const key& value) const {
    return mixed(value.sender, value.block);
}

pumping_guard::key pumping_guard::key_of(const pumping_message& message) {
    return {.sender = mixed(0, message.sender), .block = number_of(message.recipient) / BLOCK_SIZE};
}

pumping_evidence pumping_guard::judge(const pumping_message& message, int64_t now_ms) {
    auto& of = client_of(message.client);
    auto& at = find_or_add(of, key_of(message));
    at.hour.note(static_cast<uint16_t>(number_of(message.recipient) % BLOCK_SIZE), now_ms);
    auto evidence = look(of, at, now_ms);
    if (now_ms >= at.allowed_until_ms) evidence.verdict = verdict_of(evidence);
    // What is held or blocked can have no effect, and is no custom.
    if (evidence.verdict == pumping_verdict::none || evidence.verdict == pumping_verdict::delay) {
        at.hour.note_passed();
        at.profile.note_passed(at.hour.passed(), now_ms);
        of.profile.note_passed(0, now_ms);
    }
    return evidence;
}

pumping_evidence pumping_guard::look(client& of, block& at, int64_t now_ms) const {
    pumping_evidence seen{.hour = at.hour.messages(), .hour_usual = at.profile.busiest_hour(now_ms)};
    const double hour_max = std::max<double>(options_.hour_min, options_.hour_times * seen.hour_usual);
    seen.is_fast = seen.hour >= hour_max;
    seen.numbers = at.hour.numbers();
    seen.is_wide = seen.numbers >= options_.numbers_min;
    if (!seen.is_fast) return seen;
    seen.neighbour_share = at.hour.neighbour_share();
    seen.is_dense = seen.numbers >= DENSE_NUMBERS_MIN && seen.neighbour_share >= options_.neighbours_min;
    seen.settled = at.hour.settled();
    seen.converted = at.hour.settled_converted();
    seen.conversion_usual = at.profile.conversion(now_ms);
    if (seen.conversion_usual < 0) seen.conversion_usual = of.profile.conversion(now_ms);
    seen.is_without_effect = seen.settled >= options_.settled_min && seen.conversion_usual >= options_.conversion_min &&
                             seen.converted < options_.conversion_times * seen.conversion_usual * seen.settled;
    return seen;
}

void pumping_guard::note_converted(const pumping_message& message, int64_t sent_ms, int64_t now_ms) {
    const auto found = clients_.find(message.client);
    if (found == clients_.end()) return;
    found->second.profile.note_converted(sent_ms, now_ms);
    auto* const at = found->second.blocks.find(key_of(message));
    if (at == nullptr) return;
    at->hour.note_converted(sent_ms, now_ms);
    at->profile.note_converted(sent_ms, now_ms);
}

void pumping_guard::allow(const pumping_message& message, int64_t until_ms) {
    find_or_add(client_of(message.client), key_of(message)).allowed_until_ms = until_ms;
}

pumping_guard::client& pumping_guard::client_of(core::client_id id) {
    return clients_.try_emplace(id, blocks_of_client_max_).first->second;
}

pumping_guard::block& pumping_guard::find_or_add(client& of, const key& wanted) {
    if (auto* const known = of.blocks.use(wanted)) return *known;
    if (of.blocks.is_full()) {
        of.blocks.drop_oldest();
        --size_;
    } else if (size_ >= blocks_max_) {
        make_room();
    }
    ++size_;
    return of.blocks.add(wanted, {});
}

// A client that loses its last block keeps its own profile: there are fewer clients than blocks.
void pumping_guard::make_room() {
    ASSERT(size_ > 0);
    const auto most =
        std::ranges::max_element(clients_, {}, [](const auto& each) { return each.second.blocks.size(); });
    most->second.blocks.drop_oldest();
    --size_;
}

}  // namespace kaskad::routing
