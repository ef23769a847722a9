#pragma once

#include "engine/facts/command_port.hpp"
#include "gateway/clients/account_state.hpp"
#include "gateway/clients/password_worker.hpp"
#include "gateway/clients/receipt_lines.hpp"
#include "gateway/clients/server_counts.hpp"
#include "net/shard.hpp"
#include "net/timer.hpp"
#include "smpp/transport/session_port.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

// The message centre that clients see: who may bind, submits to the engine and its answers back, receipts to any bind
// of the account that can take them. It decides nothing about messages. On its shard.

namespace kaskad::gateway::clients {

// Stands in the upper 16 bits of every token, so that answers find the way back.
inline constexpr uint16_t CLIENT_TOKENS = 0xFFFE;

// Doors to the rest of the gateway, there as long as the service is.
struct service_ports {
    facts::command_port& ask;   // submits
    facts::command_port& tell;  // what became of receipts
    password_worker& passwords;
    // Empty = what is submitted can be made durable; otherwise nothing is taken.
    std::function<std::string()> why_not_durable;
    std::function<int64_t()> utc_ms;
    std::function<int64_t()> steady_ms;  // as sessions count them
};

class client_bind;

class service : public std::enable_shared_from_this<service> {
  public:
    // `names_credentials`: a refused bind says whether system_id or password is wrong.
    service(net::shard& home, service_ports ports, bool names_credentials);

    // The accounts given before are all there are. Until then nobody is turned away for good.
    void admit_clients() {
        admits_clients_ = true;
        publish_counts();
    }
    void set_accounts(std::shared_ptr<const accounts> value);
    // Any thread: at most a quarter of a second old; never null.
    std::shared_ptr<const server_counts> counts() const { return published_.load(); }

    void handle_answer(const facts::answer& answer);
    void handle_effect(facts::call_endpoint effect);

    // What a connection heard.
    void handle_bind(client_bind& from, const smpp::bind& request);
    void handle_bound(client_bind& from);
    void handle_request(client_bind& from, smpp::event::request_received& request);
    void handle_receipt_answer(client_bind& from, uint64_t sequence, smpp::command_status status);
    void handle_receipt_timeout(client_bind& from, uint64_t sequence);
    void handle_closed(client_bind& from, const smpp::event::closed& how);

  private:
    // What is kept of query_sm and cancel_sm, which are rare.
    struct open_inquiry {
        smpp::query_sm query{};
        facts::cancel_messages cancel{};  // where it names no id
        uint32_t pages = 0;               // of those, searched so far
        uint32_t cancelled = 0;
    };

    // A submit_multi: a message for each destination, one response for all.
    struct open_multi {
        smpp::submit_multi request;
        size_t asked = 0;                            // destinations so far
        size_t unanswered = 0;                       // of them
        std::optional<facts::accepted_item> leader;  // the first that was taken; the others go by its id
        bool is_asking = false;
        smpp::submit_multi_resp response;
    };

    // A request that the engine has not answered.
    struct open_request {
        std::weak_ptr<smpp::transport::session_port> connection;
        smpp::request_ref ref;
        account_state* account = nullptr;
        facts::message_id_form id_form = facts::message_id_form::plain;  // of the id it is answered with
        std::shared_ptr<open_inquiry> inquiry{};                         // of a query_sm or cancel_sm
        std::shared_ptr<open_multi> multi{};                             // it is one of
        smpp::address destination{};                                     // of that one
        bool names_cascade = false;                                      // by a TLV
    };

    // service.cpp: binds
    void finish_bind(client_bind& from, const std::string& system_id, password_verdict verdict);
    // ESME_ROK, or how it is refused and why.
    struct bind_verdict {
        smpp::command_status status = smpp::command_status::rok;
        std::string_view reason{};
    };
    bind_verdict judge_bind(const account* known, const std::string& address, password_verdict verdict) const;
    void reject_bind(client_bind& from, const std::string& system_id, bind_verdict why);
    account_state& state_of(std::shared_ptr<const account> known);
    void unbind_all(const account_state& account) const;

    // service_submit.cpp
    smpp::command_status submit(client_bind& from, smpp::event::request_received& request);
    smpp::command_status submit(const smpp::submit_sm& message, open_request waiting);
    bool has_room(client_bind& from) const;
    smpp::command_status ask(open_request request, facts::command command);

    // service_inquiry.cpp
    smpp::command_status inquire(client_bind& from, smpp::event::request_received& request);
    void answer(open_request asked, const facts::reply& value);
    void answer_cancelled(open_request asked, const facts::cancelled_messages& done);

    // service_multi.cpp
    smpp::command_status submit_multi(open_request waiting, smpp::submit_multi& request);
    void advance(const open_request& waiting);
    void ask_one(const open_request& waiting);
    void finish_multi(const open_request& waiting);
    void handle_multi_answer(const open_request& asked, const facts::reply& answer);

    // service_receipts.cpp
    void send_receipts(account_state& to);
    bool send_front(account_state& to, client_bind& over);
    client_bind* next_receiver(account_state& of) const;
    void tell(facts::callback_answered answer);
    void tell_waiting();

    // service_counts.cpp
    void publish_counts();
    account_counts counts_of(const account_state& state) const;

    net::shard& home_;
    service_ports ports_;
    bool names_credentials_;
    bool admits_clients_ = false;
    std::shared_ptr<const accounts> accounts_ = std::make_shared<accounts>();
    std::map<std::string, account_state> states_;  // by system_id; once made they stay
    uint64_t last_token_ = uint64_t{CLIENT_TOKENS} << 48;
    std::unordered_map<facts::token, open_request> open_;
    receipt_lines receipts_;
    std::deque<facts::callback_answered> answers_;  // the engine's mailbox was full
    net::timer retry_;
    std::map<std::string_view, uint64_t> binds_refused_;
    size_t passwords_waiting_ = 0;
    std::atomic<std::shared_ptr<const server_counts>> published_ = std::make_shared<const server_counts>();
    net::timer publish_;
};

}  // namespace kaskad::gateway::clients
