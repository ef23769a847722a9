#include "tests/simulators/smsc_fixture.hpp"

#include <map>

// Receipts in their odd forms: early, twice, elsewhere, late, refused.

namespace kaskad::gateway::simulators {

using smpp::command_status;
using smpp::message_state;

class SmscReceipts : public SmscFixture {};

TEST_F(SmscReceipts, ComeBeforeTheResponse) {
    options_.receipt_first = 1;
    const auto client = connect();
    client->submit(message("79001115555"));
    ASSERT_TRUE(wait_for([&] { return client->answers.size() == 1; }));
    ASSERT_EQ(client->receipts.size(), 1U);
    EXPECT_LT(client->receipts[0].order, client->answers[0].order);
    EXPECT_EQ(client->receipts[0].value.id, client->answers[0].id);
}

TEST_F(SmscReceipts, ComeTwice) {
    options_.receipt_twice = 1;
    const auto client = connect();
    client->submit(message("79001115555"));
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 2; }));
    EXPECT_EQ(client->receipts[0].pdu, client->receipts[1].pdu);
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_waiting == 0; }));
}

TEST_F(SmscReceipts, ComeOverTheBindOfTheSubmitByDefault) {
    const auto first = connect();
    const auto second = connect();
    submit_many(*first, 20);
    ASSERT_TRUE(wait_for([&] { return first->receipts.size() == 20; }));
    EXPECT_TRUE(second->receipts.empty());
}

TEST_F(SmscReceipts, ComeOverAnotherBindOfTheAccount) {
    options_.receipt_elsewhere = 1;
    const auto stranger = connect({.system_id = "b"});
    const auto first = connect();
    const auto second = connect();
    submit_many(*first, 20);
    ASSERT_TRUE(wait_for([&] { return second->receipts.size() == 20; }));
    EXPECT_TRUE(first->receipts.empty());
    EXPECT_TRUE(stranger->receipts.empty());
}

TEST_F(SmscReceipts, OfATransmitterGoToItsReceiver) {
    const auto transmitter = connect({.type = smpp::bind_type::transmitter, .system_id = "a"});
    const auto receiver = connect({.type = smpp::bind_type::receiver, .system_id = "a"});
    submit_many(*transmitter, 5);
    ASSERT_TRUE(wait_for([&] { return receiver->receipts.size() == 5; }));
}

TEST_F(SmscReceipts, WaitUntilSomebodyIsThere) {
    auto transmitter = connect({.type = smpp::bind_type::transmitter, .system_id = "a"});
    submit_many(*transmitter, 5);
    let_pass(50ms);
    EXPECT_EQ(centre().statistics().receipts_waiting, 5U);
    transmitter.reset();
    const auto receiver = connect({.type = smpp::bind_type::receiver, .system_id = "a"});
    ASSERT_TRUE(wait_for([&] { return receiver->receipts.size() == 5; }));
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_waiting == 0; }));
}

TEST_F(SmscReceipts, NeverExceedTheirWindow) {
    options_.receipt_window = 3;
    const auto client = connect({.system_id = "a"}, 100);
    submit_many(*client, 100);
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 100; }));
    EXPECT_EQ(centre().statistics().receipts_retried, 0U);
}

TEST_F(SmscReceipts, AreRepeatedWhenTheClientAsks) {
    options_.receipt_retry_ms = 50;
    const auto client = connect();
    client->receipt_status = command_status::rx_t_appn;
    client->submit(message("79001115555"));
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 3; }));
    client->receipt_status = command_status::rok;
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_acknowledged == 1; }));
    EXPECT_GE(centre().statistics().receipts_retried, 3U);
    EXPECT_EQ(centre().statistics().receipts_waiting, 0U);
}

TEST_F(SmscReceipts, AreRepeatedAfterTheBindIsLost) {
    options_.receipt_retry_ms = 50;
    const auto client = connect();
    client->client().pause_reading();
    client->submit(message("79001115555"));
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_sent == 1; }));
    centre().disconnect();
    client->client().resume_reading();
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_acknowledged >= 1; }));
    EXPECT_GE(client->bounds, 2U);
}

TEST_F(SmscReceipts, AreGivenUpWhenRefusedOrTooOld) {
    options_.receipt_retry_ms = 20;
    options_.receipt_age_max_ms = 100;
    const auto client = connect();
    client->receipt_status = command_status::rx_r_appn;
    client->submit(message("79001115555"));
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_refused == 1; }));
    client->receipt_status = command_status::rx_t_appn;
    client->submit(message("79001115556"));
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_dropped == 1; }));
    EXPECT_EQ(centre().statistics().receipts_waiting, 0U);
}

TEST_F(SmscReceipts, OfAbsentClientsAreGivenUpToo) {
    options_.receipt_age_max_ms = 100;
    auto transmitter = connect({.type = smpp::bind_type::transmitter, .system_id = "a"});
    submit_many(*transmitter, 5);
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_dropped == 5; }));
}

TEST_F(SmscReceipts, OfUnansweredSubmitsComeOnlyByOption) {
    options_.no_answer = 1;
    const auto client = connect();
    client->submit(message("79001115555"));
    ASSERT_TRUE(wait_for([&] { return centre().statistics().unanswered == 1; }));
    EXPECT_EQ(centre().statistics().receipts_waiting, 0U);
    centre().change([](smsc_options& options) { options.no_answer_receipts = true; });
    client->submit(message("79001115556"));
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 1; }));
    EXPECT_TRUE(client->answers.empty());
}

// A data_sm may have addresses longer than any deliver_sm: its receipt held up all others.
TEST_F(SmscReceipts, ThatCannotBeWrittenAreDropped) {
    const auto client = connect();
    smpp::data_sm pdu;
    pdu.destination = {1, 1, std::string(40, '7')};
    pdu.registered_delivery = 1;
    pdu.tlvs = {{smpp::tag::message_payload, "hello"}};
    ASSERT_TRUE(client->client().data(client->epoch, pdu, 100));
    ASSERT_TRUE(client->submit(message("79001115555")));
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 1; }));
    EXPECT_EQ(centre().statistics().receipts_dropped, 1U);
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_waiting == 0; }));
}

TEST_F(SmscReceipts, FollowTheScript) {
    const auto client = connect({.system_id = "a"}, 100);
    const std::string prefix = "7900111";
    for (const auto* digits : {"0000", "0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010"})
        ASSERT_TRUE(client->submit(message(prefix + digits)));
    ASSERT_TRUE(wait_for([&] { return client->answers.size() == 10 && client->receipts.size() == 8; }));
    const auto status = [&](uint64_t token) { return client->find(token)->status; };
    EXPECT_EQ(status(1), command_status::rok);
    EXPECT_EQ(status(2), command_status::rinvdstadr);
    EXPECT_EQ(client->find(3), nullptr);
    EXPECT_EQ(status(6), command_status::rsyserr);
    EXPECT_EQ(status(7), command_status::rmsgqful);
    EXPECT_EQ(status(8), command_status::rok);
    std::map<std::string, std::vector<std::string>> stats;
    for (const auto& receipt : client->receipts)
        stats[receipt.pdu.source.addr.substr(prefix.size())].push_back(receipt.value.stat + receipt.value.err);
    const std::map<std::string, std::vector<std::string>> expected{
        {"0000", {"UNDELIV001"}}, {"0003", {"EXPIRED000"}},
        {"0004", {"REJECTD000"}}, {"0008", {"DELIVRD000", "DELIVRD000"}},
        {"0009", {"DELIVRD000"}}, {"0010", {"ENROUTE000", "DELIVRD000"}},
    };
    EXPECT_EQ(stats, expected);
}

TEST_F(SmscReceipts, TheScriptCanBeSwitchedOff) {
    options_.script = false;
    const auto client = connect();
    client->submit(message("79001110001"));
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 1; }));
    EXPECT_EQ(client->receipts[0].value.stat, "DELIVRD");
}

}  // namespace kaskad::gateway::simulators
