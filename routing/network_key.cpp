#include "routing/network_key.hpp"

#include "routing/codes.hpp"
#include "routing/hash_mix.hpp"

namespace kaskad::routing {

namespace {

// "26202" and "262002" are different networks (ITU-T E.212), so each length has a range of its own.
constexpr uint32_t FIVE_DIGITS = 1'000'000;
constexpr uint32_t SIX_DIGITS = 2'000'000;
constexpr uint32_t COUNTRIES = 4'000'000;

}  // namespace

network_key network_key_of(const network& network) {
    if (is_mccmnc(network.mccmnc)) {
        uint32_t code = 0;
        for (const char digit : network.mccmnc)
            code = code * 10 + static_cast<uint32_t>(digit - '0');
        return {code + (network.mccmnc.size() == 5 ? FIVE_DIGITS : SIX_DIGITS)};
    }
    if (!is_country(network.country)) return {};
    const auto first = static_cast<uint32_t>(network.country[0] - 'A');
    const auto second = static_cast<uint32_t>(network.country[1] - 'A');
    return {COUNTRIES + first * 26 + second};
}

size_t link_network_hash::operator()(const link_network& value) const {
    return mixed(value.link.value, uint64_t{value.network.value});
}

}  // namespace kaskad::routing
