#include "gateway/usage_poster.hpp"

#include "net/http_server.hpp"
#include "net/webhook_signature.hpp"
#include "tests/gateway/traded_days.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

// Days of usage over real sockets, to a receiver on port 0; the engine's part is played by hand. Every wait ends after
// ten seconds.

namespace kaskad::gateway::test {
namespace {

constexpr std::chrono::seconds PATIENCE{10};
constexpr auto SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr uint32_t JANUARY_1 = 20'454;
constexpr int64_t DAY_MS = 86'400'000;

// Keeps which day was told, as the engine does.
struct books final : facts::command_port {
    bool try_send(facts::command&& what) override {
        if (is_full) return false;
        if (const auto* told = std::get_if<facts::usage_told>(&what)) {
            days.push_back(told->day);
            row.told_day = told->day;
        } else if (std::holds_alternative<facts::query_usage_endpoints>(what)) {
            ++questions;
        }
        return true;
    }

    facts::usage_endpoint row;
    std::vector<uint32_t> days;
    int questions = 0;
    bool is_full = false;
};

// Runs each job in the middle of the caller: the reader's thread is not what is tested.
struct reader_now final : api::report_port {
    explicit reader_now(traded_days& world) : reader{world.reader()} {}
    bool try_run(job what) override {
        what(reader);
        return true;
    }
    store::report_reader reader;
};

class GatewayUsagePoster : public ::testing::Test {
  protected:
    GatewayUsagePoster() {
        auto opened = net::http_server::open(home_, {}, [this](net::http_request request, net::http_responder to) {
            received_.push_back(std::move(request));
            const auto status = statuses_.empty() ? 204 : statuses_.front();
            if (!statuses_.empty()) statuses_.pop_front();
            to.send({status, "text/plain", "", {}});
        });
        EXPECT_TRUE(opened);
        receiver_ = std::move(*opened);
        auto& endpoint = books_.row.value;
        endpoint.id = {5};
        endpoint.client = SHOP;
        endpoint.name = "books";
        endpoint.kind = facts::endpoint_kind::usage;
        endpoint.url = "http://127.0.0.1:" + std::to_string(receiver_->port()) + "/usage";
        endpoint.secret_sealed = SECRET;
        endpoint.allow_private = true;
        books_.row.client = "shop";
        make(usage_poster_options{});
    }

    void make(usage_poster_options options) {
        options.open_secret = [](std::string_view sealed) { return std::string{sealed}; };
        options.utc_ms = [this] { return now_; };
        options.retry_delay = std::chrono::milliseconds{1};
        poster_ = std::make_unique<usage_poster>(home_, std::move(options), books_, reader_);
    }
    // A round: what the engine answers when it is asked.
    void round() { poster_->handle_answer({0, 0, facts::usage_endpoints{{books_.row}}}); }
    bool wait(size_t posts) {
        return home_.run_until([&] { return received_.size() >= posts; }, PATIENCE);
    }
    bool wait_told(size_t days) {
        return home_.run_until([&] { return books_.days.size() >= days; }, PATIENCE);
    }

    traded_days world_{11, 60};
    net::shard home_{"usage"};
    books books_;
    reader_now reader_{world_};
    std::unique_ptr<net::http_server> receiver_;
    std::vector<net::http_request> received_;
    std::deque<int> statuses_;  // what is answered next; then 204
    int64_t now_ = (JANUARY_1 + 1) * DAY_MS + 3'600'000;
    std::unique_ptr<usage_poster> poster_;
};

}  // namespace

TEST_F(GatewayUsagePoster, ADayIsPostedSignedAndOnce) {
    round();
    ASSERT_TRUE(wait_told(1));
    EXPECT_EQ(books_.days, (std::vector<uint32_t>{JANUARY_1}));
    ASSERT_EQ(received_.size(), 1U);
    const auto& post = received_.front();
    EXPECT_EQ(post.target, "/usage");
    EXPECT_EQ(post.header("Content-Type"), "text/csv; charset=utf-8; header=present");
    EXPECT_EQ(post.header("Kaskad-Usage-Day"), "2026-01-01");
    EXPECT_EQ(post.header("Kaskad-Usage-Part"), "1");
    EXPECT_EQ(post.header("Kaskad-Usage-Last"), "true");
    EXPECT_EQ(post.header("webhook-id"), "usage-5-2026-01-01-1");
    net::hmac_sha256_signer signer{*net::parse_webhook_secret(SECRET)};
    EXPECT_EQ(post.header("webhook-signature"),
              net::sign_webhook(signer, {"usage-5-2026-01-01-1", now_ / 1'000}, post.body));
    EXPECT_EQ(post.body.substr(0, 7), "msg_id,");
    round();
    home_.poll();
    EXPECT_EQ(received_.size(), 1U);
}

TEST_F(GatewayUsagePoster, WhatIsNotTakenComesAgainUnderTheSameId) {
    statuses_ = {503};
    round();
    ASSERT_TRUE(wait(1));
    home_.poll();
    EXPECT_TRUE(books_.days.empty());
    ASSERT_TRUE(home_.run_until(
        [&] {
            round();
            return books_.days.size() == 1;
        },
        PATIENCE));
    ASSERT_EQ(received_.size(), 2U);
    EXPECT_EQ(received_[0].header("webhook-id"), received_[1].header("webhook-id"));
    EXPECT_EQ(received_[0].body, received_[1].body);
}

TEST_F(GatewayUsagePoster, EveryPartIsTakenBeforeTheDayIs) {
    make(usage_poster_options{.part_size = {.octets = 1, .page_messages = 7}});
    statuses_ = {200, 500};  // the second part fails: all of them come again
    round();
    ASSERT_TRUE(wait(1));
    ASSERT_TRUE(home_.run_until(
        [&] {
            round();
            return books_.days.size() == 1;
        },
        PATIENCE));
    ASSERT_GE(received_.size(), 4U);
    EXPECT_EQ(received_[1].header("Kaskad-Usage-Part"), "2");
    EXPECT_EQ(received_[2].header("Kaskad-Usage-Part"), "1") << "from the beginning";
    EXPECT_EQ(received_[1].header("webhook-id"), received_[3].header("webhook-id"));
    for (size_t post = 0; post + 1 < received_.size(); ++post)
        EXPECT_EQ(received_[post].header("Kaskad-Usage-Last"), "false");
    EXPECT_EQ(received_.back().header("Kaskad-Usage-Last"), "true");
}

TEST_F(GatewayUsagePoster, DaysFollowEachOtherAndTheEngineIsToldUntilItKnows) {
    now_ += DAY_MS;
    books_.row.told_day = JANUARY_1 - 1;
    round();
    ASSERT_TRUE(wait_told(1));
    books_.row.told_day = JANUARY_1 - 1;  // that was lost
    round();
    home_.poll();
    EXPECT_EQ(books_.days, (std::vector<uint32_t>{JANUARY_1, JANUARY_1}));
    EXPECT_EQ(received_.size(), 1U) << "the day itself is not posted again";
    round();
    ASSERT_TRUE(wait_told(3));
    EXPECT_EQ(books_.days.back(), JANUARY_1 + 1);
}

TEST_F(GatewayUsagePoster, APrivateAddressIsOnlyCalledWhereThatIsMeant) {
    books_.row.value.allow_private = false;
    round();
    home_.run_until([] { return false; }, std::chrono::milliseconds{100});
    EXPECT_TRUE(received_.empty());
    EXPECT_TRUE(books_.days.empty());
}

}  // namespace kaskad::gateway::test
