#pragma once

#include "core/id.hpp"
#include "engine/facts/fact.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstdint>

// Drops from a group what its own later facts replace: messages, accounts and the node's counters are assigned by many
// facts of one group, and a group is applied, made durable and projected as a whole, so only the last value of each can
// ever be seen. Facts stay, with the postings and whatever else they carried. The journal's thread owns one.

namespace kaskad::facts {

class last_values {
  public:
    void keep(group& value);

  private:
    // No later fact of the group assigns the same record.
    bool is_last(const record& value);

    struct hash {
        size_t operator()(uint64_t id) const { return static_cast<size_t>(id * 0x9E3779B97F4A7C15ULL); }
    };
    using seen = boost::unordered_flat_set<uint64_t, hash>;

    seen messages_;
    seen accounts_;
    bool has_node_ = false;
};

}  // namespace kaskad::facts
