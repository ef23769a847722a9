#pragma once

#include "engine/facts/message.hpp"
#include "engine/facts/place.hpp"
#include "tests/invariants/complaints.hpp"

#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <string>

// Invariants 7 and 9 over channels, beside what providers and people really know: an attempt is called for once, unless
// the provider refused it before or knows it by our name; nothing is told as delivered or read that was not; and what
// arrived is not told as failed once its report was taken.

namespace kaskad::invariants {

class calls {
  public:
    // The provider was called for this attempt. is_idempotent: it knows it again.
    void make(const facts::part_ref& attempt, bool is_idempotent, complaints& broken);
    // It refused the call, and the gateway was told so.
    void refuse(const facts::part_ref& attempt);
    // It took it, under this name. echoes: its reports bring ours along.
    void accept(const facts::part_ref& attempt, const std::string& provider_id, bool echoes);
    // The person has it, and has read it.
    void arrive(const facts::part_ref& attempt);
    void read(const facts::part_ref& attempt);
    // The gateway answered this report: it will not come again.
    void report(const facts::part_ref& attempt, facts::attempt_state state);

    // A message as it is recorded now.
    void take(const facts::message& recorded, complaints& broken) const;
    // The same when nothing is on its way any more.
    void end(const facts::message& recorded, complaints& broken) const;

    bool has_arrived(const facts::part_ref& attempt) const;

  private:
    struct place {
        facts::part_ref ref;

        friend bool operator==(const place&, const place&) = default;
        friend size_t hash_value(const place& value) {
            size_t seed = value.ref.message.value;
            boost::hash_combine(seed, value.ref.attempt);
            return seed;
        }
    };
    struct call {
        std::string provider_id;
        bool is_open = false;  // made, and not refused
        bool echoes = false;
        bool arrived = false;
        bool read = false;
        bool told_delivered = false;
        bool told_read = false;
    };

    const call* find(const facts::message& recorded, const facts::attempt& attempt) const;

    boost::unordered_flat_map<place, call> calls_;
};

}  // namespace kaskad::invariants
