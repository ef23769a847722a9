#pragma once

#include "core/assert.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

// Each PDU that a session of ours wrote in a test, noted in the folder KASKAD_EMITTED: a file for each that differs in
// more than its sequence number, and of one command only so many from one process. What they say to a foreign decoder
// is judged at the end (tests/integration/emitted.mjs). Without the variable nothing is done.

namespace kaskad::smpp {

class emitted_pdus {
  public:
    // Whole PDUs, one behind the other.
    static void note(std::string_view written) {
        static emitted_pdus notes;
        if (notes.folder_.empty()) return;
        while (!written.empty()) {
            const auto length = number_at(written, 0);
            ASSERT(length >= HEADER && length <= written.size());
            notes.keep(written.substr(0, length));
            written.remove_prefix(length);
        }
    }

  private:
    static constexpr size_t HEADER = 16;
    static constexpr size_t SEQUENCE_AT = 12;
    static constexpr size_t OF_A_COMMAND_MAX = 40;
    static constexpr size_t OCTETS_MAX = 30'000;  // `kaskad pdu` takes them as one word of its command line

    emitted_pdus() {
        const auto* const folder = std::getenv("KASKAD_EMITTED");
        if (folder == nullptr || *folder == '\0') return;
        folder_ = folder;
        std::filesystem::create_directories(folder_);
    }

    static uint32_t number_at(std::string_view octets, size_t position) {
        uint32_t number = 0;
        for (const char octet : octets.substr(position, 4))
            number = number << 8 | static_cast<uint8_t>(octet);
        return number;
    }

    // The same in every process of the same build.
    static uint64_t print_of(std::string_view pdu) {
        return std::hash<std::string>{}(std::string{pdu.substr(0, SEQUENCE_AT)}.append(pdu.substr(HEADER)));
    }

    void keep(std::string_view pdu) {
        auto& prints = noted_[number_at(pdu, 4)];
        if (prints.size() >= OF_A_COMMAND_MAX || pdu.size() > OCTETS_MAX) return;
        const auto print = print_of(pdu);
        if (!prints.insert(print).second) return;
        std::ofstream file{folder_ / fmt::format("{:08x}-{:016x}", number_at(pdu, 4), print), std::ios::binary};
        file.write(pdu.data(), static_cast<std::streamsize>(pdu.size()));
    }

    std::filesystem::path folder_;
    std::map<uint32_t, std::set<uint64_t>> noted_;
};

}  // namespace kaskad::smpp
