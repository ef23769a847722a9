#include "smpp/event_queue.hpp"

#include <gtest/gtest.h>

namespace kaskad::smpp {

namespace {

std::optional<uint64_t> token_in(const std::optional<session_event>& value) {
    if (!value) return std::nullopt;
    return std::get<event::request_timed_out>(*value).token;
}

}  // namespace

TEST(SmppEventQueue, GivesEventsInTheirOrder) {
    event_queue queue;
    EXPECT_FALSE(queue.poll());
    queue.push<event::bound>(bind_type::receiver, std::string{"SMSC"}, uint8_t{0x34});
    queue.push<event::unbind_received>();
    const auto bound = queue.poll();
    ASSERT_TRUE(bound);
    EXPECT_EQ(std::get<event::bound>(*bound), (event::bound{bind_type::receiver, "SMSC", 0x34}));
    EXPECT_TRUE(std::holds_alternative<event::unbind_received>(*queue.poll()));
    EXPECT_FALSE(queue.poll());
}

// The application acts on an event while others wait, and that may make more of them.
TEST(SmppEventQueue, TakesEventsBetweenTwoPolls) {
    event_queue queue;
    uint64_t pushed = 0;
    const auto push = [&] { queue.push<event::request_timed_out>(++pushed, command_id::submit_sm); };
    for (size_t i = 0; i < 2 * event_queue::KEPT_MAX; ++i)
        push();
    for (uint64_t expected = 1; expected <= 3 * event_queue::KEPT_MAX; ++expected) {
        ASSERT_EQ(token_in(queue.poll()), expected);
        if (pushed < 3 * event_queue::KEPT_MAX) push();
    }
    EXPECT_FALSE(queue.poll());
    push();
    EXPECT_EQ(token_in(queue.poll()), pushed);
}

}  // namespace kaskad::smpp
