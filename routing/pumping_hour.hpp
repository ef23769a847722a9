#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

// The last hour's messages to one block of ten thousand numbers: how many, to how many numbers, and whether these lie
// side by side, as those do that are tried one after the other.

namespace kaskad::routing {

// Most numbers that are told apart; of more the newest.
inline constexpr size_t PUMPING_NUMBERS_MAX = 256;
// Two numbers are neighbours when they are at most so far apart.
inline constexpr uint32_t PUMPING_NEIGHBOUR_GAP = 3;

class pumping_hour {
  public:
    // number: its last four digits.
    void note(uint16_t number, int64_t now_ms);
    // The message just noted may go.
    void note_passed();
    // One that went at `sent_ms` had its effect.
    void note_converted(int64_t sent_ms, int64_t now_ms);

    // Within the last hour, as of the last note; in steps of five minutes.
    uint32_t messages() const;
    uint32_t passed() const;
    uint32_t numbers() const { return static_cast<uint32_t>(numbers_.size()); }
    // Share of the numbers that have a neighbour among them. Does not depend on the order in which they came; by chance
    // alone 50 numbers show 0.03, 256 show 0.14.
    double neighbour_share() const;

    // Of those that went ten minutes ago or earlier: an effect takes its time.
    uint32_t settled() const;
    uint32_t settled_converted() const;

  private:
    static constexpr size_t SLOTS = 12;

    struct slot {
        uint32_t messages = 0;
        uint32_t passed = 0;
        uint32_t converted = 0;
    };
    struct recent {
        uint16_t number = 0;
        uint16_t slot = 0;  // the low bits of its slot
    };

    void turn(int64_t now_ms);
    uint32_t sum(uint32_t slot::*what, size_t newest_left_out) const;
    slot& newest() { return slots_[static_cast<size_t>(newest_) % SLOTS]; }

    std::array<slot, SLOTS> slots_{};  // slots_[n % SLOTS] is that of the n-th five minutes
    int64_t newest_ = 0;
    std::vector<recent> numbers_;
    size_t next_ = 0;  // which to overwrite when there are too many
};

}  // namespace kaskad::routing
