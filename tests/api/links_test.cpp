#include "tests/api/fakes.hpp"

// What an operator sees of links and orders them to do.

namespace kaskad::gateway::api {
namespace {

class ApiLinks : public ApiServer {
  protected:
    ApiLinks() {
        statuses_ = {{.link = core::link_id{3},
                      .binds = 2,
                      .binds_bound = 1,
                      .window = 10,
                      .rate_milli = 12'500,
                      .hosts = {{.name = "a:2775", .binds_bound = 1}, {.name = "b:2775", .is_out = true}},
                      .bind_list = {{.number = 0, .host = "a:2775", .is_bound = true}}}};
    }

    void open_with_links() {
        open();
        facts::link link;
        link.id = core::link_id{3};
        link.name = "alpha";
        link.hold = facts::link_hold::paused;
        link.hold_by = "owner/main";
        link.hold_why = "receipts are lost";
        link.hold_utc = 1'772'366'400'000;
        facts::link gone = link;
        gone.id = core::link_id{4};
        gone.name = "gone";
        gone.enabled = false;
        server_->set_links(std::make_shared<const link_names>(link_names{{link.id, link}, {gone.id, gone}}));
    }

    parsed_response order(const std::string& target, const std::string& body, const facts::reply& reply) {
        auto client = connect();
        const auto before = engine_.count();
        client.send("POST", target, OPERATOR, body);
        last_ = engine_.wait_for_last<facts::hold_link>(before + 1);
        answer(last_.reply_to, 0, reply);
        return client.receive();
    }

    facts::hold_link last_;
};

TEST_F(ApiLinks, AreShownToTheOperatorWithHostsAndHolds) {
    open_with_links();
    const auto response = ask("GET", "/v1/links", OPERATOR);
    EXPECT_EQ(response.status, 200);
    const auto json = response.json();
    const auto& links = json.at("links").as_array();
    ASSERT_EQ(links.size(), 1U);
    const auto& alpha = links[0];
    EXPECT_EQ(alpha.at("name"), "alpha");
    EXPECT_EQ(alpha.at("hold").at("state"), "paused");
    EXPECT_EQ(alpha.at("hold").at("by"), "owner/main");
    EXPECT_EQ(alpha.at("hold").at("why"), "receipts are lost");
    EXPECT_EQ(alpha.at("hold").at("since"), "2026-03-01T12:00:00.000Z");
    EXPECT_EQ(alpha.at("rate_now"), "12.500");
    EXPECT_EQ(alpha.at("hosts").at(1).at("out"), true);
    EXPECT_EQ(alpha.at("bind_list").at(0).at("host"), "a:2775");
}

TEST_F(ApiLinks, AreNotThereForOthers) {
    open_with_links();
    EXPECT_EQ(ask("GET", "/v1/links", ANNA).status, 404);
    EXPECT_EQ(ask("POST", "/v1/links/alpha/pause", ANNA).status, 404);
    EXPECT_EQ(ask("POST", "/v1/links/alpha/stop", OPERATOR).status, 404);
    EXPECT_EQ(ask("GET", "/v1/links/alpha", OPERATOR).status, 404);
    EXPECT_EQ(ask("GET", "/v1/links/alpha/pause", OPERATOR).status, 405);
}

TEST_F(ApiLinks, AnOrderNamesWhoAndWhy) {
    open_with_links();
    const auto response = order("/v1/links/alpha/drain", R"({"why": "they move"})", facts::done{});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(last_.link, "alpha");
    EXPECT_EQ(last_.hold, facts::link_hold::draining);
    EXPECT_EQ(last_.why, "they move");
    EXPECT_EQ(last_.by, "/root");
    EXPECT_EQ(order("/v1/links/alpha/resume", "", facts::done{}).status, 200);
    EXPECT_EQ(last_.hold, facts::link_hold::none);
    EXPECT_EQ(order("/v1/links/alpha/pause", "{}", facts::refusal{facts::refusal_code::not_found, "link", "no"}).status,
              404);
}

TEST_F(ApiLinks, ABodyThatIsNoOrderIsRefused) {
    open_with_links();
    EXPECT_EQ(ask("POST", "/v1/links/alpha/pause", OPERATOR, "{").code(), "malformed_json");
    EXPECT_EQ(ask("POST", "/v1/links/alpha/pause", OPERATOR, "[]").code(), "malformed_json");
    EXPECT_EQ(ask("POST", "/v1/links/alpha/pause", OPERATOR, R"({"way": 1})").code(), "unknown_field");
    EXPECT_EQ(ask("POST", "/v1/links/alpha/pause", OPERATOR, R"({"why": 1})").code(), "wrong_type");
    EXPECT_EQ(engine_.count(), 0U);
}

}  // namespace
}  // namespace kaskad::gateway::api
