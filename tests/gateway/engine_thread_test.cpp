#include "gateway/engine_thread.hpp"

#include "store/memory_journal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

// The thread with a real engine that knows no client: every message is answered with a refusal, in the order in which
// it was decided.

namespace kaskad::gateway {
namespace {

using core::message_class;

class EngineThread : public ::testing::Test {
  protected:
    void make(engine_thread_options options = {}) {
        engine_.start({}, clock_.read());
        thread_ = std::make_unique<engine_thread>(engine_, clock_, writer_, options);
    }
    static facts::command submit(facts::token token, message_class klass) {
        return facts::submit_message{.reply_to = token, .client = {1}, .to = "1", .text = "x", .klass = klass};
    }
    static std::vector<facts::command> array(facts::token first, size_t count) {
        std::vector<facts::command> items;
        for (size_t i = 0; i < count; ++i)
            items.push_back(submit(first + i, message_class::marketing));
        return items;
    }
    // Everything that was sent before is decided and answered.
    std::vector<facts::token> run() {
        thread_->start();
        thread_->stop();
        while (writer_.commit().value_or(false)) {
        }
        return answered_;
    }

    // A group with something in it: a client that is declared anew each time.
    static facts::command declare(facts::token number) {
        facts::declared_client client;
        client.value.name = "shop";
        client.value.digest = std::to_string(number);
        client.value.currency = {{'E', 'U', 'R'}};
        facts::declare command;
        command.clients.push_back(std::move(client));
        return command;
    }

    engine::engine engine_{engine::options{}, 0};
    clock clock_{core::now{}};
    store::memory_journal journal_;
    std::vector<facts::token> answered_;
    uint64_t durable_ = 0;
    journal_writer writer_{journal_, {}, {.on_durable = [this](store::durable_group&& group, effects&& released) {
                               durable_ = std::max(durable_, group.position);
                               for (const auto& effect : released)
                                   if (const auto* answer = std::get_if<facts::answer>(&effect))
                                       answered_.push_back(answer->reply_to);
                           }}};
    std::unique_ptr<engine_thread> thread_;
};

// A one-time password waited for all the arrays in front of it: up to a second for its own answer.
TEST_F(EngineThread, DecidesAnOtpBeforeTheArraysThatCameFirst) {
    make();
    for (size_t i = 0; i < 8; ++i)
        ASSERT_TRUE(thread_->try_ask(array(1'000 * (i + 1), 1'000)));
    ASSERT_TRUE(thread_->try_ask(submit(1, message_class::otp)));
    const auto answered = run();
    ASSERT_EQ(answered.size(), 8'001U);
    EXPECT_EQ(answered.front(), 1U);
    EXPECT_TRUE(std::ranges::is_sorted(answered)) << "the items of arrays keep their order";
}

// What clients ask waits while the database is behind; all of it is answered, also what still waits at the end.
TEST_F(EngineThread, DecidesInTheDatabasesOwnTimeAndAnswersAllBeforeItStops) {
    make();
    thread_->set_lag_gauge([] { return intake_pace::LAG_MAX_MS; });
    ASSERT_TRUE(thread_->try_ask(array(1'000, 5'000)));
    EXPECT_EQ(run().size(), 5'000U);
}

// The pace is told what was taken, in which group it lies, and what the database has reached.
TEST_F(EngineThread, LearnsWhatTheDatabaseManages) {
    make();
    thread_->set_lag_gauge([] { return intake_pace::LAG_MAX_MS - 1; });
    thread_->start();
    const auto supposed = intake_pace::RATE_UNKNOWN * 1'000;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    for (facts::token token = 1; std::chrono::steady_clock::now() < end; ++token) {
        const auto manages = thread_->numbers().projected_per_s.load();
        if (manages != 0 && manages != supposed) break;
        thread_->try_ask(submit(token, message_class::otp));
        thread_->try_tell(declare(token));
        thread_->wake();
        while (writer_.commit().value_or(false)) {
        }
        thread_->set_projected(durable_);
        std::this_thread::yield();
    }
    EXPECT_GT(thread_->numbers().projected_per_s.load(), 0);
    EXPECT_NE(thread_->numbers().projected_per_s.load(), supposed);
}

TEST_F(EngineThread, KeepsRoomForASingleMessageWhereArraysAreRefused) {
    make({.asked_commands_max = 1'500});
    EXPECT_TRUE(thread_->try_ask(array(1'000, 1'000)));
    EXPECT_TRUE(thread_->try_ask(array(2'000, 1'000)));
    auto refused = array(3'000, 1'000);
    EXPECT_FALSE(thread_->try_ask(std::move(refused)));
    EXPECT_EQ(refused.size(), 1'000U) << "untouched";
    EXPECT_TRUE(thread_->try_ask(submit(1, message_class::otp)));
    EXPECT_EQ(run().size(), 2'001U);
    EXPECT_TRUE(thread_->try_ask(array(4'000, 1'000))) << "there is room again";
}

TEST_F(EngineThread, AnswersWhatComesWhileItSleeps) {
    make();
    thread_->start();
    for (facts::token token = 1; token <= 20; ++token) {
        ASSERT_TRUE(thread_->try_ask(submit(token, message_class::otp)));
        thread_->wake();
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (writer_.groups_waiting() == 0 && std::chrono::steady_clock::now() < end)
            std::this_thread::yield();
        while (writer_.commit().value_or(false)) {
        }
        ASSERT_EQ(answered_.size(), token);
    }
}

struct nothing_ported final : routing::ported_lookup {
    std::optional<routing::ported_network> find(std::string_view) const override { return std::nullopt; }
};

// The newest counts, and what it replaced is not held any longer.
TEST_F(EngineThread, TakesFilesOfPortedNumbersBetweenCommands) {
    make();
    const auto before = std::make_shared<const nothing_ported>();
    const auto after = std::make_shared<const nothing_ported>();
    ASSERT_TRUE(thread_->try_set_ported(before));
    ASSERT_TRUE(thread_->try_set_ported(after));
    run();
    EXPECT_EQ(engine_.memory().ported, after);
    EXPECT_EQ(before.use_count(), 1);
}

}  // namespace
}  // namespace kaskad::gateway
