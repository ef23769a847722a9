#include "tests/api/fakes.hpp"

// DELETE of a message and its receipt once more, over real sockets: whose message is asked for, and what is answered.

namespace kaskad::gateway::api {
namespace {

TEST_F(ApiServer, ADeleteAsksForTheClientsOwnMessage) {
    open();
    auto client = connect();
    client.send("DELETE", "/v1/messages/77", ANNA);
    const auto command = engine_.wait_for_last<facts::cancel_message>(1);
    EXPECT_EQ(command.claim.message.value, 77U);
    EXPECT_EQ(command.claim.client.value, 1U);
    EXPECT_FALSE(command.claim.sender.has_value()) << "over HTTP the sender is not asked for";
    answer(command.reply_to, 0,
           facts::message_status{.message = {77}, .state = facts::message_state::cancelled, .final_utc = 1});
    const auto response = client.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"id":"77","state":"cancelled"})");
}

TEST_F(ApiServer, AnOperatorMayTakeBackAnybodysMessage) {
    open();
    auto client = connect();
    client.send("DELETE", "/v1/messages/77", OPERATOR);
    EXPECT_FALSE(engine_.wait_for_last<facts::cancel_message>(1).claim.client);
}

TEST_F(ApiServer, TellsWhyAMessageIsNotTakenBack) {
    open();
    auto client = connect();
    size_t round = 0;
    for (const auto& [code, status] :
         {std::pair{facts::refusal_code::not_cancellable, 409}, std::pair{facts::refusal_code::not_found, 404},
          std::pair{facts::refusal_code::overloaded, 503}}) {
        client.send("DELETE", "/v1/messages/77", ANNA);
        answer(engine_.wait_for_last<facts::cancel_message>(++round).reply_to, 0, facts::refusal{code, "", "why"});
        const auto response = client.receive();
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.code(), facts::to_string(code));
    }
    EXPECT_EQ(ask("DELETE", "/v1/messages/abc", ANNA).status, 404);
    EXPECT_EQ(ask("DELETE", "/v1/messages", ANNA).status, 405);
    EXPECT_EQ(ask("DELETE", "/v1/messages/77", "").status, 401);
}

TEST_F(ApiServer, AReceiptOnceMoreSaysHowManyEventsThatMakes) {
    open();
    auto client = connect();
    client.send("POST", "/v1/messages/77/receipt", ANNA);
    const auto command = engine_.wait_for_last<facts::repeat_event>(1);
    EXPECT_EQ(command.claim.message.value, 77U);
    EXPECT_EQ(command.claim.client.value, 1U);
    answer(command.reply_to, 0, facts::repeated_events{1});
    const auto response = client.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"events":1})");
    EXPECT_EQ(ask("GET", "/v1/messages/77/receipt", ANNA).status, 405);
    EXPECT_EQ(ask("POST", "/v1/messages//receipt", ANNA).status, 404);
}

TEST_F(ApiServer, NothingIsChangedThatCannotBeMadeDurable) {
    open();
    durable_ = false;
    EXPECT_EQ(ask("DELETE", "/v1/messages/77", ANNA).status, 503);
    EXPECT_EQ(ask("POST", "/v1/messages/77/receipt", ANNA).status, 503);
}

TEST_F(ApiServer, OnlyAnOperatorSeesTheAccounts) {
    open();
    EXPECT_EQ(ask("GET", "/v1/accounts", ANNA).status, 404);
    const auto seen = ask("GET", "/v1/accounts", OPERATOR);
    EXPECT_EQ(seen.status, 200);
    EXPECT_EQ(seen.body, "{}");
}

}  // namespace
}  // namespace kaskad::gateway::api
