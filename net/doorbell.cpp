#include "net/doorbell.hpp"

#include "core/assert.hpp"

#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace kaskad::net {

doorbell::doorbell() : event_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
    ASSERT(event_ >= 0);
}

doorbell::~doorbell() {
    ::close(event_);
}

void doorbell::ring() {
    // Orders the caller's push before the look at the flag; prepare() has the matching fence.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (!sleeping_.load(std::memory_order_relaxed) || !sleeping_.exchange(false)) return;
    const uint64_t one = 1;
    ASSERT(::write(event_, &one, sizeof one) == sizeof one);
}

void doorbell::prepare() {
    sleeping_.store(true);
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

void doorbell::wait(std::chrono::milliseconds time_max) {
    pollfd event{.fd = event_, .events = POLLIN, .revents = 0};
    ::poll(&event, 1, static_cast<int>(time_max.count()));
    forget();
}

void doorbell::forget() {
    sleeping_.store(false);
    // A ring that came meanwhile may stay in the counter: at worst one wait ends early.
    uint64_t rings = 0;
    if (::read(event_, &rings, sizeof rings) < 0) return;
}

}  // namespace kaskad::net
