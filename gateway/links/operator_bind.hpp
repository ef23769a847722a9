#pragma once

#include "engine/facts/command.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/links/credit.hpp"
#include "gateway/links/epoch_source.hpp"
#include "gateway/links/event_loop.hpp"
#include "gateway/links/flight_table.hpp"
#include "gateway/links/host_board.hpp"
#include "gateway/links/link_counts.hpp"
#include "gateway/links/link_terms.hpp"
#include "gateway/links/operator_wire.hpp"
#include "gateway/links/outbox.hpp"
#include "gateway/links/receipt_reading.hpp"
#include "smpp/transport/client_events.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

// One bind of a link: a wire that stays connected, the parts its session holds, the receipts that wait for their
// answer. Its events become commands; it decides nothing. The epoch is the engine's name for one connection of it. On
// its link's shard.

namespace kaskad::gateway::links {

class operator_bind;

// What a bind shares with its link.
struct bind_context {
    event_loop& home;
    const wire_maker& make_wire;
    outbox& out;
    link_counts& counts;
    const facts::link& terms;       // as declared now
    const receipt_terms& receipts;  // the same, for reading receipts
    std::shared_ptr<host_board> hosts;
    epoch_source& epochs;
    std::function<int64_t()> utc_ms;
    std::function<void()> changed;              // slots, credits or binds: settle soon
    std::function<void(uint32_t)> congestion;   // congestion_state of a response
    std::function<void(operator_bind&)> ended;  // its epoch is over: hand back what waits for it, before link_down
};

class operator_bind final : private smpp::transport::client_events {
  public:
    operator_bind(bind_context context, uint32_t number, smpp::bind_type type, const facts::link& made_for);

    uint32_t number() const { return number_; }
    bool carries() const { return !is_receiver(number_); }
    const facts::link& made_for() const { return made_for_; }
    bool is_bound() const { return epoch_ != 0; }
    bool is_retiring() const { return retiring_; }
    bool is_epoch(uint64_t epoch) const { return epoch != 0 && epoch == epoch_; }
    facts::bind_ref ref() const { return {context_.terms.id, number_, epoch_}; }
    // May be granted credits: bound, and not on its way down.
    bool is_granting() const { return is_bound() && carries() && !retiring_ && !unbinding_; }
    // Where it is, or tries to be; among hosts_of(made_for()).
    size_t host() const { return context_.hosts->host_of(number_); }
    size_t window() const { return flights_.capacity(); }
    size_t in_flight() const { return flights_.size(); }
    const credit_account& credits() const { return credits_; }
    // Slots that are neither taken, nor promised to the engine, nor waited for in the shell.
    size_t slots_free() const;

    // Once, first. The error says why there can be no connection under this declaration.
    std::expected<void, std::string> open();
    void start();
    // Unbinds and waits for answers; `done` comes once, perhaps at once. Nothing is granted from here.
    void retire(std::chrono::milliseconds time_max, std::function<void()> done);

    // Other terms for the same connection.
    void change(const facts::link& terms);

    void grant(uint64_t more);
    // The window is not full: what waits may leave.
    bool may_send() const { return flights_.size() < window(); }
    // A submit_part came for the present epoch, and waits in the link's queue now.
    void note_received();
    // What waited leaves, or goes back to the engine.
    void submit(const facts::part_ref& part, const smpp::submit_sm& pdu);
    void query(const facts::part_ref& part, const smpp::query_sm& pdu);
    // While may_send().
    void cancel(const facts::part_ref& part, const smpp::cancel_sm& pdu);
    void hand_back(const flight& value);
    void answer_deliver(const facts::answer_deliver& answer);

    void pause_reading();
    void resume_reading();

  private:
    void on_bound(uint32_t epoch, const smpp::event::bound& bound) override;
    void on_down(uint32_t epoch, const smpp::transport::bind_loss& loss) override;
    void on_failure(const smpp::transport::bind_failure& failure) override;
    void on_response(uint32_t epoch, smpp::event::response_received& response) override;
    void on_time_out(uint32_t epoch, const smpp::event::request_timed_out& request) override;
    void on_request(uint32_t epoch, smpp::event::request_received& request) override;
    void on_oddity(uint32_t epoch, const smpp::session_event& event) override;

    smpp::transport::dial_order choose_host();
    std::string place() const;
    void answer_cancel(const facts::part_ref& part, facts::revocation result);
    void take_query_answer(const facts::part_ref& part, const smpp::event::response_received& response);
    void send_not_sent(const flight& value);
    template <typename Command>
    void tell(Command command);

    bind_context context_;
    uint32_t number_;
    smpp::bind_type type_;
    facts::link made_for_;
    std::vector<facts::link_host> places_;
    uint64_t epoch_ = 0;       // 0: not bound
    uint32_t wire_epoch_ = 0;  // the wire's number of the same connection
    bool retiring_ = false;
    bool unbinding_ = false;  // the operator said unbind
    credit_account credits_;
    size_t waiting_ = 0;  // in the link's queue for this bind
    flight_table flights_;
    std::unordered_multiset<uint64_t> unanswered_delivers_;  // at most the session's inbound window
    std::unique_ptr<operator_wire> wire_;                    // last: its events touch the rest
};

}  // namespace kaskad::gateway::links
