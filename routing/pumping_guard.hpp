#pragma once

#include "core/address.hpp"
#include "core/id.hpp"
#include "core/message_class.hpp"
#include "routing/bounded_table.hpp"
#include "routing/pumping_hour.hpp"
#include "routing/pumping_profile.hpp"
#include "routing/state_octets.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <unordered_map>

// Traffic pumping: somebody makes a client's web form send codes to numbers that nobody reads, and has a share of what
// they cost. Watched by client, sender and block of ten thousand numbers, each beside its own last seven days. Pure;
// the time is given in, never earlier than before.

namespace kaskad::routing {

// Most blocks that are watched, at most so many of one client: its own oldest leaves first. Of too many over all
// clients the oldest of the client with the most. A block takes 300 octets, and at most 1 KB more while it is busy.
inline constexpr size_t PUMPING_BLOCKS_MAX = 50'000;
inline constexpr size_t PUMPING_BLOCKS_OF_CLIENT_MAX = 5'000;

// Only what others can make a client send. Whom a campaign goes to is the client's own choice.
bool is_watched_for_pumping(core::message_class value);

struct pumping_options {
    uint32_t hour_min = 60;          // messages an hour to one block: fewer are never judged
    double hour_times = 5;           // times the busiest hour of its seven days is too fast
    uint32_t numbers_min = 50;       // different numbers within the hour
    double neighbours_min = 0.5;     // share of the numbers that lie side by side
    uint32_t settled_min = 30;       // messages, before missing effects say something
    double conversion_min = 0.2;     // usual share; where clients tell of fewer, or of none, missing ones say nothing
    double conversion_times = 0.25;  // of the usual share is too little
};

enum class pumping_verdict : uint8_t {
    none = 0,
    delay = 1,  // send it later: who pumps waits for nothing
    hold = 2,   // until somebody has looked
    block = 3,  // refuse it, uncharged
};

struct pumping_message {
    core::client_id client;
    std::string_view sender;
    const core::msisdn& recipient;
};

// In numbers, as of this message. Too fast alone is no sign of pumping, and nothing is one without it: with one, two or
// all of the other three the verdict is delay, hold or block.
struct pumping_evidence {
    pumping_verdict verdict = pumping_verdict::none;
    bool is_fast = false;
    bool is_wide = false;   // to many numbers
    bool is_dense = false;  // which lie side by side
    bool is_without_effect = false;
    uint32_t hour = 0;
    uint32_t hour_usual = 0;
    uint32_t numbers = 0;  // PUMPING_NUMBERS_MAX: or more
    double neighbour_share = 0;
    uint32_t settled = 0;  // messages of the hour whose effect should be known
    uint32_t converted = 0;
    double conversion_usual = -1;  // of the block, else of the client; negative: unknown
};

class pumping_guard {
  public:
    explicit pumping_guard(const pumping_options& options = {}, size_t blocks_max = PUMPING_BLOCKS_MAX,
                           size_t blocks_of_client_max = PUMPING_BLOCKS_OF_CLIENT_MAX)
        : options_{options}, blocks_max_{blocks_max}, blocks_of_client_max_{blocks_of_client_max} {}

    size_t size() const { return size_; }

    // Notes a message that is about to be taken and judges it.
    pumping_evidence judge(const pumping_message& message, int64_t now_ms);
    // The client says that a message which went at `sent_ms` had its effect.
    void note_converted(const pumping_message& message, int64_t sent_ms, int64_t now_ms);
    // By an operator's hand: the block is not judged until then.
    void allow(const pumping_message& message, int64_t until_ms);

    // The profiles and what was allowed; not the hour.
    std::string save(int64_t now_ms) const;
    static std::expected<pumping_guard, state_fault> load(std::string_view octets, int64_t now_ms,
                                                          const pumping_options& options = {},
                                                          size_t blocks_max = PUMPING_BLOCKS_MAX,
                                                          size_t blocks_of_client_max = PUMPING_BLOCKS_OF_CLIENT_MAX);

  private:
    struct key {
        uint64_t sender = 0;  // hash
        uint64_t block = 0;   // the number without its last four digits

        friend bool operator==(const key&, const key&) = default;
    };
    struct key_hash {
        size_t operator()(const key& value) const;
    };
    struct block {
        pumping_hour hour;
        pumping_profile profile;
        int64_t allowed_until_ms = 0;
    };
    struct client {
        explicit client(size_t blocks_max) : blocks{blocks_max} {}

        pumping_profile profile;  // of all its blocks
        bounded_table<key, block, key_hash> blocks;
    };

    static key key_of(const pumping_message& message);
    client& client_of(core::client_id id);
    block& find_or_add(client& of, const key& wanted);
    void make_room();
    pumping_evidence look(client& of, block& at, int64_t now_ms) const;

    pumping_options options_;
    size_t blocks_max_;
    size_t blocks_of_client_max_;
    size_t size_ = 0;
    std::unordered_map<core::client_id, client> clients_;
};

std::string_view to_string(pumping_verdict value);
// One sentence a sign, for whoever has to look.
std::string explain(const pumping_evidence& evidence);

}  // namespace kaskad::routing
