#include "core/mutant.hpp"
#include "tests/engine/shop.hpp"

#include <malloc.h>

// What a queued message takes of memory, everything that is kept for its sake included: what an engine takes more with
// many in its queue than with few.

namespace kaskad::core {

// What it is linked with could be told to go wrong.
bool mutated(mutant) {
    return false;
}

}  // namespace kaskad::core

namespace kaskad::engine::test {

namespace {

constexpr size_t OCTETS_MAX = 256;
constexpr size_t FEW = 10'000;
constexpr size_t MANY = 30'000;
// Its entry in the table of ids, which has its room from the start: an id and where the message is, in a table that has
// just doubled.
constexpr size_t ENTRY_OCTETS = 16 * 2 * 8 / 7;

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

// What an engine takes with so many messages in its queue.
size_t octets_with(size_t messages) {
    const auto before = octets_in_use();
    const options limits{.messages_hot = MANY, .queue_hot = MANY / 2};
    class engine engine {
        limits, 1
    };
    const core::now now{1'000'000, 1'767'225'600'000};
    engine.start({}, now);
    auto declared = declaration();
    declared.clients[0].value.opening_balance = amount("100000");
    engine.handle(declared, now);
    for (size_t number = 0; number < messages; ++number) {
        engine.handle(parcel(number), now);
        engine.work(now);
        const auto sealed = engine.seal(now);
        engine.handle(facts::projected{sealed.group.position}, now);
    }
    EXPECT_EQ(engine.memory().messages.size(), messages);
    EXPECT_EQ(engine.memory().link_states.at(CHEAP)->queue.size(), messages);
    return octets_in_use() - before;
}

}  // namespace

TEST(EngineMemory, AQueuedMessageTakesAtMost256Octets) {
    const auto few = octets_with(FEW);
    const auto each = (octets_with(MANY) - few) / (MANY - FEW) + ENTRY_OCTETS;
    RecordProperty("octets", static_cast<int>(each));
    EXPECT_LE(each, OCTETS_MAX);
    EXPECT_GE(each, 100U) << "nothing was counted";
}

}  // namespace kaskad::engine::test
