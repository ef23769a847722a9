#pragma once

#include "core/id.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// Messages that come back: what we sent to a supplier, submitted again by an account that the supplier owns, would go
// round until somebody's money is gone. Remembers what was sent for ten minutes at least, fifteen at most, in Bloom
// filters: a loop is never missed while they are not over-full; of other messages one in a million may be taken for
// one. Empty after a start. The time is given in, never earlier than before.

namespace kaskad::routing {

// Who owns links and accounts, in the contracts.
using party_id = core::id<struct party_tag, uint32_t>;

inline constexpr int64_t LOOP_MS = 600'000;
// Of five minutes. Further messages end the five minutes early, so that the oldest are forgotten sooner: about 3,500 a
// second for the named ten minutes.
inline constexpr size_t LOOP_MESSAGES_MAX = size_t{1} << 20;

// text_hash: of the text as it was submitted, 64 bits.
struct loop_message {
    party_id owner;
    std::string_view recipient;
    std::string_view sender;
    uint64_t text_hash = 0;
};

class loop_filter {
  public:
    // `messages_max`: a power of two, 64 at least. `key`: of this start; who does not know it cannot make messages that
    // are taken for others. No memory is used before the first message; then 4 octets for each of messages_max, three
    // times (12 MB).
    explicit loop_filter(uint64_t key, size_t messages_max = LOOP_MESSAGES_MAX);

    // Sent over a link whose owner has accounts here. Others need not be noted.
    void note_sent(const loop_message& message, int64_t now_ms);
    // Whether this one, submitted by an account of `owner`, was sent to the same owner.
    bool is_loop(const loop_message& message, int64_t now_ms);

    // How often the oldest had to be forgotten before their time.
    uint64_t forgotten_early() const { return forgotten_early_; }

  private:
    // Three of five minutes each: the two full ones make ten.
    static constexpr size_t FILTERS = 3;
    static constexpr int64_t FILTER_MS = LOOP_MS / (FILTERS - 1);

    struct filter {
        std::vector<uint64_t> words;
        size_t messages = 0;
    };

    void advance(int64_t now_ms);
    void turn();
    uint64_t print_of(const loop_message& message) const;
    bool contains(const filter& in, uint64_t print) const;
    void add(filter& to, uint64_t print);

    uint64_t key_;
    size_t messages_max_;
    std::array<filter, FILTERS> filters_;
    size_t newest_ = 0;
    int64_t turned_ms_ = 0;
    uint64_t forgotten_early_ = 0;
};

}  // namespace kaskad::routing
