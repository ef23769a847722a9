#include "gateway/clients/client_bind.hpp"
#include "gateway/clients/inbound_form.hpp"
#include "gateway/clients/receipt_form.hpp"
#include "gateway/clients/service.hpp"
#include "smpp/receipt.hpp"
#include "smpp/version.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <expected>
#include <utility>

namespace kaskad::gateway::clients {

namespace {

using smpp::command_status;

constexpr uint32_t TIMEOUTS_MAX = 3;  // then the bind is closed, and its receipts go to another
constexpr std::chrono::milliseconds RESEND_DELAY{20};

// SMPP 5.0 §4.7.6: not this one, or nothing more to there. All other refusals may pass.
bool is_final(command_status status) {
    return status == command_status::rx_p_appn || status == command_status::rx_r_appn;
}

std::expected<uint32_t, smpp::send_error> send_receipt(const facts::event& event, const account& to,
                                                       smpp::transport::session_port& over) {
    const auto version = over.session().interface_version();
    auto receipt = make_receipt(event, to, version);
    const bool as_data = to.terms.receipt_pdu == facts::receipt_pdu_kind::data_sm && version >= smpp::VERSION_34;
    if (!as_data) return over.deliver(receipt, event.sequence);
    return over.data(smpp::to_data_sm(std::move(receipt)), event.sequence);
}

}  // namespace

// An event that no bind takes waits here unanswered: that is how the engine knows to send no more of them.
void service::handle_effect(facts::call_endpoint effect) {
    const auto known = accounts_->find(effect.value.endpoint);
    receipts_.add(std::move(effect.value));
    if (!known) return;
    const auto state = states_.find(known->terms.system_id);
    if (state != states_.end()) send_receipts(state->second);
}

void service::send_receipts(account_state& to) {
    while (receipts_.front(to.who->endpoint) != nullptr) {
        auto* receiver = next_receiver(to);
        if (receiver == nullptr || !send_front(to, *receiver)) return;
    }
}

// False: the bind takes nothing after all.
bool service::send_front(account_state& to, client_bind& over) {
    const auto endpoint = to.who->endpoint;
    const auto& event = *receipts_.front(endpoint);
    const bool is_inbound = event.kind == facts::event_kind::inbound;
    auto& connection = over.connection();
    if (is_inbound && !fits(event, connection.session().interface_version())) {
        tell({.endpoint = endpoint, .sequence = receipts_.drop_front(endpoint).sequence, .in_parts = true});
        return true;
    }
    const auto sent =
        is_inbound ? connection.deliver(make_inbound(event, connection.session().interface_version()), event.sequence)
                   : send_receipt(event, *to.who, connection);
    if (sent) {
        ++to.counts.receipts_sent;
        receipts_.note_sent(endpoint);
        return true;
    }
    if (sent.error() != smpp::send_error::invalid_pdu) return false;
    const auto dropped = receipts_.drop_front(endpoint);
    spdlog::error("smpp: \"{}\" is not told of {} {}: it cannot be written for its bind", to.who->terms.system_id,
                  is_inbound ? "inbound text" : "message", core::to_string(dropped.message));
    tell({.endpoint = endpoint, .sequence = dropped.sequence, .given_up = true});
    return true;
}

// In turn, so that one slow bind does not hold the others' receipts.
client_bind* service::next_receiver(account_state& of) const {
    for (size_t tried = 0; tried < of.binds.size(); ++tried) {
        auto* bind = of.binds[of.next_bind++ % of.binds.size()];
        if (bind->can_take_receipt()) return bind;
    }
    return nullptr;
}

void service::handle_receipt_answer(client_bind& from, uint64_t sequence, command_status status) {
    from.timeouts = 0;
    auto& state = *from.account();
    ++(status == command_status::rok ? state.counts.receipts_accepted : state.counts.receipts_refused);
    if (receipts_.take_answered(state.who->endpoint, sequence)) {
        tell({.endpoint = state.who->endpoint,
              .sequence = sequence,
              .accepted = status == command_status::rok,
              .given_up = is_final(status)});
    }
    send_receipts(state);
}

void service::handle_receipt_timeout(client_bind& from, uint64_t sequence) {
    auto& state = *from.account();
    ++state.counts.receipts_unanswered;
    if (receipts_.take_answered(state.who->endpoint, sequence))
        tell({.endpoint = state.who->endpoint, .sequence = sequence});
    if (++from.timeouts >= TIMEOUTS_MAX) return from.connection().close();
    send_receipts(state);
}

void service::tell(facts::callback_answered answer) {
    if (answers_.empty() && ports_.tell.try_send(facts::command{answer})) return;
    answers_.push_back(answer);
    retry_.expire_after(RESEND_DELAY);
}

void service::tell_waiting() {
    while (!answers_.empty() && ports_.tell.try_send(facts::command{answers_.front()}))
        answers_.pop_front();
    if (!answers_.empty()) retry_.expire_after(RESEND_DELAY);
}

}  // namespace kaskad::gateway::clients
