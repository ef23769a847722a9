#include "smpp/session.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <utility>

// The verbs and polls, and what they share. Reading is in session_reading.cpp, time in session_timers.cpp.

namespace kaskad::smpp {

namespace {

std::expected<void, pdu_error> encode_body(const pdu_header& header, const pdu_body& body, std::string& out,
                                           uint8_t version) {
    return std::visit(
        [&](const auto& alternative) { return encode(header, &alternative, out, {.interface_version = version}); },
        body);
}

// What we make ourselves fits the specification.
void encode_own(const pdu_header& header, const pdu_body& body, std::string& out, uint8_t version) {
    ASSERT(encode_body(header, body, out, version).has_value());
}

// A message_id and TLVs are for messages; all others are only ever refused here, and a refusal is a bare header.
pdu_body response_body(command_id request, std::string_view message_id, tlv_list tlvs) {
    std::string id{message_id};
    switch (request) {
        case command_id::submit_sm:
            return submit_sm_resp{std::move(id), std::move(tlvs)};
        case command_id::deliver_sm:
            return deliver_sm_resp{std::move(id), std::move(tlvs)};
        case command_id::data_sm:
            return data_sm_resp{std::move(id), std::move(tlvs)};
        case command_id::bind_receiver:
        case command_id::bind_transmitter:
        case command_id::bind_transceiver:
            return bind_resp{bind_type_of(request), {}, {}};
        case command_id::submit_multi:
            return submit_multi_resp{};
        case command_id::query_sm:
            return query_sm_resp{};
        case command_id::cancel_sm:
            return cancel_sm_resp{};
        case command_id::replace_sm:
            return replace_sm_resp{};
        case command_id::broadcast_sm:
            return broadcast_sm_resp{};
        case command_id::query_broadcast_sm:
            return query_broadcast_sm_resp{};
        case command_id::cancel_broadcast_sm:
            return cancel_broadcast_sm_resp{};
        default:
            return generic_nack{};
    }
}

}  // namespace

std::string_view to_string(session_state state) {
    switch (state) {
        case session_state::open:
            return "open";
        case session_state::binding:
            return "binding";
        case session_state::bound:
            return "bound";
        case session_state::unbinding:
            return "unbinding";
        case session_state::closed:
            return "closed";
    }
    return "";
}

std::string_view to_string(send_error error) {
    switch (error) {
        case send_error::not_bound:
            return "not_bound";
        case send_error::wrong_bind_type:
            return "wrong_bind_type";
        case send_error::unbinding:
            return "unbinding";
        case send_error::window_full:
            return "window_full";
        case send_error::invalid_pdu:
            return "invalid_pdu";
    }
    return "";
}

session::session(session_options options, int64_t now)
    : options_{std::move(options)},
      version_{std::min(normal_version(options_.interface_version), VERSION_34)},
      now_{now},
      reader_{options_.command_length_max},
      sequence_{options_.first_sequence_number},
      window_{options_.window_size},
      heard_ms_{now},
      active_ms_{now} {
    ASSERT(options_.window_size > 0);
    ASSERT(options_.system_id.size() <= 15);
    const bool is_called = options_.role == session_role::smsc || options_.awaits_outbind;
    if (is_called) phase_deadline_ms_ = now + options_.session_init_timeout_ms;
}

size_t session::window_free() const {
    return is_bound() && !window_.is_full() ? window_.capacity() - window_.size() : 0;
}

void session::change(const session_options& options) {
    ASSERT(options.window_size > 0);
    window_.change_capacity(options.window_size);
    options_.window_size = options.window_size;
    options_.enquire_link_interval_ms = options.enquire_link_interval_ms;
    options_.enquire_link_timeout_ms = options.enquire_link_timeout_ms;
    options_.response_timeout_ms = options.response_timeout_ms;
    options_.drain_timeout_ms = options.drain_timeout_ms;
}

std::expected<void, pdu_error> session::bind(const smpp::bind& request, int64_t now) {
    ASSERT(options_.role == session_role::esme);
    ASSERT(state_ == session_state::open || state_ == session_state::closed);
    if (is_closed()) return {};
    now_ = now;
    const uint32_t number = take_sequence_number();
    const encode_options encoding{options_.interface_version, options_.long_credentials};
    if (const auto encoded = encode({{}, number}, &request, requests_, encoding); !encoded) return encoded;
    // After this point the bind is on its way.
    phase_deadline_ms_ = INT64_MAX;
    bind_type_ = request.type;
    bind_request_ = {number, now, now + options_.bind_timeout_ms};
    state_ = session_state::binding;
    return {};
}

void session::accept_bind(int64_t now) {
    ASSERT(peer_bind_ || is_closed());
    if (is_closed()) return;
    now_ = now;
    const smpp::bind request = *std::exchange(peer_bind_, std::nullopt);
    bind_resp response{request.type, options_.system_id, {}};
    const uint8_t version = version_for_client(options_.interface_version, request.interface_version);
    if (version >= VERSION_34)
        response.tlvs.push_back(make_tlv8(tag::sc_interface_version, options_.interface_version));
    version_ = version;
    respond({command_status::rok, peer_bind_sequence_}, response);
    become_bound(request.type, request.system_id, version);
}

void session::reject_bind(command_status status) {
    ASSERT(peer_bind_ || is_closed());
    ASSERT(status != command_status::rok);
    if (is_closed()) return;
    respond({status, peer_bind_sequence_}, bind_resp{peer_bind_->type, {}, {}});
    finish(close_reason::bind_refused);
}

void session::become_bound(smpp::bind_type type, std::string system_id, uint8_t version) {
    state_ = session_state::bound;
    bind_type_ = type;
    version_ = version;
    phase_deadline_ms_ = INT64_MAX;
    heard_ms_ = now_;
    active_ms_ = now_;
    events_.push<event::bound>(type, std::move(system_id), version);
}

std::expected<uint32_t, send_error> session::submit(const submit_sm& message, uint64_t token, int64_t now) {
    ASSERT(options_.role == session_role::esme);
    return send(message, token, now);
}

std::expected<uint32_t, send_error> session::query(const query_sm& question, uint64_t token, int64_t now) {
    ASSERT(options_.role == session_role::esme);
    return send(question, token, now);
}

std::expected<uint32_t, send_error> session::cancel(const cancel_sm& wish, uint64_t token, int64_t now) {
    ASSERT(options_.role == session_role::esme);
    return send(wish, token, now);
}

std::expected<uint32_t, send_error> session::deliver(const deliver_sm& message, uint64_t token, int64_t now) {
    ASSERT(options_.role == session_role::smsc);
    return send(message, token, now);
}

std::expected<uint32_t, send_error> session::data(const data_sm& message, uint64_t token, int64_t now) {
    return send(message, token, now);
}

template <typename Body>
std::expected<uint32_t, send_error> session::send(const Body& body, uint64_t token, int64_t now) {
    now_ = now;
    if (const auto obstacle = send_obstacle(Body::ID)) return std::unexpected(*obstacle);
    const uint32_t number = take_sequence_number();
    if (!encode({{}, number}, &body, requests_, {version_})) return std::unexpected(send_error::invalid_pdu);
    // After this point the request is on its way.
    // Deadlines never fall, also where the timeout did.
    const auto deadline = std::max(now + options_.response_timeout_ms, window_.newest_deadline().value_or(0));
    window_.add({number, Body::ID, token, ++sent_count_, now, deadline});
    active_ms_ = now;
    limit_output();
    return number;
}

// SMPP 5.0 Table 2-1; data_sm goes both ways in every bound state (3.4 Table 2-1).
std::optional<send_error> session::send_obstacle(command_id id) const {
    if (state_ == session_state::unbinding) return send_error::unbinding;
    if (!is_bound()) return send_error::not_bound;
    const bool is_submit = id == command_id::submit_sm || id == command_id::query_sm || id == command_id::cancel_sm;
    if (is_submit && bind_type_ == bind_type::receiver) return send_error::wrong_bind_type;
    if (id == command_id::deliver_sm && bind_type_ == bind_type::transmitter) return send_error::wrong_bind_type;
    if (window_.is_full()) return send_error::window_full;
    return std::nullopt;
}

session::control_request session::send_control(const pdu_body& body, int64_t timeout_ms) {
    const uint32_t number = take_sequence_number();
    encode_own({{}, number}, body, requests_, version_);
    return {number, now_, now_ + timeout_ms};
}

std::expected<void, pdu_error> session::reply(const request_ref& ref, command_status status,
                                              std::string_view message_id, tlv_list tlvs) {
    return answer(ref, status, response_body(ref.id, message_id, std::move(tlvs)));
}

std::expected<void, pdu_error> session::reply(const request_ref& ref, const pdu_body& response) {
    ASSERT(id_of(response) == response_to(ref.id));
    return answer(ref, command_status::rok, response);
}

std::expected<void, pdu_error> session::answer(const request_ref& ref, command_status status, const pdu_body& body) {
    if (is_closed()) return {};
    ASSERT(inbound_outstanding_ > 0);
    --inbound_outstanding_;
    const auto sent = encode_body({status, ref.sequence_number}, body, responses_, version_);
    // The peer is owed an answer all the same.
    if (!sent) respond_to(ref.id, {command_status::rsyserr, ref.sequence_number});
    continue_unbinding();
    limit_output();
    return sent;
}

void session::respond_to(command_id request, const pdu_header& header) {
    respond(header, response_body(request, {}, {}));
}

void session::respond(const pdu_header& header, const pdu_body& body) {
    encode_own(header, body, responses_, version_);
}

void session::unbind(int64_t now) {
    // A peer that unbinds is already being seen off.
    if (is_closed() || peer_unbind_sequence_) return;
    now_ = now;
    if (!is_bound()) return close();
    state_ = session_state::unbinding;
    phase_deadline_ms_ = now + options_.drain_timeout_ms;
    continue_unbinding();
}

// Both sides' requests are answered first. The side that unbinds then sends its unbind, the other its unbind_resp.
void session::continue_unbinding() {
    if (state_ != session_state::unbinding || unbind_request_) return;
    const bool is_drained = window_.is_empty() && inbound_outstanding_ == 0;
    if (!is_drained && now_ < phase_deadline_ms_) return;
    if (peer_unbind_sequence_) return answer_unbind();
    unbind_request_ = send_control(smpp::unbind{}, options_.unbind_timeout_ms);
    phase_deadline_ms_ = INT64_MAX;
}

void session::answer_unbind() {
    respond({command_status::rok, *peer_unbind_sequence_}, unbind_resp{});
    finish(close_reason::unbound_by_peer);
}

void session::close() {
    finish(close_reason::closed_by_us);
}

// The one end of every session: whatever was sent and not answered has an unknown outcome from here.
void session::finish(close_reason reason) {
    if (is_closed()) return;
    state_ = session_state::closed;
    event::closed end{reason, {}, {}};
    while (const auto request = window_.take_oldest())
        (request->ordinal <= polled_count_ ? end.unanswered : end.unsent).push_back(request->token);
    requests_.clear();
    if (reason == close_reason::output_overflow || reason == close_reason::connection_lost) responses_.clear();
    events_.push<event::closed>(std::move(end));
}

void session::limit_output() {
    if (output_size() > options_.output_max) finish(close_reason::output_overflow);
}

bool session::poll_output(std::string& out) {
    out.clear();
    if (output_size() == 0) return false;
    std::swap(out, responses_);
    out += requests_;
    requests_.clear();
    polled_count_ = sent_count_;
    return true;
}

uint32_t session::take_sequence_number() {
    return sequence_.take([this](uint32_t number) { return is_outstanding(number); });
}

bool session::is_outstanding(uint32_t number) const {
    const auto is_control = [number](const auto& request) { return request && request->sequence_number == number; };
    return is_control(bind_request_) || is_control(enquire_link_request_) || is_control(unbind_request_) ||
           window_.contains(number);
}

}  // namespace kaskad::smpp
