#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Whose fault a "too fast" is. An operator that refuses several recipients is full, and the whole link slows down; one
// that refuses a single recipient while it takes others has a full queue for that recipient, who alone waits.

namespace kaskad::engine {

class throttle_judge {
  public:
    enum class verdict : uint8_t { link, recipient };

    void accepted();
    // `link_wide`: the status speaks of the link (ESME_RTHROTTLED), not of a queue (ESME_RMSGQFUL).
    verdict refused(std::string_view recipient, bool link_wide, int64_t now);

  private:
    static constexpr int64_t MEMORY_MS = 10'000;
    static constexpr uint32_t OTHERS_ACCEPTED = 3;

    std::string recipient_;  // refused last
    int64_t refused_at_ = 0;
    uint32_t accepted_since_ = 0;  // submits the operator took after that
};

}  // namespace kaskad::engine
