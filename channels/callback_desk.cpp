#include "channels/callback_desk.hpp"

#include "core/assert.hpp"

#include <utility>

namespace kaskad::channels {

namespace {

callback_result put_off() {
    return std::unexpected(callback_fault{503, "too much is waiting; try again"});
}

// Its request could not be taken at all: nothing of it will be durable.
bool is_put_off(const facts::reply& reply) {
    const auto* refusal = std::get_if<facts::refusal>(&reply);
    return refusal && refusal->code == facts::refusal_code::overloaded;
}

}  // namespace

callback_desk::callback_desk(net::shard& home, const callback_options& options, command_outbox& out)
    : options_{options}, out_{out}, last_{facts::token{options.number} << 48}, timer_{home.get_executor(), [this] {
                                                                                          expire();
                                                                                      }} {}

bool callback_desk::has_room(size_t commands) const {
    return !stopped_ && by_token_.size() < options_.open_max && commands_ + commands <= options_.commands_max;
}

void callback_desk::take(callback_reading reading, core::link_id account, callback_answer answer) {
    const auto commands = reading.reports.size() + reading.heard.size();
    if (commands == 0) return answer(std::move(reading.answer));
    if (!has_room(commands)) return answer(put_off());
    const auto token = ++last_;
    // Before anything is sent: the engine may answer before a call returns.
    add(token, {std::move(answer), std::move(reading.answer), commands, net::clock::now() + options_.deadline});
    if (!send(reading, account, token)) end(token, put_off());
}

void callback_desk::add(facts::token token, open_callback open) {
    commands_ += open.commands;
    by_deadline_.emplace(open.deadline, token);
    by_token_.emplace(token, std::move(open));
    timer_.expire_at(by_deadline_.begin()->first);
}

// Those that went before one that found the mailbox full do no harm when they come again.
bool callback_desk::send(callback_reading& reading, core::link_id account, facts::token token) {
    for (auto& report : reading.reports) {
        report.account = account;
        report.reply_to = token;
        if (!out_.try_send(std::move(report))) return false;
    }
    for (auto& word : reading.heard) {
        word.account = account;
        word.reply_to = token;
        if (!out_.try_send(std::move(word))) return false;
    }
    return true;
}

void callback_desk::handle_answer(const facts::answer& answer) {
    const auto found = by_token_.find(answer.reply_to);
    if (found == by_token_.end()) return;
    if (is_put_off(answer.value)) return end(answer.reply_to, put_off());
    auto& open = found->second;
    ASSERT(open.commands > 0);
    --open.commands;
    --commands_;
    if (open.commands == 0) end(answer.reply_to, std::move(open.response));
}

void callback_desk::end(facts::token token, callback_result result) {
    auto ended = by_token_.extract(token);
    if (ended.empty()) return;
    commands_ -= ended.mapped().commands;
    by_deadline_.erase({ended.mapped().deadline, token});
    ended.mapped().answer(std::move(result));
}

void callback_desk::expire() {
    const auto now = net::clock::now();
    while (!by_deadline_.empty() && by_deadline_.begin()->first <= now)
        end(by_deadline_.begin()->second, put_off());
    if (!by_deadline_.empty()) timer_.expire_at(by_deadline_.begin()->first);
}

void callback_desk::stop() {
    stopped_ = true;
    timer_.cancel();
    while (!by_token_.empty())
        end(by_token_.begin()->first, put_off());
}

}  // namespace kaskad::channels
