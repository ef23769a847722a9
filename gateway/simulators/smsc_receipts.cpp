#include "core/assert.hpp"
#include "gateway/simulators/smsc_simulator.hpp"
#include "gateway/simulators/smsc_visitor.hpp"

#include <chrono>
#include <utility>

// The receipts of the simulated message centre, from the message taken to the acknowledgement.

namespace kaskad::gateway::simulators {

namespace {

using smpp::command_status;
using smpp::transport::steady_ms;

constexpr size_t TEXT_KEPT = 80;  // octets: twenty characters of any alphabet
constexpr size_t BACKLOG_LOOKED_AT = 1'000;

int64_t utc_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// smpp.md K24; the rest is for good.
bool is_temporary(command_status status) {
    return status == command_status::rx_t_appn || status == command_status::rmsgqful ||
           status == command_status::rthrottled || status == command_status::rsyserr;
}

// Whole characters only.
std::string first_octets(std::string_view text) {
    size_t size = std::min(text.size(), TEXT_KEPT);
    while (size > 0 && size < text.size() && (static_cast<uint8_t>(text[size]) & 0xC0) == 0x80)
        --size;
    return std::string{text.substr(0, size)};
}

}  // namespace

uint32_t smsc_simulator::keep(const visitor& from, const submission& what, const fate& verdict, uint64_t id) {
    return messages_.add({.account = from.account,
                          .id = id,
                          .origin = from.number,
                          .source = what.source,
                          .destination = what.destination,
                          .text = first_octets(what.text),
                          .submit_utc_ms = utc_ms(),
                          .taken_ms = steady_ms(),
                          .receipt_delay_ms = verdict.receipt_delay_ms,
                          .state = verdict.state,
                          .error_code = verdict.error_code,
                          .is_elsewhere = verdict.is_receipt_elsewhere,
                          .has_enroute = verdict.has_enroute,
                          .receipts_left = static_cast<uint8_t>(verdict.is_receipt_twice ? 2 : 1)});
}

void smsc_simulator::send_receipt(uint32_t slot) {
    auto& account = *messages_.at(slot).account;
    // Those that wait go first.
    if (account.backlog.empty() && try_send_receipt(slot)) return;
    account.backlog.push_back(slot);
}

// True when it is off our hands.
bool smsc_simulator::try_send_receipt(uint32_t slot) {
    const auto& message = messages_.at(slot);
    auto* bind = message.account->choose(message.origin, message.is_elsewhere);
    if (!bind) return false;
    const bool is_for_33 = bind->connection->session().interface_version() < smpp::VERSION_34;
    const auto sent = bind->connection->deliver(make_receipt(message, is_for_33), slot);
    if (sent) {
        ++counts_.receipts_sent;
    } else if (sent.error() == smpp::send_error::invalid_pdu) {
        // An address of a data_sm that no deliver_sm can hold; those behind it shall not wait for ever.
        ++counts_.receipts_dropped;
        messages_.remove(slot);
        return true;
    }
    return sent.has_value();
}

void smsc_simulator::send_backlog(smsc_account& account) {
    while (!account.backlog.empty() && try_send_receipt(account.backlog.front()))
        account.backlog.pop_front();
}

void smsc_simulator::drop_old(smsc_account& account) {
    const auto oldest = steady_ms() - options_.receipt_age_max_ms;
    for (size_t looked_at = 0; looked_at < BACKLOG_LOOKED_AT && !account.backlog.empty(); ++looked_at) {
        const auto slot = account.backlog.front();
        if (messages_.at(slot).taken_ms > oldest) return;
        account.backlog.pop_front();
        messages_.remove(slot);
        ++counts_.receipts_dropped;
    }
}

smpp::deliver_sm smsc_simulator::make_receipt(const taken_message& message, bool is_for_33) const {
    const bool is_enroute = message.has_enroute;
    return smpp::build_receipt({.id = id_text(message.id, options_.receipt_ids),
                                .state = is_enroute ? smpp::message_state::enroute : message.state,
                                .error_number = is_enroute ? 0 : message.error_code,
                                .submit_utc_ms = message.submit_utc_ms,
                                .done_utc_ms = utc_ms(),
                                .text = message.text,
                                .source = message.destination,
                                .destination = message.source,
                                .is_intermediate = is_enroute,
                                .zone = smpp::time_zone{options_.zone_minutes},
                                .has_tlvs = options_.receipt_tlvs && !is_for_33});
}

void smsc_simulator::handle_receipt_answer(smsc_account& account, const smpp::event::response_received& response) {
    const auto slot = static_cast<uint32_t>(response.token);
    if (response.status == command_status::rok) {
        ++counts_.receipts_acknowledged;
        handle_acknowledged(slot);
    } else if (is_temporary(response.status)) {
        retry(slot);
    } else {
        ++counts_.receipts_refused;
        messages_.remove(slot);
    }
    send_backlog(account);
}

void smsc_simulator::handle_acknowledged(uint32_t slot) {
    auto& message = messages_.at(slot);
    if (message.has_enroute) {
        message.has_enroute = false;
        receipts_.add(steady_ms() + message.receipt_delay_ms, slot);
        return wait();
    }
    ASSERT(message.receipts_left > 0);
    if (--message.receipts_left == 0) return messages_.remove(slot);
    send_receipt(slot);
}

void smsc_simulator::retry(uint32_t slot) {
    const auto now = steady_ms();
    if (now - messages_.at(slot).taken_ms >= options_.receipt_age_max_ms) {
        ++counts_.receipts_dropped;
        return messages_.remove(slot);
    }
    ++counts_.receipts_retried;
    receipts_.add(now + options_.receipt_retry_ms, slot);
    wait();
}

}  // namespace kaskad::gateway::simulators
