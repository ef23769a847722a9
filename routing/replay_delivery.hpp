#pragma once

#include "routing/decision.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// What share of a day's first attempts would have been delivered by other choices, judged only by attempts that really
// went out: each speaks for as many as chance had given it too little or too much (inverse propensity), beside what was
// believed of each link then (doubly robust). It is an estimate with bounds where chance sent enough over the links
// that would gain, and a refusal that says why where it did not. Decision 0109.

namespace kaskad::routing {

// Over a link that would gain more than the share so many attempts must have gone by chance, weighed as samples.
inline constexpr double REPLAY_SAMPLES_MIN = 50;
inline constexpr double REPLAY_SHARE_MIN = 0.01;
// No more than this share of the attempts may still be open, or go where chance could not have sent them.
inline constexpr double REPLAY_OPEN_MAX = 0.1;
inline constexpr double REPLAY_UNSUPPORTED_MAX = 0.01;
inline constexpr size_t REPLAY_NETWORKS_MAX = 10'000;

// not_counted: whoever's doing it was not the link's or the network's, or the link's receipts tell nothing.
enum class replay_outcome : uint8_t { open = 0, delivered = 1, failed = 2, not_counted = 3 };

// In order of precedence.
enum class replay_verdict : uint8_t {
    nothing = 0,      // no attempt with a known end
    unchanged = 1,    // the same links with the same chances: what was, is what would be
    too_open = 2,     // too many attempts have no end yet
    no_chance = 3,    // `link` would get attempts that could not have gone over it
    few_samples = 4,  // `link` would gain, and too little went over it by chance
    estimated = 5,
};

// Shares of 1. before: of the attempts that ended. after, low, high: 19 of 20 times the truth lies between the bounds.
// link, gained, samples: the one that the verdict is about, what share of the attempts it would gain, and how many
// samples those are worth that went over it.
struct replayed_delivery {
    replay_verdict verdict = replay_verdict::nothing;
    uint64_t attempts = 0;
    uint64_t open = 0;
    double before = 0;
    double after = 0;
    double low = 0;
    double high = 0;
    core::link_id link;
    double gained = 0;
    double samples = 0;
};

class delivery_replay {
  public:
    // A first attempt. logged, made: with the shares with which each link was, or would be, chosen; the same object
    // where the change did not touch it. Beyond REPLAY_NETWORKS_MAX networks all others are one, without a name.
    void add(std::string_view network, const decision& logged, const decision& made, replay_outcome outcome);

    std::vector<std::string> networks() const;
    replayed_delivery judge(const std::string& network) const;

  private:
    struct arm {
        double gained = 0;       // attempts
        double unsupported = 0;  // attempts that could not have gone there
        double weight = 0;
        double weight_squared = 0;
    };

    struct tally {
        uint64_t attempts = 0;
        uint64_t open = 0;
        uint64_t delivered = 0;
        double sum = 0;
        double sum_squared = 0;
        double moved = 0;
        std::map<core::link_id, arm> arms;
    };

    static bool find_unsupported(const tally& of, replayed_delivery& made);
    static double weigh(tally& of, const decision& logged, const decision& made, bool is_delivered);

    std::map<std::string, tally, std::less<>> networks_;
};

}  // namespace kaskad::routing
