#pragma once

#include "core/id.hpp"
#include "smpp/receipt_mode.hpp"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>

// Watches which parts of long messages have receipts of their own on one link, and finds its habit. Volatile; a finding
// is recorded by whoever asks for it.

namespace kaskad::engine {

class receipt_habit {
  public:
    static constexpr size_t WATCHED_MAX = 4'096;  // messages at once; others are not judged

    struct sighting {
        core::message_id message;
        uint8_t attempt = 0;
        uint8_t part = 0;  // from 1
        size_t parts = 0;  // 2 or more
    };

    // A final receipt that is this part's own; twice is once.
    void note(const sighting& seen, int64_t now_ms);
    // Judges what had its first receipt so long ago; the finding, once for every 200.
    std::optional<smpp::receipt_mode> judge(int64_t maturity_ms, int64_t now_ms);

  private:
    using key = std::pair<core::message_id, uint8_t>;  // an attempt
    struct watched {
        size_t parts = 0;
        std::bitset<256> receipted;
    };

    std::map<key, watched> watched_;
    std::deque<std::pair<int64_t, key>> began_;  // in order of time
    smpp::receipt_mode_tally tally_;
};

}  // namespace kaskad::engine
