#include "smpp/session.hpp"

#include <algorithm>

// What time alone brings about. Every wait of a session has its deadline here.

namespace kaskad::smpp {

namespace {

constexpr int64_t NEVER = INT64_MAX;

template <typename Request>
int64_t deadline_of(const std::optional<Request>& request) {
    return request ? request->deadline_ms : NEVER;
}

}  // namespace

std::optional<int64_t> session::next_deadline() const {
    if (is_closed()) return std::nullopt;
    const int64_t earliest =
        std::min({window_.oldest_deadline().value_or(NEVER), phase_deadline_ms_, deadline_of(bind_request_),
                  deadline_of(unbind_request_), enquire_link_due(), inactivity_due()});
    return earliest != NEVER ? std::optional{earliest} : std::nullopt;
}

void session::handle_time(int64_t now) {
    if (is_closed()) return;
    now_ = now;
    while (const auto request = window_.take_expired(now))
        events_.push<event::request_timed_out>(request->token, request->id);
    if (deadline_of(bind_request_) <= now) return finish(close_reason::bind_timeout);
    if (deadline_of(unbind_request_) <= now) return finish(close_reason::unbind_timeout);
    handle_phase_time();
    handle_enquire_link_time();
    handle_inactivity_time();
    limit_output();
}

void session::handle_phase_time() {
    if (state_ == session_state::unbinding) return continue_unbinding();
    if (phase_deadline_ms_ > now_) return;
    // The application never decided about the bind: the client may try again.
    if (peer_bind_) respond({command_status::rsyserr, peer_bind_sequence_}, bind_resp{peer_bind_->type, {}, {}});
    finish(close_reason::bind_timeout);
}

int64_t session::enquire_link_due() const {
    const bool is_active = is_bound() || state_ == session_state::unbinding;
    if (!is_active || options_.enquire_link_interval_ms == 0) return NEVER;
    if (enquire_link_request_) return enquire_link_request_->deadline_ms;
    return heard_ms_ + options_.enquire_link_interval_ms;
}

// Any PDU of the peer is as good as the answer (SMPP 3.4 §4.11); if it is long ago, the next question is due already.
void session::handle_enquire_link_time() {
    if (enquire_link_due() > now_) return;
    if (!enquire_link_request_) return send_enquire_link();
    const bool was_heard = heard_ms_ > enquire_link_request_->sent_ms;
    enquire_link_request_.reset();
    if (was_heard) return handle_enquire_link_time();
    if (++enquire_link_misses_ >= options_.enquire_link_misses_max) return finish(close_reason::enquire_link_timeout);
    send_enquire_link();
}

void session::send_enquire_link() {
    enquire_link_request_ = send_control(enquire_link{}, options_.enquire_link_timeout_ms);
}

int64_t session::inactivity_due() const {
    if (!is_bound() || options_.inactivity_timeout_ms == 0) return NEVER;
    return active_ms_ + options_.inactivity_timeout_ms;
}

void session::handle_inactivity_time() {
    if (inactivity_due() > now_) return;
    unbind_reason_ = close_reason::inactivity;
    unbind(now_);
}

}  // namespace kaskad::smpp
