#pragma once

#include "billing/transfer.hpp"
#include "core/id.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The journal of the books: one row for each command that moved money, chained by hash, so that a changed, lost or
// inserted row shows. Computes and checks; stores nothing.

namespace kaskad::billing {

// SHA-256. All zero before the first row.
using digest = std::array<uint8_t, 32>;

// sequence counts from 1 without gaps. message is the one the command was about, 0 if none.
struct posting {
    uint64_t sequence = 0;
    int64_t booked_utc_ms = 0;
    core::message_id message;
    std::vector<transfer> transfers;
    digest previous{};
    digest hash{};

    friend bool operator==(const posting&, const posting&) = default;
};

// The last row's number and hash: all that is needed to write the next.
struct chain_head {
    uint64_t sequence = 0;
    digest hash{};

    friend bool operator==(const chain_head&, const chain_head&) = default;
};

// The row's octets, all integers big endian, signed ones in two's complement:
//   layout version 1 (1) | sequence (8) | booked_utc_ms (8) | message (8) | number of transfers (4)
//   then each transfer, 55 octets:
//   kind (1) code (1) side (1) level (1) debit (8) credit (8) currency (3) amount (8) released (8) message (8)
//   attempt (4) price_version (4)
std::vector<uint8_t> posting_octets(const posting& row);

// SHA-256(row.previous | posting_octets(row)). row.hash does not enter.
digest posting_hash(const posting& row);

// The next row of the chain, hashed. `transfers` must not be empty.
posting make_posting(const chain_head& head, int64_t booked_utc_ms, core::message_id message,
                     std::vector<transfer> transfers);

chain_head head_of(const posting& row);

enum class chain_fault : uint8_t { sequence_gap, previous_mismatch, hash_mismatch };

struct broken_chain {
    chain_fault why = chain_fault::sequence_gap;
    size_t index = 0;  // in the rows given
    uint64_t sequence = 0;

    friend bool operator==(const broken_chain&, const broken_chain&) = default;
};

// Checks rows that follow `head` in order. Returns the head after them, so that a long chain can be checked in pages.
std::expected<chain_head, broken_chain> verify_chain(const chain_head& head, std::span<const posting> rows);

std::string to_string(const digest& value);  // 64 hexadecimal digits
std::string_view to_string(chain_fault value);

}  // namespace kaskad::billing
