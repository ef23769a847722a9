#pragma once

#include "routing/ported_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <vector>

// What a number is looked up in, at the size that the product ships or is sold with.

namespace kaskad::bench {

// The number plan that is made when building.
inline std::string plan_text() {
    std::ostringstream text;
    text << std::ifstream{std::string{KASKAD_SHARE_DIR} + "/number_plan.csv"}.rdbuf();
    return text.str();
}

// The octets of a file of so many ported numbers from the first on, 10 apart, all of them in network 26201 now.
class ported_file {
  public:
    ported_file(uint64_t first, uint64_t count) {
        routing::ported_writer writer;
        for (uint64_t index = 0; index < count; ++index)
            writer.add({first + 10 * index, 0});
        const std::vector<std::string> names{"26201"};
        writer.finish(names, 0);
        const auto octets = writer.header() + writer.take_octets();
        size_ = octets.size();
        words_.resize((size_ + 7) / 8);
        std::memcpy(words_.data(), octets.data(), size_);
    }

    std::span<const std::byte> octets() const { return std::as_bytes(std::span{words_}).first(size_); }

  private:
    std::vector<uint64_t> words_;  // aligned as a page is
    size_t size_ = 0;
};

}  // namespace kaskad::bench
