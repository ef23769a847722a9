#pragma once

#include "core/id.hpp"
#include "routing/bounded_table.hpp"
#include "routing/delay_law.hpp"
#include "routing/network_key.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What became of the last minutes' attempts over a link to a network, apart for each sender and client: whether a
// collapse is the link's or one sender's shows there. Counts only; ejection.hpp judges. Pure; the time is given in,
// never earlier than before.

namespace kaskad::routing {

// Most links and networks that are watched at once; the one without traffic for longest leaves.
inline constexpr size_t FLOW_ARMS_MAX = 4'096;
// Most flows of one link and network, and most of one client among them: its further senders count as one, without a
// name. Where there are no more clients either, further flows are not watched.
inline constexpr size_t FLOWS_MAX = 64;
inline constexpr size_t FLOWS_OF_CLIENT_MAX = 8;

struct flow_key {
    link_network arm;
    std::string_view sender;
    core::client_id client;
};

enum class flow_standing : uint8_t {
    quiet = 0,      // too little was to be expected to say anything
    healthy = 1,    //
    collapsed = 2,  // less than half of what should have come has come
    refused = 3,    // the operator refuses the sender, again and again
};

// Of the newest attempts that say enough, or of all that are remembered when those are too few. expected: positives
// that should have come by now.
struct flow_view {
    std::string sender;
    core::client_id client;
    flow_standing standing = flow_standing::quiet;
    uint32_t taken = 0;
    uint32_t delivered = 0;
    double expected = 0;
};

// What is usual for a link and network: the chance that an attempt is delivered, and how long receipts take.
struct flow_expectation {
    double chance = 0.85;
    const delay_law* law = &usual_delay_law();
};

class sender_flows {
  public:
    explicit sender_flows(size_t arms_max = FLOW_ARMS_MAX) : arms_{arms_max} {}

    size_t size() const { return arms_.size(); }

    // The operator took an attempt. False: it is not watched.
    bool note_taken(const flow_key& key, int64_t now_ms);
    // It refused one for its sender's sake.
    bool note_refused(const flow_key& key, int64_t now_ms);
    // A positive receipt of one taken at `taken_ms`.
    void note_delivered(const flow_key& key, int64_t taken_ms, int64_t now_ms);
    // A negative one that is none of the link's doing (dead numbers and the like): as if it had not been sent.
    void note_not_counted(const flow_key& key, int64_t taken_ms, int64_t now_ms);

    // Flows with traffic within the last minutes.
    std::vector<flow_view> view(const link_network& arm, const flow_expectation& usual, int64_t now_ms);

  private:
    static constexpr size_t SLOTS = 36;

    struct slot {
        uint16_t taken = 0;
        uint16_t delivered = 0;
    };
    struct flow {
        std::string sender;
        core::client_id client;
        std::array<slot, SLOTS> slots{};  // slots[n % SLOTS] is that of the n-th ten seconds
        int64_t slot = 0;                 // the newest
        uint32_t refused = 0;             // in a row
        int64_t refused_ms = 0;
        double delivered_before = 0;  // of what has left the slots: what is usual for this sender
        double taken_before = 0;
    };
    using flows = std::vector<flow>;

    static void turn(flow& of, int64_t now_ms);
    static bool is_idle(const flow& of, int64_t now_ms);
    static flow* find(flows& in, const flow_key& key);
    static flow* add(flows& in, const flow_key& key, int64_t now_ms);
    static slot* slot_of(flow& of, int64_t taken_ms);
    static flow_view view_of(const flow& of, const flow_expectation& usual, int64_t now_ms);
    flow* find_or_add(const flow_key& key, int64_t now_ms);

    bounded_table<link_network, flows, link_network_hash> arms_;
};

}  // namespace kaskad::routing
