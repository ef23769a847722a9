#include "smpp/gsm_packing.hpp"

namespace kaskad::smpp {

namespace {

constexpr char CARRIAGE_RETURN = 0x0D;

}  // namespace

std::string pack_septets(std::string_view septets, size_t udh_octets) {
    std::string padded;
    if (has_spare_septet(septets.size(), udh_octets)) {
        padded = std::string{septets} + CARRIAGE_RETURN;
        septets = padded;
    }
    std::string packed;
    packed.reserve(septets.size());
    uint32_t bits = 0;
    size_t count = fill_bits(udh_octets);
    for (const char septet : septets) {
        bits |= (static_cast<uint8_t>(septet) & 0x7FU) << count;
        count += 7;
        if (count < 8) continue;
        packed.push_back(static_cast<char>(bits));
        bits >>= 8;
        count -= 8;
    }
    if (count > 0 && !septets.empty()) packed.push_back(static_cast<char>(bits));
    return packed;
}

std::string unpack_septets(octets packed, size_t udh_octets) {
    const size_t fill = fill_bits(udh_octets);
    std::string septets;
    septets.reserve(packed.size() * 8 / 7);
    uint32_t bits = 0;
    size_t count = 0;
    size_t skipped = 0;
    for (const uint8_t octet : packed) {
        bits |= uint32_t{octet} << count;
        count += 8;
        if (skipped < fill) {
            bits >>= fill;
            count -= fill;
            skipped = fill;
        }
        for (; count >= 7; count -= 7, bits >>= 7)
            septets.push_back(static_cast<char>(bits & 0x7F));
    }
    // A full last octet whose last septet is a carriage return was filled up.
    const bool is_full = count == 0 && !septets.empty();
    if (is_full && septets.back() == CARRIAGE_RETURN) septets.pop_back();
    return septets;
}

}  // namespace kaskad::smpp
