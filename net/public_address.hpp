#pragma once

#include <string_view>

// Whether an IP address belongs to the public internet. Callbacks go to addresses that clients name, so loopback,
// private, link-local and other special ranges are refused unless the owner allows them.

namespace kaskad::net {

// False also for text that is no address. Judges IPv4 inside IPv6 (mapped, 6to4, NAT64) by the IPv4 address.
bool is_public_address(std::string_view ip);

}  // namespace kaskad::net
