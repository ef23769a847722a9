#include "net/webhook_signature.hpp"
#include "tests/api/fakes.hpp"

// Route tests over HTTP: orders of operators, words of phones.

namespace kaskad::gateway::api {

namespace {

const std::string ORDER = R"({"link":"alpha","numbers":["+491511"],"sender":"Kaskad"})";
const std::string PROBE = R"({"number":"+491511","sender":"Kaskad","text":"hello"})";
const std::string SECRET = "whsec_aW50ZWdyYXRpb24gdGVzdHMsIGEgc2VjcmV0IQ==";
constexpr int64_t NOW_S = 1'800'000'000;

}  // namespace

class ApiRouteTests : public ApiServer {
  protected:
    void open_with_secret() {
        probes_ = {.secret = SECRET, .utc_s = [] { return NOW_S; }};
        open();
    }

    static std::string signature(const std::string& body, const std::string& secret = SECRET) {
        net::hmac_sha256_signer key{*net::parse_webhook_secret(secret)};
        net::http_fields fields;
        add_webhook_fields(fields, key, {"msg_1", NOW_S}, body);
        std::string lines;
        for (size_t place = 0; place < fields.size(); ++place)
            lines += std::string{fields.at(place).name} + ": " + std::string{fields.at(place).value} + "\r\n";
        return lines;
    }
};

TEST_F(ApiRouteTests, AnOperatorsOrderBecomesACommand) {
    open();
    auto client = connect();
    client.send("POST", "/v1/route-tests", OPERATOR, ORDER);
    const auto order = engine_.wait_for_last<facts::start_route_test>(1);
    EXPECT_EQ(order.link, "alpha");
    EXPECT_EQ(order.numbers, std::vector<std::string>{"+491511"});
    EXPECT_EQ(order.sender, "Kaskad");
    EXPECT_EQ(order.by, "/root");
    answer(order.reply_to, 0, facts::route_test_started{7, 5, {490'000}, *core::parse_currency("EUR")});
    const auto response = client.receive();
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.json().at("id").as_string(), "7");
    EXPECT_EQ(response.json().at("cost").as_string(), "0.49");
}

TEST_F(ApiRouteTests, AreNothingForClients) {
    open();
    EXPECT_EQ(ask("POST", "/v1/route-tests", ANNA, ORDER).status, 404);
    EXPECT_EQ(ask("GET", "/v1/route-tests", ANNA).status, 404);
    EXPECT_EQ(ask("GET", "/v1/route-tests/1", ANNA).status, 404);
    EXPECT_EQ(ask("GET", "/v1/route-tests/x", OPERATOR).status, 404);
}

TEST_F(ApiRouteTests, SaysWhatIsWrongWithAnOrder) {
    open();
    const std::pair<const char*, const char*> cases[] = {
        {"{", "malformed_json"},
        {"[]", "malformed_json"},
        {R"({"numbers":[]})", "missing_field"},
        {R"({"link":"alpha"})", "missing_field"},
        {R"({"link":1,"numbers":[]})", "wrong_type"},
        {R"({"link":"alpha","numbers":"+491511"})", "wrong_type"},
        {R"({"link":"alpha","numbers":[1]})", "wrong_type"},
        {R"({"link":"alpha","numbers":[],"text":"x"})", "unknown_field"}};
    for (const auto& [body, code] : cases)
        EXPECT_EQ(ask("POST", "/v1/route-tests", OPERATOR, body).code(), code) << body;
}

TEST_F(ApiRouteTests, ShowsWhatArrivedBesideTheReceipt) {
    facts::message message;
    message.id = {42};
    message.attempts.push_back({.number = 1, .state = facts::attempt_state::delivered});
    reader_.views[{42}].message = message;
    facts::route_test test{.id = 7, .sender = "Kaskad", .messages = {}};
    test.messages.push_back({.number = "491511", .message = {42}, .text = "hello", .received = {}});
    test.messages.front().received.push_back({.told_utc = 1, .sender = "Kaskad", .text = "hello"});
    open();
    auto client = connect();
    client.send("GET", "/v1/route-tests/7", OPERATOR);
    const auto asked = engine_.wait_for_last<facts::query_route_tests>(1);
    EXPECT_EQ(asked.id, 7u);
    answer(asked.reply_to, 0, facts::route_tests{{test}});
    const auto response = client.receive();
    ASSERT_EQ(response.status, 200);
    const auto shown = response.json().at("texts").at(0);
    EXPECT_EQ(shown.at("text").as_string(), "exact");
    EXPECT_EQ(shown.at("receipt").as_string(), "delivered");
    EXPECT_EQ(shown.at("reality").as_string(), "both");
    EXPECT_EQ(shown.at("number").as_string(), "+491511");
}

TEST_F(ApiRouteTests, APhoneThatSignsIsHeard) {
    open_with_secret();
    auto phone = connect();
    phone.send("POST", "/v1/probes/received", signature(PROBE), PROBE);
    const auto told = engine_.wait_for_last<facts::probe_received>(1);
    EXPECT_EQ(told.number, "+491511");
    EXPECT_EQ(told.sms.sender, "Kaskad");
    EXPECT_EQ(told.sms.text, "hello");
    answer(told.reply_to, 0, facts::done{});
    EXPECT_EQ(phone.receive().status, 200);
    EXPECT_NE(numbers_.render().find("kaskad_probes_total{result=\"accepted\"} 1"), std::string::npos);
}

TEST_F(ApiRouteTests, WhoDoesNotSignIsRefusedAndCounted) {
    open_with_secret();
    const auto other = "whsec_" + std::string(40, 'A');
    EXPECT_EQ(ask("POST", "/v1/probes/received", signature(PROBE, other), PROBE).status, 401);
    EXPECT_EQ(ask("POST", "/v1/probes/received", "", PROBE).status, 401);
    EXPECT_EQ(ask("POST", "/v1/probes/received?key=" + SECRET, "", PROBE).status, 401);
    const auto shown = numbers_.render();
    EXPECT_NE(shown.find("kaskad_probes_total{result=\"wrong_signature\"} 1"), std::string::npos) << shown;
    EXPECT_NE(shown.find("kaskad_probes_total{result=\"unsigned\"} 2"), std::string::npos);
}

TEST_F(ApiRouteTests, WithoutASecretNobodyIsHeard) {
    open();
    EXPECT_EQ(ask("POST", "/v1/probes/received", signature(PROBE), PROBE).status, 404);
}

TEST_F(ApiRouteTests, SaysWhatIsWrongWithAPhonesWord) {
    open_with_secret();
    const std::pair<const char*, const char*> cases[] = {
        {"{", "malformed_json"},
        {R"({"text":"x"})", "missing_field"},
        {R"({"number":"+491511","text":"x","received_at":"today"})", "invalid_field"},
        {R"({"number":"+491511","text":"x","imei":"1"})", "unknown_field"}};
    for (const auto& [body, code] : cases)
        EXPECT_EQ(ask("POST", "/v1/probes/received", signature(body), body).code(), code) << body;
}

}  // namespace kaskad::gateway::api
