#include "core/assert.hpp"
#include "smpp/session.hpp"

#include <algorithm>
#include <utility>

// What the peer sent. Every request gets exactly one answer: here when the session can decide it, else by reply().

namespace kaskad::smpp {

namespace {

bool is_bind(command_id id) {
    return id == command_id::bind_receiver || id == command_id::bind_transmitter || id == command_id::bind_transceiver;
}

bool is_submit(command_id id) {
    return id == command_id::submit_sm || id == command_id::submit_multi;
}

bool is_message(command_id id) {
    return id == command_id::submit_sm || id == command_id::deliver_sm || id == command_id::data_sm;
}

// About a message that was submitted before.
bool is_inquiry(command_id id) {
    return id == command_id::query_sm || id == command_id::cancel_sm || id == command_id::replace_sm;
}

bool is_rare(command_id id) {
    return id == command_id::submit_multi || is_inquiry(id);
}

// What a client may do on any bind that submits.
bool is_submitting(command_id id) {
    return is_submit(id) || is_inquiry(id);
}

}  // namespace

void session::handle_octets(octets input, int64_t now) {
    if (is_closed()) return;
    now_ = now;
    reader_.handle_octets(input);
    while (!is_closed()) {
        const auto frame = reader_.poll_frame();
        if (!frame) {
            respond({frame.error().status, frame.error().sequence_number}, generic_nack{});
            return finish(close_reason::framing_error);
        }
        if (frame->empty()) break;
        handle_frame(*frame);
    }
}

void session::handle_close() {
    finish(close_reason::connection_lost);
}

void session::handle_frame(octets frame) {
    heard_ms_ = now_;
    enquire_link_misses_ = 0;
    const bool is_client_of_33 = options_.role == session_role::smsc && version_ < VERSION_34;
    auto decoded = decode(frame, {options_.long_credentials, is_client_of_33});
    if (decoded)
        handle_pdu(*decoded);
    else
        handle_bad_pdu(decoded.error());
    limit_output();
}

void session::handle_pdu(pdu& value) {
    if (is_response(id_of(value.body)))
        handle_response(value);
    else
        handle_request(value);
}

// Responses are read leniently and never end here: a nack is not answered by a nack.
void session::handle_bad_pdu(const pdu_error& error) {
    ASSERT(!is_response(error.id));
    if (has_response(error.id)) respond_to(error.id, {error.status, error.sequence_number});
    count_violation(error);
}

void session::count_violation(const pdu_error& error) {
    events_.push<event::violation>(error);
    if (++violations_ > options_.violations_max) finish(close_reason::violations);
}

void session::handle_request(pdu& value) {
    const command_id id = id_of(value.body);
    if (is_message(id) || (options_.takes_rare_requests && is_rare(id))) return handle_message(value, id);
    if (id == command_id::enquire_link) return respond({{}, value.sequence_number}, enquire_link_resp{});
    if (is_bind(id)) return handle_bind(value);
    if (id == command_id::unbind) return handle_unbind(value.sequence_number);
    if (id == command_id::outbind && options_.awaits_outbind && state_ == session_state::open) {
        return events_.push<event::outbind_received>(std::move(std::get<outbind>(value.body)));
    }
    handle_unknown_request(value, id);
}

void session::handle_message(pdu& value, command_id id) {
    if (const auto refusal = refusal_of(value.body, id)) {
        respond_to(id, {refusal->status, value.sequence_number});
        return count_violation(
            {severity::recoverable, refusal->status, value.sequence_number, id, refusal->field, 0, refusal->fault});
    }
    if (inbound_outstanding_ == options_.inbound_window_size) {
        const bool is_client = options_.role == session_role::esme;
        const auto status = is_client ? command_status::rx_t_appn : command_status::rmsgqful;
        return respond_to(id, {status, value.sequence_number});
    }
    ++inbound_outstanding_;
    violations_ = 0;
    active_ms_ = now_;
    events_.push<event::request_received>(request_ref{id, value.sequence_number}, std::move(value.body),
                                          value.is_truncated);
}

// SMPP 5.0 Table 2-1, with two liberties: data_sm in every bound state as in 3.4, and an operator may deliver on any
// bind, because refusing a receipt helps nobody.
std::optional<request_fault> session::refusal_of(const pdu_body& body, command_id id) const {
    constexpr request_fault WRONG_STATE{command_status::rinvbndsts, "command_id"};
    const bool is_client = options_.role == session_role::esme;
    if (state_ != session_state::bound && state_ != session_state::unbinding) return WRONG_STATE;
    if (peer_unbind_sequence_) return WRONG_STATE;
    if (is_client) return is_submit(id) ? std::optional{WRONG_STATE} : std::nullopt;
    if (id == command_id::deliver_sm) return WRONG_STATE;
    if (is_submitting(id) && bind_type_ == smpp::bind_type::receiver) return WRONG_STATE;
    // We are going down: temporary for the client.
    if (state_ == session_state::unbinding) return request_fault{command_status::rsyserr, "command_id"};
    return find_request_fault(body, {version_, options_.strict_fields});
}

// SMPP 3.4 §3.3. What has no response has not even this one.
void session::handle_unknown_request(const pdu& value, command_id id) {
    if (!has_response(id)) return;
    respond({command_status::rinvcmdid, value.sequence_number}, generic_nack{});
    count_violation({severity::recoverable, command_status::rinvcmdid, value.sequence_number, id, "command_id", 4,
                     pdu_fault::unknown_command_id});
}

void session::handle_bind(pdu& value) {
    auto& request = std::get<smpp::bind>(value.body);
    const bool is_client = options_.role == session_role::esme;
    if (is_client || state_ != session_state::open) {
        const auto status = is_client ? command_status::rinvbndsts : command_status::ralybnd;
        respond({status, value.sequence_number}, bind_resp{request.type, {}, {}});
        return count_violation(
            {severity::recoverable, status, value.sequence_number, request_id(request.type), "command_id", 4});
    }
    state_ = session_state::binding;
    phase_deadline_ms_ = now_ + options_.bind_timeout_ms;
    peer_bind_ = std::move(request);
    peer_bind_sequence_ = value.sequence_number;
    events_.push<event::bind_requested>(*peer_bind_);
}

void session::handle_unbind(uint32_t sequence_number) {
    if (state_ != session_state::bound && state_ != session_state::unbinding) {
        respond({command_status::rinvbndsts, sequence_number}, unbind_resp{});
        return count_violation(
            {severity::recoverable, command_status::rinvbndsts, sequence_number, command_id::unbind, "command_id", 4});
    }
    if (peer_unbind_sequence_) return respond({command_status::ralybnd, sequence_number}, unbind_resp{});
    state_ = session_state::unbinding;
    peer_unbind_sequence_ = sequence_number;
    events_.push<event::unbind_received>();
    // Both unbind at once: nothing is waited for any more.
    if (unbind_request_) return answer_unbind();
    phase_deadline_ms_ = now_ + options_.unbind_timeout_ms;
    continue_unbinding();
}

void session::handle_response(pdu& value) {
    if (handle_control_response(value)) return;
    if (const auto request = window_.take(value.sequence_number)) return complete(*request, value);
    const bool is_nack = std::holds_alternative<generic_nack>(value.body);
    if (is_nack && value.sequence_number == 0) return handle_uncorrelated_nack(value);
    events_.push<event::response_unmatched>(value.sequence_number, value.status, std::move(value.body));
}

// Whether it belonged to our bind, enquire_link or unbind. A generic_nack is an answer like any other.
bool session::handle_control_response(pdu& value) {
    const auto matches = [&](const auto& request) {
        return request && request->sequence_number == value.sequence_number;
    };
    if (matches(bind_request_)) {
        handle_bind_resp(value);
        return true;
    }
    if (matches(enquire_link_request_)) {
        enquire_link_request_.reset();
        return true;
    }
    if (!matches(unbind_request_)) return false;
    finish(unbind_reason_);
    return true;
}

void session::handle_bind_resp(pdu& value) {
    bind_request_.reset();
    auto* const response = std::get_if<bind_resp>(&value.body);
    if (value.status != command_status::rok) return handle_bind_refusal(value.status);
    if (response == nullptr) return handle_bind_refusal(command_status::rbindfail);
    const uint8_t version = agreed_version(*response);
    become_bound(bind_type_, std::move(response->system_id), version);
}

void session::handle_bind_refusal(command_status status) {
    events_.push<event::bind_refused>(status);
    finish(close_reason::bind_refused);
}

uint8_t session::agreed_version(const bind_resp& response) const {
    return version_with_server(options_.interface_version, integer_tlv(response.tlvs, tag::sc_interface_version),
                               options_.send_tlvs_unannounced);
}

// One outstanding request: it must be meant. More than one: nobody can say which, the link is at fault.
void session::handle_uncorrelated_nack(pdu& value) {
    const size_t controls = (bind_request_ ? 1 : 0) + (enquire_link_request_ ? 1 : 0) + (unbind_request_ ? 1 : 0);
    if (window_.size() + controls > 1) return finish(close_reason::nacked);
    if (const auto request = window_.take_oldest()) return complete(*request, value);
    for (const auto* const control : {&bind_request_, &enquire_link_request_, &unbind_request_})
        if (*control) value.sequence_number = (*control)->sequence_number;
    if (handle_control_response(value)) return;
    events_.push<event::response_unmatched>(value.sequence_number, value.status, std::move(value.body));
}

void session::complete(const window::request& request, pdu& value) {
    const bool is_nack = std::holds_alternative<generic_nack>(value.body);
    const bool is_mismatched = !is_nack && id_of(value.body) != response_to(request.id);
    const bool is_failure = is_nack || is_mismatched;
    const auto status = is_failure && value.status == command_status::rok ? command_status::runknownerr : value.status;
    violations_ = 0;
    active_ms_ = now_;
    events_.push<event::response_received>(request.token, request.id, status, std::move(value.body),
                                           now_ - request.sent_ms, is_mismatched);
    // The peer lost the frames of our stream: only a new connection helps.
    if (is_nack && status == command_status::rinvcmdlen) return finish(close_reason::nacked);
    continue_unbinding();
}

}  // namespace kaskad::smpp
