#pragma once

#include "core/assert.hpp"

#include <cstddef>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

// A map that never holds more than so many entries: when it is full, the one that was used longest ago makes room. What
// counts as use is the owner's to say.

namespace kaskad::routing {

template <typename Key, typename Value, typename Hash = std::hash<Key>>
class bounded_table {
  public:
    struct entry {
        Key key;
        Value value;
    };

    explicit bounded_table(size_t max) : max_{max} { ASSERT(max > 0); }
    bounded_table(bounded_table&&) = default;
    bounded_table& operator=(bounded_table&&) = default;

    size_t size() const { return order_.size(); }
    bool is_full() const { return order_.size() >= max_; }
    const std::list<entry>& entries() const { return order_; }  // the one used longest ago first

    // nullptr: not there. Leaves its place in the order.
    Value* find(const Key& key) {
        const auto found = places_.find(key);
        return found == places_.end() ? nullptr : &found->second->value;
    }
    const Value* find(const Key& key) const {
        const auto found = places_.find(key);
        return found == places_.end() ? nullptr : &found->second->value;
    }

    // As find, and it is now the one used last.
    Value* use(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return nullptr;
        order_.splice(order_.end(), order_, found->second);
        return &found->second->value;
    }

    // Only where it is not there yet. References to other entries stay good, but for the one that leaves.
    Value& add(const Key& key, Value value) {
        ASSERT(!places_.contains(key));
        if (is_full()) drop_oldest();
        order_.push_back({key, std::move(value)});
        places_.emplace(key, std::prev(order_.end()));
        return order_.back().value;
    }

    Value* oldest() { return order_.empty() ? nullptr : &order_.front().value; }

    void drop_oldest() {
        ASSERT(!order_.empty());
        places_.erase(order_.front().key);
        order_.pop_front();
    }

    bool erase(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return false;
        order_.erase(found->second);
        places_.erase(found);
        return true;
    }

  private:
    size_t max_;
    std::list<entry> order_;
    std::unordered_map<Key, typename std::list<entry>::iterator, Hash> places_;
};

}  // namespace kaskad::routing
