#pragma once

#include "core/id.hpp"
#include "routing/bounded_table.hpp"
#include "routing/breaker.hpp"
#include "routing/network_key.hpp"
#include "routing/state_octets.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// The breakers of all links, and of links for single networks: an attempt must pass both. Advisory: decisions write
// down what they were answered. Bounded: with too many of them in trouble at once, further pairs of link and network
// are guarded by their link's breaker alone.

namespace kaskad::routing {

inline constexpr size_t BREAKERS_MAX = 20'000;

// Of the stricter of the two breakers. share: the chance with which an attempt is let through now.
struct breaker_answer {
    bool admits = true;
    double share = 1;
    breaker_state state = breaker_state::closed;
    breaker_cause cause = breaker_cause::none;
    bool is_whole_link = false;
    int64_t open_until_ms = 0;
};

class breakers {
  public:
    explicit breakers(const breaker_options& options = {}, size_t breakers_max = BREAKERS_MAX)
        : options_{options}, known_{breakers_max} {}

    size_t size() const { return known_.size(); }

    // Asks only; the attempt is noted when it is made.
    breaker_answer ask(const link_network& arm, int64_t now_ms, uint64_t chance_key);

    void note_attempt(const link_network& arm, int64_t now_ms);
    void note_response(const link_network& arm, response_outcome outcome, int64_t sent_ms, int64_t now_ms);
    void note_delivered(const link_network& arm, int64_t sent_ms, int64_t now_ms);
    // network 0: over all networks of the link.
    void note_surprise(const link_network& of, const positives_surprise& seen, int64_t now_ms);
    void note_bound(core::link_id link, bool is_bound, int64_t now_ms);

    // From when on surprise of it is listened to.
    int64_t judged_from_ms(const link_network& of) const;

    std::string save(int64_t now_ms) const;
    static std::expected<breakers, state_fault> load(std::string_view octets, int64_t now_ms,
                                                     const breaker_options& options = {},
                                                     size_t breakers_max = BREAKERS_MAX);

  private:
    breaker* find_or_add(const link_network& key, int64_t now_ms);

    breaker_options options_;
    bounded_table<link_network, breaker, link_network_hash> known_;
};

}  // namespace kaskad::routing
