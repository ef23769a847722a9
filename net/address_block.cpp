#include "net/address_block.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <string>

namespace kaskad::net {

namespace {

namespace ip = boost::asio::ip;

// Boost takes "/033" and "/ 3" too.
bool is_prefix_length(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && text.size() <= 3 && (text.size() == 1 || text.front() != '0') &&
           std::ranges::all_of(text, is_digit);
}

}  // namespace

std::optional<address_block> address_block::parse(std::string_view text) {
    const auto slash = text.find('/');
    boost::system::error_code error;
    const auto address = ip::make_address(text.substr(0, slash), error);
    if (error) return std::nullopt;
    const auto full = address.is_v4() ? 32 : 128;
    auto length = full;
    if (slash != text.npos) {
        const auto written = text.substr(slash + 1);
        if (!is_prefix_length(written)) return std::nullopt;
        length = std::stoi(std::string{written});
        if (length > full) return std::nullopt;
    }
    if (address.is_v4()) return address_block{ip::network_v4{address.to_v4(), static_cast<unsigned short>(length)}};
    return address_block{ip::network_v6{address.to_v6(), static_cast<unsigned short>(length)}};
}

bool address_block::contains(std::string_view text) const {
    boost::system::error_code error;
    auto address = ip::make_address(text, error);
    if (error) return false;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
    if (const auto* v4 = std::get_if<ip::network_v4>(&network_)) {
        return address.is_v4() && ip::network_v4{address.to_v4(), v4->prefix_length()}.canonical() == v4->canonical();
    }
    const auto& v6 = std::get<ip::network_v6>(network_);
    return address.is_v6() && ip::network_v6{address.to_v6(), v6.prefix_length()}.canonical() == v6.canonical();
}

}  // namespace kaskad::net
