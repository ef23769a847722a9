#include "tests/links/links_fixture.hpp"

// Wishes to take parts back: over any bind, in the window, before what waits, and each with one answer.

namespace kaskad::gateway::links {

using facts::revocation;
using smpp::command_status;

class LinksCancel : public LinksFixture {
  protected:
    facts::bind_ref connect_with(command_status status, facts::link link) {
        script_.cancel_status = status;
        listener_ = open(script_);
        link.port = listener_->port();
        return connect(link);
    }
    facts::bind_ref connect_with(command_status status) { return connect_with(status, declaration()); }

    void cancel(const facts::part_ref& which) {
        facts::cancel_part effect{LINK, which, {}};
        effect.pdu.message_id = "op-" + std::to_string(which.message.value);
        effect.pdu.source = {5, 0, "Shop"};
        links().handle(std::move(effect));
    }
    std::vector<facts::revoke_answered> answers(size_t count) {
        EXPECT_TRUE(wait_for([&] { return engine_.count<facts::revoke_answered>() >= count; }));
        return engine_.all<facts::revoke_answered>();
    }
};

TEST_F(LinksCancel, TheAnswerComesBackWithItsPart) {
    connect_with(command_status::rok);
    cancel(part(1, 2));
    const auto told = answers(1).front();
    EXPECT_EQ(told.account, LINK);
    EXPECT_EQ(told.part, part(1, 2));
    EXPECT_EQ(told.result, revocation::revoked);
    ASSERT_EQ(script_.cancels.size(), 1U);
    EXPECT_EQ(script_.cancels[0].message_id, "op-1");
    EXPECT_EQ(script_.cancels[0].source.addr, "Shop");
    EXPECT_EQ(links().current_counts().front().cancels, 1U);
    EXPECT_EQ(links().current_counts().front().cancels_refused, 0U);
}

TEST_F(LinksCancel, TooLateIsToldFromNotKnown) {
    connect_with(command_status::rcancelfail);
    cancel(part(1));
    EXPECT_EQ(answers(1)[0].result, revocation::too_late);
    script_.cancel_status = command_status::rinvmsgid;
    cancel(part(2));
    EXPECT_EQ(answers(2)[1].result, revocation::failed);
    EXPECT_EQ(links().current_counts().front().cancels_refused, 2U);
}

TEST_F(LinksCancel, AnOperatorThatKnowsNoCancelSmIsAFailure) {
    connect(declaration());
    cancel(part(1));
    EXPECT_EQ(answers(1)[0].result, revocation::failed);
}

TEST_F(LinksCancel, TakesNoCredit) {
    const auto bind = connect_with(command_status::rok);
    ASSERT_TRUE(wait_for_grant(bind, 4));
    for (uint64_t message = 1; message <= 8; ++message)
        cancel(part(message));
    answers(8);
    EXPECT_EQ(engine_.granted(bind), 4U);
    for (uint64_t message = 1; message <= 4; ++message)
        submit(bind, part(message));
    EXPECT_TRUE(wait_for([&] { return engine_.count<facts::submit_answered>() == 4; }));
}

TEST_F(LinksCancel, WaitsForAPlaceInTheWindowAndGoesBeforeWhatWaits) {
    auto link = declaration();
    link.window = 1;
    const auto bind = connect_with(command_status::rok, link);
    script_.answers = false;
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 1; }));
    cancel(part(9));
    let_pass(50ms);
    EXPECT_TRUE(script_.cancels.empty());
    script_.answers = true;
    script_.answer(0);
    EXPECT_EQ(answers(1)[0].result, revocation::revoked);
}

TEST_F(LinksCancel, WithoutABindItFailsAtOnce) {
    auto link = declaration();
    listener_.reset();
    links().handle(facts::publish_link{link});
    cancel(part(1));
    EXPECT_EQ(answers(1)[0].result, revocation::failed);
}

TEST_F(LinksCancel, OfALinkThatThereIsNotItFails) {
    cancel(part(1));
    EXPECT_EQ(answers(1)[0].result, revocation::failed);
}

TEST_F(LinksCancel, ABindThatEndsAnswersForIt) {
    connect_with(command_status::rok);
    script_.answers = false;
    cancel(part(1));
    ASSERT_TRUE(wait_for([&] { return script_.cancels.size() == 1; }));
    listener_.reset();
    EXPECT_EQ(answers(1)[0].result, revocation::failed);
    EXPECT_EQ(engine_.count<facts::submit_unanswered>(), 0U) << "nothing of a submit is in doubt by it";
}

TEST_F(LinksCancel, BeyondItsLimitTheOldestFails) {
    auto link = declaration();
    link.window = 1;
    const auto bind = connect_with(command_status::rok, link);
    script_.answers = false;
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 1; }));
    for (uint64_t message = 1; message <= 1'000; ++message)
        cancel(part(message));
    let_pass(50ms);
    EXPECT_EQ(engine_.count<facts::revoke_answered>(), 0U);
    cancel(part(1'001));
    const auto told = answers(1);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].part, part(1));
    EXPECT_EQ(told[0].result, revocation::failed);
}

}  // namespace kaskad::gateway::links
