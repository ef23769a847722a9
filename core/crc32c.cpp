#include "core/crc32c.hpp"

#include <boost/crc.hpp>

#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace kaskad::core {

namespace {

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint32_t crc32c_sse42(std::string_view octets) {
    uint64_t crc = 0xFFFFFFFF;
    while (octets.size() >= sizeof(uint64_t)) {
        uint64_t word = 0;
        std::memcpy(&word, octets.data(), sizeof word);
        crc = _mm_crc32_u64(crc, word);
        octets.remove_prefix(sizeof word);
    }
    auto rest = static_cast<uint32_t>(crc);
    for (const char octet : octets)
        rest = _mm_crc32_u8(rest, static_cast<uint8_t>(octet));
    return ~rest;
}
#endif

}  // namespace

uint32_t crc32c_portable(std::string_view octets) {
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
    crc.process_bytes(octets.data(), octets.size());
    return crc.checksum();
}

uint32_t crc32c(std::string_view octets) {
#if defined(__x86_64__)
    static const bool has_instruction = __builtin_cpu_supports("sse4.2");
    if (has_instruction) return crc32c_sse42(octets);
#endif
    return crc32c_portable(octets);
}

}  // namespace kaskad::core
