#pragma once

#include "channels/callback_desk.hpp"
#include "channels/channel_account.hpp"
#include "engine/facts/effect.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

// The channel accounts of one shard: publish_link of a link that is none of SMPP makes, changes and takes them down;
// the other effects, and the callbacks of providers, go to the account they name. An account must always be given to
// the same set. On its shard, where nothing else is said.

namespace kaskad::channels {

struct channel_set_options {
    account_options account{};
    callback_options callbacks{};
    secret_opener open_secret;
    std::function<const adapter*(std::string_view name)> find_adapter;
    std::function<int64_t()> utc_ms;
    std::chrono::milliseconds counts_interval{250};
};

// A provider calls.
struct channel_callback {
    core::link_id account;
    std::string key;  // behind the address; empty = none
    net::http_request request;
    callback_answer answer;  // called once, on the shard
};

using all_account_counts = std::shared_ptr<const std::vector<account_counts>>;

class channel_set {
  public:
    // Any thread; so the destructor, once the shard is stopped or from it.
    channel_set(net::shard& home, channel_set_options options, facts::command_port& engine);
    channel_set(const channel_set&) = delete;
    channel_set& operator=(const channel_set&) = delete;

    // True when the effect is for channel accounts; it is moved from then. One that slows a link is for them only if
    // they know it.
    bool handle(facts::effect& effect);
    void handle_callback(channel_callback callback);
    // To a command of a callback.
    void handle_answer(const facts::answer& answer) { desk_.handle_answer(answer); }

    // Any thread: the numbers of all accounts, at most counts_interval old; never null.
    all_account_counts counts() const { return published_.load(); }
    // As of now.
    std::vector<account_counts> current_counts() const;

    // Any thread, once. Grants nothing more and waits for answers, at most `time_max`; then `done`, on the shard. What
    // comes afterwards is handed back as not sent.
    void stop(std::chrono::milliseconds time_max, std::function<void()> done);

  private:
    channel_account* find(core::link_id id);
    void publish(const facts::publish_link& effect);
    void send(facts::send_over_channel effect);
    void revoke(const facts::revoke_over_channel& effect);
    void make_account(const facts::link& terms);
    void note_ended(core::link_id id);
    void publish_counts();
    void stop_here(std::chrono::milliseconds time_max, std::function<void()> done);
    bool is_all_idle() const;
    void finish_stop();

    net::shard& home_;
    channel_set_options options_;
    command_outbox out_;
    callback_desk desk_;
    net::http_client aside_;
    std::atomic<all_account_counts> published_;
    net::timer publish_;
    net::timer stop_limit_;
    bool stopping_ = false;
    std::function<void()> stopped_;
    std::shared_ptr<channel_set*> self_;  // null inside once it is gone
    struct place {
        std::shared_ptr<channel_account> account;
        bool is_gone = false;  // it goes when its last call has ended
    };
    std::unordered_map<core::link_id, place> accounts_;  // last: they speak to the rest
};

}  // namespace kaskad::channels
