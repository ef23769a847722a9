#include "gateway/links/query_reading.hpp"
#include "tests/links/links_fixture.hpp"

// Questions about overdue receipts: over the wire, in the window, at the rate; and how their answers are read.

namespace kaskad::gateway::links {

class LinksQuery : public LinksFixture {
  protected:
    void ask(const facts::bind_ref& bind, const facts::part_ref& which) {
        facts::query_part effect{bind, which, {}};
        effect.pdu.message_id = "op-" + std::to_string(which.message.value);
        effect.pdu.source = {5, 0, "Shop"};
        links().handle(std::move(effect));
    }
};

TEST_F(LinksQuery, AnAnswerComesBackWithItsPart) {
    const auto bind = connect(declaration());
    ask(bind, part(1, 2));
    // The operator of this fixture is our own server, which does not know query_sm.
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::query_answered>() == 1; }));
    const auto answer = engine_.all<facts::query_answered>().front();
    EXPECT_EQ(answer.bind, bind);
    EXPECT_EQ(answer.part, part(1, 2));
    EXPECT_EQ(answer.command_status, 0x03U);
    EXPECT_EQ(answer.state, facts::part_state::unknown);
    EXPECT_EQ(engine_.count<facts::submit_answered>(), 0U);
}

TEST_F(LinksQuery, ItsCreditComesBackWithTheAnswer) {
    const auto bind = connect(declaration());
    ASSERT_TRUE(wait_for_grant(bind, 4));
    ask(bind, part(1));
    EXPECT_TRUE(wait_for_grant(bind, 5));
    EXPECT_EQ(links().current_counts().front().queries, 1U);
}

TEST_F(LinksQuery, TakesATokenOfTheRateIfTheLinkSaysSo) {
    auto link = declaration();
    link.rate = 1;
    const auto bind = connect(link);
    const auto asked_at = smpp::transport::steady_ms();
    ask(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::query_answered>() == 1; }));
    const bool is_granted = wait_for_grant_within(bind, 2, 300ms);
    const auto passed_ms = smpp::transport::steady_ms() - asked_at;
    EXPECT_TRUE(!is_granted || passed_ms >= 900) << "the token is gone for a second";
}

TEST_F(LinksQuery, OneThatMeetsADeadEpochIsForgotten) {
    const auto bind = connect(declaration());
    ask({bind.link, bind.bind, bind.epoch + 1}, part(1));
    let_pass(50ms);
    EXPECT_EQ(engine_.count<facts::query_answered>(), 0U);
    EXPECT_EQ(engine_.count<facts::submit_not_sent>(), 0U);
}

TEST_F(LinksQuery, ALossOfTheBindPutsNoQuestionInDoubt) {
    const auto bind = connect(declaration());
    ASSERT_TRUE(wait_for_grant(bind, 4));
    ask(bind, part(1));
    links().handle(facts::slow_link{LINK});
    ask(bind, part(2));  // waits for the end of the pause
    listener_.reset();
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::link_down>() == 1; }));
    EXPECT_EQ(engine_.count<facts::submit_not_sent>(), 0U);
}

namespace {

smpp::event::response_received answered(uint8_t state, std::string final_date = "", uint8_t error = 0) {
    smpp::query_sm_resp body{"op-1", std::move(final_date), state, error};
    return {.request = smpp::command_id::query_sm, .body = std::move(body)};
}

}  // namespace

TEST(LinksQueryReading, SaysWhatAReceiptWouldHaveSaid) {
    const auto terms = make_receipt_terms({});
    const auto delivered = read_query_answer(answered(2, "260301120000000+"), terms);
    EXPECT_EQ(delivered.state, facts::part_state::delivered);
    EXPECT_EQ(delivered.stat, "DELIVRD");
    EXPECT_EQ(delivered.done_utc, 1'772'366'400'000);
    EXPECT_FALSE(delivered.evidence.empty());
    const auto failed = read_query_answer(answered(5, "", 27), terms);
    EXPECT_EQ(failed.state, facts::part_state::undelivered);
    EXPECT_EQ(failed.err, "027");
    EXPECT_EQ(read_query_answer(answered(1), terms).state, facts::part_state::sent);
    EXPECT_EQ(read_query_answer(answered(7), terms).state, facts::part_state::unknown);
    EXPECT_EQ(read_query_answer(answered(200), terms).state, facts::part_state::unknown);
}

// SMPP 3.4 §7.1.1: some answer with 12 digits in their own time.
TEST(LinksQueryReading, ReadsTheLocalDateInTheZoneOfTheLink) {
    facts::link link;
    link.zone_minutes = 180;
    EXPECT_EQ(read_query_answer(answered(2, "260301150000"), make_receipt_terms(link)).done_utc, 1'772'366'400'000);
}

TEST(LinksQueryReading, ARefusalSaysNothingOfTheMessage) {
    auto refused = answered(2);
    refused.status = smpp::command_status::rqueryfail;
    const auto answer = read_query_answer(refused, make_receipt_terms({}));
    EXPECT_EQ(answer.command_status, 0x67U);
    EXPECT_EQ(answer.state, facts::part_state::unknown);
}

}  // namespace kaskad::gateway::links
