#include "tests/api/fakes.hpp"

// GET over real sockets: the barrier, who may see what, and the small addresses.

namespace kaskad::gateway::api {
namespace {

store::message_view make_view(uint64_t id, uint32_t client) {
    facts::message message;
    message.id = core::message_id{id};
    message.client = core::client_id{client};
    message.recipient = "491512345678";
    message.currency = *core::parse_currency("EUR");
    facts::attempt attempt;
    attempt.number = 1;
    attempt.link = core::link_id{3};
    attempt.currency = message.currency;
    message.attempts = {attempt};
    return {.position = 9, .message = message, .text = "hello"};
}

class ApiReads : public ApiServer {
  protected:
    ApiReads() { reader_.views[core::message_id{77}] = make_view(77, 1); }

    parsed_response get_message(const std::string& id, const std::string& key) {
        auto client = connect();
        const auto before = engine_.count();
        client.send("GET", "/v1/messages/" + id, key);
        const auto command = engine_.wait_for_last<facts::query_barrier>(before + 1);
        answer(command.reply_to, 0, facts::barrier{42});
        return client.receive();
    }
};

TEST_F(ApiReads, AMessageIsReadBehindItsBarrier) {
    open();
    const auto response = get_message("77", ANNA);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.json().at("id"), "77");
    EXPECT_EQ(response.json().at("text"), "hello");
    EXPECT_FALSE(response.json().as_object().contains("attempts"));
    EXPECT_EQ(awaited_, 42U);
}

TEST_F(ApiReads, SomebodyElsesMessageDoesNotExist) {
    open();
    EXPECT_EQ(get_message("77", BERT).status, 404);
    EXPECT_EQ(get_message("78", ANNA).status, 404);
    EXPECT_EQ(get_message("77", BERT).code(), "not_found");
}

TEST_F(ApiReads, AnOperatorsKeySeesAllOfIt) {
    open();
    const auto response = get_message("77", OPERATOR);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.json().at("client_id"), 1);
    EXPECT_EQ(response.json().at("attempts").at(0).at("link").at("id"), 3);
}

TEST_F(ApiReads, AnIdThatIsNoneIsNotFound) {
    open();
    for (const auto* id : {"abc", "-1", "0", "077", "18446744073709551616", "77/parts", "77x", "%37%37"})
        EXPECT_EQ(ask("GET", std::string{"/v1/messages/"} + id, ANNA).status, 404) << id;
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiReads, SaysThatTheViewIsBehind) {
    open();
    projector_reaches_ = false;
    const auto response = get_message("77", ANNA);
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.code(), "view_not_ready");
    EXPECT_TRUE(response.has("Retry-After: 1"));
}

TEST_F(ApiReads, EndsAtItsDeadlineWhoeverIsSilent) {
    open({.answer_deadline = std::chrono::milliseconds{60}});
    projector_answers_ = false;
    EXPECT_EQ(get_message("77", ANNA).code(), "view_not_ready");
    EXPECT_EQ(ask("GET", "/v1/messages/77", ANNA).status, 503);
    EXPECT_EQ(ask("GET", "/v1/balance", ANNA).status, 503);
}

TEST_F(ApiReads, SaysThatTheDatabaseIsAway) {
    open();
    reader_.broken = true;
    EXPECT_EQ(get_message("77", ANNA).code(), "store_unavailable");
    EXPECT_EQ(ask("GET", "/v1/messages", ANNA).code(), "store_unavailable");
    reader_port_.is_full = true;
    EXPECT_EQ(get_message("77", ANNA).code(), "overloaded");
    EXPECT_EQ(ask("GET", "/v1/messages", ANNA).code(), "overloaded");
}

TEST_F(ApiReads, ListsAClientsMessages) {
    open();
    const auto view = make_view(77, 1);
    reader_.page.messages = {{*view.message, view.text}};
    reader_.page.as_of.utc_ms = 1772353800000;
    const auto response = ask("GET", "/v1/messages?after=76&limit=1", ANNA);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.json().at("messages").at(0).at("id"), "77");
    EXPECT_EQ(response.json().at("as_of"), "2026-03-01T08:30:00.000Z");
    EXPECT_EQ(response.json().at("next_after"), "77");
    EXPECT_EQ(reader_.asked().client.value, 1U);
    EXPECT_EQ(reader_.asked().after.value, 76U);
    EXPECT_EQ(reader_.asked().limit, 1U);
    EXPECT_EQ(ask("GET", "/v1/messages", ANNA).status, 200);
    EXPECT_EQ(reader_.asked().limit, 100U);
    EXPECT_EQ(ask("GET", "/v1/messages?limit=0", ANNA).status, 422);
}

TEST_F(ApiReads, TellsTheBalance) {
    open();
    auto client = connect();
    client.send("GET", "/v1/balance", ANNA);
    const auto command = engine_.wait_for_last<facts::query_balance>(1);
    EXPECT_EQ(command.client.value, 1U);
    facts::balance value;
    value.posted = core::amount{10'000'000};
    value.currency = *core::parse_currency("EUR");
    answer(command.reply_to, 0, value);
    const auto response = client.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.json().at("balance"), "10");
}

TEST_F(ApiReads, TellsHowItIs) {
    open();
    EXPECT_EQ(ask("GET", "/healthz", "").status, 200);
    EXPECT_EQ(ask("GET", "/readyz", "").status, 200);
    const auto numbers = ask("GET", "/metrics", "");
    EXPECT_EQ(numbers.status, 200);
    EXPECT_TRUE(numbers.body.contains("kaskad_http_requests_total{status=\"200\"} 2")) << numbers.body;
    ready_ = false;
    const auto response = ask("GET", "/readyz", "");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.code(), "not_ready");
    EXPECT_TRUE(response.body.contains("being replayed"));
    auto client = connect();
    client.send("HEAD", "/healthz", "");
    EXPECT_TRUE(client.raw().read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
}

// While the credentials were still on their way a client's good key was refused with 401, which says: never try again.
TEST_F(ApiReads, TurnsNobodyAwayForGoodWhileItStarts) {
    open_starting();
    home_.start();
    for (const auto* path : {"/v1/balance", "/v1/messages/77"}) {
        const auto response = ask("GET", path, ANNA);
        EXPECT_EQ(response.status, 503);
        EXPECT_EQ(response.code(), "not_ready");
        EXPECT_EQ(response.json().at("retryable"), true);
    }
    EXPECT_EQ(ask("GET", "/readyz", "").status, 503);
    EXPECT_EQ(ask("GET", "/healthz", "").status, 200);
    home_.post([this] {
        server_->set_credentials(make_credentials());
        server_->admit_clients();
    });
    EXPECT_EQ(ask("GET", "/readyz", "").status, 200);
    EXPECT_EQ(ask("GET", "/v1/balance", "Authorization: Bearer nobody\r\n").status, 401);
}

TEST_F(ApiReads, ListsTextsFromHandsetsOfItsOwnNumbers) {
    reader_.inbound.texts = {{.client = {1}, .id = {5}, .link = {3}, .text = "Hello"}};
    open();
    const auto own = ask("GET", "/v1/inbound?after=4&limit=1", ANNA);
    EXPECT_EQ(own.status, 200);
    EXPECT_EQ(own.json().at("inbound").at(0).at("text"), "Hello");
    EXPECT_EQ(own.json().at("next_after"), "5");
    EXPECT_FALSE(own.json().at("inbound").at(0).as_object().contains("link"));
    EXPECT_EQ(reader_.asked().client.value, 1U);
    EXPECT_EQ(reader_.asked().after.value, 4U);
    EXPECT_EQ(ask("GET", "/v1/inbound?limit=0", ANNA).status, 422);
    EXPECT_EQ(ask("GET", "/v1/inbound", "").status, 401);
}

TEST_F(ApiReads, OnlyAnOperatorsKeySeesWhatIsNobodys) {
    reader_.inbound.texts = {{.id = {5}, .link = {3}, .text = "Hello"}};
    open();
    EXPECT_EQ(ask("GET", "/v1/inbound/unowned", ANNA).code(), "not_found");
    const auto all = ask("GET", "/v1/inbound/unowned", OPERATOR);
    EXPECT_EQ(all.status, 200);
    EXPECT_TRUE(all.json().at("inbound").at(0).as_object().contains("link"));
    EXPECT_EQ(reader_.asked().client.value, 0U);
}

TEST_F(ApiReads, NeedsAKey) {
    open();
    for (const auto& target : {"/v1/messages", "/v1/messages/77", "/v1/balance"}) {
        for (const auto& fields :
             {std::string{}, std::string{"Authorization: Basic YTpi\r\n"},
              std::string{"Authorization: Bearer nobody\r\n"}, std::string{"Authorization: \r\n"}}) {
            const auto response = ask("GET", target, fields);
            EXPECT_EQ(response.status, 401) << target << fields;
            EXPECT_EQ(response.code(), "unauthorized");
            EXPECT_TRUE(response.has("WWW-Authenticate: Bearer"));
        }
        EXPECT_EQ(ask("GET", target, GONE).code(), "client_disabled");
    }
    EXPECT_EQ(ask("POST", "/v1/messages", "", MESSAGE).status, 401);
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiReads, KnowsItsAddressesAndMethods) {
    open();
    for (const auto* target : {"/", "/v1", "/v2/messages", "/v1/messages/", "/v1/messages/7/parts", "/v1/balance/"})
        EXPECT_EQ(ask("GET", target, ANNA).code(), "not_found") << target;
    const auto wrong = ask("DELETE", "/v1/messages", ANNA);
    EXPECT_EQ(wrong.status, 405);
    EXPECT_TRUE(wrong.has("Allow: POST, GET, HEAD")) << wrong.head;
    EXPECT_TRUE(ask("GET", "/v1/messages/preview", ANNA).has("Allow: POST"));
    EXPECT_EQ(ask("POST", "/healthz", "").status, 405);
    EXPECT_EQ(ask("POST", "/v1/messages/77", ANNA).status, 405);
}

}  // namespace
}  // namespace kaskad::gateway::api
