#include "net/doorbell.hpp"

#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace kaskad::net {

static_assert(sizeof(std::atomic<uint32_t>) == sizeof(uint32_t), "the kernel looks at the word itself");

void doorbell::ring() {
    // Orders the caller's change before the look at the flag; prepare() has the matching fence.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (sleeping_.load(std::memory_order_relaxed) == 0 || sleeping_.exchange(0) == 0) return;
    ::syscall(SYS_futex, &sleeping_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

void doorbell::wake() {
    woken_.store(true);
    ring();
}

void doorbell::prepare() {
    sleeping_.store(1);
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

void doorbell::sleep(std::chrono::milliseconds time_max) {
    timespec time{};
    time.tv_sec = time_max.count() / 1'000;
    time.tv_nsec = time_max.count() % 1'000 * 1'000'000;
    // Returns at once if somebody has rung meanwhile.
    ::syscall(SYS_futex, &sleeping_, FUTEX_WAIT_PRIVATE, 1, &time, nullptr, 0);
}

}  // namespace kaskad::net
