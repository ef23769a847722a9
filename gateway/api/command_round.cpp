#include "gateway/api/command_round.hpp"

#include "core/assert.hpp"

namespace kaskad::gateway::api {

std::optional<facts::command> command_round::poll_next(facts::token reply_to) {
    const bool is_full = open_ == COMMANDS_AT_ONCE;
    if (is_stopped_ || is_full || next_ == slice_.messages.size()) return std::nullopt;
    ++open_;
    return of_->ask_for(slice_.messages[next_++], reply_to);
}

void command_round::stop_at_last() {
    ASSERT(open_ > 0);
    --open_;
    --next_;
    is_stopped_ = true;
}

void command_round::handle_reply(const facts::reply& reply) {
    ASSERT(open_ > 0);
    --open_;
    const auto count = of_->count_of(reply);
    ++(count == 0 ? sums_.others : sums_.messages);
    sums_.counted += count;
}

core::message_id command_round::next_after() const {
    ASSERT(has_begun() || slice_.messages.empty());
    return next_ == slice_.messages.size() ? slice_.last : slice_.messages[next_ - 1];
}

std::string command_round::render() const {
    const bool is_done = slice_.is_last && next_ == slice_.messages.size();
    return of_->render(sums_, is_done ? core::message_id{} : next_after());
}

}  // namespace kaskad::gateway::api
