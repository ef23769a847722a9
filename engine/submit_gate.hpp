#pragma once

#include "engine/facts/declaration.hpp"
#include "engine/facts/message.hpp"
#include "smpp/throttle.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

// What a link lets through for one recipient, sender or network, so that none of them fills its window: submits without
// an answer to one recipient, and rates by rule. A gate that is shut has a key, under which the queue keeps what waits
// at it. The counts follow from the parts on the wire; the rates are volatile, and full after a start.

namespace kaskad::engine {

class submit_gate {
  public:
    // Rates of single senders and networks in memory, per link. Beyond it what would need another shares one.
    static constexpr size_t RATES_MAX = 10'000;

    using key = uint64_t;

    // A part to this recipient is on the wire, or no longer.
    void opened(std::string_view recipient) { ++open_[recipient_key(recipient)]; }
    void closed(std::string_view recipient);
    uint32_t open_submits(std::string_view recipient) const;
    size_t rates() const { return rates_.size(); }

    // The gate that stops it now. Where none does, its tokens are taken: it must leave.
    std::optional<key> enter(const facts::link& terms, const facts::message& value, uint32_t segments, int64_t now);

    // Something waits at this gate.
    void watch(key gate) { watched_.insert(gate); }
    void unwatch(key gate) { watched_.erase(gate); }

    struct opening {
        key gate = 0;
        uint32_t room = 0;  // so many may try
    };
    // Watched gates of recipients that were answered since.
    std::vector<opening> take_answered(const facts::link& terms);
    // Watched gates of rates that have tokens again.
    std::vector<opening> refilled(int64_t now);

    // New terms: rates begin anew, nothing is watched. The counts stay.
    void reset();

  private:
    static key recipient_key(std::string_view recipient);
    key rate_of(size_t rule, const facts::rate_rule& terms, std::string_view who, int64_t now);
    void forget_full(int64_t now);

    std::unordered_map<key, uint32_t> open_;
    std::unordered_map<key, smpp::throttle> rates_;
    std::unordered_set<key> watched_;
    std::vector<key> answered_;
};

}  // namespace kaskad::engine
