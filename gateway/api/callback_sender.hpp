#pragma once

#include "engine/facts/effect.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/metrics.hpp"
#include "gateway/api/server_options.hpp"
#include "net/digest.hpp"
#include "net/http_client.hpp"
#include "net/timer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>

// Calls clients' endpoints: one signed POST for each effect, one callback_answered for each POST. Repeats, order and
// back-off are the engine's. Addresses that are not public are refused, at the address connected to, unless the
// endpoint allows them; redirects are not followed. On its shard.

namespace kaskad::gateway::api {

struct callback_sender_options {
    size_t calls_max = 512;            // under way at once
    size_t outstanding_max = 100'000;  // effects taken and not yet answered; one more is answered "not accepted"
    std::chrono::milliseconds call_deadline{10'000};
    std::chrono::milliseconds resend_delay{20};  // while the engine's mailbox is full
    net::tls_context tls;                        // null: the system's authorities
    std::function<int64_t()> utc_s;              // seconds since 1970, for webhook-timestamp
};

class callback_sender {
  public:
    callback_sender(net::shard& home, callback_sender_options options, facts::command_port& engine, metrics& numbers);

    size_t calls_under_way() const { return under_way_; }
    size_t outstanding() const { return waiting_.size() + under_way_ + answers_.size(); }

    void handle_effect(facts::call_endpoint effect);
    void set_endpoints(std::shared_ptr<const callback_endpoints> value);

    // Ends calls under way; nothing is told to the engine any more.
    void stop();

  private:
    void start_waiting();
    void start(const facts::event& event);
    net::http_call make_call(const facts::event& event, const callback_endpoint& endpoint);
    void handle_result(const facts::callback_answered& about, const net::http_result& result);
    void tell(facts::callback_answered answer);
    void tell_waiting();

    callback_sender_options options_;
    facts::command_port& engine_;
    metrics& numbers_;
    std::shared_ptr<const callback_endpoints> endpoints_;
    std::unordered_map<core::endpoint_id, net::hmac_sha256_signer> signers_;
    std::deque<facts::event> waiting_;
    std::deque<facts::callback_answered> answers_;  // the engine's mailbox was full
    size_t under_way_ = 0;
    bool stopped_ = false;
    net::timer retry_;
    // Last: no call comes back into what is already gone. Two, so that no connection is shared across the border.
    net::http_client to_public_;
    net::http_client to_any_;
};

}  // namespace kaskad::gateway::api
