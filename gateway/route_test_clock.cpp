#include "gateway/route_test_clock.hpp"

#include "gateway/route_test_schedule.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr std::chrono::minutes EACH{1};

}  // namespace

route_test_clock::route_test_clock(net::shard& home, route_test_clock_options options, facts::command_port& engine)
    : options_{std::move(options)}, engine_{engine}, timer_{home.get_executor(), [this] { ask(); }} {}

void route_test_clock::start() {
    if (!options_.schedules.empty()) ask();
}

void route_test_clock::ask() {
    // Where the engine is too busy, the next minute is soon enough.
    engine_.try_send(facts::query_route_tests{options_.token, 0});
    timer_.expire_after(EACH);
}

void route_test_clock::handle_answer(const facts::answer& answer) {
    if (const auto* kept = std::get_if<facts::route_tests>(&answer.value)) {
        for (auto& order : due_route_tests(options_.schedules, *kept, options_.utc_ms())) {
            order.reply_to = options_.token;
            engine_.try_send(std::move(order));
        }
    } else if (const auto* refused = std::get_if<facts::refusal>(&answer.value)) {
        auto why = refused->field + (refused->field.empty() ? "" : ": ") + refused->detail;
        if (why != refused_) spdlog::warn("scheduled route test: {}", why);
        refused_ = std::move(why);
    } else if (const auto* started = std::get_if<facts::route_test_started>(&answer.value)) {
        refused_.clear();
        spdlog::info("scheduled route test {}: {} texts", started->id, started->messages);
    }
}

}  // namespace kaskad::gateway
