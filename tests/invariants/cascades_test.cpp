#include "tests/invariants/calls.hpp"
#include "tests/invariants/steps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The invariants about cascades and channels: each is content with what is right, and notices what it is for.

namespace kaskad::invariants {
namespace {

using facts::attempt_state;
using facts::fact_kind;
using facts::message_state;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr facts::part_ref FIRST{{7}, 1, 1};
constexpr int64_t DEADLINE_MS = 10'000;

facts::attempt over(core::channel channel, uint8_t step, attempt_state state) {
    facts::attempt made;
    made.number = step;
    made.link = {3};
    made.state = state;
    made.channel = channel;
    made.step = step;
    made.parts.push_back({.number = 1, .sent_times = 1, .operator_id = "v-1"});
    return made;
}

// By Viber, then by SMS; 0.03 and 0.08.
facts::message by_cascade(message_state state = message_state::in_progress) {
    facts::message made;
    made.id = {7};
    made.client = {1};
    made.klass = core::message_class::otp;
    made.state = state;
    made.deadline_steady = DEADLINE_MS;
    made.cascade = 5;
    made.step = 1;
    made.step_prices = {{.step = 1, .price = {3'000'000}, .units = 1}, {.step = 2, .price = {8'000'000}, .units = 1}};
    made.attempts.push_back(over(core::channel::viber, 1, attempt_state::accepted));
    return made;
}

facts::message with_sms(facts::message before) {
    before.step = 2;
    before.attempts.push_back(over(core::channel::sms, 2, attempt_state::pending));
    return before;
}

steps with_client(billing::charge_rule rule = billing::charge_rule::on_delivered) {
    steps checks;
    facts::cascade known;
    known.id = 5;
    known.steps.resize(2);
    known.steps[0].channel = core::channel::viber;
    checks.take(known);
    facts::client client;
    client.id = {1};
    client.charge = rule;
    checks.take(client);
    return checks;
}

complaints step_after(const facts::message& before, int64_t now_ms = 1'000,
                      core::reason why = core::reason::step_timed_out) {
    complaints broken;
    auto after = with_sms(before);
    after.attempts[0].reason = why;
    auto checks = with_client();
    checks.take(nullptr, before, {fact_kind::message_accepted, 1, {}}, broken);
    checks.take(&before, after, {fact_kind::step_begun, 2, {now_ms, 0}}, broken);
    return broken;
}

complaints ended(facts::message recorded, int64_t charged_e6) {
    recorded.charge.charged = {charged_e6};
    complaints broken;
    with_client().end(recorded, broken);
    return broken;
}

}  // namespace

TEST(CallsInvariant, NoticesASecondCallThatNobodyRefused) {
    calls checks;
    complaints broken;
    checks.make(FIRST, false, broken);
    checks.refuse(FIRST);
    checks.make(FIRST, false, broken);
    EXPECT_THAT(broken, IsEmpty());
    checks.make(FIRST, true, broken);
    EXPECT_THAT(broken, IsEmpty()) << "the provider knows it again";
    checks.make(FIRST, false, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("a second time")));
}

TEST(CallsInvariant, NoticesWhatIsDeliveredOrReadAndWasNot) {
    calls checks;
    complaints broken;
    auto message = by_cascade(message_state::delivered);
    message.attempts[0].state = attempt_state::delivered;
    checks.take(message, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("nobody has it")));
    broken.clear();
    checks.arrive(FIRST);
    checks.take(message, broken);
    EXPECT_THAT(broken, IsEmpty());
    message.attempts[0].state = attempt_state::read;
    checks.take(message, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("nobody read it")));
}

TEST(CallsInvariant, NoticesWhatArrivedAndIsToldAsFailed) {
    calls checks;
    complaints broken;
    checks.accept(FIRST, "v-1", false);
    checks.arrive(FIRST);
    checks.report(FIRST, attempt_state::delivered);
    auto message = by_cascade(message_state::failed);
    message.attempts[0].state = attempt_state::undelivered;
    checks.end(message, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("does not say so")));
    broken.clear();
    message.attempts[0].state = attempt_state::delivered;
    checks.end(message, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("does not say so"))) << "the message itself has failed yet";
    broken.clear();
    message.state = message_state::delivered;
    checks.end(message, broken);
    EXPECT_THAT(broken, IsEmpty());
    checks.report(FIRST, attempt_state::read);
    checks.end(message, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("was read")));
}

// Its answer was lost, and the provider does not repeat our name: no report can find it.
TEST(CallsInvariant, AsksNothingOfWhatNoReportCanFind) {
    calls checks;
    complaints broken;
    checks.accept(FIRST, "v-1", false);
    checks.report(FIRST, attempt_state::delivered);
    auto message = by_cascade(message_state::unknown);
    message.attempts[0].parts[0].operator_id.clear();
    checks.end(message, broken);
    EXPECT_THAT(broken, IsEmpty());
    checks.accept(FIRST, "v-1", true);
    checks.end(message, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("does not say so")));
}

TEST(StepsInvariant, NoticesAStepThatMayNotBegin) {
    EXPECT_THAT(step_after(by_cascade()), IsEmpty());
    EXPECT_THAT(step_after(by_cascade(), 1'000, core::reason::none), Contains(HasSubstr("while 1 is under way")));
    EXPECT_THAT(step_after(by_cascade(message_state::failed)), Contains(HasSubstr("after its end")));
    EXPECT_THAT(step_after(by_cascade(), DEADLINE_MS), Contains(HasSubstr("behind its deadline")));
    auto stopped = by_cascade();
    stopped.is_stopped = true;
    EXPECT_THAT(step_after(stopped), Contains(HasSubstr("after it was stopped")));
    auto delivered = by_cascade();
    delivered.attempts[0].state = attempt_state::delivered;
    EXPECT_THAT(step_after(delivered), Contains(HasSubstr("after success was known")));
}

TEST(StepsInvariant, NoticesWhatLeavesBehindItsDeadline) {
    auto checks = with_client();
    complaints broken;
    const auto before = with_sms(by_cascade());
    auto after = before;
    ++after.attempts[1].parts[0].sent_times;
    checks.take(&before, after, {fact_kind::part_submitting, 2, {DEADLINE_MS - 1, 0}}, broken);
    EXPECT_THAT(broken, IsEmpty());
    checks.take(&before, after, {fact_kind::part_submitting, 2, {DEADLINE_MS, 0}}, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("leaves behind its deadline")));
}

TEST(StepsInvariant, NoticesWhatFailedWithoutAReason) {
    auto message = by_cascade(message_state::failed);
    message.attempts[0].state = attempt_state::rejected;
    EXPECT_THAT(ended(message, 0), Contains(HasSubstr("does not say why its attempt 1 is rejected")));
    message.attempts[0].reason = core::reason::not_on_channel;
    EXPECT_THAT(ended(message, 0), IsEmpty());
}

TEST(StepsInvariant, NoticesAChargeThatWasNotAgreed) {
    auto message = by_cascade(message_state::delivered);
    message.attempts[0].state = attempt_state::delivered;
    EXPECT_THAT(ended(message, 30'000), IsEmpty());
    EXPECT_THAT(ended(message, 80'000), Contains(HasSubstr("agreed for no step"))) << "no SMS has begun";
    EXPECT_THAT(ended(message, 0), Contains(HasSubstr("costs nothing")));
    message.state = message_state::failed;
    message.attempts[0].state = attempt_state::undelivered;
    message.attempts[0].reason = core::reason::not_on_channel;
    EXPECT_THAT(ended(message, 30'000), Contains(HasSubstr("is charged for")));
}

TEST(StepsInvariant, AddsWhereEachAttemptIsPaidFor) {
    auto message = with_sms(by_cascade(message_state::delivered));
    message.attempts[1].state = attempt_state::delivered;
    EXPECT_THAT(ended(message, 110'000), Contains(HasSubstr("agreed for no step")));
    message.charge_by = facts::cascade_charge::attempt;
    EXPECT_THAT(ended(message, 110'000), IsEmpty());
}

}  // namespace kaskad::invariants
