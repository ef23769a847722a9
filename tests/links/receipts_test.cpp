#include "tests/links/links_fixture.hpp"

// Receipts from the operator, and their answers.

namespace kaskad::gateway::links {

namespace {

smpp::deliver_sm receipt_of(const std::string& id) {
    return smpp::build_receipt({.id = id,
                                .state = smpp::message_state::delivered,
                                .submit_utc_ms = 1'735'689'600'000,
                                .done_utc_ms = 1'735'689'660'000,
                                .text = "text",
                                .source = {1, 1, "79001112233"},
                                .destination = {5, 0, "Kaskad"}});
}

}  // namespace

class LinkReceipts : public LinksFixture {
  protected:
    facts::receipt_received receive(uint64_t token = 1) {
        EXPECT_TRUE(script_.connections.back()->deliver(receipt_of("77"), token));
        const auto before = engine_.count<facts::receipt_received>();
        EXPECT_TRUE(wait_for([&] { return engine_.count<facts::receipt_received>() > before; }));
        return engine_.all<facts::receipt_received>().back();
    }

    static facts::answer_deliver answer_to(const facts::receipt_received& receipt, uint32_t status = 0) {
        return {receipt.bind, receipt.sequence_number, receipt.data_sm, status};
    }
};

TEST_F(LinkReceipts, AReceiptIsAnsweredWhenTheEngineSaysSo) {
    const auto bind = connect(declaration());
    const auto receipt = receive();
    EXPECT_EQ(receipt.bind, bind);
    EXPECT_EQ(receipt.keys, std::vector<std::string>{"77"});
    EXPECT_EQ(receipt.state, facts::part_state::delivered);
    EXPECT_EQ(receipt.recipient, "79001112233");
    let_pass(30ms);
    EXPECT_TRUE(script_.deliver_answers.empty());
    links().handle(answer_to(receipt));
    ASSERT_TRUE(wait_for([&] { return script_.deliver_answers.size() == 1; }));
    EXPECT_EQ(script_.deliver_answers[0], (std::pair{uint64_t{1}, smpp::command_status::rok}));
}

TEST_F(LinkReceipts, IsAnsweredOnce) {
    connect(declaration());
    const auto receipt = receive();
    links().handle(answer_to(receipt, 0x64));
    links().handle(answer_to(receipt));
    ASSERT_TRUE(wait_for([&] { return script_.deliver_answers.size() == 1; }));
    let_pass(30ms);
    ASSERT_EQ(script_.deliver_answers.size(), 1U);
    EXPECT_EQ(script_.deliver_answers[0].second, smpp::command_status::rx_t_appn);
    EXPECT_EQ(links().current_counts().front().delivers_answered, 1U);
    EXPECT_EQ(script_.connections[0]->session().state(), smpp::session_state::bound);
}

TEST_F(LinkReceipts, AnAnswerForADeadEpochIsDropped) {
    connect(declaration());
    const auto receipt = receive();
    script_.connections[0]->cut();
    ASSERT_TRUE(wait_for_binds(2));
    const auto again = receive(2);
    EXPECT_EQ(again.sequence_number, receipt.sequence_number);
    links().handle(answer_to(receipt));
    let_pass(30ms);
    EXPECT_TRUE(script_.deliver_answers.empty());
    links().handle(answer_to(again));
    ASSERT_TRUE(wait_for([&] { return script_.deliver_answers.size() == 1; }));
}

TEST_F(LinkReceipts, AReceiptInDataSmGetsADataSmResp) {
    connect(declaration());
    smpp::data_sm message;
    message.esm_class = smpp::esm::RECEIPT;
    message.tlvs = {smpp::make_text_tlv(smpp::tag::message_payload, "id:5 stat:UNDELIV err:001"),
                    smpp::make_text_tlv(smpp::tag::receipted_message_id, "5"),
                    smpp::make_tlv8(smpp::tag::message_state, 5)};
    ASSERT_TRUE(script_.connections[0]->data(message, 3));
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::receipt_received>() == 1; }));
    const auto receipt = engine_.all<facts::receipt_received>().front();
    EXPECT_TRUE(receipt.data_sm);
    EXPECT_EQ(receipt.err, "001");
    links().handle(answer_to(receipt));
    ASSERT_TRUE(wait_for([&] { return script_.deliver_answers.size() == 1; }));
}

TEST_F(LinkReceipts, AHandsetsTextIsAnsweredWhenTheEngineSaysSo) {
    const auto bind = connect(declaration());
    smpp::deliver_sm message;
    message.source = {1, 1, "79001112233"};
    message.destination = {1, 1, "1234"};
    message.short_message = "STOP";
    ASSERT_TRUE(script_.connections[0]->deliver(message, 8));
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::inbound_received>() == 1; }));
    const auto text = engine_.all<facts::inbound_received>().front();
    EXPECT_EQ(text.bind, bind);
    EXPECT_EQ(text.piece.octets, "STOP");
    let_pass(30ms);
    EXPECT_TRUE(script_.deliver_answers.empty());
    links().handle(facts::answer_deliver{text.bind, text.sequence_number, false, 0x66});
    ASSERT_TRUE(wait_for([&] { return script_.deliver_answers.size() == 1; }));
    EXPECT_EQ(script_.deliver_answers[0], (std::pair{uint64_t{8}, smpp::command_status::rx_r_appn}));
    EXPECT_EQ(engine_.count<facts::receipt_received>(), 0U);
    EXPECT_EQ(links().current_counts().front().texts, 1U);
}

TEST_F(LinkReceipts, ManyReceiptsWaitWhileTheMailboxIsFull) {
    connect(declaration());
    engine_.room = engine_.commands.size() + 2;
    for (uint64_t token = 0; token < 100; ++token)
        ASSERT_TRUE(script_.connections[0]->deliver(receipt_of(std::to_string(token)), token));
    ASSERT_TRUE(wait_for([&] { return links().commands_waiting() > 0; }));
    let_pass(30ms);
    EXPECT_EQ(engine_.count<facts::receipt_received>(), 2U);
    engine_.room = SIZE_MAX;
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::receipt_received>() == 100; }));
    const auto receipts = engine_.all<facts::receipt_received>();
    for (size_t index = 0; index < 100; ++index) {
        EXPECT_EQ(receipts[index].keys, std::vector{std::to_string(index)});
        links().handle(answer_to(receipts[index]));
    }
    ASSERT_TRUE(wait_for([&] { return script_.deliver_answers.size() == 100; }));
}

}  // namespace kaskad::gateway::links
