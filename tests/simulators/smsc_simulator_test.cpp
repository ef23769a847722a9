#include "smpp/message_id_forms.hpp"
#include "tests/simulators/smsc_fixture.hpp"

#include <map>

// What the simulated message centre does with binds and submits.

namespace kaskad::gateway::simulators {

using smpp::command_status;
using smpp::message_state;

class SmscSimulator : public SmscFixture {};

TEST_F(SmscSimulator, AcceptsAnybodyByDefault) {
    const auto one = connect({.system_id = "a"});
    const auto two = connect({.type = smpp::bind_type::transmitter, .system_id = "b", .password = "x"});
    EXPECT_EQ(centre().statistics().binds, 2U);
}

TEST_F(SmscSimulator, RefusesOtherNamesAndPasswords) {
    options_.system_id = "me";
    options_.password = "secret";
    const auto stranger = dial({.system_id = "you", .password = "secret"});
    ASSERT_TRUE(wait_for([&] { return !stranger->failures.empty(); }));
    EXPECT_EQ(stranger->failures[0].status, command_status::rinvsysid);
    const auto guesser = dial({.system_id = "me", .password = "wrong"});
    ASSERT_TRUE(wait_for([&] { return !guesser->failures.empty(); }));
    EXPECT_EQ(guesser->failures[0].status, command_status::rinvpaswd);
    connect({.system_id = "me", .password = "secret"});
    EXPECT_EQ(centre().statistics().binds_refused, 2U);
}

TEST_F(SmscSimulator, RefusesMoreBindsThanAllowed) {
    options_.binds_max = 1;
    const auto first = connect();
    const auto second = dial();
    ASSERT_TRUE(wait_for([&] { return !second->failures.empty(); }));
    EXPECT_EQ(second->failures[0].status, command_status::ralybnd);
    connect({.system_id = "b"});
}

TEST_F(SmscSimulator, AnswersWithIdsAndSendsReceipts) {
    const auto client = connect();
    ASSERT_TRUE(client->submit(message("79001115555", "a text of more than twenty characters")));
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 1; }));
    ASSERT_EQ(client->answers.size(), 1U);
    EXPECT_EQ(client->answers[0].status, command_status::rok);
    EXPECT_EQ(client->answers[0].id, "1000");
    EXPECT_LT(client->answers[0].order, client->receipts[0].order);
    const auto& receipt = client->receipts[0];
    EXPECT_EQ(receipt.value.id, "1000");
    EXPECT_TRUE(receipt.value.is_id_from_tlv);
    EXPECT_EQ(receipt.value.state, message_state::delivered);
    EXPECT_EQ(receipt.value.stat, "DELIVRD");
    EXPECT_EQ(receipt.value.text, "a text of more than");
    EXPECT_EQ(receipt.pdu.source.addr, "79001115555");
    EXPECT_EQ(receipt.pdu.destination.addr, "Kaskad");
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_acknowledged == 1; }));
    const auto counts = centre().statistics();
    EXPECT_EQ(counts.submits, 1U);
    EXPECT_EQ(counts.accepted, 1U);
    EXPECT_EQ(counts.receipts_sent, 1U);
    EXPECT_EQ(counts.receipts_waiting, 0U);
}

TEST_F(SmscSimulator, WritesIdsInTwoForms) {
    options_.ids = id_form::hex;
    options_.receipt_ids = id_form::decimal;
    options_.id_first = 0xABCDEF;
    const auto client = connect();
    client->submit(message("79001115555"));
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 1; }));
    EXPECT_EQ(client->answers[0].id, "abcdef");
    EXPECT_EQ(client->receipts[0].value.id, "11259375");
    EXPECT_EQ(smpp::receipt_keys(client->receipts[0].value, smpp::id_mode::response_hex_receipt_decimal).front(),
              smpp::response_key("abcdef", smpp::id_mode::response_hex_receipt_decimal));
}

TEST_F(SmscSimulator, SendsReceiptsToThoseWhoAsk) {
    const auto client = connect();
    auto quiet = message("79001115555");
    quiet.registered_delivery = 0;
    client->submit(quiet);
    auto failures_only = message("79001115556");
    failures_only.registered_delivery = smpp::registered::FAILURE_ONLY;
    client->submit(failures_only);
    client->submit(message("79001115557"));
    ASSERT_TRUE(wait_for([&] { return client->answers.size() == 3 && client->receipts.size() == 1; }));
    let_pass(30ms);
    EXPECT_EQ(client->receipts.size(), 1U);
    EXPECT_EQ(client->receipts[0].pdu.source.addr, "79001115557");
}

TEST_F(SmscSimulator, DelaysResponsesAndReceipts) {
    options_.response_delay = {delay_law::kind::fixed, 100, 0};
    options_.receipt_delay = {delay_law::kind::fixed, 150, 0};
    const auto client = connect();
    const auto start = smpp::transport::steady_ms();
    client->submit(message("79001115555"));
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 1; }));
    EXPECT_GE(client->answers[0].at_ms - start, 100);
    EXPECT_GE(client->receipts[0].at_ms - start, 250);
}

TEST_F(SmscSimulator, FailsTheShareItIsTold) {
    options_.delivered = 0.7;
    options_.error_codes = {1, 27};
    const auto client = connect({.system_id = "a"}, 100);
    submit_many(*client, 1000);
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 1000; }));
    std::map<std::string, size_t> by_stat;
    std::map<uint32_t, size_t> by_error;
    for (const auto& receipt : client->receipts) {
        ++by_stat[receipt.value.stat];
        ++by_error[receipt.value.error_number.value_or(999)];
    }
    EXPECT_NEAR(static_cast<double>(by_stat["DELIVRD"]), 700, 60);
    EXPECT_EQ(by_stat["DELIVRD"] + by_stat["UNDELIV"], 1000U);
    EXPECT_EQ(by_error[0], by_stat["DELIVRD"]);
    EXPECT_GT(by_error[1], 100U);
    EXPECT_GT(by_error[27], 100U);
}

TEST_F(SmscSimulator, PartsOfAMessageEndAlike) {
    options_.delivered = 0.5;
    const auto client = connect({.system_id = "a"}, 100);
    const std::string text(400, 'x');
    for (uint16_t reference = 0; reference < 40; ++reference) {
        const auto parts = smpp::segment(text, {{.width = smpp::reference_width::bits_8}, reference});
        for (const auto& part : parts->parts) {
            auto pdu = message("79001115555", part.short_message());
            pdu.esm_class = smpp::esm::UDHI;
            ASSERT_TRUE(wait_for([&] { return client->submit(pdu); }));
        }
    }
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 120; }));
    std::map<std::string, std::string> stat_by_id;
    for (const auto& receipt : client->receipts)
        stat_by_id[receipt.value.id] = receipt.value.stat;
    size_t delivered = 0;
    for (uint64_t token = 1; token <= 120; token += 3) {
        const auto& first = stat_by_id.at(client->find(token)->id);
        EXPECT_EQ(first, stat_by_id.at(client->find(token + 1)->id));
        EXPECT_EQ(first, stat_by_id.at(client->find(token + 2)->id));
        delivered += first == "DELIVRD" ? 1 : 0;
    }
    EXPECT_GT(delivered, 5U);
    EXPECT_LT(delivered, 35U);
}

TEST_F(SmscSimulator, DoesTheSameForTheSameSeed) {
    const auto run = [&](uint64_t seed) {
        smsc_options options = options_;
        options.delivered = 0.5;
        options.errors = {{command_status::rsyserr, 0.3}};
        options.seed = seed;
        auto same = smsc_simulator::open(home_, options);
        EXPECT_TRUE(same);
        esme client{home_, (*same)->port(), {.system_id = "a"}, 10};
        EXPECT_TRUE(wait_for([&] { return client.bounds > 0; }));
        for (size_t count = 0; count < 100; ++count)
            EXPECT_TRUE(wait_for([&] { return client.submit(message("7900111" + std::to_string(5000 + count))); }));
        EXPECT_TRUE(wait_for([&] {
            return client.answers.size() == 100 &&
                   (*same)->statistics().receipts_acknowledged + (*same)->statistics().refused == 100;
        }));
        std::map<std::string, std::string> story;
        for (const auto& answer : client.answers)
            story[std::to_string(answer.token)] = std::to_string(static_cast<uint32_t>(answer.status)) + answer.id;
        for (const auto& receipt : client.receipts)
            story[receipt.value.id + "r"] = receipt.value.stat + receipt.value.err;
        return story;
    };
    const auto once = run(7);
    EXPECT_EQ(once, run(7));
    EXPECT_NE(once, run(8));
}

TEST_F(SmscSimulator, ThrottlesAboveTheRate) {
    options_.rate = 20;  // and five at once
    const auto client = connect({.system_id = "a"}, 100);
    submit_many(*client, 50);
    const auto refused = std::ranges::count(client->answers, command_status::rthrottled, &esme::answer::status);
    EXPECT_GE(refused, 30);
    EXPECT_LE(refused, 45);
    EXPECT_EQ(centre().statistics().throttled, static_cast<uint64_t>(refused));
}

TEST_F(SmscSimulator, RefusesAndKeepsSilentAsOftenAsTold) {
    options_.errors = {{command_status::rsyserr, 0.2}, {command_status::rinvdstadr, 0.1}};
    options_.no_answer = 0.05;
    const auto client = connect({.system_id = "a"}, 1000);
    for (size_t count = 0; count < 1000; ++count)
        ASSERT_TRUE(client->submit(message("7900111" + std::to_string(5000 + count))));
    ASSERT_TRUE(wait_for([&] { return client->answers.size() + centre().statistics().unanswered == 1000; }));
    const auto count = [&](command_status status) {
        return static_cast<double>(std::ranges::count(client->answers, status, &esme::answer::status));
    };
    EXPECT_NEAR(count(command_status::rsyserr), 200, 50);
    EXPECT_NEAR(count(command_status::rinvdstadr), 100, 40);
    EXPECT_NEAR(static_cast<double>(centre().statistics().unanswered), 50, 30);
}

TEST_F(SmscSimulator, KeepsNoMoreThanItMay) {
    options_.messages_max = 10;
    options_.receipt_delay = {delay_law::kind::fixed, 3'000, 0};
    const auto client = connect({.system_id = "a"}, 100);
    submit_many(*client, 30);
    EXPECT_EQ(std::ranges::count(client->answers, command_status::rmsgqful, &esme::answer::status), 20);
    EXPECT_EQ(centre().statistics().receipts_waiting, 10U);
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 10; }));
    ASSERT_TRUE(wait_for([&] { return centre().statistics().receipts_waiting == 0; }));
    ASSERT_TRUE(client->submit(message("79001115555")));
    ASSERT_TRUE(wait_for([&] { return client->answers.size() == 31; }));
    EXPECT_EQ(client->answers.back().status, command_status::rok);
}

TEST_F(SmscSimulator, CutsEveryNthSubmit) {
    options_.disconnect_submits = 5;
    const auto client = connect();
    for (int count = 0; count < 8; ++count)
        client->submit(message("79001115555"));
    ASSERT_TRUE(wait_for([&] { return client->downs == 1 && client->bounds == 2; }));
    EXPECT_EQ(client->answers.size() + client->unanswered, 8U);
    EXPECT_GE(client->unanswered, 4U);
    EXPECT_EQ(centre().statistics().disconnects, 1U);
    EXPECT_EQ(centre().statistics().submits, 5U);
}

TEST_F(SmscSimulator, CutsAfterATime) {
    options_.disconnect_ms = 200;
    const auto client = connect();
    ASSERT_TRUE(wait_for([&] { return client->bounds == 3; }));
    EXPECT_GE(centre().statistics().disconnects, 2U);
}

TEST_F(SmscSimulator, ReadsSlowly) {
    options_.read_pause_ms = 100;
    const auto client = connect({.system_id = "a"}, 2000);
    const auto start = smpp::transport::steady_ms();
    for (size_t count = 0; count < 1500; ++count)
        ASSERT_TRUE(client->submit(message("79001115555", std::string(250, 'x'))));
    ASSERT_TRUE(wait_for([&] { return client->answers.size() == 1500; }));
    // Some 440 kB in reads of 64 KiB at most: seven, with a pause behind each but the last.
    EXPECT_GE(smpp::transport::steady_ms() - start, 600);
}

TEST_F(SmscSimulator, TakesDataSm) {
    const auto client = connect();
    smpp::data_sm pdu;
    pdu.destination = {1, 1, "79001115555"};
    pdu.registered_delivery = 1;
    pdu.tlvs = {{smpp::tag::message_payload, "hello"}};
    ASSERT_TRUE(client->client().data(client->epoch, pdu, 1));
    ASSERT_TRUE(wait_for([&] { return client->receipts.size() == 1; }));
    EXPECT_EQ(client->receipts[0].value.text, "hello");
}

TEST_F(SmscSimulator, StopUnbinds) {
    const auto client = connect();
    bool done = false;
    centre().stop(2s, [&] { done = true; });
    ASSERT_TRUE(wait_for([&] { return done; }));
    EXPECT_TRUE(wait_for([&] { return client->downs == 1; }));
}

TEST_F(SmscSimulator, SaysWhenItCannotListen) {
    options_.port = centre().port();
    const auto second = smsc_simulator::open(home_, options_);
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().find(std::to_string(options_.port)), std::string::npos) << second.error();
}

}  // namespace kaskad::gateway::simulators
