#pragma once

#include "smpp/transport/client.hpp"
#include "smpp/transport/listener.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <variant>
#include <vector>

// A message centre of a few lines on a real listener, and a recording owner for clients. Everything runs inline on one
// shard, turned by run_until().

namespace kaskad::smpp::transport {

using namespace std::chrono_literals;

// What the message centre does; changed by tests while it runs.
struct centre_script {
    command_status bind_status = command_status::rok;
    command_status submit_status = command_status::rok;
    bool answer_submits = true;
    size_t bound = 0;
    size_t submits = 0;
    size_t most_at_once = 0;
    std::vector<std::string> texts;
    std::vector<bind> binds;
    std::vector<std::shared_ptr<connection>> bound_connections;
    std::vector<close_reason> closed;
    std::vector<uint64_t> unanswered;
    std::vector<uint64_t> unsent;
    std::vector<command_status> deliver_responses;
};

class centre_events : public connection_events {
  public:
    explicit centre_events(centre_script& script) : script_{script} {}

    void on_event(connection& from, session_event& event) override {
        if (const auto* asked = std::get_if<event::bind_requested>(&event)) {
            script_.binds.push_back(asked->request);
            if (script_.bind_status == command_status::rok) from.accept_bind();
            if (script_.bind_status != command_status::rok) from.reject_bind(script_.bind_status);
        } else if (std::holds_alternative<event::bound>(event)) {
            ++script_.bound;
            script_.bound_connections.push_back(from.shared_from_this());
        } else if (const auto* request = std::get_if<event::request_received>(&event)) {
            handle_submit(from, *request);
        } else if (const auto* response = std::get_if<event::response_received>(&event)) {
            script_.deliver_responses.push_back(response->status);
        } else if (const auto* closed = std::get_if<event::closed>(&event)) {
            script_.closed.push_back(closed->reason);
            script_.unanswered = closed->unanswered;
            script_.unsent = closed->unsent;
        }
    }

  private:
    void handle_submit(connection& from, const event::request_received& request) {
        const auto* submit = std::get_if<submit_sm>(&request.body);
        ASSERT_TRUE(submit);
        ++script_.submits;
        script_.texts.emplace_back(text_octets(*submit));
        script_.most_at_once = std::max(script_.most_at_once, from.session().inbound_outstanding());
        if (script_.answer_submits) {
            from.reply(request.ref, script_.submit_status, "id-" + std::to_string(script_.submits));
        }
    }

    centre_script& script_;
};

class recording_owner : public client_events {
  public:
    void on_bound(uint32_t epoch, const event::bound&) override { bound_epochs.push_back(epoch); }
    void on_down(uint32_t epoch, const bind_loss& loss) override {
        down_epochs.push_back(epoch);
        losses.push_back(loss);
    }
    void on_failure(const bind_failure& failure) override { failures.push_back(failure); }
    void on_response(uint32_t, event::response_received& response) override { responses.push_back(response); }
    void on_time_out(uint32_t, const event::request_timed_out& request) override { time_outs.push_back(request.token); }
    void on_request(uint32_t epoch, event::request_received& request) override {
        requests.push_back(request);
        request_epochs.push_back(epoch);
    }

    std::vector<uint32_t> bound_epochs;
    std::vector<uint32_t> down_epochs;
    std::vector<uint32_t> request_epochs;
    std::vector<bind_loss> losses;
    std::vector<bind_failure> failures;
    std::vector<event::response_received> responses;
    std::vector<event::request_received> requests;
    std::vector<uint64_t> time_outs;
};

class TransportFixture : public ::testing::Test {
  protected:
    void TearDown() override {
        client_.reset();
        centre_.reset();
        script_.bound_connections.clear();
        home_.run_until([] { return false; }, 1ms);
    }

    void open(listener_options options = {}) {
        options.session.system_id = "centre";
        auto opened = listener::open(home_, std::move(options),
                                     [this](connection&) { return std::make_unique<centre_events>(script_); });
        ASSERT_TRUE(opened) << opened.error();
        centre_ = std::move(*opened);
    }

    client_options options() const {
        client_options result{.host = "127.0.0.1", .port = centre_ ? centre_->port() : uint16_t{1}};
        result.bind.system_id = "us";
        result.bind.password = "secret";
        result.retry = {.lost = {10ms, 50ms}, .busy = {10ms, 50ms}, .credentials = {1h, 2h}, .seed = 7};
        return result;
    }
    client& make_client(client_options options) {
        client_ = std::make_unique<client>(home_, std::move(options), owner_);
        client_->start();
        return *client_;
    }
    client& make_bound_client(client_options options) {
        make_client(std::move(options));
        EXPECT_TRUE(run_until([this] { return client_->is_bound(); }));
        return *client_;
    }
    client& make_bound_client() { return make_bound_client(options()); }

    bool run_until(const std::function<bool()>& predicate) { return home_.run_until(predicate, 10s); }
    // To see that something does not happen.
    void run_for(std::chrono::milliseconds time) {
        home_.run_until([] { return false; }, time);
    }

    // Until nothing is ready any more: octets on loopback arrive at once.
    void settle() {
        for (int quiet = 0; quiet < 3;) {
            quiet = home_.poll() > 0 ? 0 : quiet + 1;
            if (quiet > 0) std::this_thread::sleep_for(1ms);
        }
    }

    static submit_sm message(std::string text) {
        submit_sm result;
        result.source.addr = "sender";
        result.destination.addr = "491701234567";
        result.short_message = std::move(text);
        return result;
    }

    net::shard home_{"transport"};
    centre_script script_;
    recording_owner owner_;
    std::unique_ptr<listener> centre_;
    std::unique_ptr<client> client_;
};

}  // namespace kaskad::smpp::transport
