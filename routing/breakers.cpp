#include "routing/breakers.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

constexpr uint64_t VERSION = 1;

// The link itself, then the link for that network where it is known.
template <typename Visit>
void for_both(const link_network& arm, Visit visit) {
    visit(link_network{.link = arm.link});
    if (arm.network) visit(arm);
}

}  // namespace

breaker_answer breakers::ask(const link_network& arm, int64_t now_ms, uint64_t chance_key) {
    breaker_answer answer;
    for_both(arm, [&](const link_network& key) {
        auto* const known = known_.find(key);
        if (known == nullptr) return;
        const double share = known->share(now_ms);
        if (known->state() == breaker_state::closed || share > answer.share) return;
        answer = {.admits = known->admits(now_ms, chance_key),
                  .share = share,
                  .state = known->state(),
                  .cause = known->cause(),
                  .is_whole_link = !key.network,
                  .open_until_ms = known->open_until_ms()};
    });
    return answer;
}

void breakers::note_attempt(const link_network& arm, int64_t now_ms) {
    for_both(arm, [&](const link_network& key) {
        if (auto* const known = find_or_add(key, now_ms)) known->note_attempt(now_ms);
    });
}

void breakers::note_response(const link_network& arm, response_outcome outcome, int64_t sent_ms, int64_t now_ms) {
    for_both(arm, [&](const link_network& key) {
        if (auto* const known = find_or_add(key, now_ms)) known->note_response(outcome, sent_ms, now_ms);
    });
}

void breakers::note_delivered(const link_network& arm, int64_t sent_ms, int64_t now_ms) {
    for_both(arm, [&](const link_network& key) {
        if (auto* const known = known_.find(key)) known->note_delivered(sent_ms, now_ms);
    });
}

void breakers::note_surprise(const link_network& of, const positives_surprise& seen, int64_t now_ms) {
    if (auto* const known = find_or_add(of, now_ms)) known->note_surprise(seen, now_ms);
}

void breakers::note_bound(core::link_id link, bool is_bound, int64_t now_ms) {
    if (auto* const known = find_or_add({.link = link}, now_ms)) known->note_bound(is_bound, now_ms);
}

int64_t breakers::judged_from_ms(const link_network& of) const {
    const auto* const known = known_.find(of);
    return known == nullptr ? 0 : known->judged_from_ms();
}

// Trouble is not forgotten for the sake of room: only a breaker at rest leaves. One in trouble that is in the way
// becomes the youngest, so that the next newcomer finds another.
breaker* breakers::find_or_add(const link_network& key, int64_t now_ms) {
    if (auto* const known = known_.use(key)) return known;
    if (known_.is_full()) {
        const auto in_the_way = known_.entries().front().key;
        auto* const oldest = known_.use(in_the_way);
        oldest->share(now_ms);
        if (!oldest->is_at_rest()) return nullptr;
        known_.erase(in_the_way);
    }
    return &known_.add(key, breaker{options_});
}

std::string breakers::save(int64_t now_ms) const {
    state_writer to;
    to.put_count(VERSION);
    to.put_time(now_ms);
    const auto is_told = [](const auto& each) {
        return each.value.state() != breaker_state::closed || each.value.openings() > 0;
    };
    to.put_count(static_cast<uint64_t>(std::ranges::count_if(known_.entries(), is_told)));
    for (const auto& each : known_.entries()) {
        if (!is_told(each)) continue;
        to.put_count(each.key.link.value);
        to.put_count(each.key.network.value);
        each.value.save(to, now_ms);
    }
    return to.take();
}

std::expected<breakers, state_fault> breakers::load(std::string_view octets, int64_t now_ms,
                                                    const breaker_options& options, size_t breakers_max) {
    state_reader from{octets};
    if (from.take_count(UINT64_MAX) != VERSION && from.is_good()) return std::unexpected(state_fault::unknown_version);
    const auto saved_ms = from.take_time();
    from.shift_times(std::min<int64_t>(now_ms - saved_ms, 0), saved_ms);
    breakers made{options, breakers_max};
    for (auto left = from.take_count(breakers_max); left > 0 && from.is_good(); --left) {
        link_network key{.link = {static_cast<uint32_t>(from.take_count(UINT32_MAX))}};
        key.network = {static_cast<uint32_t>(from.take_count(UINT32_MAX))};
        breaker loaded{options};
        loaded.load(from, now_ms);
        if (made.known_.find(key) != nullptr) from.refuse();
        if (from.is_good()) made.known_.add(key, std::move(loaded));
    }
    if (!from.is_good() || !from.is_at_end()) return std::unexpected(state_fault::damaged);
    return made;
}

}  // namespace kaskad::routing
