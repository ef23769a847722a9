#pragma once

#include "gateway/links/link_connection.hpp"
#include "gateway/links/link_set.hpp"
#include "smpp/transport/listener.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// A link_set against an operator of a few lines on a real listener, and an engine that records. Everything runs inline
// on one shard, turned by run_until().

namespace kaskad::gateway::links {

using namespace std::chrono_literals;

// What the operator does; changed by tests while it runs.
struct operator_script {
    struct submission {
        std::weak_ptr<smpp::transport::connection> from;
        smpp::request_ref ref;
        smpp::submit_sm pdu;
        int64_t at_ms = 0;
    };

    smpp::command_status bind_status = smpp::command_status::rok;
    bool answers = true;
    smpp::command_status status = smpp::command_status::rok;
    std::string next_id = "id-1";  // of the next answer; afterwards "id-2", ...
    size_t ids = 1;
    smpp::tlv_list tlvs;  // of every answer
    std::vector<submission> submissions;
    // Of cancel_sm; nothing: it knows no such command, when it is opened.
    std::optional<smpp::command_status> cancel_status;
    std::vector<smpp::cancel_sm> cancels;
    std::vector<smpp::bind> binds;
    std::vector<std::shared_ptr<smpp::transport::connection>> connections;  // bound ones, in order
    std::vector<smpp::close_reason> closed;
    std::vector<std::pair<uint64_t, smpp::command_status>> deliver_answers;
    size_t most_at_once = 0;

    void answer(size_t index) {
        const auto& each = submissions.at(index);
        if (const auto from = each.from.lock()) from->reply(each.ref, status, next_id, tlvs);
        next_id = "id-" + std::to_string(++ids);
    }
};

class operator_events : public smpp::transport::connection_events {
  public:
    explicit operator_events(operator_script& script) : script_{script} {}

    void on_event(smpp::transport::connection& from, smpp::session_event& event) override {
        if (const auto* asked = std::get_if<smpp::event::bind_requested>(&event)) {
            script_.binds.push_back(asked->request);
            if (script_.bind_status != smpp::command_status::rok) return from.reject_bind(script_.bind_status);
            from.accept_bind();
        } else if (std::holds_alternative<smpp::event::bound>(event)) {
            script_.connections.push_back(from.shared_from_this());
        } else if (auto* request = std::get_if<smpp::event::request_received>(&event)) {
            if (const auto* wish = std::get_if<smpp::cancel_sm>(&request->body)) {
                script_.cancels.push_back(*wish);
                if (script_.answers) from.reply(request->ref, script_.cancel_status.value());
                return;
            }
            script_.submissions.push_back({from.weak_from_this(), request->ref,
                                           std::get<smpp::submit_sm>(request->body), smpp::transport::steady_ms()});
            script_.most_at_once = std::max(script_.most_at_once, from.session().inbound_outstanding());
            if (script_.answers) script_.answer(script_.submissions.size() - 1);
        } else if (const auto* response = std::get_if<smpp::event::response_received>(&event)) {
            script_.deliver_answers.emplace_back(response->token, response->status);
        } else if (const auto* closed = std::get_if<smpp::event::closed>(&event)) {
            script_.closed.push_back(closed->reason);
        }
    }

  private:
    operator_script& script_;
};

struct recorded_engine : facts::command_port {
    std::vector<facts::command> commands;
    size_t room = SIZE_MAX;                               // for commands in all
    std::function<void(const facts::command&)> on_taken;  // after it is recorded

    bool try_send(facts::command&& command) override {
        if (commands.size() >= room) return false;
        commands.push_back(std::move(command));
        if (on_taken) on_taken(commands.back());
        return true;
    }

    template <typename Command>
    std::vector<Command> all() const {
        std::vector<Command> found;
        for (const auto& each : commands) {
            if (const auto* command = std::get_if<Command>(&each)) found.push_back(*command);
        }
        return found;
    }

    template <typename Command>
    size_t count() const {
        return static_cast<size_t>(
            std::ranges::count_if(commands, [](const auto& each) { return std::holds_alternative<Command>(each); }));
    }

    uint64_t granted(const facts::bind_ref& bind) const {
        uint64_t total = 0;
        for (const auto& grant : all<facts::grant_credits>()) {
            if (grant.bind == bind) total = std::max(total, grant.total);
        }
        return total;
    }
};

inline facts::part_ref part(uint64_t message, uint8_t number = 1) {
    return {core::message_id{message}, 1, number};
}

class LinksFixture : public ::testing::Test {
  protected:
    static constexpr core::link_id LINK{7};

    void SetUp() override { listener_ = open(script_); }

    std::unique_ptr<smpp::transport::listener> open(operator_script& script) {
        smpp::transport::listener_options options;
        options.session.system_id = "operator";
        options.session.window_size = 100;
        options.session.interface_version = smpp::VERSION_50;
        options.session.drain_timeout_ms = 50;
        options.session.takes_rare_requests = script.cancel_status.has_value();
        auto opened = smpp::transport::listener::open(home_, options, [&script](smpp::transport::connection&) {
            return std::make_unique<operator_events>(script);
        });
        EXPECT_TRUE(opened) << opened.error();
        return std::move(*opened);
    }

    facts::link declaration() const {
        facts::link link;
        link.id = LINK;
        link.name = "cheap";
        link.host = "127.0.0.1";
        link.port = listener_->port();
        link.system_id = "kaskad";
        link.password_sealed = "sealed:secret";
        link.bind_type = "transceiver";
        link.window = 4;
        link.reconnect_min_ms = 10;
        link.reconnect_max_ms = 20;
        return link;
    }

    // Links are made late, so that tests may choose options_.
    link_set& links() {
        if (!links_) {
            connection_means means;
            means.open_password = [](const std::string& sealed) -> std::expected<std::string, std::string> {
                if (!sealed.starts_with("sealed:")) return std::unexpected("not sealed");
                return sealed.substr(7);
            };
            links_ = make_link_set(home_, std::move(means), options_, engine_);
        }
        return *links_;
    }

    bool wait_for(const std::function<bool()>& condition, std::chrono::milliseconds time_max = 10s) {
        return home_.run_until(condition, time_max);
    }
    // For what must not happen: long enough for it to have happened on loopback.
    void let_pass(std::chrono::milliseconds time) {
        wait_for([] { return false; }, time);
    }

    bool wait_for_binds(size_t count) {
        return wait_for([&] { return engine_.count<facts::link_bound>() >= count; });
    }
    bool wait_for_grant_within(const facts::bind_ref& bind, uint64_t total, std::chrono::milliseconds time) {
        return wait_for([&] { return engine_.granted(bind) >= total; }, time);
    }
    bool wait_for_grant(const facts::bind_ref& bind, uint64_t total) {
        return wait_for([&] { return engine_.granted(bind) >= total; });
    }

    // The bind of the link_bound that came last.
    facts::bind_ref last_bound() const { return engine_.all<facts::link_bound>().back().bind; }

    // Publishes the link, waits until it is bound and has credits.
    facts::bind_ref connect(const facts::link& link) {
        links().handle(facts::publish_link{link});
        EXPECT_TRUE(wait_for_binds(1));
        const auto bind = last_bound();
        EXPECT_TRUE(wait_for_grant(bind, 1));
        return bind;
    }

    void submit(const facts::bind_ref& bind, const facts::part_ref& which) {
        facts::submit_part effect{bind, which, {}};
        effect.pdu.destination = {1, 1, "79001112233"};
        effect.pdu.short_message = "text " + std::to_string(which.message.value);
        links().handle(std::move(effect));
    }

    net::shard home_{"links"};
    operator_script script_;
    recorded_engine engine_;
    link_set_options options_;
    std::unique_ptr<smpp::transport::listener> listener_;
    std::unique_ptr<link_set> links_;
};

}  // namespace kaskad::gateway::links
