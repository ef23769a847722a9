#pragma once

#include "engine/facts/declaration.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/links/event_loop.hpp"
#include "gateway/links/link_counts.hpp"
#include "gateway/links/operator_bind.hpp"
#include "gateway/links/outbox.hpp"
#include "smpp/throttle.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <variant>

// One operator link: its binds, the one throttle they share, and the parts that wait for a token. It keeps as many
// binds as its declaration wants, changes them when the declaration does, and grants the engine credits: free slots
// with an expected token. On its loop.

namespace kaskad::gateway::links {

struct link_options {
    std::chrono::milliseconds credit_look_ahead{50};  // tokens expected within it are granted
    std::chrono::milliseconds retire_max{15'000};     // for the answers and unbind of a bind that is taken down
    std::chrono::milliseconds throttle_pause{1'000};  // after slow_link
    std::chrono::milliseconds throttle_recovery{30'000};
};

// What links of one loop share.
struct link_surroundings {
    event_loop& home;
    outbox& out;
    epoch_source& epochs;
    const wire_maker& make_wire;
    const host_prober& probe;
    std::function<int64_t()> utc_ms;
};

class link : public std::enable_shared_from_this<link> {
  public:
    // `ended`: it was taken down and all its binds are gone; the link may be destroyed then.
    link(link_surroundings around, link_options options, const facts::link& terms, std::function<void(link&)> ended);

    core::link_id id() const { return terms_.id; }
    bool is_active() const { return active_; }
    // As of now.
    link_counts counts() const;

    // Once, behind the constructor.
    void start();
    // A new declaration. What can go on under it goes on; other binds are retired and made anew.
    void change(const facts::link& terms);
    // Takes all binds down; change() brings it back.
    void take_down(std::chrono::milliseconds time_max);

    void submit(facts::submit_part effect);
    void query(facts::query_part effect);
    // Over whichever bind has a free place first, before what waits to be sent.
    void cancel(facts::cancel_part effect);
    void answer_deliver(const facts::answer_deliver& effect);
    void slow();
    // The engine's mailbox is full, or no longer.
    void set_blocked(bool blocked);

  private:
    struct waiting_part {
        uint32_t bind = 0;
        facts::part_ref part;
        std::variant<smpp::submit_sm, smpp::query_sm> pdu;
        uint32_t tokens = 1;  // of the rate

        flight what() const { return {part, pdu.index() == 1 ? flight_kind::query : flight_kind::submit}; }
    };

    smpp::throttle::options throttle_options() const;
    operator_bind* find(uint32_t number);
    bool is_wanted(const operator_bind& bind) const;

    void settle_binds();
    void make_bind(uint32_t number);
    void retire(operator_bind& bind);
    void forget(uint32_t number);
    void hand_back_waiting(operator_bind& bind);

    void make_hosts();
    host_board_options host_options() const;
    void probe_hosts();
    void take_probe(const std::shared_ptr<host_board>& of, size_t host, bool is_up);
    void move_misplaced();
    void put_hosts(link_counts& counts) const;

    void settle_soon();
    void settle();
    void send_cancels(int64_t now);
    operator_bind* find_free();
    void fail_cancels();
    void send_waiting(int64_t now);
    void grant(int64_t now);
    uint64_t promised() const;
    void wait_for_token(int64_t now);

    link_surroundings around_;
    link_options options_;
    facts::link terms_;
    receipt_terms receipts_;
    std::function<void(link&)> ended_;
    bool active_ = true;
    bool blocked_ = false;
    bool settling_ = false;
    std::chrono::milliseconds retire_max_;
    smpp::throttle throttle_;
    std::map<uint32_t, std::unique_ptr<operator_bind>> binds_;
    std::deque<waiting_part> waiting_;        // in the engine's order, all binds; at most the credits granted
    std::deque<facts::cancel_part> cancels_;  // at most CANCELS_MAX
    size_t first_ = 0;                        // the bind that is granted to first, in turn
    link_counts counts_;
    std::vector<facts::link_host> places_;
    std::shared_ptr<host_board> hosts_;
    std::unique_ptr<alarm> token_;
    std::unique_ptr<alarm> probe_;
};

}  // namespace kaskad::gateway::links
