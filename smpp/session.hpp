#pragma once

#include "smpp/event_queue.hpp"
#include "smpp/frame_reader.hpp"
#include "smpp/pdu.hpp"
#include "smpp/request_check.hpp"
#include "smpp/sequence.hpp"
#include "smpp/session_event.hpp"
#include "smpp/session_options.hpp"
#include "smpp/window.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

// One SMPP session, either role, without a socket or a clock: octets and the time go in, octets and events come out.
// `now` is steady milliseconds and never goes back. After every call the driver takes all events and all output.
// Rate is not its business (throttle.hpp), nor reconnecting (smpp/transport).

namespace kaskad::smpp {

enum class session_state : uint8_t {
    open,     // connected, nobody asked to bind
    binding,  // bind sent (esme), or waiting for the application's decision (smsc)
    bound,
    unbinding,  // no new requests of ours; outstanding ones still complete
    closed,
};

// Why a request of ours was not sent, in order of precedence.
enum class send_error : uint8_t { not_bound, wrong_bind_type, unbinding, window_full, invalid_pdu };

std::string_view to_string(session_state state);
std::string_view to_string(send_error error);

class session {
  public:
    session(session_options options, int64_t now);

    session_state state() const { return state_; }
    bool is_bound() const { return state_ == session_state::bound; }
    bool is_closed() const { return state_ == session_state::closed; }
    session_role role() const { return options_.role; }
    smpp::bind_type bind_type() const { return bind_type_; }
    // The session's version, the lower of both sides; 0x34 until bound.
    uint8_t interface_version() const { return version_; }
    // Requests that may still be sent now; 0 unless bound.
    size_t window_free() const;
    size_t outstanding() const { return window_.size(); }
    size_t inbound_outstanding() const { return inbound_outstanding_; }
    size_t output_size() const { return responses_.size() + requests_.size(); }
    // When handle_time() is due at the latest; empty when nothing is awaited.
    std::optional<int64_t> next_deadline() const;

    void handle_octets(octets input, int64_t now);
    void handle_time(int64_t now);
    // The connection is gone.
    void handle_close();

    // Of the options, what may change while it runs: window_size, and the times of enquire_link, response and drain.
    // Requests under way keep their deadlines, and those beyond a smaller window their slots.
    void change(const session_options& options);

    // esme, once, in state open. On error (a field too long) nothing was sent.
    std::expected<void, pdu_error> bind(const smpp::bind& request, int64_t now);
    // smsc, once, after bind_requested. A refusal is a bare header; the session closes behind it.
    void accept_bind(int64_t now);
    void reject_bind(command_status status);

    // esme: submit_sm, query_sm, cancel_sm, data_sm; smsc: deliver_sm, data_sm. The sequence number is returned; the
    // outcome comes as response_received, request_timed_out or in event::closed, exactly once for each token accepted.
    std::expected<uint32_t, send_error> submit(const submit_sm& message, uint64_t token, int64_t now);
    std::expected<uint32_t, send_error> query(const query_sm& question, uint64_t token, int64_t now);
    std::expected<uint32_t, send_error> cancel(const cancel_sm& wish, uint64_t token, int64_t now);
    std::expected<uint32_t, send_error> deliver(const deliver_sm& message, uint64_t token, int64_t now);
    std::expected<uint32_t, send_error> data(const data_sm& message, uint64_t token, int64_t now);

    // Answers a request_received; never blocked by the window. The message_id is sent only with ESME_ROK (empty for
    // deliver_sm). Does nothing once the session is closed. What the peer's version cannot hold (a message_id of more
    // than 8 characters in 3.3) is the caller's error: the answer is ESME_RSYSERR instead.
    std::expected<void, pdu_error> reply(const request_ref& ref, command_status status,
                                         std::string_view message_id = {}, tlv_list tlvs = {});
    // With ESME_ROK and more than a message_id: the response itself.
    std::expected<void, pdu_error> reply(const request_ref& ref, const pdu_body& response);

    // Graceful end: waits for outstanding responses, unbinds, waits for the unbind_resp. A second call, or one before
    // bound, closes; while the peer's own unbind is being answered it changes nothing.
    void unbind(int64_t now);
    // At once: nothing more is read or sent.
    void close();

    // Replaces `out` by the octets to write now, responses before requests; false when there are none. Keeps the
    // capacity of `out` for later output.
    bool poll_output(std::string& out);
    std::optional<session_event> poll_event() { return events_.poll(); }

  private:
    struct control_request {  // bind, enquire_link, unbind: outside the window, one of each at a time
        uint32_t sequence_number = 0;
        int64_t sent_ms = 0;
        int64_t deadline_ms = 0;
    };

    // session_reading.cpp
    void handle_frame(octets frame);
    void handle_pdu(pdu& value);
    void handle_bad_pdu(const pdu_error& error);
    void handle_request(pdu& value);
    void handle_message(pdu& value, command_id id);
    void handle_unknown_request(const pdu& value, command_id id);
    void handle_bind(pdu& value);
    void handle_unbind(uint32_t sequence_number);
    void handle_response(pdu& value);
    void handle_bind_resp(pdu& value);
    void handle_bind_refusal(command_status status);
    bool handle_control_response(pdu& value);
    void handle_uncorrelated_nack(pdu& value);
    void complete(const window::request& request, pdu& value);
    std::optional<request_fault> refusal_of(const pdu_body& body, command_id id) const;
    uint8_t agreed_version(const bind_resp& response) const;
    void count_violation(const pdu_error& error);

    // session_timers.cpp
    void handle_phase_time();
    void handle_enquire_link_time();
    void handle_inactivity_time();
    void send_enquire_link();
    int64_t enquire_link_due() const;
    int64_t inactivity_due() const;

    // session.cpp
    template <typename Body>
    std::expected<uint32_t, send_error> send(const Body& body, uint64_t token, int64_t now);
    std::optional<send_error> send_obstacle(command_id id) const;
    control_request send_control(const pdu_body& body, int64_t timeout_ms);
    std::expected<void, pdu_error> answer(const request_ref& ref, command_status status, const pdu_body& body);
    void respond(const pdu_header& header, const pdu_body& body);
    void respond_to(command_id request, const pdu_header& header);
    void become_bound(smpp::bind_type type, std::string system_id, uint8_t version);
    void continue_unbinding();
    void answer_unbind();
    void finish(close_reason reason);
    void limit_output();
    uint32_t take_sequence_number();
    bool is_outstanding(uint32_t number) const;

    session_options options_;
    session_state state_ = session_state::open;
    smpp::bind_type bind_type_ = smpp::bind_type::transceiver;
    uint8_t version_;
    int64_t now_;  // the time last handed in

    frame_reader reader_;
    sequence sequence_;
    window window_;
    size_t inbound_outstanding_ = 0;
    size_t violations_ = 0;
    uint64_t sent_count_ = 0;    // requests through the window, ever
    uint64_t polled_count_ = 0;  // of these, handed out by poll_output()

    std::optional<control_request> bind_request_;
    std::optional<control_request> enquire_link_request_;
    std::optional<control_request> unbind_request_;
    std::optional<smpp::bind> peer_bind_;  // smsc: awaiting the application's decision
    uint32_t peer_bind_sequence_ = 0;
    std::optional<uint32_t> peer_unbind_sequence_;  // to be answered when what is in flight is
    close_reason unbind_reason_ = close_reason::closed_by_us;
    int64_t phase_deadline_ms_ = INT64_MAX;  // of session_init, of the application's decision, of draining
    uint32_t enquire_link_misses_ = 0;
    int64_t heard_ms_;   // the peer's last PDU
    int64_t active_ms_;  // the last message either way

    std::string responses_;
    std::string requests_;
    event_queue events_;
};

}  // namespace kaskad::smpp
