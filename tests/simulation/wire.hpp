#pragma once

#include "gateway/links/operator_wire.hpp"
#include "smpp/transport/back_off.hpp"
#include "tests/simulation/connection.hpp"
#include "tests/simulation/operator_host.hpp"

#include <memory>

// A bind's connection to an operator that stays connected by itself, as smpp::transport::client does over sockets: it
// connects, binds, hands events out, and comes back after a loss.

namespace kaskad::simulation {

class wire final : public gateway::links::operator_wire {
  public:
    wire(agenda& when, chance luck, operator_host& host, const gateway::links::wire_request& wanted);
    ~wire() override;

    void start() override { connect(); }
    void stop(std::chrono::milliseconds time_max, std::function<void()> done) override;
    std::expected<uint32_t, smpp::send_error> submit(uint32_t epoch, const smpp::submit_sm& message,
                                                     uint64_t token) override;
    std::expected<uint32_t, smpp::send_error> query(uint32_t epoch, const smpp::query_sm& question,
                                                    uint64_t token) override;
    std::expected<uint32_t, smpp::send_error> cancel(uint32_t epoch, const smpp::cancel_sm& wish,
                                                     uint64_t token) override;
    bool reply(uint32_t epoch, const smpp::request_ref& ref, smpp::command_status status) override;
    void change(const facts::link& terms) override;
    void pause_reading() override;
    void resume_reading() override;

  private:
    void connect();
    void hear(smpp::session_event& event);
    void end(smpp::event::closed& closed);
    void come_back(int64_t pause_ms);

    agenda& when_;
    chance luck_;
    operator_host& host_;
    facts::link terms_;
    smpp::bind_type type_;
    smpp::transport::client_events& events_;
    smpp::transport::back_off delay_;
    std::shared_ptr<connection> current_;
    uint32_t epoch_ = 0;
    bool bound_ = false;
    bool paused_ = false;
    bool stopping_ = false;
    int64_t bound_ms_ = 0;
    smpp::command_status refusal_ = smpp::command_status::rok;
    std::function<void()> stopped_;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace kaskad::simulation
