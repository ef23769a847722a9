#include "tests/simulation/operator_host.hpp"

#include "smpp/codec.hpp"
#include "smpp/receipt.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::simulation {

namespace {

using smpp::command_status;
using smpp::message_state;

constexpr int64_t RECEIPT_MS_MIN = 2'000;
constexpr int64_t RECEIPT_MS_MAX = 10'000;
constexpr int64_t LATE_MS_MAX = 1'800'000;
constexpr size_t DELIVERS_AT_ONCE = 5;

constexpr std::array REFUSALS{
    command_status::rsyserr,    command_status::rmsgqful,    command_status::rthrottled,
    command_status::rinvdstadr, command_status::rsubmitfail, command_status::rx_t_appn,
    command_status::rinvsrcadr, command_status::rx_r_appn,   static_cast<command_status>(0x401)};
constexpr std::array NEGATIVES{message_state::undeliverable, message_state::expired, message_state::rejected,
                               message_state::deleted};

smpp::session_options options_of_smsc() {
    smpp::session_options options{.role = smpp::session_role::smsc};
    options.system_id = "SMSC";
    options.window_size = DELIVERS_AT_ONCE;
    options.response_timeout_ms = 30'000;
    options.takes_rare_requests = true;
    return options;
}

}  // namespace

operator_host::operator_host(agenda& when, chance luck, const plan& made, watch& watch, uint32_t number)
    : when_{when}, luck_{luck}, habits_{made.operators}, watch_{watch}, number_{number} {
    plan_trouble();
}

std::shared_ptr<connection> operator_host::connect(const smpp::session_options& client) {
    if (when_.now_ms() < refuses_until_ms_) return nullptr;
    auto line = std::make_shared<connection>(when_, luck_.branch(1), client, options_of_smsc());
    line->listen(side::smsc, [this, from = std::weak_ptr{line}](smpp::session_event& event) { hear(from, event); });
    line->pump(side::smsc);
    sessions_.push_back({line});
    return line;
}

void operator_host::note_submit(const facts::link& terms, size_t outstanding) {
    watch_.submit_left(terms, outstanding, when_.now_ms());
}

void operator_host::calm() {
    calm_ = true;
    refuses_until_ms_ = throttles_until_ms_ = 0;
    deliver_receipts();
}

void operator_host::hear(const std::weak_ptr<connection>& from, smpp::session_event& event) {
    const auto line = from.lock();
    if (!line) return;
    const auto known = std::ranges::find(sessions_, line, &session_state::line);
    if (std::holds_alternative<smpp::event::bind_requested>(event)) {
        when_.after(luck_.between(0, 50), [this, from] {
            if (const auto waiting = from.lock()) decide_bind(waiting);
        });
    } else if (std::holds_alternative<smpp::event::bound>(event)) {
        if (known != sessions_.end()) known->bound = true;
        deliver_receipts();
    } else if (const auto* request = std::get_if<smpp::event::request_received>(&event)) {
        if (const auto* pdu = std::get_if<smpp::submit_sm>(&request->body)) take(line, request->ref, *pdu);
        if (const auto* wish = std::get_if<smpp::cancel_sm>(&request->body)) cancel(line, request->ref, *wish);
    } else if (const auto* response = std::get_if<smpp::event::response_received>(&event)) {
        auto sent = in_flight_.extract(response->token);
        lines_.erase(response->token);
        if (sent.empty()) return;
        if (response->status == command_status::rok) {
            watch_.receipt_taken({number_}, sent.mapped().id, sent.mapped().state);
        } else {
            queue_receipt(sent.mapped(), luck_.between(1'000, 30'000));
        }
        deliver_receipts();
    } else if (const auto* late = std::get_if<smpp::event::request_timed_out>(&event)) {
        auto sent = in_flight_.extract(late->token);
        if (!sent.empty()) queue_receipt(sent.mapped(), 1'000);
    } else if (std::holds_alternative<smpp::event::closed>(event)) {
        close(line);
    }
}

void operator_host::decide_bind(const std::shared_ptr<connection>& from) {
    const bool refused = !calm_ && luck_.happens(habits_.bind_refused);
    auto& session = from->at(side::smsc);
    if (session.is_closed()) return;
    refused ? session.reject_bind(command_status::ralybnd) : session.accept_bind(when_.now_ms());
    from->pump(side::smsc);
}

command_status operator_host::judge() {
    if (when_.now_ms() < throttles_until_ms_) return throttle_status_;
    if (!calm_ && luck_.happens(habits_.refused)) return luck_.one_of(REFUSALS);
    return command_status::rok;
}

void operator_host::take(const std::shared_ptr<connection>& from, const smpp::request_ref& ref,
                         const smpp::submit_sm& pdu) {
    const auto status = judge();
    const auto delay_ms = luck_.between(1, habits_.response_ms_max);
    const auto id = status == command_status::rok ? std::to_string(number_) + "-" + std::to_string(++last_id_) : "";
    if (status == command_status::rok) {
        watch_.part_taken(pdu);
        plan_receipts(id, pdu, delay_ms);
    }
    if (!calm_ && luck_.happens(habits_.response_lost)) return;
    answer(from, ref, status, id, delay_ms);
}

// What it says it took back never arrives, also where the gateway does not hear of it.
void operator_host::cancel(const std::shared_ptr<connection>& from, const smpp::request_ref& ref,
                           const smpp::cancel_sm& wish) {
    const bool is_late = ended_.contains(wish.message_id) || (!calm_ && luck_.happens(habits_.refused));
    if (!is_late) cancelled_.insert(wish.message_id);
    ++watch_.counts[is_late ? rare::sms_cancel_late : rare::sms_cancelled];
    if (!calm_ && luck_.happens(habits_.response_lost)) return;
    answer(from, ref, is_late ? command_status::rcancelfail : command_status::rok, {},
           luck_.between(1, habits_.response_ms_max));
}

void operator_host::answer(const std::weak_ptr<connection>& from, const smpp::request_ref& ref, command_status status,
                           const std::string& id, int64_t delay_ms) {
    const bool twice = !calm_ && luck_.happens(habits_.response_twice);
    when_.after(delay_ms, [this, from, ref, status, id, twice] {
        const auto line = from.lock();
        if (!line || line->at(side::smsc).is_closed()) return;
        line->at(side::smsc).reply(ref, status, id);
        line->pump(side::smsc);
        if (!twice) return;
        std::string again;
        if (ref.id != smpp::command_id::submit_sm) return;
        const auto encoded = smpp::encode({status, ref.sequence_number, smpp::submit_sm_resp{id, {}}}, again);
        ASSERT(encoded.has_value());
        when_.after(luck_.between(1, 1'000), [line, again] { line->inject(side::smsc, again); });
    });
}

void operator_host::plan_receipts(const std::string& id, const smpp::submit_sm& pdu, int64_t response_ms) {
    if (!calm_ && luck_.happens(habits_.receipt_none)) return;
    pending_receipt receipt{.id = id, .source = pdu.source, .destination = pdu.destination};
    receipt.submitted_utc = when_.now().utc_ms;
    const bool negative = !calm_ && luck_.happens(habits_.negative);
    receipt.state = negative ? luck_.one_of(NEGATIVES) : message_state::delivered;
    auto delay = response_ms + luck_.between(RECEIPT_MS_MIN, RECEIPT_MS_MAX);
    if (!calm_ && luck_.happens(habits_.receipt_late)) delay = luck_.between(RECEIPT_MS_MAX, LATE_MS_MAX);
    if (!calm_ && luck_.happens(habits_.receipt_early)) delay = luck_.between(0, response_ms);
    queue_receipt(receipt, delay);
    if (calm_) return;
    if (luck_.happens(habits_.receipt_twice)) queue_receipt(receipt, delay + luck_.between(0, 60'000));
    auto other = receipt;
    other.state = message_state::enroute;
    if (luck_.happens(habits_.receipt_enroute)) queue_receipt(other, luck_.between(0, delay * 2));
    other.state = negative ? message_state::delivered : luck_.one_of(NEGATIVES);
    if (luck_.happens(habits_.receipt_contrary)) queue_receipt(other, delay + luck_.between(0, 60'000));
}

void operator_host::queue_receipt(pending_receipt receipt, int64_t delay_ms) {
    when_.after(delay_ms, [this, receipt = std::move(receipt)]() mutable {
        if (cancelled_.contains(receipt.id)) receipt.state = message_state::deleted;
        if (receipt.state != message_state::enroute) ended_.insert(receipt.id);
        receipts_.push_back(std::move(receipt));
        deliver_receipts();
    });
}

std::shared_ptr<connection> operator_host::any_receiver() {
    std::vector<std::shared_ptr<connection>> free;
    for (const auto& each : sessions_) {
        auto& session = each.line->at(side::smsc);
        const bool receives = session.bind_type() != smpp::bind_type::transmitter;
        if (each.bound && receives && session.is_bound() && session.window_free() > 0) free.push_back(each.line);
    }
    return free.empty() ? nullptr : free[luck_.below(free.size())];
}

void operator_host::deliver_receipts() {
    while (!receipts_.empty()) {
        const auto line = any_receiver();
        if (!line) return;
        auto receipt = std::move(receipts_.front());
        receipts_.pop_front();
        const auto token = ++last_token_;
        smpp::receipt_facts facts{.id = receipt.id, .state = receipt.state};
        facts.submit_utc_ms = receipt.submitted_utc;
        facts.done_utc_ms = when_.now().utc_ms;
        facts.source = receipt.destination;
        facts.destination = receipt.source;
        const auto sent = line->at(side::smsc).deliver(smpp::build_receipt(facts), token, when_.now_ms());
        ASSERT(sent.has_value());
        watch_.receipt_sent({number_}, receipt.id, receipt.state);
        in_flight_.emplace(token, std::move(receipt));
        lines_.emplace(token, line);
        line->pump(side::smsc);
    }
}

// What the gateway did not answer is sent again, over another bind.
void operator_host::close(const std::shared_ptr<connection>& line) {
    std::erase_if(sessions_, [&](const session_state& each) { return each.line == line; });
    std::erase_if(lines_, [&](const auto& each) {
        if (each.second.lock() != line) return false;
        auto sent = in_flight_.extract(each.first);
        if (!sent.empty()) queue_receipt(sent.mapped(), luck_.between(0, 5'000));
        return true;
    });
}

void operator_host::plan_trouble() {
    if (habits_.trouble_every_ms == 0) return;
    when_.after(luck_.between(habits_.trouble_every_ms / 4, habits_.trouble_every_ms * 2), [this] {
        if (calm_) return;
        make_trouble();
        plan_trouble();
    });
}

void operator_host::make_trouble() {
    const auto now = when_.now_ms();
    switch (luck_.below(5)) {
        case 0:
            throttles_until_ms_ = now + luck_.between(500, 20'000);
            throttle_status_ = luck_.happens(500) ? command_status::rthrottled : command_status::rmsgqful;
            return;
        case 1:
            if (!sessions_.empty()) sessions_[luck_.below(sessions_.size())].line->cut();
            return;
        case 2:  // down: nobody listens for a while
            refuses_until_ms_ = now + luck_.between(0, 120'000);
            for (const auto& each : std::vector{sessions_})
                each.line->cut();
            return;
        case 3:
            for (const auto& each : sessions_)
                each.line->silence(now + luck_.between(1'000, 90'000));
            return;
        default:
            if (sessions_.empty()) return;
            const auto line = sessions_[luck_.below(sessions_.size())].line;
            if (!line->at(side::smsc).is_bound()) return;
            line->at(side::smsc).unbind(now);
            line->pump(side::smsc);
    }
}

}  // namespace kaskad::simulation
