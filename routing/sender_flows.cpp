#include "routing/sender_flows.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::routing {

namespace {

constexpr int64_t SLOT_MS = 10'000;
constexpr double EXPECTED_MIN = 20;  // positives; of fewer half may be missing by chance alone, once in years
constexpr double COLLAPSED_SHARE = 0.5;
constexpr uint32_t REFUSED_IN_ROW = 5;
constexpr int64_t REFUSED_MS = 60'000;  // a refusal is remembered for
constexpr double BEFORE_MAX = 300;      // attempts that tell what is usual; older ones fade
constexpr double USUAL_WEIGHT = 20;     // attempts after which a sender's own counts as much as the usual

int64_t slot_at(int64_t time_ms) {
    return time_ms / SLOT_MS;
}

void count_up(uint16_t& count) {
    if (count < std::numeric_limits<uint16_t>::max()) ++count;
}

}  // namespace

bool sender_flows::note_taken(const flow_key& key, int64_t now_ms) {
    auto* const known = find_or_add(key, now_ms);
    if (known == nullptr) return false;
    known->refused = 0;
    count_up(known->slots[static_cast<size_t>(known->slot) % SLOTS].taken);
    return true;
}

bool sender_flows::note_refused(const flow_key& key, int64_t now_ms) {
    auto* const known = find_or_add(key, now_ms);
    if (known == nullptr) return false;
    if (now_ms - known->refused_ms > REFUSED_MS) known->refused = 0;
    known->refused = std::min(known->refused + 1, REFUSED_IN_ROW);
    known->refused_ms = now_ms;
    return true;
}

void sender_flows::note_delivered(const flow_key& key, int64_t taken_ms, int64_t now_ms) {
    auto* const in = arms_.find(key.arm);
    auto* const known = in == nullptr ? nullptr : find(*in, key);
    if (known == nullptr) return;
    turn(*known, now_ms);
    if (auto* const at = slot_of(*known, taken_ms); at != nullptr && at->delivered < at->taken) ++at->delivered;
}

void sender_flows::note_not_counted(const flow_key& key, int64_t taken_ms, int64_t now_ms) {
    auto* const in = arms_.find(key.arm);
    auto* const known = in == nullptr ? nullptr : find(*in, key);
    if (known == nullptr) return;
    turn(*known, now_ms);
    if (auto* const at = slot_of(*known, taken_ms); at != nullptr && at->delivered < at->taken) --at->taken;
}

std::vector<flow_view> sender_flows::view(const link_network& arm, const flow_expectation& usual, int64_t now_ms) {
    std::vector<flow_view> seen;
    auto* const in = arms_.find(arm);
    if (in == nullptr) return seen;
    for (auto& each : *in) {
        turn(each, now_ms);
        if (!is_idle(each, now_ms)) seen.push_back(view_of(each, usual, now_ms));
    }
    return seen;
}

// What leaves the slots becomes what is usual for the sender.
void sender_flows::turn(flow& of, int64_t now_ms) {
    const auto newest = slot_at(now_ms);
    for (size_t left = SLOTS; of.slot < newest && left > 0; --left) {
        auto& leaving = of.slots[static_cast<size_t>(++of.slot) % SLOTS];
        of.taken_before += leaving.taken;
        of.delivered_before += leaving.delivered;
        leaving = {};
    }
    of.slot = std::max(of.slot, newest);
    if (of.taken_before <= BEFORE_MAX) return;
    of.delivered_before *= BEFORE_MAX / of.taken_before;
    of.taken_before = BEFORE_MAX;
}

bool sender_flows::is_idle(const flow& of, int64_t now_ms) {
    const bool is_refused = of.refused > 0 && now_ms - of.refused_ms <= REFUSED_MS;
    return !is_refused && std::ranges::all_of(of.slots, [](const slot& each) { return each.taken == 0; });
}

// The client's own sender, or what holds its further ones.
sender_flows::flow* sender_flows::find(flows& in, const flow_key& key) {
    flow* further = nullptr;
    for (auto& each : in) {
        if (each.client != key.client) continue;
        if (each.sender == key.sender) return &each;
        if (each.sender.empty()) further = &each;
    }
    return further;
}

// Idle ones make room first.
sender_flows::flow* sender_flows::add(flows& in, const flow_key& key, int64_t now_ms) {
    if (in.size() >= FLOWS_MAX) {
        std::erase_if(in, [&](flow& each) {
            turn(each, now_ms);
            return is_idle(each, now_ms);
        });
    }
    if (in.size() >= FLOWS_MAX) return nullptr;
    const auto of_client = std::ranges::count(in, key.client, &flow::client);
    const bool is_last = static_cast<size_t>(of_client) + 1 >= FLOWS_OF_CLIENT_MAX;
    in.push_back(
        {.sender = is_last ? std::string{} : std::string{key.sender}, .client = key.client, .slot = slot_at(now_ms)});
    return &in.back();
}

sender_flows::flow* sender_flows::find_or_add(const flow_key& key, int64_t now_ms) {
    auto* in = arms_.use(key.arm);
    if (in == nullptr) in = &arms_.add(key.arm, {});
    auto* known = find(*in, key);
    if (known == nullptr) known = add(*in, key, now_ms);
    if (known != nullptr) turn(*known, now_ms);
    return known;
}

sender_flows::slot* sender_flows::slot_of(flow& of, int64_t taken_ms) {
    const auto at = slot_at(taken_ms);
    const bool is_remembered = at >= 0 && at <= of.slot && of.slot - at < static_cast<int64_t>(SLOTS);
    return is_remembered ? &of.slots[static_cast<size_t>(at) % SLOTS] : nullptr;
}

// From the newest slot backwards, until enough is expected: so a collapse shows as soon as it can.
flow_view sender_flows::view_of(const flow& of, const flow_expectation& usual, int64_t now_ms) {
    flow_view seen{.sender = of.sender, .client = of.client};
    const double told = usual.law->delivered_by(static_cast<int64_t>(SLOTS) * SLOT_MS);
    const double own = (of.delivered_before + USUAL_WEIGHT * usual.chance * told) / (of.taken_before + USUAL_WEIGHT);
    const double chance = told > 0 ? std::min(1.0, own / told) : usual.chance;
    for (auto at = of.slot; at > of.slot - static_cast<int64_t>(SLOTS) && at >= 0; --at) {
        const auto& each = of.slots[static_cast<size_t>(at) % SLOTS];
        const auto age = std::max<int64_t>(0, now_ms - at * SLOT_MS - SLOT_MS / 2);
        seen.taken += each.taken;
        seen.delivered += each.delivered;
        seen.expected += each.taken * chance * usual.law->delivered_by(age);
        if (seen.expected >= EXPECTED_MIN) break;
    }
    if (of.refused >= REFUSED_IN_ROW && now_ms - of.refused_ms <= REFUSED_MS) {
        seen.standing = flow_standing::refused;
    } else if (seen.expected >= EXPECTED_MIN) {
        const bool is_low = seen.delivered < COLLAPSED_SHARE * seen.expected;
        seen.standing = is_low ? flow_standing::collapsed : flow_standing::healthy;
    }
    return seen;
}

}  // namespace kaskad::routing
