#include "gateway/api/problem.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace kaskad::gateway::api {
namespace {

namespace json = boost::json;

json::object parse(const net::http_response& response) {
    return json::parse(response.body).as_object();
}

TEST(Problem, EveryRefusalOfTheEngineHasACodeAndAStatus) {
    for (int code = 0; code <= static_cast<int>(facts::refusal_code::duplicate); ++code) {
        const facts::refusal refusal{static_cast<facts::refusal_code>(code), "", "why"};
        const auto why = make_problem(refusal);
        EXPECT_EQ(why.code(), facts::to_string(refusal.code));
        EXPECT_GE(why.status(), 401);
    }
}

TEST(Problem, RefusalsHaveTheStatusesThatAreDocumented) {
    const auto status = [](facts::refusal_code code) { return make_problem(facts::refusal{code, "", ""}).status(); };
    EXPECT_EQ(status(facts::refusal_code::overloaded), 503);
    EXPECT_EQ(status(facts::refusal_code::client_disabled), 401);
    EXPECT_EQ(status(facts::refusal_code::idempotency_mismatch), 422);
    EXPECT_EQ(status(facts::refusal_code::too_many_parts), 422);
    EXPECT_EQ(status(facts::refusal_code::insufficient_balance), 402);
    EXPECT_EQ(status(facts::refusal_code::not_found), 404);
}

TEST(Problem, IsRenderedAsProblemDetails) {
    auto why = make_problem(facts::refusal{facts::refusal_code::invalid_recipient, "to", "too short"});
    const auto response = render_problem(why);
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto body = parse(response);
    EXPECT_EQ(body.at("type"), "urn:kaskad:problem:invalid_recipient");
    EXPECT_EQ(body.at("status"), 422);
    EXPECT_EQ(body.at("code"), "invalid_recipient");
    EXPECT_EQ(body.at("detail"), "too short");
    EXPECT_EQ(body.at("retryable"), false);
    EXPECT_EQ(body.at("errors"), json::parse(R"([{"field":"to","why":"too short"}])"));
    EXPECT_FALSE(body.contains("where"));
}

TEST(Problem, SaysWhenToTryAgain) {
    const auto response = render_problem(make_problem("overloaded", "full"));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.header("Retry-After"), "1");
    EXPECT_EQ(parse(response).at("retryable"), true);
    EXPECT_FALSE(render_problem(make_problem("not_found", "")).header("Retry-After"));
    EXPECT_EQ(render_problem(make_problem("rate_exceeded", "")).header("Retry-After"), "1");
    EXPECT_FALSE(render_problem(make_problem("quota_exceeded", "")).header("Retry-After")) << "not before midnight";
}

TEST(Problem, ChallengesWhoHasNoKey) {
    EXPECT_EQ(render_problem(make_problem("unauthorized", "")).header("WWW-Authenticate"), "Bearer");
}

TEST(Problem, KeepsTheStatusOfTheTransportsFaults) {
    using enum net::http_fault_kind;
    for (const auto& [kind, status] :
         std::initializer_list<std::pair<net::http_fault_kind, int>>{{malformed, 400},
                                                                     {too_slow, 408},
                                                                     {body_too_large, 413},
                                                                     {header_too_large, 431},
                                                                     {overloaded, 503},
                                                                     {not_answered, 503},
                                                                     {failed, 500}}) {
        const auto why = make_problem(net::http_fault{.kind = kind, .status = status, .detail = "so"});
        EXPECT_EQ(why.status(), status);
        EXPECT_EQ(why.detail, "so");
    }
}

}  // namespace
}  // namespace kaskad::gateway::api
