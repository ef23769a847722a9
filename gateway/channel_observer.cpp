#include "gateway/channel_observer.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr double MS_PER_SECOND = 1'000;

std::array<std::pair<std::string_view, uint64_t>, 4> callbacks_of(const channels::account_counts& counts) {
    return {{{"taken", counts.callbacks - counts.callbacks_put_off},
             {"forged", counts.callbacks_forged},
             {"unreadable", counts.callbacks_unreadable},
             {"put_off", counts.callbacks_put_off}}};
}

// Calls count(word, how many more) for each that has grown.
template <typename Words, typename Count>
void count_growth(const Words& now, const Words& before, Count count) {
    for (size_t place = 0; place < now.size(); ++place) {
        if (now[place].second > before[place].second) count(now[place].first, now[place].second - before[place].second);
    }
}

}  // namespace

void channel_observer::observe(const channels::account_counts& now) {
    auto& before = seen_[now.account];
    // One that was made anew counts from the beginning.
    if (now.calls < before.calls || now.callbacks < before.callbacks) before = {};
    numbers_.set_binds_bound(now.name, now.state == channels::account_state::up ? 1 : 0);
    numbers_.set_channel_calls_open(now.name, now.open);
    count_growth(channels::outcomes_of(now), channels::outcomes_of(before),
                 [&](std::string_view word, uint64_t more) { numbers_.count_channel_calls(now.name, word, more); });
    count_growth(callbacks_of(now), callbacks_of(before),
                 [&](std::string_view word, uint64_t more) { numbers_.count_channel_callbacks(now.name, word, more); });
    if (now.call_ms > before.call_ms)
        numbers_.count_channel_time(now.name, static_cast<double>(now.call_ms - before.call_ms) / MS_PER_SECOND);
    before = now;
}

}  // namespace kaskad::gateway
