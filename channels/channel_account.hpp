#pragma once

#include "channels/account_counts.hpp"
#include "channels/account_health.hpp"
#include "channels/adapter.hpp"
#include "channels/call_pace.hpp"
#include "channels/command_outbox.hpp"
#include "channels/opened_account.hpp"
#include "channels/token_state.hpp"
#include "engine/facts/channel_traffic.hpp"
#include "net/http_client.hpp"
#include "net/mail_client.hpp"
#include "net/shard.hpp"
#include "net/timer.hpp"

#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

// One channel account: its one bind, which is there while calls can be made, the credits it grants (calls at once and
// calls a second), and what becomes of each call. Routes nothing, repeats nothing, reads nothing itself: that is the
// engine's and the adapter's. On its shard.

namespace kaskad::channels {

struct account_options {
    account_health::options health{};
    token_state::options token{};
    int64_t look_ahead_ms = 50;         // calls of the rate expected within it are granted
    int64_t recovery_ms = 30'000;       // of the rate, after a provider's "too fast"
    int64_t throttle_pause_ms = 1'000;  // where the provider does not say how long
    int64_t throttle_pause_max_ms = 3'600'000;
    int64_t hold_max_ms = 2'000;  // a longer pause takes the account down for so long
    std::chrono::milliseconds call_deadline{15'000};
    std::chrono::milliseconds mail_deadline{60'000};  // a server of mail reads a content before it answers
};

inline constexpr size_t REVOCATIONS_MAX = 1'000;  // of one account under way; one more has failed

// What accounts of one shard share.
struct account_surroundings {
    net::shard& home;
    command_outbox& out;
    net::http_client& aside;  // tokens and revocations: not in the way of what is sent
    secret_opener open_secret;
    std::function<int64_t()> utc_ms;
};

class channel_account : public std::enable_shared_from_this<channel_account> {
  public:
    // `ended`: it was taken down, and no call is under way any more.
    channel_account(const account_surroundings& around, const account_options& options, const adapter& how,
                    const facts::link& terms, std::function<void(channel_account&)> ended);

    core::link_id id() const { return terms_.id; }
    bool is_idle() const { return !is_wanted() && !is_bound() && under_way_ == 0 && revoking_ == 0; }
    // As of now.
    account_counts counts() const;

    // Once, behind the constructor; and each new declaration.
    void start() { settle_soon(); }
    void change(const adapter& how, const facts::link& terms);
    // Grants nothing more and waits for the answers of what is under way; change() brings it back.
    void take_down();

    void send(facts::send_over_channel effect);
    void revoke(const facts::revoke_over_channel& effect);
    void slow();
    // The engine's mailbox is full, or no longer.
    void set_blocked() { settle_soon(); }

    // Counted, whatever it is. `key`: behind the address, empty = none.
    std::expected<callback_reading, callback_fault> read_callback(std::string_view key,
                                                                  const net::http_request& request);
    void note_put_off() { ++counts_.callbacks_put_off; }

  private:
    struct flight {
        const adapter* how;
        facts::bind_ref bind;
        facts::part_ref part;
        int64_t began = 0;
    };

    bool is_wanted() const { return wanted_ && terms_.enabled; }
    bool is_bound() const { return epoch_ != 0; }
    bool may_carry(int64_t now) const { return is_wanted() && opened_ && has_token(now) && !health_.is_down(now); }
    uint32_t window() const;
    uint64_t credits_open() const { return granted_ - received_; }
    account_state state(int64_t now) const;
    void open();

    void settle_soon();
    void settle();
    void settle_bind(int64_t now);
    void bind();
    void hand_back(const facts::send_over_channel& effect);
    void send_waiting(int64_t now);
    void grant(int64_t now);
    bool is_granting(int64_t now) const;
    // Calls that are still to come: their share of the rate is spoken for.
    uint64_t promised() const { return waiting_.size() + credits_open(); }
    uint64_t places_free() const;
    uint64_t grantable(int64_t now) const;
    void wait(int64_t now);

    void call(facts::send_over_channel effect, int64_t now);
    void mail(const flight& of, net::mail what);
    net::http_call by_proxy(net::http_call call) const;
    void refuse(const flight& of, std::string why);
    void take_result(const flight& of, const net::http_result& result);
    void take_mailed(const flight& of, const net::mail_result& result);
    void take_reply(const flight& of, const net::http_response& reply, int64_t now);
    void take_error(const flight& of, const net::http_error& error, int64_t now);
    void note_answer(const flight& of, int64_t now);
    void take_reading(const flight& of, const reply_reading& reading, std::string_view said, int64_t now);
    void note_unsent(const flight& of, std::string_view why, int64_t now);
    void answer(const flight& of, const reply_reading& reading, std::string evidence);
    void tell_unanswered(const flight& of);
    void throttle(int64_t retry_after_ms, int64_t now);

    bool has_token(int64_t now) const { return !needs_token_ || token_.has(now); }
    void ask_for_token(int64_t now);
    void take_token(const adapter& how, const net::http_result& result);

    account_surroundings around_;
    account_options options_;
    const adapter* how_;
    facts::link terms_;
    std::function<void(channel_account&)> ended_;
    std::optional<opened_account> opened_;  // none: broken
    bool wanted_ = true;
    bool settling_ = false;
    uint64_t version_ = 0;  // of the settings

    uint64_t epoch_ = 0;  // 0 = not bound
    uint64_t last_epoch_ = 0;
    uint64_t granted_ = 0;  // since the epoch began, as is what was received
    uint64_t received_ = 0;
    std::deque<facts::send_over_channel> waiting_;  // for the rate; at most the credits granted
    size_t under_way_ = 0;
    size_t revoking_ = 0;

    call_pace pace_;
    account_health health_;
    token_state token_;
    bool needs_token_ = false;
    account_counts counts_;
    net::timer timer_;
    // Last: no call comes back into what is already gone.
    net::http_client client_;
    std::optional<net::mail_client> mail_client_;  // of an account that ever sent a mail
};

}  // namespace kaskad::channels
