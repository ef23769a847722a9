#pragma once

#include "gateway/simulators/agenda.hpp"
#include "gateway/simulators/channel_requests.hpp"
#include "gateway/simulators/channel_script.hpp"
#include "gateway/simulators/channels_options.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

// All simulated providers without their sockets and clocks: requests in, answers and callbacks out, on a time that it
// is told. Everything in it is bounded.

namespace kaskad::gateway::simulators {

struct channel_faults {
    int64_t latency_ms = 0;        // of every answer of a provider
    uint32_t drop_percent = 0;     // of callbacks: they are never sent
    uint32_t reorder_percent = 0;  // of callbacks: they let others pass
    int status = 0;                // instead of every answer, and nothing is done; 0 = none
};

struct channel_counts {
    uint64_t requests = 0;
    uint64_t sends = 0;
    uint64_t accepted = 0;
    uint64_t refused = 0;  // sends, by a verdict
    uint64_t lost = 0;     // answers
    uint64_t full = 0;     // sends refused because too much was to come
    uint64_t forgotten = 0;
    uint64_t revoked = 0;
    uint64_t callbacks = 0;  // made
    uint64_t callbacks_answered = 0;
    uint64_t callbacks_repeated = 0;
    uint64_t callbacks_given_up = 0;
    uint64_t callbacks_dropped = 0;
};

// A post for the gateway. Each is answered by handle_posted().
struct channel_post {
    uint64_t number = 0;
    net::http_call call;
};

struct channel_reply {
    net::http_response response;
    std::vector<channel_post> first;  // to be carried out before it is sent
    int64_t delay_ms = 0;
};

class channel_world {
  public:
    static constexpr size_t REFUSED_MAX = 10'000;  // addresses whose refusals are counted
    static constexpr int64_t REORDER_DELAYS = 3;   // so many --delay-ms waits what lets others pass

    // `utc_ms`: at the time 0. Message ids begin behind it, so that they are others after each start.
    channel_world(channels_options options, int64_t utc_ms);

    const channels_options& options() const { return options_; }
    const channel_counts& counts() const { return counts_; }
    const channel_requests& requests() const { return requests_; }
    const channel_faults& faults() const { return faults_; }
    const channel_scripts& scripts() const { return scripts_; }
    size_t messages() const { return messages_.size(); }
    size_t events() const { return agenda_.size() + posts_.size(); }
    int64_t utc_ms(int64_t now_ms) const { return utc_ms_ + now_ms; }
    // INT64_MAX: nothing is to come.
    int64_t next_due() const { return agenda_.next_due(); }

    channel_reply handle_request(const net::http_request& request, int64_t now_ms, int64_t real_utc_ms);
    // `status`: of the answer; 0: there was none.
    void handle_posted(uint64_t number, int status, int64_t now_ms);
    void handle_due(int64_t now_ms, int64_t real_utc_ms);

    void set_faults(const channel_faults& faults) { faults_ = faults; }
    channel_scripts& scripts() { return scripts_; }
    void clear_requests() { requests_.clear(); }
    // A person writes, also one who was sent nothing. False: that provider brings no such words, or too much waits.
    bool write(provider who, std::string_view address, std::string_view text, int64_t now_ms);

    std::optional<channel_post> poll_post();

  private:
    using message_pointer = std::shared_ptr<channel_message>;

    struct telling {
        message_pointer message;
        channel_step step;
        bool is_reordered = false;
    };
    struct repeat {
        uint64_t post = 0;
    };
    struct open_post {
        net::http_call call;
        uint32_t tries = 1;
        bool is_forged = false;
    };
    struct moment {
        int64_t now_ms = 0;
        int64_t real_utc_ms = 0;
    };

    // channel_world.cpp: requests
    channel_reply carry_out(const channel_dialect& dialect, channel_order order, const moment& now);
    channel_reply take_send(const channel_dialect& dialect, channel_send send, bool is_check, const moment& now);
    channel_fate fate_of(provider who, const std::string& address);
    message_pointer make_message(const channel_dialect& dialect, channel_send send, const moment& now);
    void count_verdict(provider who, const std::string& address, channel_verdict verdict);
    void keep(const message_pointer& message);
    message_pointer find(provider who, const std::string& id) const;
    net::http_response revoke(const channel_dialect& dialect, const std::string& id, const moment& now);
    bool take_back(channel_message& message) const;

    // channel_world_callbacks.cpp: what comes afterwards
    void schedule(const message_pointer& message, const std::vector<channel_step>& steps, const moment& now);
    void tell(const telling& what, const moment& now);
    bool is_put_aside(const telling& what, uint64_t number, const moment& now);
    std::optional<channel_post> make_post(channel_message& message, const channel_step& step, const moment& now);
    const channel_keys& keys_of(provider who) const { return options_.keys.at(who); }

    channels_options options_;
    int64_t utc_ms_;
    channel_counts counts_;
    channel_faults faults_;
    channel_scripts scripts_;
    channel_requests requests_;
    agenda<std::variant<telling, repeat>> agenda_;
    std::unordered_map<std::string, message_pointer> messages_;  // by provider and id
    std::deque<std::string> oldest_;                             // keys of messages_, in their order
    std::unordered_map<std::string, uint32_t> refused_;          // by provider and address
    std::unordered_map<uint64_t, open_post> posts_;              // under way, or waiting to be repeated
    std::deque<uint64_t> unsent_;                                // of posts_
    uint64_t last_post_ = 0;
};

}  // namespace kaskad::gateway::simulators
