#include "store/sorted_rows.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace kaskad::store {

namespace {

// The key's octets from there on as a number that sorts as they do; what is missing counts as 0.
uint64_t read_big_endian(std::string_view key, size_t from) {
    uint64_t value = 0;
    if (from < key.size()) std::memcpy(&value, key.data() + from, std::min(sizeof(value), key.size() - from));
    return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
}

}  // namespace

sorted_rows::row sorted_rows::cursor::operator*() const {
    const auto& place = of_->leaves_[leaf_][index_];
    return {place.key(), place.octets()};
}

sorted_rows::cursor& sorted_rows::cursor::operator++() {
    if (++index_ == of_->leaves_[leaf_].size()) {
        ++leaf_;
        index_ = 0;
    }
    return *this;
}

sorted_rows::cursor& sorted_rows::cursor::operator--() {
    if (index_ == 0) index_ = of_->leaves_[--leaf_].size();
    --index_;
    return *this;
}

sorted_rows::prefix sorted_rows::prefix_of(std::string_view key) {
    return {read_big_endian(key, 0), read_big_endian(key, sizeof(uint64_t))};
}

sorted_rows::place sorted_rows::make(std::string_view key, std::string_view octets) {
    place made{.begins = prefix_of(key),
               .key_size = static_cast<uint32_t>(key.size()),
               .octets_size = static_cast<uint32_t>(octets.size()),
               .block = std::make_unique_for_overwrite<char[]>(key.size() + octets.size())};
    std::ranges::copy(key, made.block.get());
    std::ranges::copy(octets, made.block.get() + key.size());
    return made;
}

bool sorted_rows::is_before(const place& left, const prefix& begins, std::string_view key, bool or_same) {
    if (left.begins != begins) return left.begins < begins;
    const auto order = left.key() <=> key;
    return order < 0 || (or_same && order == 0);
}

sorted_rows::cursor sorted_rows::bound(std::string_view key, bool above) const {
    const auto begins = prefix_of(key);
    // Leaves may begin alike: the last one that begins before is the first that can hold it.
    const auto behind = std::ranges::lower_bound(firsts_, begins);
    auto leaf = static_cast<size_t>(std::max(behind - firsts_.begin() - 1, std::ptrdiff_t{0}));
    while (leaf < leaves_.size()) {
        const auto& places = leaves_[leaf];
        if (is_before(places.back(), begins, key, above)) {
            ++leaf;
            continue;
        }
        const auto at = std::ranges::partition_point(
            places, [&](const place& each) { return is_before(each, begins, key, above); });
        return {*this, leaf, static_cast<size_t>(at - places.begin())};
    }
    return end();
}

sorted_rows::cursor sorted_rows::find(std::string_view key) const {
    const auto at = lower_bound(key);
    return at != end() && (*at).key == key ? at : end();
}

void sorted_rows::put(std::string_view key, std::string_view octets) {
    const auto at = lower_bound(key);
    if (at == end() || (*at).key != key) return insert(at, make(key, octets));
    auto& known = leaves_[at.leaf_][at.index_];
    if (known.octets_size != octets.size()) {
        known = make(key, octets);
    } else {
        std::ranges::copy(octets, known.block.get() + key.size());
    }
}

void sorted_rows::insert(cursor at, place&& made) {
    // Behind the last one: a new leaf when that is full, so that rising keys fill them.
    if (at == end()) {
        if (leaves_.empty() || leaves_.back().size() == LEAF_MAX) {
            firsts_.push_back(made.begins);
            leaves_.emplace_back().reserve(LEAF_MAX);
        }
        leaves_.back().push_back(std::move(made));
        return;
    }
    auto* places = &leaves_[at.leaf_];
    if (places->size() == LEAF_MAX) {
        const auto middle = places->begin() + LEAF_MAX / 2;
        leaf second;
        second.reserve(LEAF_MAX);
        std::ranges::move(middle, places->end(), std::back_inserter(second));
        places->erase(middle, places->end());
        const auto next = static_cast<std::ptrdiff_t>(at.leaf_) + 1;
        firsts_.insert(firsts_.begin() + next, second.front().begins);
        leaves_.insert(leaves_.begin() + next, std::move(second));
        if (at.index_ > LEAF_MAX / 2) {
            ++at.leaf_;
            at.index_ -= LEAF_MAX / 2;
        }
        places = &leaves_[at.leaf_];
    }
    if (at.index_ == 0) firsts_[at.leaf_] = made.begins;
    places->insert(places->begin() + static_cast<std::ptrdiff_t>(at.index_), std::move(made));
}

void sorted_rows::erase(std::string_view key) {
    const auto at = find(key);
    if (at == end()) return;
    auto& places = leaves_[at.leaf_];
    places.erase(places.begin() + static_cast<std::ptrdiff_t>(at.index_));
    if (places.empty()) {
        leaves_.erase(leaves_.begin() + static_cast<std::ptrdiff_t>(at.leaf_));
        firsts_.erase(firsts_.begin() + static_cast<std::ptrdiff_t>(at.leaf_));
    } else if (at.index_ == 0) {
        firsts_[at.leaf_] = places.front().begins;
    }
}

}  // namespace kaskad::store
