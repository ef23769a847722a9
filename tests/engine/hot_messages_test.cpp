#include "engine/hot_messages.hpp"

#include "engine/facts/codec.hpp"
#include "tests/facts/filler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <random>

// What is packed into memory is what is unpacked, member by member, whatever stands in a message; and nobody can tell
// whether a message was packed.

namespace kaskad::engine::test {

namespace {

facts::message usual() {
    facts::message value;
    value.id = core::make_message_id(1'767'225'600'000, 1, 7);
    value.client = {3};
    value.recipient = "491512345678";
    value.sender = "Shop";
    value.network = "26201";
    value.country = "DE";
    value.callback_url = "https://shop.example/sms";
    value.accepted_utc = 1'767'225'600'001;
    value.accepted_steady = 123'456'789;
    value.deadline_steady = value.validity_steady = value.due_steady = 123'456'789 + 86'400'000;
    value.parts = 2;
    value.sell_price = {8'000'000};
    value.price_version = 4;
    value.currency = {{'E', 'U', 'R'}};
    value.charge = billing::open({.message = value.id,
                                  .debit = billing::make_account_id(billing::account_kind::client, 3, value.currency),
                                  .credit = billing::make_account_id(billing::account_kind::revenue, 0, value.currency),
                                  .currency = value.currency,
                                  .price = value.sell_price,
                                  .price_version = 4,
                                  .units = 2})
                       ->after;
    value.attempts.resize(1);
    value.attempts[0].parts.resize(2);
    return value;
}

constexpr size_t PACKED = 0;  // as many messages lie loose

facts::message numbered(uint64_t number) {
    auto value = usual();
    value.id = {number};
    value.charge.message = value.id;
    value.client_ref = "order " + std::to_string(number);
    return value;
}

void expect_same(const hot_messages& memory, const facts::message& value) {
    const auto found = memory.find(value.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(facts::encoded(found->value), facts::encoded(value));
}

}  // namespace

TEST(EngineHotMessages, EveryMemberComesBack) {
    for (uint64_t seed = 1; seed <= 200; ++seed) {
        facts::testing::filler fill{seed};
        hot_messages memory{PACKED};
        const auto value = fill.make<facts::message>();
        memory.assign(value, "a text", 5);
        expect_same(memory, value);
        EXPECT_EQ(memory.find(value.id)->position, 5U);
        EXPECT_EQ(memory.text_of(value.id), "a text");
    }
}

TEST(EngineHotMessages, EveryStateOfAChargeComesBack) {
    hot_messages memory{PACKED};
    auto value = usual();
    for (const auto& charge :
         {value.charge, billing::post(value.charge, 2)->after, billing::post(value.charge, 1)->after,
          billing::void_(value.charge)->after, billing::expire(value.charge)->after,
          billing::charge_late(billing::void_(value.charge)->after, 2)->after, billing::reservation{}}) {
        value.charge = charge;
        memory.assign(value, "", 1);
        expect_same(memory, value);
        EXPECT_TRUE(memory.find(value.id)->value.charge == charge);
    }
}

TEST(EngineHotMessages, TimesAndTextsAtTheirLimitsComeBack) {
    hot_messages memory{PACKED};
    auto value = usual();
    constexpr auto MIN = std::numeric_limits<int64_t>::min();
    constexpr auto MAX = std::numeric_limits<int64_t>::max();
    for (const int64_t moment : {MIN, MIN + 1, int64_t{-1}, int64_t{1}, MAX - 1, MAX}) {
        value.accepted_utc = moment;
        value.final_utc = MAX;
        value.send_at_utc = MIN;
        for (const auto* text : {"", "0", "007", "123456789012345", "1234567890123456", "+49", "12a", "\xFF\x00"}) {
            value.client_ref = text;
            value.sender = text;
            memory.assign(value, text, 1);
            expect_same(memory, value);
            EXPECT_EQ(memory.text_of(value.id), text);
        }
    }
}

TEST(EngineHotMessages, EveryCurrencyComesBack) {
    hot_messages memory{PACKED};
    auto value = usual();
    value.charge = {};  // accounts have currencies of capital letters only
    for (const std::array<char, 3> code : {std::array{'A', 'A', 'A'},
                                           {'Z', 'Z', 'Z'},
                                           {'E', 'U', 'R'},
                                           {'A', 'A', 'B'},
                                           {'e', 'U', 'R'},
                                           {'X', 'B', '1'},
                                           {'\xFF', '\0', '@'},
                                           {'\0', '\0', '\0'}}) {
        value.currency = {code};
        memory.assign(value, "", 1);
        EXPECT_EQ(memory.find(value.id)->value.currency, value.currency);
    }
}

// A list of shared words takes only so many; the rest is kept with its message.
TEST(EngineHotMessages, MoreWordsThanTheirListTakesComeBack) {
    hot_messages memory{PACKED};
    std::map<core::message_id, facts::message> wanted;
    for (uint32_t number = 0; number < 6'000; ++number) {
        auto value = usual();
        value.id = core::make_message_id(1'767'225'600'000 + number, 1, 0);
        value.charge.message = value.id;
        value.sender = "S" + std::to_string(number);
        value.callback_url = "https://shop.example/" + std::to_string(number);
        memory.assign(value, "", 1);
        wanted[value.id] = value;
    }
    for (const auto& [id, value] : wanted)
        expect_same(memory, value);
}

TEST(EngineHotMessages, KeepsTheTextOverChangesAndForgetsWhatIsErased) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 chance{seed};
    hot_messages memory{chance() % 2 == 0 ? PACKED : 1 + chance() % 300};
    std::map<core::message_id, std::pair<facts::message, std::string>> wanted;
    for (int step = 0; step < 5'000; ++step) {
        auto value = usual();
        value.id = {1 + chance() % 300};
        value.charge.message = value.id;
        value.history = chance() % 1'000;
        value.client_ref = std::string(chance() % 64, 'r');
        if (chance() % 3 == 0) {
            memory.erase(value.id);
            wanted.erase(value.id);
        } else if (chance() % 2 == 0) {
            memory.assign(value, 1);
            wanted[value.id].first = value;
        } else {
            const std::string text(chance() % 2'000, 't');
            if (wanted.contains(value.id)) {
                memory.set_text(value.id, text);
            } else {
                memory.assign(value, text, 1);
                wanted[value.id].first = value;
            }
            wanted[value.id].second = text;
        }
    }
    ASSERT_EQ(memory.size(), wanted.size());
    for (const auto& [id, pair] : wanted) {
        expect_same(memory, pair.first);
        EXPECT_EQ(memory.text_of(id), pair.second);
    }
}

// Each place is taken once, then the first of them gives way: it is packed, and comes back the same.
TEST(EngineHotMessages, TheOneThatLaidLooseLongestIsPackedForTheNext) {
    constexpr size_t LOOSE = 3;
    for (size_t messages = 1; messages <= 2 * LOOSE + 1; ++messages) {
        hot_messages memory{LOOSE};
        for (uint64_t number = 1; number <= messages; ++number)
            memory.assign(numbered(number), "text " + std::to_string(number), number);
        for (uint64_t number = 1; number <= messages; ++number) {
            expect_same(memory, numbered(number));
            EXPECT_EQ(memory.find({number})->position, number);
            EXPECT_EQ(memory.text_of({number}), "text " + std::to_string(number));
            EXPECT_EQ(memory.due_of({number}), numbered(number).due_steady);
            memory.look({number}, [&](const facts::message& seen) {
                EXPECT_EQ(facts::encoded(seen), facts::encoded(numbered(number)));
            });
        }
        EXPECT_EQ(memory.packed(), messages - std::min(messages, LOOSE));
    }
}

TEST(EngineHotMessages, AChangeOfALooseOneTakesNoOtherPlace) {
    hot_messages memory{2};
    memory.assign(numbered(1), "one", 1);
    memory.assign(numbered(2), "two", 2);
    auto changed = numbered(1);
    for (uint64_t position = 3; position < 10; ++position) {
        changed.history = position;
        memory.assign(changed, position);
    }
    EXPECT_EQ(memory.packed(), 0U);
    expect_same(memory, changed);
    memory.set_text({1}, "another text");
    expect_same(memory, changed);
    EXPECT_EQ(memory.text_of({1}), "another text");
    memory.assign(numbered(3), "three", 10);
    EXPECT_EQ(memory.packed(), 1U);
    expect_same(memory, changed);
    EXPECT_EQ(memory.text_of({1}), "another text");
}

// Its place is free, and nothing is packed for the next one there.
TEST(EngineHotMessages, ALooseOneThatIsErasedLeavesItsPlace) {
    hot_messages memory{2};
    memory.assign(numbered(1), "one", 1);
    memory.assign(numbered(2), "two", 2);
    memory.erase({1});
    EXPECT_FALSE(memory.contains({1}));
    memory.assign(numbered(3), "three", 3);
    EXPECT_EQ(memory.packed(), 0U);
    memory.assign(numbered(1), "again", 4);
    expect_same(memory, numbered(1));
    expect_same(memory, numbered(2));
    expect_same(memory, numbered(3));
    EXPECT_EQ(memory.packed(), 1U);
    EXPECT_EQ(memory.text_of({1}), "again");
}

}  // namespace kaskad::engine::test
