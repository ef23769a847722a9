#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Whose fault a "too fast" is (ESME_RTHROTTLED, ESME_RMSGQFUL). An operator that refuses several recipients at once is
// full, and the whole link slows down; one that refuses a recipient or two while it takes others has a full queue for
// them, and they alone step aside.

namespace kaskad::engine {

class throttle_judge {
  public:
    enum class verdict : uint8_t { link, recipient };

    static constexpr size_t RECIPIENTS = 3;
    static constexpr int64_t TOGETHER_MS = 1'000;
    static constexpr int64_t MEMORY_MS = 60'000;

    // The operator took a submit, of anybody.
    void accepted();
    // The link's where so many different recipients were refused within a second, or, on a link too slow for that,
    // one after the other without anything taken between.
    verdict refused(std::string_view recipient, int64_t now);

  private:
    struct refusal {
        std::string recipient;   // empty: none
        int64_t at = 0;          // the last of this recipient
        bool is_in_row = false;  // nothing was taken since
    };

    static bool counts(const refusal& value, int64_t now);
    refusal& place_for(std::string_view recipient);

    std::array<refusal, RECIPIENTS> refusals_;  // the newest of different recipients
};

}  // namespace kaskad::engine
