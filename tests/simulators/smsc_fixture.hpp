#pragma once

#include "gateway/simulators/smsc_simulator.hpp"
#include "smpp/segmentation.hpp"
#include "smpp/transport/client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// A simulated message centre and our own client, over TCP on one shard, turned by run_until().

namespace kaskad::gateway::simulators {

using namespace std::chrono_literals;

// One bind that writes down what it hears, and acknowledges receipts.
class esme : public smpp::transport::client_events {
  public:
    struct answer {
        uint64_t token = 0;
        smpp::command_status status = smpp::command_status::rok;
        std::string id;
        int64_t at_ms = 0;
        size_t order = 0;  // among all that was heard
    };
    struct heard_receipt {
        smpp::receipt value;
        smpp::deliver_sm pdu;
        int64_t at_ms = 0;
        size_t order = 0;
    };

    esme(net::shard& home, uint16_t port, smpp::bind bind, size_t window)
        : client_{home, make_options(port, std::move(bind), window), *this} {
        client_.start();
    }

    smpp::transport::client& client() { return client_; }
    bool submit(const smpp::submit_sm& pdu) {
        const bool is_sent = client_.submit(epoch, pdu, last_token + 1).has_value();
        last_token += is_sent ? 1 : 0;
        return is_sent;
    }

    // The answer to the n-th submit, from 1.
    const answer* find(uint64_t token) const {
        const auto found = std::ranges::find(answers, token, &answer::token);
        return found == answers.end() ? nullptr : &*found;
    }

    uint32_t epoch = 0;
    size_t bounds = 0;
    size_t downs = 0;
    uint64_t unanswered = 0;
    uint64_t last_token = 0;
    size_t heard = 0;
    std::vector<smpp::transport::bind_failure> failures;
    std::vector<answer> answers;
    std::vector<heard_receipt> receipts;
    std::vector<smpp::deliver_sm> texts;  // and all else
    smpp::command_status receipt_status = smpp::command_status::rok;

  private:
    static smpp::transport::client_options make_options(uint16_t port, smpp::bind bind, size_t window) {
        smpp::transport::client_options options;
        options.host = "127.0.0.1";
        options.port = port;
        options.bind = std::move(bind);
        options.session.window_size = window;
        options.session.inbound_window_size = 10'000;
        options.retry.lost = {10ms, 20ms};
        return options;
    }

    void on_bound(uint32_t bound_epoch, const smpp::event::bound&) override {
        epoch = bound_epoch;
        ++bounds;
    }
    void on_down(uint32_t, const smpp::transport::bind_loss& loss) override {
        ++downs;
        unanswered += loss.unanswered.size();
    }
    void on_failure(const smpp::transport::bind_failure& failure) override { failures.push_back(failure); }
    void on_response(uint32_t, smpp::event::response_received& response) override {
        const auto* body = std::get_if<smpp::submit_sm_resp>(&response.body);
        answers.push_back(
            {response.token, response.status, body ? body->message_id : "", smpp::transport::steady_ms(), ++heard});
    }
    void on_time_out(uint32_t, const smpp::event::request_timed_out&) override {}
    void on_request(uint32_t of, smpp::event::request_received& request) override {
        const auto& pdu = std::get<smpp::deliver_sm>(request.body);
        const auto receipt = smpp::parse_receipt(pdu);
        if (receipt) {
            receipts.push_back({*receipt, pdu, smpp::transport::steady_ms(), ++heard});
        } else {
            texts.push_back(pdu);
        }
        client_.reply(of, request.ref, receipt_status);
    }

    smpp::transport::client client_;
};

class SmscFixture : public ::testing::Test {
  protected:
    SmscFixture() {
        options_.port = 0;
        options_.receipt_delay = {};
        options_.statistics_ms = 0;
        options_.id_first = 1000;
    }

    smsc_simulator& centre() {
        if (!centre_) {
            auto opened = smsc_simulator::open(home_, options_, [this](std::string_view lines) { printed_ += lines; });
            EXPECT_TRUE(opened) << opened.error();
            centre_ = std::move(*opened);
        }
        return *centre_;
    }

    std::unique_ptr<esme> dial(smpp::bind bind = {.system_id = "a"}, size_t window = 10) {
        return std::make_unique<esme>(home_, centre().port(), std::move(bind), window);
    }
    std::unique_ptr<esme> connect(smpp::bind bind = {.system_id = "a"}, size_t window = 10) {
        auto made = dial(std::move(bind), window);
        EXPECT_TRUE(wait_for([&] { return made->bounds > 0; }));
        return made;
    }

    bool wait_for(const std::function<bool()>& condition, std::chrono::milliseconds time_max = 20s) {
        return home_.run_until(condition, time_max);
    }
    void let_pass(std::chrono::milliseconds time) {
        wait_for([] { return false; }, time);
    }

    static smpp::submit_sm message(const std::string& to, const std::string& text = "hello") {
        smpp::submit_sm pdu;
        pdu.source = {5, 0, "Kaskad"};
        pdu.destination = {1, 1, to};
        pdu.registered_delivery = smpp::registered::FINAL;
        pdu.short_message = text;
        return pdu;
    }

    // Submits to `count` recipients, as fast as the window allows, and waits for the answers.
    void submit_many(esme& from, size_t count, const std::string& prefix = "7900111") {
        size_t sent = 0;
        ASSERT_TRUE(wait_for([&] {
            while (sent < count && from.submit(message(prefix + std::to_string(5000 + sent % 4000))))
                ++sent;
            return from.answers.size() >= count;
        }));
    }

    net::shard home_{"smsc"};
    smsc_options options_;
    std::string printed_;
    std::unique_ptr<smsc_simulator> centre_;
};

}  // namespace kaskad::gateway::simulators
