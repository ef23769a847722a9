#include "gateway/api/open_requests.hpp"

#include <gtest/gtest.h>
#include <prometheus/registry.h>

namespace kaskad::gateway::api {
namespace {

class OpenRequests : public ::testing::Test {
  protected:
    facts::token add(const std::string& key, std::chrono::seconds deadline) {
        EXPECT_FALSE(open_.enter(client_, start_));
        net::http_responder responder{[this](std::optional<net::http_response> response) {
            statuses_.push_back(response ? response->status : 0);
        }};
        return open_.add({.answer = {std::move(responder), numbers_},
                          .client = client_,
                          .idempotency_key = key,
                          .deadline = start_ + deadline,
                          .at_deadline = [] { return make_problem("outcome_unknown", ""); },
                          .on_answer = [](const facts::answer& answer) -> std::optional<net::http_response> {
                              if (answer.item == 0) return std::nullopt;
                              return make_json(202, "{}");
                          }});
    }

    core::client_id client_{1};
    net::clock::time_point start_{std::chrono::hours{1}};
    std::vector<int> statuses_;  // before the requests: those still open are answered when they go
    metrics numbers_{std::make_shared<prometheus::Registry>()};
    open_requests open_{5, 3, {.open_requests_max = 3}};
};

TEST_F(OpenRequests, EndOnceByTheAnswerThatCompletesThem) {
    const auto token = add("k", std::chrono::seconds{10});
    EXPECT_EQ(shard_number_of(token), 5);
    EXPECT_TRUE(open_.is_in_progress(client_, "k"));
    open_.handle_answer({token, 0, {}});
    EXPECT_TRUE(statuses_.empty());
    open_.handle_answer({token, 1, {}});
    open_.handle_answer({token, 1, {}});
    open_.expire(start_ + std::chrono::hours{1});
    EXPECT_EQ(statuses_, std::vector{202});
    EXPECT_FALSE(open_.is_in_progress(client_, "k"));
    EXPECT_EQ(open_.size(), 0U);
}

TEST_F(OpenRequests, ExpireInTheOrderOfTheirDeadlines) {
    add("late", std::chrono::seconds{9});
    add("early", std::chrono::seconds{3});
    EXPECT_EQ(open_.next_deadline(), start_ + std::chrono::seconds{3});
    open_.expire(start_ + std::chrono::seconds{3});
    EXPECT_EQ(statuses_, std::vector{503});
    EXPECT_TRUE(open_.is_in_progress(client_, "late"));
    EXPECT_FALSE(open_.is_in_progress(client_, "early"));
    EXPECT_EQ(open_.next_deadline(), start_ + std::chrono::seconds{9});
    open_.expire(start_ + std::chrono::seconds{9});
    EXPECT_EQ(open_.next_deadline(), net::clock::time_point::max());
}

TEST_F(OpenRequests, AreBounded) {
    const auto first = add("", std::chrono::seconds{9});
    add("", std::chrono::seconds{9});
    EXPECT_FALSE(open_.is_full());
    add("", std::chrono::seconds{9});
    EXPECT_TRUE(open_.is_full());
    EXPECT_EQ(open_.enter(client_, start_)->code(), "too_many_open_requests");
    open_.finish(first, make_json(200, ""));
    EXPECT_FALSE(open_.is_full());
    EXPECT_FALSE(open_.enter(client_, start_));
}

}  // namespace
}  // namespace kaskad::gateway::api
