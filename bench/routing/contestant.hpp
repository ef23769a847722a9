#pragma once

#include "bench/routing/timeline.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

// Who chooses links in the benchmark: sees prices, sends, and hears what responses, receipts and clients say. Nothing
// else.

namespace kaskad::bench::routing {

inline constexpr int64_t WAIT_MAX_MS = 30 * SECOND;  // later than so the message is worth nothing

struct offer {
    bool exists = true;
    double price = 0;
    double margin = 0;    // what the client pays, less the price
    int64_t wait_ms = 0;  // until the link would send it
};
using offers = std::array<offer, LINKS>;

// Gateways of every kind leave out what loses money or comes too late.
inline bool is_usable(const offer& from) {
    return from.exists && from.margin >= 0 && from.wait_ms <= WAIT_MAX_MS;
}

struct message {
    uint32_t network = 0;  // as the number plan says
    uint32_t client = 0;
    bool is_first = true;  // attempt
    uint64_t key = 0;      // of chance; the same for every contestant
    int64_t now_ms = 0;
};

struct attempt {
    message of;
    size_t link = 0;
    int64_t sent_ms = 0;  // when it left, after the wait
};

// What a receipt says: delivered, or who is to blame as far as its error code tells.
enum class told : uint8_t { delivered, failed, failed_by_subscriber, failed_by_sender };

struct pick {
    size_t link = 0;
    size_t best = 0;  // what it would have taken without trying anything out; else the attempt counts as a probe
};

class contestant {
  public:
    virtual ~contestant() = default;

    // At least one offer is usable.
    virtual pick choose(const message& what, const offers& from) = 0;
    // At the time at which it leaves.
    virtual void note_sent(const attempt&) {}
    // The link's response says that the sender is not allowed (0x0A); nothing was sent.
    virtual void note_refused(const attempt&, int64_t) {}
    virtual void note_receipt(const attempt&, told, int64_t) {}
    // The client says whether it arrived.
    virtual void note_feedback(const attempt&, bool, int64_t) {}
};

// All but the last are baselines; the last is Kaskad. `oracle` is none of them: it sees the truth, and world.cpp has
// it.
const std::vector<std::string_view>& contestant_names();
// Besides those: `mutant`, Kaskad with what is open counted as failed.
std::unique_ptr<contestant> make_contestant(std::string_view name, size_t networks);

}  // namespace kaskad::bench::routing
