#include "gateway/api/repeat_round.hpp"

#include "core/assert.hpp"
#include "gateway/api/json_writer.hpp"

#include <variant>

namespace kaskad::gateway::api {

std::optional<core::message_id> repeat_round::poll_next() {
    if (is_stopped_ || open_ == REPEATS_AT_ONCE || next_ == messages_.size()) return std::nullopt;
    ++open_;
    return messages_[next_++];
}

void repeat_round::stop_at_last() {
    ASSERT(open_ > 0);
    --open_;
    --next_;
    is_stopped_ = true;
}

// One that is gone meanwhile has nothing to tell.
void repeat_round::handle_reply(const facts::reply& reply) {
    ASSERT(open_ > 0);
    --open_;
    const auto* repeated = std::get_if<facts::repeated_events>(&reply);
    if (repeated == nullptr || repeated->count == 0) return;
    ++told_;
    events_ += repeated->count;
}

core::message_id repeat_round::next_after() const {
    ASSERT(has_begun() || messages_.empty());
    return next_ == messages_.size() ? last_ : messages_[next_ - 1];
}

std::string repeat_round::render() const {
    const bool is_done = is_last_ && next_ == messages_.size();
    json_writer out;
    out.begin_object();
    out.number("messages", static_cast<int64_t>(told_));
    out.number("events", static_cast<int64_t>(events_));
    out.text_or_null("next_after", is_done ? std::string{} : core::to_string(next_after()));
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
