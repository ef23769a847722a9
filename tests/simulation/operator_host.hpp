#pragma once

#include "tests/simulation/connection.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/watch.hpp"

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

// One operator with the habits of the plan: real SMSC sessions, answers that come late, lost or twice, receipts early,
// late, twice, contradictory and over any bind until the gateway has answered them; throttling, silence and cuts.

namespace kaskad::simulation {

class operator_host {
  public:
    operator_host(agenda& when, chance luck, const plan& made, watch& watch, uint32_t number);

    // Null: nobody listens.
    std::shared_ptr<connection> connect(const smpp::session_options& client);
    // A submit_sm was given to a session, of whose requests so many are unanswered now.
    void note_submit(const facts::link& terms, size_t outstanding);
    // From here on no trouble of its own making.
    void calm();
    bool is_idle() const { return receipts_.empty() && in_flight_.empty(); }

  private:
    struct pending_receipt {
        std::string id;
        smpp::message_state state = smpp::message_state::delivered;
        smpp::address source;  // of the message
        smpp::address destination;
        int64_t submitted_utc = 0;
    };
    struct session_state {
        std::shared_ptr<connection> line;
        bool bound = false;
    };

    void hear(const std::weak_ptr<connection>& from, smpp::session_event& event);
    void decide_bind(const std::shared_ptr<connection>& from);
    void take(const std::shared_ptr<connection>& from, const smpp::request_ref& ref, const smpp::submit_sm& pdu);
    void cancel(const std::shared_ptr<connection>& from, const smpp::request_ref& ref, const smpp::cancel_sm& wish);
    smpp::command_status judge();
    void answer(const std::weak_ptr<connection>& from, const smpp::request_ref& ref, smpp::command_status status,
                const std::string& id, int64_t delay_ms);
    void plan_receipts(const std::string& id, const smpp::submit_sm& pdu, int64_t response_ms);
    void queue_receipt(pending_receipt receipt, int64_t delay_ms);
    void deliver_receipts();
    void close(const std::shared_ptr<connection>& line);
    void plan_trouble();
    void make_trouble();
    std::shared_ptr<connection> any_receiver();

    agenda& when_;
    chance luck_;
    const operator_habits habits_;
    watch& watch_;
    uint32_t number_;
    bool calm_ = false;
    int64_t refuses_until_ms_ = 0;
    int64_t throttles_until_ms_ = 0;
    smpp::command_status throttle_status_ = smpp::command_status::rthrottled;
    uint64_t last_id_ = 0;
    uint64_t last_token_ = 0;
    std::vector<session_state> sessions_;
    std::deque<pending_receipt> receipts_;           // due, to be delivered over any bind
    std::map<uint64_t, pending_receipt> in_flight_;  // by token of the deliver_sm
    std::map<uint64_t, std::weak_ptr<connection>> lines_;
    std::set<std::string> ended_;      // ids whose end is decided: it is too late to take them back
    std::set<std::string> cancelled_;  // and those that will never arrive
};

}  // namespace kaskad::simulation
