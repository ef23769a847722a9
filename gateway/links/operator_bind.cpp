#include "gateway/links/operator_bind.hpp"

#include "core/assert.hpp"
#include "gateway/links/inbound_reading.hpp"
#include "gateway/links/link_terms.hpp"
#include "gateway/links/query_reading.hpp"
#include "gateway/links/receipt_reading.hpp"
#include "smpp/message_id_forms.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

namespace kaskad::gateway::links {

namespace {

using smpp::command_status;
using smpp::send_error;

uint64_t deliver_key(uint32_t sequence_number, bool data_sm) {
    return uint64_t{sequence_number} << 1 | (data_sm ? 1U : 0U);
}

smpp::request_ref ref_of(const facts::answer_deliver& answer) {
    const auto id = answer.data_sm ? smpp::command_id::data_sm : smpp::command_id::deliver_sm;
    return {id, answer.sequence_number};
}

std::string operator_id_of(smpp::event::response_received& response) {
    auto* body = std::get_if<smpp::submit_sm_resp>(&response.body);
    return body && response.status == command_status::rok ? std::move(body->message_id) : std::string{};
}

// Of any response of SMPP 5.0 (§4.8.4.18).
std::optional<uint32_t> congestion_of(const smpp::event::response_received& response) {
    const auto* body = std::get_if<smpp::submit_sm_resp>(&response.body);
    return body ? smpp::integer_tlv(body->tlvs, smpp::tag::congestion_state) : std::nullopt;
}

// SMPP 3.4 §5.1.3: ESME_RCANCELFAIL says that it cannot be taken back any more, the others nothing of the message.
facts::revocation revocation_of(command_status status) {
    if (status == command_status::rok) return facts::revocation::revoked;
    return status == command_status::rcancelfail ? facts::revocation::too_late : facts::revocation::failed;
}

}  // namespace

operator_bind::operator_bind(bind_context context, uint32_t number, smpp::bind_type type, const facts::link& made_for)
    : context_{std::move(context)},
      number_{number},
      type_{type},
      made_for_{made_for},
      places_{hosts_of(made_for)},
      flights_{make_session_options(made_for).window_size} {}

std::expected<void, std::string> operator_bind::open() {
    auto made =
        context_.make_wire({.terms = made_for_, .number = number_, .type = type_, .events = *this, .choose = [this] {
                                return choose_host();
                            }});
    if (!made) return std::unexpected(made.error());
    wire_ = std::move(*made);
    return {};
}

smpp::transport::dial_order operator_bind::choose_host() {
    const auto now = context_.home.steady_ms();
    const auto order = context_.hosts->choose(number_, now);
    const auto& where = places_.at(order.host);
    return {where.name, where.port, std::chrono::milliseconds{order.not_before_ms - now}};
}

std::string operator_bind::place() const {
    if (is_called(made_for_, number_)) return fmt::format("port {} of ours", made_for_.outbind_port);
    return to_string(places_.at(host()));
}

size_t operator_bind::slots_free() const {
    const auto taken = credits_.open() + waiting_ + flights_.size();
    return is_granting() && taken < window() ? window() - taken : 0;
}

void operator_bind::start() {
    wire_->start();
}

void operator_bind::retire(std::chrono::milliseconds time_max, std::function<void()> done) {
    ASSERT(!retiring_);
    retiring_ = true;
    if (is_bound()) return wire_->stop(time_max, std::move(done));
    // Nothing is owed to the engine: it never heard of this connection.
    wire_.reset();
    context_.home.post(std::move(done));
}

void operator_bind::change(const facts::link& terms) {
    made_for_ = terms;
    flights_.change_capacity(make_session_options(terms).window_size);
    wire_->change(terms);
}

void operator_bind::grant(uint64_t more) {
    ASSERT(more <= slots_free());
    credits_.granted += more;
    context_.out.send(facts::grant_credits{ref(), credits_.granted});
}

void operator_bind::note_received() {
    ASSERT(credits_.open() > 0);
    ++credits_.received;
    ++waiting_;
}

void operator_bind::hand_back(const flight& value) {
    ASSERT(waiting_ > 0);
    --waiting_;
    send_not_sent(value);
}

// A question that is not asked costs nothing: it will be overdue again.
void operator_bind::query(const facts::part_ref& part, const smpp::query_sm& pdu) {
    ASSERT(waiting_ > 0);
    --waiting_;
    const auto token = flights_.add({part, flight_kind::query});
    const auto sent = wire_->query(wire_epoch_, pdu, token);
    if (sent) {
        ++context_.counts.queries;
        return;
    }
    ASSERT(sent.error() != send_error::window_full);
    flights_.take(token);
    context_.changed();
}

void operator_bind::cancel(const facts::part_ref& part, const smpp::cancel_sm& pdu) {
    const auto token = flights_.add({part, flight_kind::cancel});
    const auto sent = wire_->cancel(wire_epoch_, pdu, token);
    if (sent) {
        ++context_.counts.cancels;
        return;
    }
    flights_.take(token);
    answer_cancel(part, facts::revocation::failed);
    context_.changed();
}

void operator_bind::answer_cancel(const facts::part_ref& part, facts::revocation result) {
    if (result != facts::revocation::revoked) ++context_.counts.cancels_refused;
    context_.out.send(facts::revoke_answered{context_.terms.id, part, result});
}

void operator_bind::submit(const facts::part_ref& part, const smpp::submit_sm& pdu) {
    ASSERT(waiting_ > 0);
    --waiting_;
    const auto token = flights_.add({part});
    const auto sent = wire_->submit(wire_epoch_, pdu, token);
    if (sent) {
        ++context_.counts.submits;
        return;
    }
    flights_.take(token);
    ASSERT(sent.error() != send_error::window_full);
    if (sent.error() != send_error::invalid_pdu) return send_not_sent({part});
    // It would fail again on every link and bind, so it is answered like a message the operator cannot take.
    spdlog::error("link {}: a part of message {} cannot be encoded", context_.terms.name,
                  core::to_string(part.message));
    context_.out.send(facts::submit_answered{ref(), part, static_cast<uint32_t>(command_status::runknownerr), {}, {}});
}

void operator_bind::send_not_sent(const flight& value) {
    if (value.kind == flight_kind::query) return;
    if (value.kind == flight_kind::cancel) return answer_cancel(value.part, facts::revocation::failed);
    ++context_.counts.not_sent;
    context_.out.send(facts::submit_not_sent{ref(), value.part});
}

void operator_bind::answer_deliver(const facts::answer_deliver& answer) {
    if (!is_epoch(answer.bind.epoch)) return;
    const auto open = unanswered_delivers_.find(deliver_key(answer.sequence_number, answer.data_sm));
    if (open == unanswered_delivers_.end()) return;
    unanswered_delivers_.erase(open);
    if (wire_->reply(wire_epoch_, ref_of(answer), static_cast<command_status>(answer.command_status)))
        ++context_.counts.delivers_answered;
}

void operator_bind::pause_reading() {
    if (wire_) wire_->pause_reading();
}

void operator_bind::resume_reading() {
    if (wire_) wire_->resume_reading();
}

void operator_bind::on_bound(uint32_t epoch, const smpp::event::bound& bound) {
    ASSERT(!is_bound());
    epoch_ = context_.epochs.next(context_.utc_ms());
    wire_epoch_ = epoch;
    unbinding_ = false;
    credits_ = {};
    if (!is_called(made_for_, number_)) context_.hosts->bound(number_);
    spdlog::info("link {}: bind {} is bound to {} at {}", context_.terms.name, number_, bound.system_id, place());
    if (carries()) context_.out.send(facts::link_bound{ref()});
    context_.changed();
}

void operator_bind::on_down(uint32_t, const smpp::transport::bind_loss& loss) {
    ASSERT(is_bound());
    ++context_.counts.bind_losses;
    if (!is_called(made_for_, number_)) context_.hosts->lost(number_);
    context_.counts.unanswered += loss.unanswered.size();
    spdlog::info("link {}: bind {} ended: {}; {} submits without an answer", context_.terms.name, number_,
                 to_string(loss.reason), loss.unanswered.size());
    // What never left is said before the end of the bind: behind it, it would be in doubt.
    context_.ended(*this);
    ASSERT(waiting_ == 0);
    for (const auto token : loss.unsent)
        send_not_sent(flights_.take(token));
    for (const auto token : loss.unanswered) {
        const auto open = flights_.take(token);
        if (open.kind == flight_kind::cancel) answer_cancel(open.part, facts::revocation::failed);
    }
    if (carries()) context_.out.send(facts::link_down{ref(), core::reason::link_lost});
    // After this point the epoch is dead.
    epoch_ = 0;
    flights_.clear();
    unanswered_delivers_.clear();
    credits_ = {};
    context_.changed();
}

void operator_bind::on_failure(const smpp::transport::bind_failure& failure) {
    ++context_.counts.bind_failures;
    spdlog::warn("link {}: bind {} to {}: {}; next try in {} ms", context_.terms.name, number_, place(), failure.text,
                 failure.retry_after.count());
    if (!is_called(made_for_, number_)) context_.hosts->failed(number_);
    context_.changed();
}

void operator_bind::on_response(uint32_t, smpp::event::response_received& response) {
    const auto [part, kind] = flights_.take(response.token);
    context_.changed();
    if (kind == flight_kind::query) return take_query_answer(part, response);
    if (kind == flight_kind::cancel) return answer_cancel(part, revocation_of(response.status));
    auto& counts = context_.counts;
    const auto status = static_cast<uint32_t>(response.status);
    counts.count_response(status);
    counts.average_response(response.latency_ms);
    if (smpp::is_throttling(response.status)) ++counts.throttled;
    if (const auto state = congestion_of(response)) context_.congestion(*state);
    auto id = operator_id_of(response);
    auto key = smpp::response_key(id, context_.terms.ids);
    context_.out.send(facts::submit_answered{ref(), part, status, std::move(id), std::move(key)});
}

void operator_bind::take_query_answer(const facts::part_ref& part, const smpp::event::response_received& response) {
    auto answer = read_query_answer(response, context_.receipts);
    answer.bind = ref();
    answer.part = part;
    if (response.status != command_status::rok) ++context_.counts.queries_refused;
    context_.out.send(std::move(answer));
}

void operator_bind::on_time_out(uint32_t, const smpp::event::request_timed_out& request) {
    const auto [part, kind] = flights_.take(request.token);
    context_.changed();
    if (kind == flight_kind::query) return;
    if (kind == flight_kind::cancel) return answer_cancel(part, facts::revocation::failed);
    ++context_.counts.unanswered;
    context_.out.send(facts::submit_unanswered{ref(), part});
}

void operator_bind::on_request(uint32_t epoch, smpp::event::request_received& request) {
    if (auto receipt = read_receipt(request, context_.receipts)) {
        ++context_.counts.receipts;
        return tell(std::move(*receipt));
    }
    if (auto text = read_inbound(request)) {
        ++context_.counts.texts;
        return tell(std::move(*text));
    }
    wire_->reply(epoch, request.ref, command_status::rinvcmdid);
}

// It is answered when the engine says so.
template <typename Command>
void operator_bind::tell(Command command) {
    unanswered_delivers_.insert(deliver_key(command.sequence_number, command.data_sm));
    command.bind = ref();
    context_.out.send(std::move(command));
}

void operator_bind::on_oddity(uint32_t, const smpp::session_event& event) {
    ++context_.counts.oddities;
    if (std::holds_alternative<smpp::event::unbind_received>(event)) unbinding_ = true;
}

}  // namespace kaskad::gateway::links
