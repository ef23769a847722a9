#include "engine/checkpoints.hpp"
#include "tests/engine/shop.hpp"

// What is known of the health of links and of pumping, over a restart.

namespace kaskad::engine::test {

namespace {

constexpr uint32_t OK = 0;
constexpr uint32_t SYSTEM_ERROR = 0x08;
constexpr uint32_t INVALID_SENDER = 0x0A;
constexpr int64_t MINUTE = 60'000;

// Both links are bound, by cost: the cheap one takes everything.
class bound_shop : public shop {
  public:
    explicit bound_shop(const facts::declare& command = declaration()) {
        declare(command);
        bind_both();
        tell(top_up("shop", "1000"));
        answers.clear();
        pass(100);
    }

    void bind_both() {
        bind(CHEAP, 100'000);
        bind(DEAR, 100'000);
    }

    // Over which link a message goes now; taken there.
    core::link_id link_of(std::string sender = "Shop") {
        auto command = text();
        command.from = std::move(sender);
        tell(std::move(command));
        answers.clear();
        const auto submit = take_submit();
        answer(submit, OK, "id" + std::to_string(submit.part.message.value));
        return submit.bind.link;
    }

    void restart_bound() {
        restart();
        bind_both();
    }

    // Parts are saved a second apart from the full minute on.
    void pass_until_before_a_save() {
        pass(MINUTE - now.steady_ms % MINUTE);
        EXPECT_TRUE(saved().empty());
    }

    std::map<std::string, int> saved() const {
        std::map<std::string, int> times;
        for (const auto& group : groups)
            for (const auto& fact : group.facts)
                if (fact.kind == facts::fact_kind::checkpoint_saved) ++times[fact.note];
        return times;
    }
};

// Five errors in a row open the breaker of the cheap link.
void break_cheap(bound_shop& rig) {
    for (int each = 0; each < 5; ++each) {
        rig.tell(shop::text());
        rig.answer(rig.take_submit(), SYSTEM_ERROR);
    }
    rig.answers.clear();
    rig.submits.clear();
}

}  // namespace

TEST(EngineCheckpoint, AnOpenBreakerIsOpenAfterARestart) {
    bound_shop rig;
    rig.pass_until_before_a_save();
    break_cheap(rig);
    rig.pass(2'000);
    ASSERT_EQ(rig.saved()["breakers"], 1);
    rig.restart_bound();
    EXPECT_EQ(rig.link_of(), DEAR);
    rig.pass(30'000);
    rig.submits.clear();
    EXPECT_EQ(rig.link_of(), CHEAP);  // the test that lets it come back
    EXPECT_EQ(rig.link_of(), DEAR);   // one a second
}

// A sender refused five times in a row is kept off the link: also after a restart, until its time is over.
TEST(EngineCheckpoint, ABlockedSenderIsBlockedAfterARestart) {
    bound_shop rig;
    const auto forge = [&] {
        for (int each = 0; each < 6; ++each) {
            auto command = shop::text();
            command.from = "Forged";
            rig.tell(std::move(command));
            while (!rig.submits.empty()) {
                const auto submit = rig.take_submit();
                rig.answer(submit, submit.bind.link == CHEAP ? INVALID_SENDER : OK,
                           "f" + std::to_string(submit.part.message.value));
            }
            rig.pass(1'000);
        }
        rig.answers.clear();
    };
    forge();
    ASSERT_EQ(rig.link_of("Forged"), DEAR);
    ASSERT_EQ(rig.link_of(), CHEAP);
    for (int second = 0; second < 62; ++second)
        rig.pass(1'000);
    ASSERT_GE(rig.saved()["sender_blocks"], 1);
    rig.restart_bound();
    EXPECT_EQ(rig.link_of("Forged"), DEAR);
    EXPECT_EQ(rig.link_of(), CHEAP);
    rig.pass(10 * MINUTE);
    rig.bind_both();
    EXPECT_EQ(rig.link_of("Forged"), CHEAP);
}

TEST(EngineCheckpoint, NothingIsWrittenWhereThereIsNothingToSayAndAtMostOnceAMinute) {
    bound_shop rig;
    for (int second = 0; second < 600; ++second) {
        if (second % 10 == 0) EXPECT_EQ(rig.link_of(), CHEAP);
        rig.pass(1'000);
    }
    EXPECT_TRUE(rig.saved().empty());
    break_cheap(rig);
    const auto began = rig.groups.size();
    for (int tick = 0; tick < 3 * 600; ++tick)
        rig.pass(100);
    EXPECT_GT(rig.groups.size(), began);
    EXPECT_LE(rig.saved()["breakers"], 3);
    EXPECT_GE(rig.saved()["breakers"], 2);
}

// The days of a block of numbers: what was usual for it is known, and so is what a person allowed.
TEST(EngineCheckpoint, WhatWasAllowedToABlockOfNumbersStaysAllowed) {
    auto command = declaration();
    command.clients[0].value.digest = "2";
    command.clients[0].value.pumping = facts::pumping_rule::guard;
    bound_shop rig{command};
    const auto code_to = [](int number) {
        auto message = shop::of_class(core::message_class::otp);
        message.to = "+49 151 234" + std::to_string(50'000 + number);
        return message;
    };
    const auto refused_of = [&](int from, int to) {
        int refused = 0;
        for (int number = from; number < to; ++number) {
            rig.tell(code_to(number));
            refused += std::holds_alternative<facts::refusal>(rig.take_answer().value) ? 1 : 0;
            rig.pass(1'000);
        }
        rig.submits.clear();
        return refused;
    };
    ASSERT_GT(refused_of(0, 150), 0);
    rig.tell(facts::allow_traffic{
        .client = "shop", .sender = "Shop", .number = "+4915123450001", .until_utc_ms = rig.now.utc_ms + 86'400'000});
    rig.answers.clear();
    rig.restart_bound();  // at once: a person's word is kept before it is answered
    EXPECT_EQ(refused_of(200, 400), 0);
}

TEST(EngineCheckpoint, DamagedOctetsAreLeftOut) {
    world memory{plain_limits()};
    for (const auto* name : {"breakers", "sender_blocks", "pumping_guard", "of a newer program"})
        load_checkpoint(memory, {name, "\x01\x02\x7f\x01"}, {1'000'000, 1'767'225'600'000});
    EXPECT_EQ(memory.health.breakers.size() + memory.health.blocks.size() + memory.pumping.size(), 0u);
}

}  // namespace kaskad::engine::test
