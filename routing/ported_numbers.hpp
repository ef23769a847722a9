#pragma once

#include "routing/ported_entry.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Which network a number was ported to, looked up in the octets of a file (ported_form.hpp) where they lie: nothing is
// copied but every 4,096th entry, and 50 million numbers cost 98 KB of ours. Reads no file itself; the owner of the
// octets keeps them, and keeps them unchanged, as long as this lives. A newer file is another one of these.

namespace kaskad::routing {

// offset: the first octet of what is wrong; a block of entries is checked as one.
struct ported_damage {
    uint64_t offset = 0;
    std::string why;

    friend bool operator==(const ported_damage&, const ported_damage&) = default;
};

class ported_numbers {
  public:
    ported_numbers() = default;

    // Checks every octet: a bad magic, an unknown format, a length that the header does not say, a CRC that does not
    // fit, entries out of order, an entry without its network. octets: the whole file, aligned to 8 as a page is.
    // 50 million numbers take 0.1 s once their pages are read.
    static std::expected<ported_numbers, ported_damage> open(std::span<const std::byte> octets);

    uint64_t size() const { return entries_.size(); }
    int64_t as_of_ms() const { return as_of_ms_; }  // when this was true, ms UTC, as whoever built it said
    uint32_t networks() const { return static_cast<uint32_t>(names_.size() / 8); }
    std::string_view network(uint32_t index) const;  // MCC and MNC
    ported_entry entry(uint64_t place) const { return unpack_ported(entries_[place]); }

    // MCC and MNC of the network that the number is in today; empty: it was not ported. digits: E.164 without "+".
    std::optional<std::string_view> find(std::string_view digits) const;

  private:
    std::span<const uint64_t> entries_;
    std::span<const uint64_t> tops_;  // the first entry of each stretch
    std::vector<uint64_t> summits_;   // every 64th top
    std::span<const char> names_;
    int64_t as_of_ms_ = 0;
};

}  // namespace kaskad::routing
