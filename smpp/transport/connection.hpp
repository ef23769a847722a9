#pragma once

#include "net/shard.hpp"
#include "net/stream.hpp"
#include "net/timer.hpp"
#include "net/wakeup.hpp"
#include "smpp/transport/session_port.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

// The Asio shell of one session, either role: reads octets, lets the session judge them, hands out its events, writes
// its octets. It decides nothing. All events of one read are handled before one write goes out. It keeps itself alive
// until its socket is closed; on its shard's thread only.

namespace kaskad::smpp::transport {

struct connection_limits {
    std::chrono::milliseconds write_deadline{30'000};  // one write the peer does not take; also TCP_USER_TIMEOUT
    std::chrono::milliseconds linger_max{2'000};       // after our last octets, for the peer to close
};

class connection;

// What the owner of a connection hears. It may call the connection from inside.
class connection_events {
  public:
    virtual ~connection_events() = default;

    // event::closed is the last one.
    virtual void on_event(connection& from, session_event& event) = 0;
    // The socket is closed; nothing follows.
    virtual void on_end() {}
};

class connection final : public session_port {
  public:
    std::shared_ptr<connection> shared_from_this() {
        return std::static_pointer_cast<connection>(session_port::shared_from_this());
    }
    std::weak_ptr<connection> weak_from_this() {
        return std::static_pointer_cast<connection>(session_port::weak_from_this().lock());
    }

    // `stream`: connected, and secured if it is to be.
    connection(net::shard& home, std::unique_ptr<net::stream> stream, const session_options& options,
               connection_limits limits);
    ~connection() override;

    const smpp::session& session() const override { return session_; }
    const std::string& remote_address() const override { return remote_address_; }
    uint16_t remote_port() const override { return remote_port_; }
    bool is_secure() const override { return stream_->is_secure(); }
    bool is_ended() const { return !stream_->is_open(); }

    // Once.
    void start(std::unique_ptr<connection_events> events);

    // As session::change().
    void change(const session_options& options);

    // The session's verbs, with the time and the writing seen to.
    std::expected<void, pdu_error> bind(const smpp::bind& request);
    void accept_bind() override;
    void reject_bind(command_status status) override;
    std::expected<uint32_t, send_error> submit(const submit_sm& message, uint64_t token);
    std::expected<uint32_t, send_error> query(const query_sm& question, uint64_t token);
    std::expected<uint32_t, send_error> cancel(const cancel_sm& wish, uint64_t token);
    std::expected<uint32_t, send_error> deliver(const deliver_sm& message, uint64_t token) override;
    std::expected<uint32_t, send_error> data(const data_sm& message, uint64_t token) override;
    std::expected<void, pdu_error> reply(const request_ref& ref, command_status status,
                                         std::string_view message_id = {}, tlv_list tlvs = {}) override;
    std::expected<void, pdu_error> reply(const request_ref& ref, const pdu_body& response) override;
    void unbind() override;
    void close() override;
    // At once: what is not written is lost, nothing is waited for.
    void cut();

    // Back-pressure: octets stay with the peer. A peer held back longer than its timers allow closes.
    void pause_reading() { paused_ = true; }
    void resume_reading();

  private:
    net::task<void> read_octets(std::shared_ptr<connection> self);
    net::task<void> write_octets(std::shared_ptr<connection> self);
    void schedule_pump();
    void pump();
    void begin_linger();
    void end();
    void update_timer();
    void handle_timer();
    int64_t time() const;

    net::shard& home_;
    std::unique_ptr<net::stream> stream_;
    connection_limits limits_;
    smpp::session session_;
    std::unique_ptr<connection_events> events_;
    net::timer timer_;
    net::wakeup output_;
    net::wakeup resumed_;
    std::string remote_address_;
    uint16_t remote_port_ = 0;
    bool paused_ = false;
    bool pumping_ = false;
    int64_t pumped_ms_ = 0;  // since when
    bool pump_scheduled_ = false;
    bool lingering_ = false;
    net::clock::time_point write_due_ = net::clock::time_point::max();
    std::array<char, 64 * 1024> input_;
};

// Steady milliseconds, as sessions count them.
int64_t steady_ms();

}  // namespace kaskad::smpp::transport
