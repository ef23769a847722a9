#include "routing/delivery_estimator.hpp"
#include "routing/hash_mix.hpp"

#include <algorithm>
#include <string_view>

// Where an arm stands: found by its network, which a decision asks for once for all links.

namespace kaskad::routing {

class_group class_group_of(core::message_class value) {
    return value == core::message_class::otp ? class_group::otp : class_group::other;
}

namespace {

// A code is shorter than a number is wide; the name of an operator may not be.
uint64_t number_of(std::string_view text) {
    uint64_t number = 0;
    if (text.size() > sizeof number) return mixed(number, text);
    for (const char octet : text)
        number = number << 8 | static_cast<uint8_t>(octet);
    return number;
}

}  // namespace

size_t arm_key_hash::operator()(const arm_key& key) const {
    return mixed(number_of(key.mccmnc) ^ uint64_t{key.link.value} << 32 ^ static_cast<uint64_t>(key.group),
                 number_of(key.country));
}

size_t arm_key_hash::operator()(const network_name& name) const {
    return mixed(number_of(name.mccmnc) ^ static_cast<uint64_t>(name.group), number_of(name.country));
}

uint32_t delivery_estimator::network_of(const arm_key& key) const {
    const auto is_its = [&](uint32_t network) {
        const auto& known = arms_[groups_[network].arms.front()].key;
        return known.group == key.group && known.mccmnc == key.mccmnc && known.country == key.country;
    };
    if (network_asked_ != NOWHERE && is_its(network_asked_)) return network_asked_;
    const auto found = beside_.find(network_name{key.mccmnc, key.country, key.group});
    if (found == beside_.end()) return NOWHERE;
    network_asked_ = found->second;
    return network_asked_;
}

uint32_t delivery_estimator::place_of(const arm_key& key) const {
    const auto network = network_of(key);
    if (network == NOWHERE) return NOWHERE;
    const auto& arms = groups_[network].by_link;
    const auto found = std::ranges::lower_bound(arms, key.link, {}, &arm_of_link::link);
    return found != arms.end() && found->link == key.link ? found->place : NOWHERE;
}

delivery_estimator::entry* delivery_estimator::find(const arm_key& key) {
    const auto place = place_of(key);
    return place == NOWHERE ? nullptr : &arms_[place];
}

const delivery_estimator::entry* delivery_estimator::find(const arm_key& key) const {
    const auto place = place_of(key);
    return place == NOWHERE ? nullptr : &arms_[place];
}

}  // namespace kaskad::routing
