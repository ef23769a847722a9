#include "gateway/lookup_asker.hpp"

#include "net/http_server.hpp"

#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <memory>
#include <string>
#include <vector>

// Look-ups over real sockets, of a provider on port 0. Every wait ends after ten seconds.

namespace kaskad::gateway {
namespace {

constexpr std::chrono::seconds PATIENCE{10};

struct mailbox final : facts::command_port {
    bool try_send(facts::command&& what) override {
        if (is_full) return false;
        answers.push_back(std::get<facts::lookup_answered>(std::move(what)));
        return true;
    }

    bool is_full = false;
    std::vector<facts::lookup_answered> answers;
};

class GatewayLookupAsker : public ::testing::Test {
  protected:
    GatewayLookupAsker() {
        auto opened = net::http_server::open(home_, {}, [this](net::http_request request, net::http_responder to) {
            asked_.push_back(std::move(request));
            if (is_silent_) return kept_.push_back(std::move(to));
            to.send({status_, "application/json", body_, {}});
        });
        EXPECT_TRUE(opened);
        provider_ = std::move(*opened);
        config::lookup_call_options call;
        call.url = "http://127.0.0.1:" + std::to_string(provider_->port()) + "/v2/{number}?mode=mnp";
        call.headers = {"X-Key: secret: word"};
        asker_ = std::make_unique<lookup_asker>(
            home_, lookup_asker_options{.call = call, .steady_ms = [] { return int64_t{1'000}; }}, engine_, numbers_);
    }

    // wait_ms: until its deadline.
    void ask(uint64_t id, int64_t wait_ms = 5'000) {
        asker_->handle_effect({core::message_id{id}, "491512345678", 1'000 + wait_ms});
    }
    facts::lookup_answered answer(size_t count = 1) {
        EXPECT_TRUE(home_.run_until([&] { return engine_.answers.size() >= count; }, PATIENCE));
        return engine_.answers.size() < count ? facts::lookup_answered{} : engine_.answers[count - 1];
    }

    net::shard home_{"lookups"};
    mailbox engine_;
    api::metrics numbers_{std::make_shared<prometheus::Registry>()};
    std::unique_ptr<net::http_server> provider_;
    std::vector<net::http_request> asked_;
    std::vector<net::http_responder> kept_;
    int status_ = 200;
    std::string body_ = R"({"mccmnc":"26202"})";
    bool is_silent_ = false;
    std::unique_ptr<lookup_asker> asker_;
};

}  // namespace

TEST_F(GatewayLookupAsker, AsksOnceAndTellsTheAnswer) {
    ask(7);
    const auto told = answer();
    EXPECT_EQ(told.id, core::message_id{7});
    EXPECT_TRUE(told.has_answer);
    EXPECT_EQ(told.mccmnc, "26202");
    ASSERT_EQ(asked_.size(), 1U);
    EXPECT_EQ(asked_[0].method, "GET");
    EXPECT_EQ(asked_[0].target, "/v2/491512345678?mode=mnp");
    EXPECT_EQ(asked_[0].header("X-Key"), "secret: word");
    EXPECT_NE(numbers_.render().find("kaskad_lookups_total{result=\"answered\"} 1"), std::string::npos);
}

TEST_F(GatewayLookupAsker, WhatIsNoAnswerIsSaidInWordsAndNotAskedAgain) {
    status_ = 503;
    ask(1);
    EXPECT_FALSE(answer(1).has_answer);
    EXPECT_EQ(answer(1).error, "the provider answered 503");
    status_ = 200;
    body_ = "<html>";
    ask(2);
    EXPECT_EQ(answer(2).error, "the provider's answer is no JSON");
    EXPECT_EQ(asked_.size(), 2U);
}

TEST_F(GatewayLookupAsker, ASilentProviderIsNotWaitedForBeyondTheDeadline) {
    is_silent_ = true;
    ask(1, 3'000);
    EXPECT_FALSE(answer(1).has_answer);
    EXPECT_EQ(asked_.size(), 1U);
    ask(2, 0);
    EXPECT_EQ(answer(2).error, "no answer in time");
    EXPECT_EQ(asked_.size(), 1U) << "whose time is over is not asked about";
}

TEST_F(GatewayLookupAsker, WhileTheEngineIsFullAnswersAreKept) {
    engine_.is_full = true;
    ask(1, 0);
    ask(2, 0);
    home_.poll();
    EXPECT_TRUE(engine_.answers.empty());
    engine_.is_full = false;
    EXPECT_EQ(answer(2).id, core::message_id{2});
    EXPECT_EQ(engine_.answers[0].id, core::message_id{1});
}

TEST_F(GatewayLookupAsker, AfterTheEndNothingIsTold) {
    is_silent_ = true;
    ask(1);
    home_.run_until([&] { return !asked_.empty(); }, PATIENCE);
    asker_->stop();
    home_.poll();
    EXPECT_TRUE(engine_.answers.empty());
}

}  // namespace kaskad::gateway
