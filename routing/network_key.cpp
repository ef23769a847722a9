#include "routing/network_key.hpp"

#include "routing/codes.hpp"
#include "routing/hash_mix.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

// "26202" and "262002" are different networks (ITU-T E.212), so each length has a range of its own.
constexpr uint32_t FIVE_DIGITS = 1'000'000;
constexpr uint32_t SIX_DIGITS = 2'000'000;
constexpr uint32_t COUNTRIES = 4'000'000;
constexpr uint32_t GROUPS = 8'000'000;  // and what lies above

// FNV-1a: the same in every process.
uint32_t hash_of(std::string_view text) {
    uint32_t hash = 2'166'136'261;
    for (const char letter : text)
        hash = (hash ^ static_cast<uint8_t>(letter)) * 16'777'619;
    return hash;
}

network_key key_of_code(std::string_view mccmnc) {
    uint32_t code = 0;
    for (const char digit : mccmnc)
        code = code * 10 + static_cast<uint32_t>(digit - '0');
    return {code + (mccmnc.size() == 5 ? FIVE_DIGITS : SIX_DIGITS)};
}

network_key key_of_group(std::string_view group) {
    return {std::max(GROUPS, hash_of(group))};
}

network_key key_of_country(std::string_view country) {
    if (!is_country(country)) return {};
    const auto first = static_cast<uint32_t>(country[0] - 'A');
    const auto second = static_cast<uint32_t>(country[1] - 'A');
    return {COUNTRIES + first * 26 + second};
}

}  // namespace

network_key network_key_of(const network& network) {
    if (is_mccmnc(network.mccmnc)) return key_of_code(network.mccmnc);
    return network.group.empty() ? key_of_country(network.country) : key_of_group(network.group);
}

network_key network_key_of(std::string_view name, std::string_view country) {
    if (is_mccmnc(name)) return key_of_code(name);
    return name.empty() ? key_of_country(country) : key_of_group(name);
}

size_t link_network_hash::operator()(const link_network& value) const {
    return mixed(value.link.value, uint64_t{value.network.value});
}

}  // namespace kaskad::routing
