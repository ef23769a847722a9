#pragma once

#include "channels/channel_set.hpp"
#include "net/http_server.hpp"
#include "tests/channels/plain_adapter.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// A channel_set against a provider of a few lines on a real server, and an engine that records. Everything runs on one
// shard, turned by run_until(): every wait ends after ten seconds.

namespace kaskad::channels {

inline constexpr std::chrono::seconds PATIENCE{10};
inline constexpr core::link_id VIBER{7};

struct recording_engine final : facts::command_port {
    bool try_send(facts::command&& what) override {
        if (is_full) return false;
        told.push_back(std::move(what));
        if (on_told) on_told();
        return true;
    }

    template <typename Command>
    std::vector<Command> all() const {
        std::vector<Command> found;
        for (const auto& each : told)
            if (const auto* one = std::get_if<Command>(&each)) found.push_back(*one);
        return found;
    }
    template <typename Command>
    size_t count() const {
        return all<Command>().size();
    }

    bool is_full = false;
    std::vector<facts::command> told;
    std::function<void()> on_told;
};

class ChannelFixture : public ::testing::Test {
  protected:
    ChannelFixture() {
        auto opened = net::http_server::open(home_, {}, [this](net::http_request request, net::http_responder to) {
            const bool is_token = request.path() == "/token";
            asked_.push_back(std::move(request));
            if (is_token) return to.send({token_status_, "text/plain", "token", {}});
            if (is_silent_) return kept_.push_back(std::move(to));
            to.send({status_, "text/plain", body_, {}});
        });
        EXPECT_TRUE(opened);
        provider_ = std::move(*opened);
        base_url_ = "http://127.0.0.1:" + std::to_string(provider_->port());
        options_.open_secret = [](std::string_view sealed) { return std::optional{std::string{sealed}}; };
        options_.find_adapter = [this](std::string_view name) { return name == "plain" ? &plain_ : nullptr; };
        options_.utc_ms = [] { return int64_t{1'700'000'000'000}; };
        options_.callbacks.number = 0x8001;
        options_.account.health.pause_min_ms = 5;
        options_.account.health.pause_max_ms = 20;
        options_.account.health.failures_max = 3;
        options_.account.health.probe_min_ms = 50;
        options_.account.token.retry_min_ms = 5;
    }

    facts::link terms() const {
        facts::link link;
        link.id = VIBER;
        link.name = "viber";
        link.channel = core::channel::viber;
        link.adapter = "plain";
        link.window = 3;
        link.settings = {{.name = "base_url", .value = base_url_}};
        return link;
    }
    void publish(facts::link link, bool gone = false) { handle(facts::publish_link{std::move(link), gone}); }
    void handle(facts::effect effect) { EXPECT_TRUE(set().handle(effect)); }
    channel_set& set() {
        if (!set_) set_ = std::make_unique<channel_set>(home_, options_, engine_);
        return *set_;
    }

    // Of the last bind; 0 = there was none.
    uint64_t epoch() const {
        const auto bound = engine_.all<facts::link_bound>();
        return bound.empty() ? 0 : bound.back().bind.epoch;
    }
    uint64_t granted() const {
        const auto grants = engine_.all<facts::grant_credits>();
        return grants.empty() || grants.back().bind.epoch != epoch() ? 0 : grants.back().total;
    }
    void send(uint64_t message, std::string text = "hello") { send_in(epoch(), message, std::move(text)); }
    void send_in(uint64_t epoch, uint64_t message, std::string text = "hello") {
        facts::send_over_channel effect;
        effect.bind = {VIBER, 0, epoch};
        effect.part = {core::message_id{message}, 1, 1};
        effect.recipient = "491512345678";
        effect.content.text = std::move(text);
        handle(effect);
    }
    void callback(std::string body, std::string signature = "good") {
        net::http_request request;
        request.body = std::move(body);
        request.fields.add("X-Signature", signature);
        set().handle_callback(
            {VIBER, "", std::move(request), [this](callback_result result) { answers_.push_back(std::move(result)); }});
    }
    // Status of the answer to a callback; 0 = there is none yet.
    int answered(size_t place = 0) const {
        if (answers_.size() <= place) return 0;
        return answers_[place] ? answers_[place]->status : answers_[place].error().status;
    }
    account_counts counts() { return set().current_counts().at(0); }

    bool until(const std::function<bool()>& holds) { return home_.run_until(holds, PATIENCE); }
    template <typename Command>
    bool until_told(size_t count = 1) {
        return until([this, count] { return engine_.count<Command>() >= count; });
    }
    bool until_granted(uint64_t total) {
        return until([this, total] { return granted() >= total; });
    }
    // What is still to be done now is done; what would come later is not waited for.
    void settle() {
        while (home_.poll() > 0) {
        }
    }

    net::shard home_{"channels"};
    recording_engine engine_;
    std::unique_ptr<net::http_server> provider_;
    std::string base_url_;
    std::vector<net::http_request> asked_;
    std::vector<net::http_responder> kept_;
    int status_ = 200;
    int token_status_ = 200;
    std::string body_ = "id-1";
    bool is_silent_ = false;
    plain_adapter plain_;
    channel_set_options options_;
    std::vector<callback_result> answers_;
    std::unique_ptr<channel_set> set_;
};

}  // namespace kaskad::channels
