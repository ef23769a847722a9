#include "gateway/api/lookup_request.hpp"
#include "gateway/api/lookup_view.hpp"
#include "tests/api/fakes.hpp"

namespace kaskad::gateway::api {

namespace {

const std::string TWO = R"({"numbers":["+491512345678","0151 2345679"]})";

facts::looked_up looked_up(std::string number, bool is_cached = false) {
    facts::looked_up told;
    told.value.number = std::move(number);
    told.value.mccmnc = "26202";
    told.value.original = "26201";
    told.value.is_ported = true;
    told.value.reach = facts::lookup_reach::reachable;
    told.value.answered_utc = 1'767'225'600'000;
    told.value.currency = *core::parse_currency("EUR");
    told.value.charge.charged = core::amount{10'000};
    told.is_cached = is_cached;
    return told;
}

}  // namespace

TEST(ApiLookupRequest, TakesOneToAHundredNumbers) {
    EXPECT_EQ(parse_lookup_request(TWO)->at(1), "0151 2345679");
    struct {
        std::string body;
        std::string_view code;
    } const table[] = {
        {"{", "malformed_json"},
        {"[]", "malformed_json"},
        {"{}", "missing_field"},
        {R"({"numbers":"1"})", "wrong_type"},
        {R"({"numbers":[1]})", "wrong_type"},
        {R"({"numbers":[]})", "invalid_field"},
        {R"({"numbers":["1"],"x":1})", "unknown_field"},
    };
    for (const auto& [body, code] : table)
        EXPECT_EQ(parse_lookup_request(body).error().code(), code) << body;
    const auto body_of = [](size_t count) {
        boost::json::array numbers(count, "+491512345678");
        return boost::json::serialize(boost::json::object{{"numbers", numbers}});
    };
    EXPECT_EQ(parse_lookup_request(body_of(LOOKUPS_MAX))->size(), LOOKUPS_MAX);
    EXPECT_EQ(parse_lookup_request(body_of(LOOKUPS_MAX + 1)).error().code(), "invalid_field");
}

TEST(ApiLookupView, ShowsWhatWasSaidAndWhatItCost) {
    const auto json =
        boost::json::parse(render_lookups({looked_up("491512345678"), looked_up("491512345679", true)}).body);
    const auto& results = json.at("results").as_array();
    EXPECT_EQ(
        boost::json::serialize(results[0]),
        R"({"number":"491512345678","mccmnc":"26202","original_mccmnc":"26201","ported":true,"reach":"reachable",)"
        R"("as_of":"2026-01-01T00:00:00.000Z","cached":false,"price":{"amount":"0.01","currency":"EUR"}})");
    EXPECT_EQ(results[1].at("price").at("amount"), "0");
}

TEST(ApiLookupView, WhereNothingWasAnsweredTheProblemIsTheAnswer) {
    const lookup_result none = std::unexpected(make_problem("no_lookup", "nobody could say: timed out"));
    const auto response = render_lookups({none, none});
    EXPECT_EQ(response.status, 503);
    const auto json = boost::json::parse(response.body);
    EXPECT_EQ(json.at("code"), "no_lookup");
    EXPECT_EQ(json.at("retryable"), true);
    EXPECT_EQ(json.at("results").as_array().size(), 2U);
    const lookup_result other = std::unexpected(make_problem("invalid_recipient", "it is too short"));
    EXPECT_EQ(boost::json::parse(render_lookups({none, other}).body).at("code"), "nothing_accepted");
    EXPECT_EQ(render_lookups({none, looked_up("491512345678")}).status, 200);
}

TEST_F(ApiServer, LookupsAreACommandANumberAndOneAnswer) {
    open();
    auto client = connect();
    client.send("POST", "/v1/lookups", ANNA, TWO);
    const auto commands = engine_.wait_for(2);
    const auto first = std::get<facts::look_up_number>(commands[0]);
    const auto second = std::get<facts::look_up_number>(commands[1]);
    EXPECT_EQ(first.client, core::client_id{1});
    EXPECT_EQ(first.number, "+491512345678");
    EXPECT_EQ(second.item, 1U);
    answer(second.reply_to, 1, facts::refusal{facts::refusal_code::invalid_recipient, "numbers", "it is too short"});
    answer(first.reply_to, 0, looked_up("491512345678"));
    const auto response = client.receive();
    EXPECT_EQ(response.status, 200);
    const auto json = response.json();
    const auto& results = json.at("results").as_array();
    EXPECT_EQ(results[0].at("mccmnc"), "26202");
    EXPECT_EQ(results[1].at("error").at("code"), "invalid_recipient");
    EXPECT_EQ(ask("POST", "/v1/lookups", ANNA, "{}").code(), "missing_field");
}

TEST_F(ApiServer, LookupsAreAllOrNoneWhereTooMuchWaits) {
    open();
    engine_.set_room(1);
    const auto response = ask("POST", "/v1/lookups", ANNA, TWO);
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.code(), "overloaded");
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiServer, ContradictionsAreForOperators) {
    open();
    EXPECT_EQ(ask("GET", "/v1/routes/contradictions", BERT).status, 404);
    auto client = connect();
    client.send("GET", "/v1/routes/contradictions", OPERATOR);
    const auto command = engine_.wait_for_last<facts::query_contradictions>(1);
    facts::contradictions told;
    told.learnt = 7;
    told.rows.push_back({.number = "491512345678",
                         .mccmnc = "26202",
                         .rule = routing::network_rule::learnt,
                         .link = core::link_id{3},
                         .learnt_utc = 1'767'225'600'000,
                         .other_mccmnc = "26203",
                         .other_rule = routing::network_rule::ported,
                         .other_link = {},
                         .other_utc = 1'767'225'000'000});
    answer(command.reply_to, 0, told);
    const auto json = client.receive().json();
    EXPECT_EQ(json.at("learnt"), 7);
    const auto& row = json.at("numbers").at(0);
    EXPECT_EQ(row.at("believed").at("mccmnc"), "26202");
    EXPECT_EQ(row.at("believed").at("link").at("id"), 3);
    EXPECT_EQ(row.at("other").at("rule"), "ported");
    EXPECT_TRUE(row.at("other").at("link").is_null());
}

}  // namespace kaskad::gateway::api
