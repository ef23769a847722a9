#include "tests/api/fakes.hpp"

#include <mutex>

// Providers of channels call back: to the account of that name, without a key of the API.

namespace kaskad::gateway::api {
namespace {

class ApiChannelCallbacks : public ApiServer {
  protected:
    ApiChannelCallbacks() {
        channels_ = [this](channel_call call) {
            const std::lock_guard lock{mutex_};
            auto answer = std::move(call.answer);
            asked_.push_back(std::move(call));
            answer(answer_);
        };
    }

    void open_with_account() {
        open();
        facts::link viber;
        viber.id = core::link_id{7};
        viber.name = "viber";
        viber.channel = core::channel::viber;
        facts::link alpha;
        alpha.id = core::link_id{8};
        alpha.name = "alpha";
        server_->set_links(std::make_shared<const link_names>(link_names{{viber.id, viber}, {alpha.id, alpha}}));
    }
    parsed_response refused(int status) {
        answer_ = std::unexpected(channel_refusal{status, "a reason"});
        return ask("POST", "/v1/channels/viber/callbacks", "", "{}");
    }
    size_t count() {
        const std::lock_guard lock{mutex_};
        return asked_.size();
    }

    std::mutex mutex_;
    std::vector<channel_call> asked_;
    channel_result answer_ = net::http_response{.status = 202, .content_type = "text/plain", .body = "thanks"};
};

TEST_F(ApiChannelCallbacks, GoToTheAccountAndBringItsAnswer) {
    open_with_account();
    const auto response = ask("POST", "/v1/channels/viber/callbacks/s3cret?a=b", "X-Signature: yes\r\n", "{\"x\":1}");
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.body, "thanks");
    ASSERT_EQ(count(), 1U);
    EXPECT_EQ(asked_[0].account, core::link_id{7});
    EXPECT_EQ(asked_[0].key, "s3cret");
    EXPECT_EQ(asked_[0].request.body, "{\"x\":1}");
    EXPECT_EQ(asked_[0].request.query(), "a=b");
    EXPECT_EQ(asked_[0].request.header("X-Signature"), "yes");
    EXPECT_EQ(asked_[0].request.remote_address, "127.0.0.1");
    EXPECT_EQ(ask("GET", "/v1/channels/viber/callbacks?hub.mode=subscribe", "").status, 202);
    EXPECT_EQ(asked_[1].key, "");
    EXPECT_EQ(asked_[1].request.method, "GET");
    EXPECT_NE(numbers_.render().find("kaskad_http_requests_total{status=\"202\"} 2"), std::string::npos);
}

TEST_F(ApiChannelCallbacks, ARefusalIsAProblemAsAnyOther) {
    open_with_account();
    for (const auto& [status, code] : {std::pair{401, "unauthorized"}, std::pair{404, "not_found"},
                                       std::pair{503, "overloaded"}, std::pair{400, "malformed_request"}}) {
        const auto response = refused(status);
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.code(), code);
        EXPECT_EQ(response.json().at("detail"), "a reason");
    }
}

TEST_F(ApiChannelCallbacks, WhereThereIsNoAccountThereIsNothing) {
    open_with_account();
    for (const auto* target :
         {"/v1/channels/vibre/callbacks", "/v1/channels/alpha/callbacks", "/v1/channels/viber/callbacks/a/b",
          "/v1/channels/viber/callbacks/", "/v1/channels//callbacks", "/v1/channels/viber"})
        EXPECT_EQ(ask("POST", target, "", "{}").status, 404) << target;
    EXPECT_EQ(ask("PUT", "/v1/channels/viber/callbacks", "", "{}").status, 405);
    EXPECT_EQ(count(), 0U);
}

TEST_F(ApiChannelCallbacks, ComeAgainLaterWhereNoAccountIsKnownYet) {
    open_starting();
    home_.start();
    const auto response = ask("POST", "/v1/channels/viber/callbacks", "", "{}");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.code(), "not_ready");
}

TEST_F(ApiChannelCallbacks, WithoutADoorThereIsNothing) {
    channels_ = {};
    open_with_account();
    EXPECT_EQ(ask("POST", "/v1/channels/viber/callbacks", "", "{}").status, 404);
}

TEST_F(ApiChannelCallbacks, AccountsAreShownAmongTheLinks) {
    statuses_ = {{.link = core::link_id{7},
                  .binds = 1,
                  .binds_bound = 1,
                  .window = 20,
                  .channel = channel_status{.state = "up", .outcomes = {{"accepted", 12}, {"not_sent", 3}}}}};
    open();
    facts::link viber;
    viber.id = core::link_id{7};
    viber.name = "viber";
    viber.channel = core::channel::viber;
    viber.adapter = "viber_business";
    server_->set_links(std::make_shared<const link_names>(link_names{{viber.id, viber}}));
    const auto json = ask("GET", "/v1/links", "Authorization: Bearer root\r\n").json();
    const auto& shown = json.at("links").at(0);
    EXPECT_EQ(shown.at("channel"), "viber");
    EXPECT_EQ(shown.at("adapter"), "viber_business");
    EXPECT_EQ(shown.at("state"), "up");
    EXPECT_EQ(shown.at("binds_bound"), 1);
    EXPECT_EQ(shown.at("outcomes").at("accepted"), 12);
    EXPECT_EQ(shown.at("outcomes").at("not_sent"), 3);
}

}  // namespace
}  // namespace kaskad::gateway::api
