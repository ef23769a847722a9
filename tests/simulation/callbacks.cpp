#include "tests/simulation/callbacks.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace kaskad::simulation {

namespace {

constexpr int64_t PATIENCE_MS = 10'000;
constexpr int64_t REPEAT_MS_MAX = 20'000;

}  // namespace

void callbacks::set_gateway(life* gateway) {
    gateway_ = gateway;
    if (gateway_) return;
    std::vector<facts::token> lost;
    for (const auto& [token, call] : open_)
        lost.push_back(token);
    std::ranges::sort(lost);  // by chance, and not by the table's order
    for (const auto token : lost)
        repeat(std::move(open_.extract(token).mapped()), luck_.between(100, REPEAT_MS_MAX));
}

void callbacks::tell(word what, std::function<void()> taken) {
    send({std::move(what), std::move(taken)});
}

void callbacks::send(open_call call) {
    if (!gateway_) return repeat(std::move(call), luck_.between(1'000, REPEAT_MS_MAX));
    const auto token = ++last_token_;
    const bool taken = std::visit(
        [&](auto& what) {
            what.reply_to = token;
            return gateway_->tell(facts::command{what});
        },
        call.what);
    if (!taken) return repeat(std::move(call), luck_.between(10, 2'000));
    open_.emplace(token, std::move(call));
    when_.after(PATIENCE_MS, [this, token] {
        auto late = open_.extract(token);
        if (!late.empty()) repeat(std::move(late.mapped()), 0);
    });
}

void callbacks::repeat(open_call call, int64_t delay_ms) {
    ++to_repeat_;
    when_.after(delay_ms, [this, call = std::move(call)]() mutable {
        --to_repeat_;
        send(std::move(call));
    });
}

void callbacks::take(const facts::answer& answer) {
    auto answered = open_.extract(answer.reply_to);
    if (answered.empty()) return;
    const bool is_refused = !std::holds_alternative<facts::done>(answer.value);
    if (is_refused) return repeat(std::move(answered.mapped()), luck_.between(1'000, REPEAT_MS_MAX));
    if (answered.mapped().taken) answered.mapped().taken();
}

}  // namespace kaskad::simulation
