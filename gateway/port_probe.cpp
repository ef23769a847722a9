#include "gateway/port_probe.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace kaskad::gateway {

std::string find_listener(const std::string& address, uint16_t port) {
    namespace asio = boost::asio;
    boost::system::error_code trouble;
    const auto ip = asio::ip::make_address(address, trouble);
    if (trouble) return address + " is not an IP address";
    asio::io_context context{1};
    asio::ip::tcp::acceptor probe{context};
    const asio::ip::tcp::endpoint place{ip, port};
    probe.open(place.protocol(), trouble);
    if (!trouble) probe.set_option(asio::socket_base::reuse_address{true}, trouble);
    if (!trouble) probe.bind(place, trouble);
    if (!trouble) probe.listen(1, trouble);
    return trouble ? "cannot listen on " + address + " port " + std::to_string(port) + ": " + trouble.message() : "";
}

}  // namespace kaskad::gateway
