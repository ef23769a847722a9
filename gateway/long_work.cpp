#include "gateway/long_work.hpp"

#include <csignal>

namespace kaskad::gateway {

namespace {

constexpr std::chrono::seconds TELL_EACH{2};

volatile std::sig_atomic_t was_interrupted = 0;

}  // namespace

void heed_interrupts() {
    std::signal(SIGINT, [](int) { was_interrupted = 1; });
}

bool is_interrupted() {
    return was_interrupted != 0;
}

bool telling_pace::is_due() {
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < TELL_EACH) return false;
    told_ = now;
    return true;
}

}  // namespace kaskad::gateway
