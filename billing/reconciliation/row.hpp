#pragma once

#include "core/money.hpp"

#include <cstdint>
#include <string_view>

// What an operator bills us for, or what we owe it by our books, as one compact row: a part of a message, or a message.
// Ten million of each side are sorted and put aside, so a row has no text: ids are numbers or digests, senders digests,
// and `place` leads back to where its words stand.

namespace kaskad::billing::reconciliation {

enum class row_status : uint8_t { unknown = 0, accepted = 1, delivered = 2, failed = 3 };

// How an id is written: what reads as a decimal number reads as a hexadecimal one too.
enum class id_kind : uint8_t { none = 0, digits = 1, hexadecimal = 2, text = 3 };

inline constexpr uint64_t RECIPIENT_MAX = 999'999'999'999'999;  // E.164: fifteen digits
inline constexpr int64_t ROW_TIME_MAX = (int64_t{1} << 43) - 1;
inline constexpr uint8_t CURRENCIES_MAX = 16;

// 0 = not said, but for money. The id is its digits read as hexadecimal, or 128 bits of a digest; later the key that
// both sides are compared by.
struct row {
    uint64_t id_high = 0;
    uint64_t id_low = 0;
    core::price price;    // of a part
    core::amount amount;  // of all its parts
    uint64_t place = 0;
    uint64_t recipient : 50 = 0;  // its digits as a number
    uint64_t part : 8 = 0;        // which part of the message; 0 = all of it, or not said
    uint64_t id : 2 = 0;          // an id_kind
    uint64_t unused : 4 = 0;
    uint64_t time_ms : 44 = 0;  // since 1970; UTC, once the supplier's zone is known
    uint64_t parts : 8 = 0;
    uint64_t state : 2 = 0;     // a row_status
    uint64_t currency : 4 = 0;  // a place in the run's list
    uint64_t unused_too : 6 = 0;
    uint32_t sender = 0;
    uint32_t network = 0;  // MCC-MNC as a number

    int64_t time() const { return static_cast<int64_t>(time_ms); }
    row_status status() const { return static_cast<row_status>(state); }
    id_kind kind() const { return static_cast<id_kind>(id); }
};

static_assert(sizeof(row) == 64);

// The digest of a sender: case does not count, nor a plus before digits. Never 0, but for an empty one.
uint32_t sender_digest(std::string_view sender);

}  // namespace kaskad::billing::reconciliation
