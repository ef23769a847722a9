#pragma once

#include "core/now.hpp"
#include "engine/facts/declaration.hpp"
#include "engine/facts/fact.hpp"
#include "tests/invariants/complaints.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <functional>

// Of messages that go by cascades (docs/cascades.md): no step begins, and nothing leaves, after success was known,
// after somebody stopped it, or behind its deadline; each step that did not begin or failed says why; and what it cost
// is what was agreed for a step that began. Messages without a cascade are not looked at.

namespace kaskad::invariants {

class steps {
  public:
    void take(const facts::cascade& recorded) { cascades_[recorded.id] = recorded; }
    void take(const facts::client& recorded) { clients_[recorded.id.value] = recorded; }

    // Where and when a durable fact stands.
    struct place {
        facts::fact_kind kind = facts::fact_kind::none;
        uint64_t group = 0;
        core::now now;
    };
    // A message as that fact leaves it; before: as it was, nullptr = it is new. What is known of success counts from
    // the next group on: within one it came at once.
    void take(const facts::message* before, const facts::message& after, const place& at, complaints& broken);

    // When nothing is on its way any more.
    void end(const facts::message& recorded, complaints& broken) const;

  private:
    bool has_reached_goal(const facts::message& recorded, const facts::attempt& attempt) const;
    bool is_at_goal(const facts::message& recorded) const;
    bool was_at_goal(const facts::message& before, const place& at) const;
    void check_begun(const facts::message* before, const facts::message& after, const facts::attempt& begun,
                     const place& at, complaints& broken) const;
    static void check_before(const facts::message& after, const facts::attempt& begun, complaints& broken);
    void check_left(const facts::message& before, const facts::message& after, const place& at,
                    complaints& broken) const;
    void check_reasons(const facts::message& recorded, complaints& broken) const;
    void check_charge(const facts::message& recorded, size_t level, complaints& broken) const;
    void check_owed(const facts::message& recorded, complaints& broken) const;

    boost::unordered_flat_map<uint64_t, facts::cascade> cascades_;
    boost::unordered_flat_map<uint32_t, facts::client> clients_;
    boost::unordered_flat_map<core::message_id, uint64_t, std::hash<core::message_id>> successes_;  // groups
};

}  // namespace kaskad::invariants
