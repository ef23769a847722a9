#include "tests/api/fakes.hpp"

// POST over real sockets: what reaches the engine, and what its answers become.

namespace kaskad::gateway::api {
namespace {

using submit = facts::submit_message;

TEST_F(ApiServer, AcceptsAMessageAndKeepsTheConnection) {
    open();
    auto client = connect();
    for (size_t round = 1; round <= 3; ++round) {
        client.send("POST", "/v1/messages", ANNA, MESSAGE);
        const auto command = engine_.wait_for_last<submit>(round);
        EXPECT_EQ(command.client.value, 1U);
        EXPECT_EQ(command.to, "+491512345678");
        EXPECT_EQ(command.text, "hello");
        EXPECT_EQ(command.body_hash, net::as_octets(net::sha256(MESSAGE)));
        EXPECT_EQ(shard_number_of(command.reply_to), 5);
        answer(command.reply_to, 0, accepted(100 + round));
        const auto response = client.receive();
        EXPECT_EQ(response.status, 202);
        EXPECT_EQ(response.json().at("id").as_string(), std::to_string(100 + round));
        EXPECT_EQ(response.json().at("state"), "accepted");
    }
    EXPECT_TRUE(ask("GET", "/metrics", "").body.contains("kaskad_messages_total{result=\"accepted\"} 3"));
}

TEST_F(ApiServer, TellsTheEnginesRefusalWithItsStatus) {
    open();
    const std::pair<facts::refusal_code, int> cases[] = {{facts::refusal_code::insufficient_balance, 402},
                                                         {facts::refusal_code::idempotency_mismatch, 422},
                                                         {facts::refusal_code::too_many_parts, 422},
                                                         {facts::refusal_code::overloaded, 503},
                                                         {facts::refusal_code::client_disabled, 401}};
    auto client = connect();
    size_t round = 0;
    for (const auto& [code, status] : cases) {
        client.send("POST", "/v1/messages", ANNA, MESSAGE);
        answer(engine_.wait_for_last<submit>(++round).reply_to, 0, facts::refusal{code, "text", "why"});
        const auto response = client.receive();
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.code(), facts::to_string(code));
        EXPECT_TRUE(response.has("Content-Type: application/problem+json")) << response.head;
    }
}

TEST_F(ApiServer, AnswersAnArrayInOrderAfterItsLastItem) {
    open();
    auto client = connect();
    client.send("POST", "/v1/messages", ANNA,
                "[" + MESSAGE + R"(,{"to":7},)" + MESSAGE + R"(,{"to":"1","text":"b","x":1},)" + MESSAGE + "]");
    const auto commands = engine_.wait_for(3);
    ASSERT_EQ(commands.size(), 3U);
    const auto last = std::get<submit>(commands[2]);
    EXPECT_EQ(std::get<submit>(commands[0]).item, 0U);
    EXPECT_EQ(std::get<submit>(commands[1]).item, 2U);
    EXPECT_EQ(last.item, 4U);
    answer(last.reply_to, 4, accepted(5));
    answer(last.reply_to, 0, accepted(1));
    answer(last.reply_to, 2, facts::refusal{facts::refusal_code::no_price, "to", "none"});
    const auto response = client.receive();
    EXPECT_EQ(response.status, 202);
    const auto results = response.json().as_array();
    ASSERT_EQ(results.size(), 5U);
    EXPECT_EQ(results[0].at("id"), "1");
    EXPECT_EQ(results[1].at("error").at("field"), "text");
    EXPECT_EQ(results[2].at("error").at("code"), "no_price");
    EXPECT_EQ(results[3].at("error").at("code"), "unknown_field");
    EXPECT_EQ(results[4].at("id"), "5");
}

TEST_F(ApiServer, RefusesAnArrayAsAWholeThatDoesNotFindRoom) {
    open();
    engine_.set_room(1);
    const auto response = ask("POST", "/v1/messages", ANNA, "[" + MESSAGE + R"(,{"x":1},)" + MESSAGE + "]");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.code(), "nothing_accepted");
    const auto results = response.json().at("results").as_array();
    ASSERT_EQ(results.size(), 3U);
    EXPECT_EQ(results[0].at("error").at("code"), "overloaded");
    EXPECT_EQ(results[1].at("error").at("code"), "missing_field");
    EXPECT_EQ(results[2].at("error").at("code"), "overloaded");
    EXPECT_EQ(results[2].at("error").at("retryable"), true);
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiServer, SaysThatTheMailboxIsFull) {
    open();
    engine_.set_room(0);
    const auto response = ask("POST", "/v1/messages", ANNA, MESSAGE);
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.code(), "overloaded");
    EXPECT_TRUE(response.has("Retry-After: 1"));
    EXPECT_EQ(ask("POST", "/v1/messages", ANNA, "[" + MESSAGE + "]").status, 503);
    EXPECT_EQ(ask("GET", "/v1/balance", ANNA).status, 503);
    EXPECT_EQ(ask("GET", "/v1/messages/7", ANNA).status, 503);
}

// The engine's answer, also a refusal, waits behind what the journal cannot write: ten seconds for every request.
TEST_F(ApiServer, RefusesAtOnceWhatCannotBeMadeDurable) {
    open();
    durable_ = false;
    const auto refused = ask("POST", "/v1/messages", ANNA, MESSAGE);
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.code(), "not_ready");
    EXPECT_TRUE(refused.has("Retry-After: 1")) << refused.head;
    durable_ = true;
    auto client = connect();
    client.send("POST", "/v1/messages", ANNA, MESSAGE);
    answer(engine_.wait_for_last<submit>(1).reply_to, 0, accepted(1));
    EXPECT_EQ(client.receive().status, 202);
}

TEST_F(ApiServer, AnArrayOfNothingButErrorsIsAnsweredAtOnce) {
    open();
    const auto response = ask("POST", "/v1/messages", ANNA, R"([{"to":1},{"x":1}])");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.json().at("results").as_array().size(), 2U);
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiServer, OneIdempotencyKeyIsInProgressOnce) {
    open();
    const auto key = "Idempotency-Key: k-1\r\n";
    auto first = connect();
    first.send("POST", "/v1/messages", ANNA + key, MESSAGE);
    const auto command = engine_.wait_for_last<submit>(1);
    EXPECT_EQ(command.idempotency_key, "k-1");

    const auto second = ask("POST", "/v1/messages", ANNA + key, MESSAGE);
    EXPECT_EQ(second.status, 409);
    EXPECT_EQ(second.code(), "idempotency_in_progress");
    EXPECT_EQ(second.json().at("retryable"), true);

    auto other = connect();  // the keys of two clients have nothing to do with each other
    other.send("POST", "/v1/messages", BERT + key, MESSAGE);
    answer(engine_.wait_for_last<submit>(2).reply_to, 0, accepted(2));
    EXPECT_EQ(other.receive().status, 202);

    answer(command.reply_to, 0, accepted(1));
    EXPECT_EQ(first.receive().status, 202);
    first.send("POST", "/v1/messages", ANNA + key, MESSAGE);
    auto stored = accepted(1);
    stored.repeated = true;
    answer(engine_.wait_for_last<submit>(3).reply_to, 0, stored);
    const auto repeated = first.receive();
    EXPECT_EQ(repeated.status, 202);
    EXPECT_TRUE(repeated.has("Idempotent-Replayed: true"));
}

TEST_F(ApiServer, RefusesAKeyThatIsNone) {
    open();
    for (const auto& key : {std::string{}, std::string(129, 'k'), std::string{"a b"}, std::string{"\xC3\xA9"}}) {
        const auto response = ask("POST", "/v1/messages", ANNA + "Idempotency-Key: " + key + "\r\n", MESSAGE);
        EXPECT_EQ(response.status, 422) << key;
        EXPECT_EQ(response.json().at("errors").at(0).at("field"), "Idempotency-Key");
    }
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiServer, TellsThatTheOutcomeIsUnknownAfterTheDeadline) {
    open({.answer_deadline = std::chrono::seconds{3}});  // the second is answered within it
    auto client = connect();
    client.send("POST", "/v1/messages", ANNA + "Idempotency-Key: k\r\n", MESSAGE);
    const auto command = engine_.wait_for_last<submit>(1);
    const auto response = client.receive();
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.code(), "outcome_unknown");
    EXPECT_TRUE(response.body.contains("same Idempotency-Key"));
    answer(command.reply_to, 0, accepted(1));  // too late: nobody hears it, and the key is free again
    client.send("POST", "/v1/messages", ANNA + "Idempotency-Key: k\r\n", MESSAGE);
    answer(engine_.wait_for_last<submit>(2).reply_to, 0, accepted(2));
    EXPECT_EQ(client.receive().json().at("id"), "2");
}

TEST_F(ApiServer, LimitsWhatOneClientHasOpen) {
    open({.gate = {.open_requests_max = 1, .request_rate = 0, .request_burst = 0}});
    auto first = connect();
    first.send("POST", "/v1/messages", ANNA, MESSAGE);
    const auto command = engine_.wait_for_last<submit>(1);
    const auto second = ask("POST", "/v1/messages", ANNA, MESSAGE);
    EXPECT_EQ(second.status, 429);
    EXPECT_EQ(second.code(), "too_many_open_requests");
    EXPECT_TRUE(second.has("Retry-After: 1"));
    EXPECT_EQ(ask("POST", "/v1/messages", BERT, "{").status, 400) << "others go on";
    answer(command.reply_to, 0, accepted(1));
    EXPECT_EQ(first.receive().status, 202);
    EXPECT_EQ(ask("POST", "/v1/messages", ANNA, "{").status, 400) << "errors leave the gate too";
    EXPECT_EQ(ask("POST", "/v1/messages", ANNA, "{").status, 400);
}

TEST_F(ApiServer, LimitsTheRateOfOneClient) {
    open({.gate = {.open_requests_max = 100, .request_rate = 1, .request_burst = 2}});
    const auto begin = net::clock::now();
    std::vector<int> statuses;
    for (int i = 0; i < 5; ++i)
        statuses.push_back(ask("POST", "/v1/messages", ANNA, "{").status);
    // Each second that has begun may have let one more in.
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(net::clock::now() - begin).count();
    EXPECT_EQ(statuses.front(), 400);
    const auto refused = std::ranges::count(statuses, 429);
    EXPECT_LE(refused, 2);
    EXPECT_GE(refused, 3 - seconds);
}

TEST_F(ApiServer, LimitsWhatIsOpenInAll) {
    open({.open_requests_max = 1});
    auto first = connect();
    first.send("POST", "/v1/messages", ANNA, MESSAGE);
    engine_.wait_for(1);
    for (const auto& response : {ask("POST", "/v1/messages", BERT, MESSAGE), ask("GET", "/v1/balance", BERT),
                                 ask("GET", "/v1/messages/1", BERT), ask("GET", "/v1/messages", BERT)}) {
        EXPECT_EQ(response.status, 503);
        EXPECT_EQ(response.code(), "overloaded");
    }
}

TEST_F(ApiServer, PreviewsWithoutSubmitting) {
    open();
    auto client = connect();
    client.send("POST", "/v1/messages/preview", ANNA, MESSAGE);
    const auto command = engine_.wait_for_last<facts::preview_message>(1);
    EXPECT_EQ(command.message.text, "hello");
    facts::previewed reply;
    reply.parts = 1;
    reply.units = 5;
    reply.recipient = "491512345678";
    reply.currency = *core::parse_currency("EUR");
    answer(command.message.reply_to, 0, reply);
    const auto response = client.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.json().at("units"), 5);
    const auto numbers = ask("GET", "/metrics", "").body;
    EXPECT_TRUE(numbers.contains("kaskad_messages_total{result=\"accepted\"} 0")) << "a preview is no message";
}

}  // namespace
}  // namespace kaskad::gateway::api
