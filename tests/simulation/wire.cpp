#include "tests/simulation/wire.hpp"

#include "gateway/links/link_terms.hpp"

#include <utility>

namespace kaskad::simulation {

namespace {

using smpp::transport::failure_kind;
using std::chrono::milliseconds;

constexpr int64_t CONNECT_MS_MAX = 100;
constexpr int64_t STABLE_MS = 30'000;

}  // namespace

wire::wire(agenda& when, chance luck, operator_host& host, const gateway::links::wire_request& wanted)
    : when_{when},
      luck_{luck},
      host_{host},
      terms_{wanted.terms},
      type_{wanted.type},
      events_{wanted.events},
      delay_{gateway::links::make_back_off(wanted.terms, luck_.draw())} {}

wire::~wire() {
    if (current_) current_->abandon(side::esme);
}

void wire::connect() {
    ++epoch_;
    bound_ = false;
    refusal_ = smpp::command_status::rok;
    when_.after(luck_.between(1, CONNECT_MS_MAX), alive_, [this] {
        if (stopping_) return;
        current_ = host_.connect(gateway::links::make_session_options(terms_));
        if (!current_) {
            const auto pause = delay_.next(failure_kind::lost);
            events_.on_failure({.text = "connection refused", .retry_after = pause});
            return come_back(pause.count());
        }
        if (paused_) current_->pause_reading(side::esme);
        current_->listen(side::esme, [this](smpp::session_event& event) { hear(event); });
        const smpp::bind request{type_, terms_.system_id, "", "", terms_.interface_version, 0, 0, ""};
        ASSERT(current_->at(side::esme).bind(request, when_.now_ms()).has_value());
        current_->pump(side::esme);
    });
}

void wire::come_back(int64_t pause_ms) {
    when_.after(pause_ms, alive_, [this] {
        if (!stopping_) connect();
    });
}

void wire::hear(smpp::session_event& event) {
    if (const auto* bound = std::get_if<smpp::event::bound>(&event)) {
        bound_ = true;
        bound_ms_ = when_.now_ms();
        events_.on_bound(epoch_, *bound);
        if (stopping_) current_->at(side::esme).unbind(when_.now_ms());
    } else if (const auto* refused = std::get_if<smpp::event::bind_refused>(&event)) {
        refusal_ = refused->status;
    } else if (auto* request = std::get_if<smpp::event::request_received>(&event)) {
        events_.on_request(epoch_, *request);
    } else if (auto* response = std::get_if<smpp::event::response_received>(&event)) {
        events_.on_response(epoch_, *response);
    } else if (const auto* late = std::get_if<smpp::event::request_timed_out>(&event)) {
        events_.on_time_out(epoch_, *late);
    } else if (auto* closed = std::get_if<smpp::event::closed>(&event)) {
        end(*closed);
    } else if (!std::holds_alternative<smpp::event::bind_requested>(event)) {
        events_.on_oddity(epoch_, event);
    }
}

void wire::end(smpp::event::closed& closed) {
    const auto ended = std::exchange(current_, nullptr);
    ended->stop_listening(side::esme);
    if (std::exchange(bound_, false)) {
        if (when_.now_ms() - bound_ms_ >= STABLE_MS) delay_.reset();
        const auto pause = stopping_ ? milliseconds{0} : delay_.next(failure_kind::lost);
        events_.on_down(epoch_, {.reason = closed.reason,
                                 .unanswered = std::move(closed.unanswered),
                                 .unsent = std::move(closed.unsent),
                                 .retry_after = pause});
        come_back(pause.count());
    } else {
        const auto kind = refusal_ == smpp::command_status::rok ? failure_kind::lost : failure_kind::busy;
        const auto pause = delay_.next(kind);
        events_.on_failure({.kind = kind, .status = refusal_, .text = "not bound", .retry_after = pause});
        come_back(pause.count());
    }
    if (stopped_) when_.after(0, alive_, std::exchange(stopped_, nullptr));
}

void wire::stop(milliseconds time_max, std::function<void()> done) {
    ASSERT(!stopping_);
    stopping_ = true;
    if (!current_) return when_.after(0, alive_, std::move(done));
    stopped_ = std::move(done);
    current_->at(side::esme).unbind(when_.now_ms());
    current_->pump(side::esme);
    when_.after(time_max.count(), alive_, [this] {
        if (current_) current_->cut();
    });
}

std::expected<uint32_t, smpp::send_error> wire::submit(uint32_t epoch, const smpp::submit_sm& message, uint64_t token) {
    if (epoch != epoch_ || !current_) return std::unexpected(smpp::send_error::not_bound);
    const auto sent = current_->at(side::esme).submit(message, token, when_.now_ms());
    if (sent) host_.note_submit(terms_, current_->at(side::esme).outstanding());
    current_->pump(side::esme);
    return sent;
}

std::expected<uint32_t, smpp::send_error> wire::query(uint32_t epoch, const smpp::query_sm& question, uint64_t token) {
    if (epoch != epoch_ || !current_) return std::unexpected(smpp::send_error::not_bound);
    const auto sent = current_->at(side::esme).query(question, token, when_.now_ms());
    current_->pump(side::esme);
    return sent;
}

std::expected<uint32_t, smpp::send_error> wire::cancel(uint32_t epoch, const smpp::cancel_sm& wish, uint64_t token) {
    if (epoch != epoch_ || !current_) return std::unexpected(smpp::send_error::not_bound);
    const auto sent = current_->at(side::esme).cancel(wish, token, when_.now_ms());
    current_->pump(side::esme);
    return sent;
}

bool wire::reply(uint32_t epoch, const smpp::request_ref& ref, smpp::command_status status) {
    if (epoch != epoch_ || !current_ || current_->at(side::esme).is_closed()) return false;
    current_->at(side::esme).reply(ref, status);
    current_->pump(side::esme);
    return true;
}

void wire::change(const facts::link& terms) {
    terms_ = terms;
    delay_.change(gateway::links::make_back_off(terms_, 0));
    if (current_) current_->at(side::esme).change(gateway::links::make_session_options(terms_));
}

void wire::pause_reading() {
    paused_ = true;
    if (current_) current_->pause_reading(side::esme);
}

void wire::resume_reading() {
    paused_ = false;
    if (current_) current_->resume_reading(side::esme);
}

}  // namespace kaskad::simulation
