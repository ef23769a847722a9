#pragma once

#include "gateway/simulators/agenda.hpp"
#include "gateway/simulators/fate.hpp"
#include "gateway/simulators/handset_text.hpp"
#include "gateway/simulators/message_slab.hpp"
#include "gateway/simulators/smsc_account.hpp"
#include "gateway/simulators/smsc_options.hpp"
#include "gateway/simulators/smsc_statistics.hpp"
#include "net/shard.hpp"
#include "net/timer.hpp"
#include "smpp/transport/listener.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

// An operator's message centre for tests, demos and other people's gateways: takes submit_sm and data_sm, answers and
// sends receipts as its options say. It delivers to nobody. On its shard; destroyed there, or when the shard is
// stopped.

namespace kaskad::gateway::simulators {

class smsc_simulator {
  public:
    static constexpr size_t ACCOUNTS_MAX = 1'000;  // system_ids; more are refused at the bind

    // Whole lines of JSON, each with its end; several at once.
    using printer = std::function<void(std::string_view lines)>;

    // Listens when it returns; on the shard, or before it runs. The error is a sentence with address and port, or about
    // an option.
    static std::expected<std::unique_ptr<smsc_simulator>, std::string> open(net::shard& home, smsc_options options,
                                                                            printer print = {});
    ~smsc_simulator();
    smsc_simulator(const smsc_simulator&) = delete;
    smsc_simulator& operator=(const smsc_simulator&) = delete;

    uint16_t port() const { return listener_->port(); }
    smsc_statistics statistics() const;

    // Other behaviour from now on; address, port, names and limits of sessions stay. For tests.
    void change(const std::function<void(smsc_options&)>& edit);
    // Cuts every connection now.
    void disconnect();
    // To every account; what becomes of it is printed.
    void send_text(const handset_text& what);
    // Unbinds all, cuts what is left after `time_max`, then `done`.
    void stop(std::chrono::milliseconds time_max, std::function<void()> done);

  private:
    struct visitor;  // the events of one connection

    struct delayed_answer {
        std::weak_ptr<smpp::transport::connection> from;
        smpp::request_ref ref;
        smpp::command_status status = smpp::command_status::rok;
        uint64_t id = 0;
    };

    smsc_simulator(net::shard& home, smsc_options options, printer print);
    std::expected<void, std::string> listen();

    // smsc_simulator.cpp: binds and submits
    void decide_bind(visitor& from, const smpp::bind& request);
    smpp::command_status judge_bind(const smpp::bind& request) const;
    smsc_account& account_of(const std::string& system_id);
    void add_bind(visitor& from);
    void remove_bind(visitor& from);
    void handle_submit(visitor& from, const smpp::event::request_received& request);
    fate judge_submit(smsc_account& account, const submission& what);
    void answer(visitor& from, const smpp::request_ref& ref, const fate& verdict, uint64_t id);
    void answer_now(smpp::transport::connection& to, const smpp::request_ref& ref, smpp::command_status status,
                    uint64_t id);
    bool is_to_be_cut(const visitor& from) const;
    void cut(visitor& from);
    void slow_down(visitor& from);
    void log_submit(const visitor& from, const submission& what, const fate& verdict, uint64_t id);
    std::string id_text(uint64_t id, id_form form) const;

    // smsc_receipts.cpp
    uint32_t keep(const visitor& from, const submission& what, const fate& verdict, uint64_t id);
    void send_receipt(uint32_t slot);
    bool try_send_receipt(uint32_t slot);
    void send_backlog(smsc_account& account);
    void drop_old(smsc_account& account);
    smpp::deliver_sm make_receipt(const taken_message& message, bool is_for_33) const;
    void handle_receipt_answer(smsc_account& account, const smpp::event::response_received& response);
    void handle_acknowledged(uint32_t slot);
    void retry(uint32_t slot);

    // smsc_texts.cpp
    static constexpr uint64_t TEXT_TOKENS = uint64_t{1} << 32;  // from here on; below, receipts' slots
    static bool is_text(uint64_t token) { return token >= TEXT_TOKENS; }
    void handle_text_answer(const smpp::event::response_received& response);

    // smsc_clock.cpp: what time brings
    void handle_due();
    void handle_tick();
    void cut_aged(int64_t now);
    void wait();
    void print_line(std::string_view line);
    void flush();
    void print_statistics(int64_t now);

    net::shard& home_;
    smsc_options options_;
    printer print_;
    std::string lines_;
    int64_t started_ms_;
    smsc_statistics counts_;
    smsc_statistics printed_;
    int64_t printed_ms_;
    uint64_t last_connection_ = 0;
    uint64_t last_id_ = 0;
    uint64_t last_text_ = 0;
    uint16_t last_reference_ = 0;
    std::map<std::string, smsc_account> accounts_;
    message_slab messages_;
    agenda<uint32_t> receipts_;  // slots of messages
    agenda<delayed_answer> answers_;
    agenda<std::weak_ptr<smpp::transport::connection>> readers_;  // paused, to be resumed
    net::timer due_;
    net::timer tick_;
    std::unique_ptr<smpp::transport::listener> listener_;  // last: its connections touch the rest
};

}  // namespace kaskad::gateway::simulators
