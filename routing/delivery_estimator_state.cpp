#include "routing/delivery_estimator.hpp"

#include <algorithm>

// How the estimator is written to octets and read again. Laws are learnt anew from the counts; estimates go along,
// because those beside an arm lean on them.

namespace kaskad::routing {

namespace {

constexpr uint64_t VERSION = 2;
constexpr size_t NAME_MAX_SIZE = 16;

void save_key(state_writer& to, const arm_key& key) {
    to.put_count(key.link.value);
    to.put_text(key.mccmnc);
    to.put_text(key.country);
    to.put_count(static_cast<uint64_t>(key.group));
}

arm_key load_key(state_reader& from) {
    arm_key key{.link = {static_cast<uint32_t>(from.take_count(UINT32_MAX))}};
    key.mccmnc = from.take_text(NAME_MAX_SIZE);
    key.country = from.take_text(NAME_MAX_SIZE);
    key.group = static_cast<class_group>(from.take_count(1));
    return key;
}

delivery_estimate load_estimate(state_reader& from) {
    const delivery_estimate estimate{
        .alpha = from.take_number(), .beta = from.take_number(), .samples = from.take_number()};
    if (estimate.alpha < 0 || estimate.beta < 0 || estimate.samples < 0) from.refuse();
    return estimate;
}

}  // namespace

std::string delivery_estimator::save(int64_t now_ms) const {
    state_writer to;
    to.put_count(VERSION);
    to.put_time(now_ms);
    to.put_count(arms_.size());
    for (const auto& each : arms_) {
        save_key(to, each.key);
        for (const double part : {each.estimate.alpha, each.estimate.beta, each.estimate.samples, each.seen_mean,
                                  each.long_mean, each.long_known})
            to.put_number(part);
        each.seen.save(to);
    }
    for (const auto& each : groups_)
        each.pace.save(to);
    to.put_count(testimonies_.size());
    for (const auto& [link, all] : testimonies_) {
        to.put_count(link.value);
        for (const double part : {all.expected, all.variance, all.arrived})
            to.put_number(part);
        to.put_time(all.faded_ms);
    }
    return to.take();
}

void delivery_estimator::load_arm(state_reader& from) {
    const auto key = load_key(from);
    if (!from.is_good() || places_.contains(key)) return from.refuse();
    auto& loaded = add(key);
    loaded.estimate = load_estimate(from);
    loaded.seen_mean = from.take_number();
    loaded.long_mean = from.take_number();
    loaded.long_known = from.take_number();
    for (const double share : {loaded.seen_mean, loaded.long_mean, loaded.long_known})
        if (share < 0 || share > 1) from.refuse();
    loaded.seen.load(from);
}

std::expected<delivery_estimator, state_fault> delivery_estimator::load(std::string_view octets, int64_t now_ms,
                                                                        size_t arms_max) {
    state_reader from{octets};
    if (from.take_count(UINT64_MAX) != VERSION && from.is_good()) return std::unexpected(state_fault::unknown_version);
    const auto saved_ms = from.take_time();
    from.shift_times(std::min<int64_t>(now_ms - saved_ms, 0), saved_ms);
    delivery_estimator made{arms_max};
    for (auto left = from.take_count(arms_max); left > 0 && from.is_good(); --left)
        made.load_arm(from);
    for (auto& each : made.groups_)
        each.pace.load(from);
    for (auto left = from.take_count(UINT32_MAX); left > 0 && from.is_good(); --left) {
        auto& all = made.testimonies_[{static_cast<uint32_t>(from.take_count(UINT32_MAX))}];
        all.expected = from.take_number();
        all.variance = from.take_number();
        all.arrived = from.take_number();
        all.faded_ms = from.take_time();
        if (all.expected < 0 || all.variance < 0 || all.arrived < 0) from.refuse();
    }
    if (!from.is_good() || !from.is_at_end()) return std::unexpected(state_fault::damaged);
    // All are estimated anew at once, whatever was due.
    for (auto& each : made.arms_)
        made.make_due(each, each.seen.now_ms());
    return made;
}

}  // namespace kaskad::routing
