#pragma once

#include "bench/routing/timeline.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

// What happens in a run: to the links (minute by minute, network by network), and to the messages that come.

namespace kaskad::bench::routing {

inline constexpr uint32_t CLIENTS = 10;  // equally busy, but where a scenario says else

// What is wrong with messages, and when, in parts of the run. None of it is a link's doing.
struct trouble {
    enum class kind : uint8_t { none, dead_numbers, sender_blocked, sender_refused };

    kind what = kind::none;
    uint32_t client = 0;  // whose messages
    double from = 0;
    double to = 0;
    double share = 0;       // of all traffic that is this client's meanwhile
    double rate_per_s = 0;  // sent by this client on top of all traffic
};

struct scenario {
    std::string_view name;
    void (*change)(timeline& truth, uint64_t seed);
    uint32_t clients_that_tell = 0;  // say of each message whether it arrived
    bool is_diurnal = false;         // traffic goes from a fifth to nine fifths of its mean
    double wrong_networks = 0;       // share of number blocks that belong to another network than the plan says
    double hard_numbers = 0;         // share of numbers that are hard to reach over any link
    bool has_second_attempts = false;
    double capacity = 0;  // of each link, as a share of all traffic; the middle ones' halves at half-time; 0: any
    trouble with_messages;
};

const std::vector<scenario>& scenarios();
// Null: there is none of that name.
const scenario* find_scenario(std::string_view name);

}  // namespace kaskad::bench::routing
