#include "tests/engine/shop.hpp"

#include <malloc.h>

// What a queued message takes of memory, everything that is kept for its sake included.

namespace kaskad::engine::test {

namespace {

constexpr size_t OCTETS_MAX = 256;
// One more than fills a power of two: the hash table has just doubled, the worst case.
constexpr size_t MESSAGES = 28'673;

size_t octets_in_use() {
    const auto now = mallinfo2();
    return now.uordblks + now.hblkhd;
}

facts::submit_message parcel(size_t number) {
    auto command = shop::text("Your parcel comes tomorrow between nine and eleven o'clock.");
    command.to = "+49151" + std::to_string(1'000'000 + number);
    command.client_ref = "order-" + std::to_string(10'000'000 + number);
    command.klass = core::message_class::marketing;
    return command;
}

}  // namespace

TEST(EngineMemory, AQueuedMessageTakesAtMost256Octets) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    GTEST_SKIP() << "a sanitizer's heap does not say what it holds";
#endif
    const options limits{.messages_hot = MESSAGES, .queue_hot = MESSAGES / 2};
    class engine engine {
        limits, 1
    };
    core::now now{1'000'000, 1'767'225'600'000};
    engine.start({}, now);
    auto declared = declaration();
    declared.clients[0].value.opening_balance = amount("100000");
    engine.handle(declared, now);
    engine.work(now);
    engine.seal(now);
    const auto before = octets_in_use();
    for (size_t number = 0; number < MESSAGES; ++number) {
        now.steady_ms += 3;
        now.utc_ms += 3;
        engine.handle(parcel(number), now);
        engine.work(now);
        const auto sealed = engine.seal(now);
        engine.handle(facts::projected{sealed.group.position}, now);
    }
    const auto after = octets_in_use();
    ASSERT_EQ(engine.memory().messages.size(), MESSAGES);
    ASSERT_EQ(engine.memory().link_states.at(CHEAP)->queue.size(), MESSAGES);
    RecordProperty("octets", static_cast<int>((after - before) / MESSAGES));
    EXPECT_LE(after - before, OCTETS_MAX * MESSAGES);
    EXPECT_GE(after - before, 100 * MESSAGES) << "nothing was counted";
}

}  // namespace kaskad::engine::test
