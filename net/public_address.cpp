#include "net/public_address.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace kaskad::net {

namespace {

namespace ip = boost::asio::ip;

struct v4_range {
    uint32_t prefix;
    int bits;
};

// IANA IPv4 Special-Purpose Address Registry, those not globally reachable, and multicast.
constexpr std::array<v4_range, 14> V4_SPECIAL{{
    {0x00000000, 8},   // this network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // carrier-grade NAT
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local, also cloud metadata
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0000200, 24},  // documentation
    {0xC0586300, 24},  // 6to4 relays
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xE0000000, 3},   // multicast and reserved
}};

bool is_public(uint32_t address) {
    return std::ranges::none_of(
        V4_SPECIAL, [&](const v4_range& range) { return (address ^ range.prefix) >> (32 - range.bits) == 0; });
}

uint32_t v4_at(const ip::address_v6::bytes_type& octets, size_t offset) {
    return uint32_t{octets[offset]} << 24 | uint32_t{octets[offset + 1]} << 16 | uint32_t{octets[offset + 2]} << 8 |
           octets[offset + 3];
}

bool is_public(const ip::address_v6& address) {
    const auto octets = address.to_bytes();
    const uint32_t head = v4_at(octets, 0);
    if (address.is_v4_mapped()) return is_public(v4_at(octets, 12));
    if (head == 0x0064FF9B) return is_public(v4_at(octets, 12));    // NAT64
    if (head >> 16 == 0x2002) return is_public(v4_at(octets, 2));   // 6to4
    if (head == 0x20010DB8 || head >> 12 == 0x3FFF0) return false;  // documentation
    if (head >> 9 == 0x20010000u >> 9) return false;                // Teredo, ORCHID and other assignments
    return head >> 29 == 0b001;                                     // 2000::/3 is all that is handed out
}

}  // namespace

bool is_public_address(std::string_view text) {
    boost::system::error_code ec;
    const auto address = ip::make_address(text, ec);
    if (ec) return false;
    return address.is_v4() ? is_public(address.to_v4().to_uint()) : is_public(address.to_v6());
}

}  // namespace kaskad::net
