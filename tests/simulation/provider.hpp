#pragma once

#include "engine/facts/channel_traffic.hpp"
#include "engine/facts/declaration.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/callbacks.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/watch.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

// The provider behind one channel account and the people it reaches, with the habits of the plan and its own contract:
// Viber knows at once who has none and proves reading; Telegram takes back, gives money back, and is content with
// "sent"; WhatsApp finds out later whom it does not reach, and repeats our name for an attempt. Reports come early,
// late, twice, in the wrong order, contradictory, or never; what really arrived is told to the watch.

namespace kaskad::simulation {

class provider {
  public:
    provider(agenda& when, chance luck, const plan& made, watch& watch, callbacks& tells, facts::link terms);

    const facts::link& terms() const { return terms_; }

    // What it answers to a call, after how long. With a lost answer the gateway hears nothing.
    struct reply {
        facts::channel_answered answer;
        int64_t delay_ms = 0;
        bool is_lost = false;
    };
    reply call(const facts::send_over_channel& sent);
    reply call_again(const facts::send_over_channel& sent);

    struct revocation {
        facts::revoke_answered answer;
        int64_t delay_ms = 0;
        bool is_lost = false;
    };
    revocation revoke(const facts::revoke_over_channel& asked);

    void calm() { calm_ = true; }
    // Its account is of no use until then.
    void close(int64_t until_ms) { closed_until_ms_ = until_ms; }
    bool is_idle() const { return planned_ == 0; }

  private:
    struct message {
        facts::part_ref ref;
        std::string id;
        std::string recipient;
        bool is_revoked = false;
        bool is_refunded = false;
        bool arrived = false;
        int64_t answer_due_ms = 0;
    };

    bool is_absent(const std::string& recipient) const;
    facts::channel_answered judge(const facts::send_over_channel& sent);
    void refuse(facts::channel_answered& answer, facts::channel_outcome outcome, core::reason reason);
    message& keep(const facts::send_over_channel& sent);
    void plan_life(message& of, int64_t answer_ms, bool is_absent);
    void plan_end(message& of, int64_t delay_ms);
    void plan_arrival(message& of, int64_t delay_ms);
    void arrive(message& of);
    void plan_reading(message& of);
    void plan_answer(const message& of);
    void report_later(message& of, facts::attempt_state state, int64_t delay_ms);
    void report(message& of, facts::attempt_state state);
    void hear(const message& of, facts::channel_heard::word said, std::string text);
    void after(int64_t delay_ms, std::function<void()> what);
    bool happens(uint32_t permille) { return !calm_ && luck_.happens(permille); }

    agenda& when_;
    chance luck_;
    const messenger_habits& habits_;
    const shell_fault fault_;
    watch& watch_;
    callbacks& tells_;
    facts::link terms_;
    bool calm_ = false;
    int64_t closed_until_ms_ = 0;
    uint64_t last_id_ = 0;
    size_t planned_ = 0;
    std::map<facts::part_ref, message> messages_;
};

}  // namespace kaskad::simulation
