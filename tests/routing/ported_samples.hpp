#pragma once

#include "core/crc32c.hpp"
#include "routing/ported_form.hpp"
#include "routing/ported_numbers.hpp"
#include "routing/ported_writer.hpp"

#include <cstring>
#include <map>
#include <span>
#include <string>
#include <vector>

// Files of ported numbers, as octets in memory.

namespace kaskad::routing {

inline const std::vector<std::string> SAMPLE_NETWORKS{"26201", "310260", "26203"};
inline constexpr int64_t SAMPLE_AS_OF = 1'767'225'600'000;

// Aligned as a page is.
class ported_image {
  public:
    explicit ported_image(std::string_view octets) : words_(octets.size() / 8 + 1), size_{octets.size()} {
        std::memcpy(words_.data(), octets.data(), octets.size());
    }

    std::span<std::byte> octets() { return std::as_writable_bytes(std::span{words_}).first(size_); }

    template <typename T>
    void set(uint64_t at, T value) {
        std::memcpy(octets().data() + at, &value, sizeof value);
    }
    template <typename T>
    T get(uint64_t at) {
        T value;
        std::memcpy(&value, octets().data() + at, sizeof value);
        return value;
    }
    std::string_view text(uint64_t from, uint64_t count) {
        return {reinterpret_cast<const char*>(words_.data()) + from, count};
    }

    // Makes every CRC right again: what is wrong now is wrong in sense.
    void reseal() {
        const ported_places places{get<uint64_t>(16), get<uint32_t>(12)};
        for (uint64_t block = 0; block < places.blocks(); ++block) {
            const auto at = places.entries() + block * PORTED_BLOCK * 8;
            const auto end = std::min(at + PORTED_BLOCK * 8, places.tops());
            set(places.checks() + block * 4, core::crc32c(text(at, end - at)));
        }
        set(32, core::crc32c(text(places.tops(), places.end() - places.tops())));
        set(36, core::crc32c(text(0, PORTED_HEADER_CHECKED)));
    }

  private:
    std::vector<uint64_t> words_;
    size_t size_;
};

inline ported_image image_of(const std::map<uint64_t, uint32_t>& entries,
                             const std::vector<std::string>& names = SAMPLE_NETWORKS) {
    ported_writer writer;
    for (const auto& [number, network] : entries)
        writer.add({number, network});
    writer.finish(names, SAMPLE_AS_OF);
    return ported_image{writer.header() + writer.take_octets()};
}

// Numbers 4915100000000, 4915100000010, ...: so many of them, in turn of each network.
inline std::map<uint64_t, uint32_t> sample_entries(uint32_t count) {
    std::map<uint64_t, uint32_t> entries;
    for (uint32_t index = 0; index < count; ++index)
        entries[4'915'100'000'000 + 10ULL * index] = index % 3;
    return entries;
}

}  // namespace kaskad::routing
