#include "routing/delivery_estimator.hpp"

#include <algorithm>

// How the estimator is written to octets and read again, an arm a piece. Laws are learnt anew from the counts;
// estimates go along, because those beside an arm lean on them.

namespace kaskad::routing {

namespace {

constexpr uint64_t VERSION = 3;
constexpr int64_t SAVE_EACH_MS = 60'000;

delivery_estimate load_estimate(state_reader& from) {
    const delivery_estimate estimate{
        .alpha = from.take_number(), .beta = from.take_number(), .samples = from.take_number()};
    if (estimate.alpha < 0 || estimate.beta < 0 || estimate.samples < 0) from.refuse();
    return estimate;
}

state_writer begin(int64_t now_ms) {
    state_writer to;
    to.put_count(VERSION);
    to.put_time(now_ms);
    return to;
}

bool is_of_link(const arm_key& key) {
    return key.mccmnc.empty() && key.country.empty();
}

}  // namespace

std::string delivery_estimator::octets_of(const entry& of, int64_t now_ms) const {
    auto to = begin(now_ms);
    for (const double part :
         {of.estimate.alpha, of.estimate.beta, of.estimate.samples, of.seen_mean, of.long_mean, of.long_known})
        to.put_number(part);
    of.seen.save(to);
    groups_[of.network].pace.save(to);
    return to.take();
}

std::string delivery_estimator::octets_of(const testimony& of, int64_t now_ms) {
    auto to = begin(now_ms);
    for (const double part : {of.expected, of.variance, of.arrived})
        to.put_number(part);
    to.put_time(of.faded_ms);
    return to.take();
}

std::vector<estimator_piece> delivery_estimator::take_unsaved(int64_t now_ms, size_t arms_looked_at) {
    std::vector<estimator_piece> pieces;
    for (size_t left = std::min(arms_looked_at, arms_.size()); left > 0; --left) {
        looked_at_ = (looked_at_ + 1) % arms_.size();
        auto& each = arms_[looked_at_];
        if (!each.is_changed || now_ms - each.saved_ms < SAVE_EACH_MS) continue;
        pieces.push_back({each.key, octets_of(each, now_ms)});
        each.is_changed = false;
        each.saved_ms = now_ms;
        auto& said = testimonies_[each.key.link];
        if (!said.is_changed) continue;
        said.is_changed = false;
        pieces.push_back({{.link = each.key.link}, octets_of(said, now_ms)});
    }
    return pieces;
}

bool delivery_estimator::load_arm(const arm_key& key, state_reader& from) {
    if (find(key) != nullptr || arms_.size() >= arms_max_) return false;
    entry loaded{.key = key};
    loaded.estimate = load_estimate(from);
    loaded.seen_mean = from.take_number();
    loaded.long_mean = from.take_number();
    loaded.long_known = from.take_number();
    for (const double share : {loaded.seen_mean, loaded.long_mean, loaded.long_known})
        if (share < 0 || share > 1) from.refuse();
    loaded.seen.load(from);
    traffic_pace pace;
    pace.load(from);
    if (!from.is_good() || !from.is_at_end()) return false;
    auto& made = add(key);
    groups_[made.network].pace = pace;
    made.estimate = loaded.estimate;
    made.seen_mean = loaded.seen_mean;
    made.long_mean = loaded.long_mean;
    made.long_known = loaded.long_known;
    made.seen = std::move(loaded.seen);
    make_due(made, made.seen.now_ms());  // estimated anew at once, whatever was due
    has_loaded_ = true;
    return true;
}

bool delivery_estimator::load_testimony(core::link_id link, state_reader& from) {
    testimony said{.expected = from.take_number(), .variance = from.take_number(), .arrived = from.take_number()};
    said.faded_ms = from.take_time();
    if (said.expected < 0 || said.variance < 0 || said.arrived < 0) from.refuse();
    if (!from.is_good() || !from.is_at_end()) return false;
    testimonies_[link] = said;
    return true;
}

std::expected<void, state_fault> delivery_estimator::load(const estimator_piece& piece, int64_t now_ms) {
    state_reader from{piece.octets};
    if (from.take_count(UINT64_MAX) != VERSION && from.is_good()) return std::unexpected(state_fault::unknown_version);
    const auto saved_ms = from.take_time();
    from.shift_times(std::min<int64_t>(now_ms - saved_ms, 0), saved_ms);
    const bool is_loaded = is_of_link(piece.key) ? load_testimony(piece.key.link, from) : load_arm(piece.key, from);
    if (!is_loaded) return std::unexpected(state_fault::damaged);
    return {};
}

}  // namespace kaskad::routing
