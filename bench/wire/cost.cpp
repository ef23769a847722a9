#include "bench/wire/cost.hpp"

#include <sys/resource.h>

namespace kaskad::bench {

uint64_t cpu_us() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto us = [](const timeval& time) {
        return static_cast<uint64_t>(time.tv_sec) * 1'000'000 + static_cast<uint64_t>(time.tv_usec);
    };
    return us(used.ru_utime) + us(used.ru_stime);
}

}  // namespace kaskad::bench
