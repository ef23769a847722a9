#include "engine/inbound_sets.hpp"

#include "core/assert.hpp"

namespace kaskad::engine {

inbound_key key_of_set(const facts::inbound_part& part) {
    return {part.link, part.source.addr, part.destination.addr, part.width, part.reference, part.total};
}

const inbound_sets::parts* inbound_sets::find(const inbound_key& key) const {
    const auto found = index_.find(key);
    return found == index_.end() ? nullptr : &sets_.at(found->second);
}

void inbound_sets::assign(const facts::inbound_part& part) {
    auto& parts = sets_[part.text];
    const auto [place, is_new] = parts.insert_or_assign(part.number, part);
    ASSERT(is_new);
    size_ += size_of(part.piece);
    index_[key_of_set(part)] = part.text;
}

void inbound_sets::erase(core::message_id text, uint8_t number) {
    const auto set = sets_.find(text);
    if (set == sets_.end()) return;
    const auto part = set->second.find(number);
    if (part == set->second.end()) return;
    size_ -= size_of(part->second.piece);
    const auto key = key_of_set(part->second);
    set->second.erase(part);
    if (!set->second.empty()) return;
    sets_.erase(set);
    index_.erase(key);
}

bool inbound_prints::contains(uint64_t print, int64_t now_steady) const {
    const auto found = expiries_.find(print);
    return found != expiries_.end() && found->second > now_steady;
}

std::vector<uint64_t> inbound_prints::find_old(int64_t now_steady, size_t size_max, size_t limit) const {
    std::vector<uint64_t> old;
    for (const auto& [expiry, print] : by_expiry_) {
        const bool is_too_many = size() - old.size() > size_max;
        if (old.size() == limit || (expiry > now_steady && !is_too_many)) break;
        old.push_back(print);
    }
    return old;
}

void inbound_prints::assign(const facts::inbound_print& value) {
    erase(value.print);
    expiries_[value.print] = value.expires_steady;
    by_expiry_.emplace(value.expires_steady, value.print);
}

void inbound_prints::erase(uint64_t print) {
    const auto found = expiries_.find(print);
    if (found == expiries_.end()) return;
    by_expiry_.erase({found->second, print});
    expiries_.erase(found);
}

}  // namespace kaskad::engine
