#include "tests/api/fakes.hpp"

// Bad input over real sockets: problem details, nothing reaches the engine, and the next request is served.

namespace kaskad::gateway::api {
namespace {

class ApiBadInput : public ApiServer {
  protected:
    ~ApiBadInput() override { EXPECT_EQ(engine_.count(), 0U); }

    void expect_problem(const parsed_response& response, int status, const std::string& code) {
        EXPECT_EQ(response.status, status) << response.head << response.body;
        EXPECT_TRUE(response.has("Content-Type: application/problem+json")) << response.head;
        ASSERT_FALSE(response.body.empty());
        EXPECT_EQ(response.code(), code);
        EXPECT_EQ(response.json().at("status"), status);
        EXPECT_EQ(ask("GET", "/healthz", "").status, 200);
    }
    parsed_response send_raw(const std::string& octets) {
        auto client = connect();
        EXPECT_TRUE(client.raw().send(octets));
        return client.receive();
    }
};

TEST_F(ApiBadInput, BodiesThatAreNoJsonAreRefusedWithThePlace) {
    open();
    for (const auto& body : {std::string{}, std::string{"{"}, std::string{"{\"to\":\"\xFF\"}"}, std::string(2000, '['),
                             std::string{R"({"to":"1","validity":NaN})"}, std::string{"to=1&text=hello"}}) {
        const auto response = ask("POST", "/v1/messages", ANNA, body);
        expect_problem(response, 400, "malformed_json");
        EXPECT_TRUE(response.json().as_object().contains("where"));
    }
    expect_problem(ask("POST", "/v1/messages", ANNA, "[]"), 422, "invalid_item_count");
}

TEST_F(ApiBadInput, FieldsAreRefusedByName) {
    open();
    const auto response = ask("POST", "/v1/messages", ANNA, R"({"to":"1","text":"a","colour":"red"})");
    expect_problem(response, 422, "unknown_field");
    EXPECT_EQ(response.json().at("errors").at(0).at("field"), "colour");
    expect_problem(ask("POST", "/v1/messages/preview", ANNA, R"({"to":1,"text":"a"})"), 422, "wrong_type");
}

TEST_F(ApiBadInput, AnAnnouncedLargeBodyIsRefusedAtOnce) {
    open({.http = {.body_max = 1000}});
    auto client = connect();
    client.raw().send("POST /v1/messages HTTP/1.1\r\nHost: test\r\nContent-Length: 1001\r\n" + ANNA + "\r\n");
    expect_problem(client.receive(), 413, "body_too_large");
}

TEST_F(ApiBadInput, AChunkedBodyWithoutAnEndIsCut) {
    open({.http = {.body_max = 100'000}});
    auto client = connect();
    client.raw().send("POST /v1/messages HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n" + ANNA + "\r\n");
    const auto chunk = "1000\r\n" + std::string(0x1000, '[') + "\r\n";
    for (int i = 0; i < 100 && client.raw().send(chunk); ++i) {
    }
    expect_problem(client.receive(), 413, "body_too_large");
}

TEST_F(ApiBadInput, ABodyThatDoesNotComeIsNotWaitedFor) {
    open({.http = {.read_deadline = std::chrono::milliseconds{80}}});
    auto client = connect();
    client.raw().send("POST /v1/messages HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n" + ANNA + "\r\n{\"to\"");
    expect_problem(client.receive(), 408, "request_timeout");
}

TEST_F(ApiBadInput, WhatIsNoHttpIsAnsweredAsAProblemToo) {
    open();
    expect_problem(send_raw("HELLO\r\n\r\n"), 400, "malformed_request");
    expect_problem(send_raw("GET /healthz HTTP/1.1\r\n\r\n"), 400, "malformed_request");
    expect_problem(send_raw("POST /v1/messages HTTP/1.1\r\nHost: t\r\nContent-Length: -5\r\n\r\n"), 400,
                   "malformed_request");
    expect_problem(send_raw("GET / HTTP/1.1\r\nHost: t\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), 431,
                   "header_too_large");
}

}  // namespace
}  // namespace kaskad::gateway::api
