#pragma once

#include "core/money.hpp"
#include "smpp/time_zone.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// Values of a supplier's file as it writes them. Each error is what is wrong, without where. Pure.

namespace kaskad::gateway {

// Money with up to eight decimals. The other decimal sign would be one of thousands, and is refused.
struct written_money {
    core::price exact;
    int decimals = 0;
};
std::expected<written_money, std::string> read_money(std::string_view text, bool has_decimal_comma);

// In millionths, half to even.
core::amount to_amount(core::price exact);

// Digits of a recipient: without +, 00 and spaces; a single 0 in front becomes the country code, where there is one.
std::expected<uint64_t, std::string> read_recipient(std::string_view text, std::string_view country_code);

std::expected<uint64_t, std::string> read_whole(std::string_view text, uint64_t max);

// By a format of strptime(3), "unix" or "unix_ms"; a fraction of the second and an offset (+02:00, Z) may follow. What
// says no offset is by the zone.
std::expected<int64_t, std::string> read_time(const std::string& text, const std::string& format,
                                              const smpp::time_zone& zone);

}  // namespace kaskad::gateway
