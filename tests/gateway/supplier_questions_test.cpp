#include "gateway/supplier_questions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Who is asked when, and what becomes of the answers, on a clock that is moved by hand.

namespace kaskad::gateway {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr core::link_id ALPHA{1};
constexpr core::link_id BRAVO{2};

facts::publish_link link(core::link_id id = ALPHA) {
    facts::publish_link made;
    made.value.id = id;
    made.value.name = id == ALPHA ? "alpha" : "bravo";
    made.value.enabled = true;
    made.value.supplier = {.balance_url = "https://" + made.value.name + ".example/balance",
                           .balance_path = "/left",
                           .balance_header_sealed = "sealed",
                           .balance_every_s = 60};
    return made;
}

// What was told at UTC, and 2 are owed of a credit of 10.
facts::supplier_standing standing(core::amount told, int64_t utc) {
    return {.link = ALPHA,
            .name = "alpha",
            .owed = {2'000'000},
            .credit = {10'000'000},
            .has_limit = true,
            .has_told = true,
            .told = told,
            .told_utc = utc};
}

class GatewaySupplierQuestions : public ::testing::Test {
  protected:
    void set(const facts::publish_link& effect) { questions_.handle_link(effect, now_); }
    supplier_question question() {
        const auto asked = questions_.poll_question(now_);
        EXPECT_TRUE(asked) << "nobody is asked";
        return asked.value_or(supplier_question{});
    }
    std::optional<supplier_trouble> answer(const std::string& body) { return answer(question(), body); }
    std::optional<supplier_trouble> answer(const supplier_question& to, const std::string& body) {
        return questions_.handle_answer(to, body, {now_, utc_});
    }
    std::string fail(const std::string& why) {
        const auto trouble = questions_.handle_answer(question(), std::unexpected(why), {now_, utc_});
        return trouble ? trouble->why : "none";
    }
    // The engine takes it.
    facts::tell_balance told() {
        const auto what = questions_.poll_told(now_);
        EXPECT_TRUE(what) << "nothing is told";
        if (what) questions_.handle_told(what->link, true, now_, {});
        return what.value_or(facts::tell_balance{});
    }
    api::supplier_poll poll() {
        EXPECT_EQ(questions_.polls().size(), 1U);
        return questions_.polls().at(0);
    }
    bool is_due() { return questions_.poll_question(now_).has_value(); }

    supplier_questions questions_;
    supplier_questions::time_point now_{1'000s};
    int64_t utc_ = 1'772'366'400'000;
};

TEST_F(GatewaySupplierQuestions, OneThatSaysNothingIsNotAsked) {
    auto silent = link();
    silent.value.supplier.balance_url.clear();
    auto disabled = link();
    disabled.value.enabled = false;
    auto gone = link();
    gone.gone = true;
    for (const auto& each : {silent, disabled, gone}) {
        set(each);
        EXPECT_EQ(questions_.due(), supplier_questions::time_point::max());
        EXPECT_FALSE(is_due());
        EXPECT_TRUE(questions_.polls().empty());
    }
}

TEST_F(GatewaySupplierQuestions, IsAskedAtOnceAndAgainWhenItsTimeIsOver) {
    set(link());
    EXPECT_EQ(questions_.due(), now_);
    const auto first = question();
    EXPECT_EQ(first.link, ALPHA);
    EXPECT_EQ(first.url, "https://alpha.example/balance");
    EXPECT_EQ(first.header_sealed, "sealed");
    EXPECT_FALSE(is_due()) << "one question at a time";
    EXPECT_EQ(questions_.due(), supplier_questions::time_point::max());
    now_ += 3s;
    EXPECT_FALSE(answer(first, R"({"left": "12.5"})"));
    EXPECT_FALSE(is_due()) << "what it said is told first";
    EXPECT_EQ(told().left, core::amount{12'500'000});
    EXPECT_EQ(questions_.due(), now_ + 60s) << "from the answer on";
    now_ += 60s - 1ms;
    EXPECT_FALSE(is_due());
    now_ += 1ms;
    EXPECT_TRUE(is_due());
}

TEST_F(GatewaySupplierQuestions, ABalanceIsToldOnceWithItsTime) {
    set(link());
    answer(R"({"left": -0.25})");
    utc_ += 5'000;
    const auto what = told();
    EXPECT_EQ(what.link, ALPHA);
    EXPECT_EQ(what.left, core::amount{-250'000});
    EXPECT_EQ(what.utc, utc_ - 5'000) << "when it was said, not when it is told";
    EXPECT_FALSE(questions_.poll_told(now_));
    EXPECT_TRUE(poll().error.empty());
}

TEST_F(GatewaySupplierQuestions, DecimalsBeyondMillionthsAreCutOff) {
    set(link());
    EXPECT_FALSE(answer(R"({"left": 12.340000999999999})"));
    EXPECT_EQ(told().left, core::amount{12'340'000});
}

TEST_F(GatewaySupplierQuestions, WhatTheEngineHasNoRoomForIsToldAgain) {
    set(link());
    answer(R"({"left": "1"})");
    questions_.handle_told(ALPHA, false, now_, now_ + 20ms);
    EXPECT_FALSE(questions_.poll_told(now_));
    EXPECT_FALSE(is_due()) << "the supplier is not asked for what is known";
    EXPECT_EQ(questions_.due(), now_ + 20ms);
    now_ += 20ms;
    EXPECT_EQ(told().left, core::amount{1'000'000});
    EXPECT_EQ(questions_.due(), now_ + 60s);
}

TEST_F(GatewaySupplierQuestions, AnAnswerWithoutABalanceIsKeptAndToldToNobody) {
    set(link());
    const auto trouble = answer("maintenance");
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->name, "alpha");
    EXPECT_EQ(trouble->why, "the answer is no JSON");
    EXPECT_TRUE(trouble->is_new);
    EXPECT_EQ(poll().error, trouble->why);
    EXPECT_EQ(poll().error_utc, utc_);
    now_ += 1h;
    EXPECT_FALSE(questions_.poll_told(now_));
    utc_ += 3'600'000;
    EXPECT_FALSE(answer("maintenance")->is_new) << "it is said once";
    EXPECT_EQ(poll().error_utc, utc_) << "and when it was the last time";
    now_ += 1h;
    EXPECT_THAT(answer(R"({"right": 1})")->why, HasSubstr("\"/left\""));
    now_ += 1h;
    EXPECT_EQ(fail("timed_out"), "timed_out");
    EXPECT_EQ(poll().error, "timed_out");
}

// 60 s doubled for each error in a row, 3,600 s at most: 120, 240, 480, 960, 1920, and not 3840.
TEST_F(GatewaySupplierQuestions, EachErrorInARowMakesTheWaitLonger) {
    set(link());
    for (const auto wait : {120s, 240s, 480s, 960s, 1'920s, 3'600s, 3'600s}) {
        fail("timed_out");
        EXPECT_EQ(questions_.due(), now_ + wait);
        now_ += wait;
    }
    answer(R"({"left": "1"})");
    told();
    EXPECT_EQ(questions_.due(), now_ + 60s) << "a balance ends the row";
    EXPECT_EQ(poll().error, "timed_out") << "what happened last stays to be seen";
    now_ += 60s;
    fail("timed_out");
    EXPECT_EQ(questions_.due(), now_ + 120s);
}

TEST_F(GatewaySupplierQuestions, WhoIsAskedOnceADayIsNotAskedMoreOftenForAnError) {
    auto daily = link();
    daily.value.supplier.balance_every_s = 86'400;
    set(daily);
    fail("timed_out");
    EXPECT_EQ(questions_.due(), now_ + 86'400s);
}

TEST_F(GatewaySupplierQuestions, AReloadThatChangesNothingHereAsksNobody) {
    set(link());
    answer(R"({"left": "1"})");
    told();
    auto faster = link();
    faster.value.credit = {77};
    set(faster);
    EXPECT_EQ(questions_.due(), now_ + 60s);
}

TEST_F(GatewaySupplierQuestions, OtherTermsAreAskedForAtOnceAndTheOldAnswerIsNone) {
    set(link());
    const auto old = question();
    auto other = link();
    other.value.supplier.balance_path = "/other";
    set(other);
    EXPECT_EQ(questions_.due(), now_);
    EXPECT_FALSE(answer(old, R"({"left": "1", "other": "2"})"));
    EXPECT_FALSE(questions_.poll_told(now_));
    EXPECT_FALSE(answer(R"({"left": "1", "other": "2"})"));
    EXPECT_EQ(told().left, core::amount{2'000'000});
}

TEST_F(GatewaySupplierQuestions, ALinkThatAReloadRemovedIsNeitherAskedNorTold) {
    set(link());
    const auto open = question();
    auto gone = link();
    gone.gone = true;
    set(gone);
    EXPECT_FALSE(answer(open, R"({"left": "1"})"));
    EXPECT_FALSE(answer(open, "maintenance")) << "its trouble is nobody's any more";
    EXPECT_FALSE(questions_.poll_told(now_));
    EXPECT_EQ(questions_.due(), supplier_questions::time_point::max());
    EXPECT_TRUE(questions_.polls().empty());
    set(link());
    EXPECT_FALSE(answer(open, R"({"left": "1"})")) << "it came back: the old question is not its";
    EXPECT_FALSE(questions_.poll_told(now_));
}

TEST_F(GatewaySupplierQuestions, EachIsAskedByItself) {
    set(link());
    set(link(BRAVO));
    const auto alpha = question();
    const auto bravo = question();
    EXPECT_EQ(bravo.link, BRAVO);
    EXPECT_FALSE(is_due());
    EXPECT_TRUE(answer(alpha, "maintenance"));
    EXPECT_FALSE(answer(bravo, R"({"left": "3"})"));
    EXPECT_EQ(told().link, BRAVO);
    EXPECT_EQ(questions_.due(), now_ + 60s) << "bravo's; alpha waits twice as long";
}

// Told 7.5, and by our books 10 less 2: 0.5 less than we know of.
TEST_F(GatewaySupplierQuestions, WhatItSaidIsSetBesideTheBooksOfThatMoment) {
    set(link());
    answer(R"({"left": "7.5"})");
    const auto what = told();
    questions_.handle_standing(standing({9'000'000}, what.utc - 1));
    EXPECT_FALSE(poll().difference) << "these books knew of an earlier answer";
    questions_.handle_standing(standing(what.left, what.utc));
    EXPECT_EQ(poll().difference, core::amount{-500'000});
    auto later = standing(what.left, what.utc);
    later.owed = {3'000'000};
    questions_.handle_standing(later);
    EXPECT_EQ(poll().difference, core::amount{-500'000}) << "what was bought since is no difference";
}

TEST_F(GatewaySupplierQuestions, WithoutALimitThereIsNothingToSetBeside) {
    set(link());
    answer(R"({"left": "7.5"})");
    auto row = standing({7'500'000}, told().utc);
    row.has_limit = false;
    questions_.handle_standing(row);
    EXPECT_FALSE(poll().difference);
}

}  // namespace
}  // namespace kaskad::gateway
