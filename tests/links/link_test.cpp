#include "tests/links/links_fixture.hpp"

// The life of a link's binds: what the engine hears of answers, losses, epochs and changes.

namespace kaskad::gateway::links {

class Link : public LinksFixture {
  protected:
    template <typename Command>
    size_t place_of() const {
        for (size_t index = 0; index < engine_.commands.size(); ++index) {
            if (std::holds_alternative<Command>(engine_.commands[index])) return index;
        }
        return SIZE_MAX;
    }
};

TEST_F(Link, ReportsTheAnswerWithItsCanonicalKey) {
    auto link = declaration();
    link.ids = smpp::id_mode::response_hex_receipt_decimal;
    const auto bind = connect(link);
    script_.next_id = "00FF";
    submit(bind, part(1, 3));
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::submit_answered>() == 1; }));
    const auto answer = engine_.all<facts::submit_answered>().front();
    EXPECT_EQ(answer.bind, bind);
    EXPECT_EQ(answer.part, part(1, 3));
    EXPECT_EQ(answer.command_status, 0U);
    EXPECT_EQ(answer.operator_id, "00FF");
    EXPECT_EQ(answer.operator_key, "255");
    ASSERT_EQ(script_.submissions.size(), 1U);
    EXPECT_EQ(script_.submissions[0].pdu.short_message, "text 1");
}

TEST_F(Link, ReportsARefusalWithoutAnId) {
    script_.status = smpp::command_status::rthrottled;
    const auto bind = connect(declaration());
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::submit_answered>() == 1; }));
    const auto answer = engine_.all<facts::submit_answered>().front();
    EXPECT_EQ(answer.command_status, 0x58U);
    EXPECT_EQ(answer.operator_id, "");
    const auto counts = links().current_counts().front();
    EXPECT_EQ(counts.throttled, 1U);
    EXPECT_EQ(counts.responses.at(0x58), 1U);
}

TEST_F(Link, GoesSlowerBeforeACongestedOperatorRefuses) {
    script_.tlvs = {smpp::make_tlv8(smpp::tag::congestion_state, 95)};
    auto link = declaration();
    link.interface_version = 0x50;
    link.rate = 80;
    const auto bind = connect(link);
    EXPECT_EQ(links().current_counts().front().rate_milli, 80'000);
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::submit_answered>() == 1; }));
    EXPECT_EQ(links().current_counts().front().rate_milli, 70'000);
}

TEST_F(Link, ReportsWhatIsNotAnsweredInTime) {
    script_.answers = false;
    auto link = declaration();
    link.response_timeout_ms = 100;
    const auto bind = connect(link);
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::submit_unanswered>() == 1; }));
    EXPECT_EQ(engine_.all<facts::submit_unanswered>().front().part, part(1));
    // The slot is free again; a late answer changes nothing.
    ASSERT_TRUE(wait_for_grant(bind, 5));
    script_.answer(0);
    ASSERT_TRUE(wait_for([&] { return links().current_counts().front().oddities == 1; }));
    EXPECT_EQ(engine_.count<facts::submit_answered>(), 0U);
}

// A bind that is lost leaves in doubt only what was given to its session.
TEST_F(Link, HandsBackWhatNeverLeftBeforeItReportsTheLoss) {
    script_.answers = false;
    options_.link.throttle_pause = 10s;
    const auto bind = connect(declaration());
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 1; }));
    links().handle(facts::slow_link{LINK});
    submit(bind, part(2));
    submit(bind, part(3));
    ASSERT_TRUE(wait_for([&] { return links().current_counts().front().parts_waiting == 2; }));
    script_.connections[0]->cut();
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::link_down>() == 1; }));
    const auto returned = engine_.all<facts::submit_not_sent>();
    ASSERT_EQ(returned.size(), 2U);
    EXPECT_EQ(returned[0].part, part(2));
    EXPECT_EQ(returned[1].part, part(3));
    EXPECT_EQ(returned[1].bind, bind);
    EXPECT_LT(place_of<facts::submit_not_sent>(), place_of<facts::link_down>());
    EXPECT_EQ(engine_.all<facts::link_down>().front().bind, bind);
    EXPECT_EQ(engine_.count<facts::submit_unanswered>() + engine_.count<facts::submit_answered>(), 0U);
    EXPECT_EQ(script_.submissions.size(), 1U);
}

TEST_F(Link, ComesBackUnderANewEpoch) {
    const auto first = connect(declaration());
    script_.connections[0]->cut();
    ASSERT_TRUE(wait_for_binds(2));
    const auto second = last_bound();
    EXPECT_EQ(second.bind, first.bind);
    EXPECT_GT(second.epoch, first.epoch);
    ASSERT_TRUE(wait_for_grant(second, 4));
    submit(first, part(1));
    ASSERT_EQ(engine_.count<facts::submit_not_sent>(), 1U);
    EXPECT_EQ(engine_.all<facts::submit_not_sent>().front().bind, first);
    submit(second, part(2));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 1; }));
    EXPECT_EQ(script_.submissions[0].pdu.short_message, "text 2");
}

TEST_F(Link, HandsBackWhatIsForNobody) {
    submit({core::link_id{99}, 0, 5}, part(1));
    const auto bind = connect(declaration());
    submit({LINK, 9, bind.epoch}, part(2));
    EXPECT_EQ(engine_.count<facts::submit_not_sent>(), 2U);
}

// Credits the engine still has when the operator unbinds come back; what it answers on its way down still counts.
TEST_F(Link, AnOperatorThatUnbindsGetsNothingMore) {
    script_.answers = false;
    const auto bind = connect(declaration());
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 1; }));
    script_.connections[0]->unbind();
    ASSERT_TRUE(wait_for([&] { return links().current_counts().front().oddities == 1; }));
    submit(bind, part(2));
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::submit_not_sent>() == 1; }));
    EXPECT_EQ(engine_.count<facts::link_down>(), 0U);
    script_.answer(0);
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::link_down>() == 1; }));
    EXPECT_EQ(engine_.count<facts::submit_answered>(), 1U);
    EXPECT_LT(place_of<facts::submit_answered>(), place_of<facts::link_down>());
}

TEST_F(Link, APairOfBindsCarriesOverTheTransmitterOnly) {
    auto link = declaration();
    link.bind_type = "transmitter_receiver";
    const auto bind = connect(link);
    ASSERT_TRUE(wait_for([&] { return script_.connections.size() == 2; }));
    let_pass(50ms);
    EXPECT_EQ(engine_.count<facts::link_bound>(), 1U);
    EXPECT_EQ(bind.bind, 0U);
    for (const auto& grant : engine_.all<facts::grant_credits>())
        EXPECT_EQ(grant.bind, bind);
    const auto counts = links().current_counts().front();
    EXPECT_EQ(counts.binds_bound, 2U);
    EXPECT_EQ(counts.window, 4U);

    const bool first_receives = script_.binds[0].type == smpp::bind_type::receiver;
    const auto& receiver = script_.connections[first_receives ? 0 : 1];
    EXPECT_EQ(receiver->session().bind_type(), smpp::bind_type::receiver);
    ASSERT_TRUE(receiver->deliver(smpp::build_receipt({.id = "1", .text = "x", .source = {}, .destination = {}}), 1));
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::receipt_received>() == 1; }));
    const auto receipt = engine_.all<facts::receipt_received>().front();
    EXPECT_EQ(receipt.bind.bind, RECEIVERS_FROM);
    links().handle(facts::answer_deliver{receipt.bind, receipt.sequence_number, receipt.data_sm, 0});
    EXPECT_TRUE(wait_for([&] { return script_.deliver_answers.size() == 1; }));
    // The receiver's end is not the end of what the engine sends over.
    receiver->cut();
    ASSERT_TRUE(wait_for([&] { return links().current_counts().front().bind_losses == 1; }));
    EXPECT_EQ(engine_.count<facts::link_down>(), 0U);
}

TEST_F(Link, ANewAddressMovesTheBinds) {
    script_.answers = false;
    const auto first = connect(declaration());
    submit(first, part(1));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 1; }));
    operator_script elsewhere;
    const auto other = open(elsewhere);
    auto link = declaration();
    link.port = other->port();
    links().handle(facts::publish_link{link});
    // Not before the old bind has its answers and is gone.
    let_pass(50ms);
    EXPECT_EQ(elsewhere.connections.size(), 0U);
    script_.answer(0);
    ASSERT_TRUE(wait_for_binds(2));
    EXPECT_EQ(elsewhere.connections.size(), 1U);
    EXPECT_EQ(script_.closed, std::vector{smpp::close_reason::unbound_by_peer});
    EXPECT_EQ(engine_.count<facts::submit_answered>(), 1U);
    EXPECT_EQ(engine_.count<facts::link_down>(), 1U);
    EXPECT_GT(last_bound().epoch, first.epoch);
}

// An account with a provider of another channel is a link to the engine alone.
TEST_F(Link, OneOfAnotherChannelIsLeftAlone) {
    auto link = declaration();
    link.channel = core::channel::viber;
    links().handle(facts::publish_link{link});
    EXPECT_TRUE(links().current_counts().empty());
}

TEST_F(Link, ANewWindowAndTimersNeedNoNewConnection) {
    script_.answers = false;
    auto link = declaration();
    const auto bind = connect(link);
    ASSERT_TRUE(wait_for_grant(bind, 4));
    link.window = 6;
    link.response_timeout_ms = 2'000;
    link.reconnect_max_ms = 30;
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for_grant(bind, 6));
    for (uint64_t message = 1; message <= 6; ++message)
        submit(bind, part(message));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 6; }));
    EXPECT_EQ(script_.connections.size(), 1U);
    EXPECT_EQ(engine_.count<facts::link_down>(), 0U);
}

TEST_F(Link, ASmallerWindowHoldsForWhatWasGrantedBefore) {
    script_.answers = false;
    auto link = declaration();
    const auto bind = connect(link);
    ASSERT_TRUE(wait_for_grant(bind, 4));
    link.window = 2;
    links().handle(facts::publish_link{link});
    for (uint64_t message = 1; message <= 4; ++message)
        submit(bind, part(message));
    let_pass(100ms);
    EXPECT_EQ(script_.submissions.size(), 2U);
    script_.answer(0);
    script_.answer(1);
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 4; }));
    EXPECT_LE(script_.most_at_once, 2U);
    EXPECT_EQ(engine_.count<facts::submit_not_sent>(), 0U);
}

TEST_F(Link, MoreAndFewerBinds) {
    auto link = declaration();
    connect(link);
    link.binds = 3;
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for_binds(3));
    EXPECT_EQ(engine_.count<facts::link_down>(), 0U);
    link.binds = 1;
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::link_down>() == 2; }));
    for (const auto& down : engine_.all<facts::link_down>())
        EXPECT_GT(down.bind.bind, 0U);
    EXPECT_EQ(links().current_counts().front().binds_bound, 1U);
}

TEST_F(Link, ADisabledLinkIsUnboundAndForgotten) {
    auto link = declaration();
    const auto bind = connect(link);
    link.enabled = false;
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for([&] { return links().current_counts().empty(); }));
    EXPECT_EQ(engine_.all<facts::link_down>().front().bind, bind);
    link.enabled = true;
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for_binds(2));
    EXPECT_GT(last_bound().epoch, bind.epoch);
    links().handle(facts::publish_link{link, true});
    ASSERT_TRUE(wait_for([&] { return links().current_counts().empty(); }));
}

TEST_F(Link, AnUnreachableOperatorIsNoTrouble) {
    auto link = declaration();
    link.port = 1;
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for([&] { return links().current_counts().front().bind_failures >= 2; }));
    EXPECT_TRUE(engine_.commands.empty());
    link.port = listener_->port();
    links().handle(facts::publish_link{link});
    EXPECT_TRUE(wait_for_binds(1));
}

TEST_F(Link, APasswordThatCannotBeOpenedConnectsNothing) {
    auto link = declaration();
    link.password_sealed = "plain";
    links().handle(facts::publish_link{link});
    let_pass(30ms);
    EXPECT_TRUE(script_.binds.empty());
    link.password_sealed = "sealed:new";
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for_binds(1));
    EXPECT_EQ(script_.binds[0].password, "new");
}

TEST_F(Link, StopWaitsForAnswersAndUnbinds) {
    script_.answers = false;
    const auto bind = connect(declaration());
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 1; }));
    bool done = false;
    links().stop(10s, [&] { done = true; });
    const auto granted = engine_.count<facts::grant_credits>();
    submit(bind, part(2));
    let_pass(30ms);
    EXPECT_FALSE(done);
    EXPECT_EQ(engine_.all<facts::submit_not_sent>().front().part, part(2));
    script_.answer(0);
    ASSERT_TRUE(wait_for([&] { return done; }));
    EXPECT_EQ(engine_.count<facts::submit_answered>(), 1U);
    EXPECT_EQ(engine_.count<facts::link_down>(), 1U);
    EXPECT_EQ(engine_.count<facts::grant_credits>(), granted);
    EXPECT_EQ(script_.closed, std::vector{smpp::close_reason::unbound_by_peer});
}

TEST_F(Link, StopHasAnEnd) {
    script_.answers = false;
    const auto bind = connect(declaration());
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return script_.submissions.size() == 1; }));
    bool done = false;
    // Without an end the session would wait ten seconds for its answer.
    links().stop(3s, [&] { done = true; });
    ASSERT_TRUE(wait_for([&] { return done; }, 8s));
    EXPECT_EQ(engine_.count<facts::submit_answered>(), 0U);
    EXPECT_EQ(engine_.count<facts::link_down>(), 1U);
}

TEST_F(Link, StopWithoutLinksEndsAtOnce) {
    bool done = false;
    links().stop(10s, [&] { done = true; });
    EXPECT_TRUE(wait_for([&] { return done; }, 1s));
}

TEST_F(Link, PublishesItsCounts) {
    options_.counts_interval = 10ms;
    EXPECT_TRUE(links().counts()->empty());
    const auto bind = connect(declaration());
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] {
        const auto all = links().counts();
        return all->size() == 1 && all->front().responses.contains(0);
    }));
    const auto counts = links().counts()->front();
    EXPECT_EQ(counts.name, "cheap");
    EXPECT_EQ(counts.submits, 1U);
    EXPECT_EQ(counts.binds_bound, 1U);
    EXPECT_EQ(counts.window, 4U);
    EXPECT_EQ(counts.parts_in_flight, 0U);
}

}  // namespace kaskad::gateway::links
