#pragma once

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <optional>
#include <string_view>
#include <variant>

// A block of IP addresses in CIDR form (RFC 4632): "10.0.0.0/8", "2001:db8::/32", or one address alone.

namespace kaskad::net {

class address_block {
  public:
    static std::optional<address_block> parse(std::string_view text);

    // An IPv4 address in IPv6's clothes counts as what it is; what is no address lies in no block.
    bool contains(std::string_view address) const;

  private:
    using network = std::variant<boost::asio::ip::network_v4, boost::asio::ip::network_v6>;
    explicit address_block(network value) : network_{value} {}

    network network_;
};

}  // namespace kaskad::net
