#include "engine/dispatch.hpp"

#include "core/assert.hpp"
#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/delivery.hpp"
#include "engine/evidence.hpp"
#include "engine/facts/codec.hpp"
#include "engine/health.hpp"
#include "engine/holds.hpp"
#include "engine/message_charge.hpp"
#include "engine/step_content.hpp"
#include "engine/traffic_guard.hpp"
#include "smpp/data_coding.hpp"
#include "smpp/pdu.hpp"
#include "smpp/segmentation.hpp"
#include "smpp/time_format.hpp"

#include <boost/container/static_vector.hpp>

#include <algorithm>

namespace kaskad::engine {

namespace {

using facts::part_state;

constexpr uint32_t BINDS_MAX = 64;
constexpr uint8_t FLASH = 0;

bind_state* find_bind(turn& turn, const facts::bind_ref& ref) {
    auto& binds = turn.memory.link_at(ref.link).binds;
    if (ref.bind >= binds.size()) return nullptr;
    return binds[ref.bind].epoch == ref.epoch ? &binds[ref.bind] : nullptr;
}

uint8_t priority_of(const facts::link& link, core::message_class klass) {
    switch (klass) {
        case core::message_class::otp:
            return link.priority_otp;
        case core::message_class::transactional:
            return link.priority_transactional;
        case core::message_class::service:
            return link.priority_service;
        case core::message_class::marketing:
            return link.priority_marketing;
    }
    ASSERT(false);
}

// The link's own, and of the message's those the link lets through, which come before its own of the same tag.
void put_tlvs(const facts::link& link, const facts::message& value, smpp::tlv_list& out) {
    for (const auto& given : value.tlvs) {
        if (std::ranges::find(link.message_tlvs, given.tag) != link.message_tlvs.end()) out.push_back(given);
    }
    const auto given = out.size();
    for (const auto& own : link.tlvs) {
        const auto end = out.begin() + static_cast<ptrdiff_t>(given);
        if (std::ranges::find(out.begin(), end, own.tag, &smpp::tlv::tag) == end) out.push_back(own);
    }
}

// What a client wants shown at once and not kept (message class 0, 3GPP 23.038 §4) is asked of the operator too, where
// the alphabet chosen for its link has classes.
void keep_flash(const facts::message& value, smpp::submit_sm& pdu) {
    if (value.submissions.empty()) return;
    const auto asked = smpp::read_data_coding(value.submissions.front().data_coding);
    if (asked.message_class != FLASH) return;
    const auto alphabet = smpp::alphabet_of(pdu.data_coding);
    if (const auto coding = smpp::make_data_coding(alphabet, FLASH, smpp::class_group::f0)) pdu.data_coding = *coding;
}

smpp::submit_sm make_pdu(const turn& turn, const facts::link& link, const facts::message& value, uint8_t part_number) {
    const auto& attempt = value.attempts.back();
    const auto segmented = smpp::segment(turn.memory.messages.text_of(value.id), {attempt.terms, attempt.reference});
    ASSERT(segmented.has_value());
    ASSERT(part_number >= 1);
    ASSERT(part_number <= segmented->parts.size());
    smpp::submit_sm pdu;
    pdu.source = source_of(link, value);
    pdu.destination = destination_of(link, value);
    pdu.service_type = link.service_type;
    pdu.priority_flag = priority_of(link, value.klass);
    // The operator stops when the next step begins.
    const auto end =
        value.step_end_steady > 0 ? std::min(value.step_end_steady, value.validity_steady) : value.validity_steady;
    pdu.validity_period = smpp::format_relative(end - turn.now.steady_ms);
    pdu.registered_delivery = smpp::registered::FINAL;
    put_tlvs(link, value, pdu.tlvs);
    smpp::put_part(*segmented, part_number - 1U, pdu);
    keep_flash(value, pdu);
    return pdu;
}

facts::send_over_channel make_sending(const turn& turn, const facts::link& account, const facts::message& value,
                                      const facts::bind_ref& bind) {
    const auto texts = texts_of(turn, value.id);
    const auto& attempt = value.attempts.back();
    const auto& step = step_at(turn, value, attempt.step);
    return {.bind = bind,
            .part = {value.id, attempt.number, 1},
            .recipient = value.recipient,
            .address = address_for(turn, value, texts),
            .sender = step.sender,
            .klass = value.klass,
            .content = content_for(step.channel, texts),
            .ttl_s = ttl_for(turn, value, account),
            .tries = static_cast<uint8_t>(attempt.parts.front().sent_times - 1)};
}

facts::part* next_pending(facts::message& draft) {
    auto& parts = current(draft).parts;
    const auto found = std::ranges::find(parts, part_state::pending, &facts::part::state);
    return found == parts.end() ? nullptr : &*found;
}

bool has_pending(const facts::message& value) {
    return has_part(value.attempts.back(), part_state::pending);
}

uint32_t tokens_of(const facts::link& terms, const facts::attempt& attempt) {
    return terms.counts_segments ? segments_of_part(attempt) : 1;
}

void submit_next(turn& turn, const facts::bind_ref& ref, bind_state& bind, core::message_id id) {
    auto message = turn.memory.find(id);
    ASSERT(message.has_value());
    auto& draft = message->value;
    auto* part = next_pending(draft);
    ASSERT(part != nullptr);
    part->state = part_state::submitting;
    part->bind = ref.bind;
    part->epoch = ref.epoch;
    part->submitted_utc = turn.now.utc_ms;
    part->submitted_steady = turn.now.steady_ms;
    if (part->sent_times < UINT8_MAX) ++part->sent_times;
    const auto number = part->number;
    auto& attempt = current(draft);
    attempt.state = facts::attempt_state::submitting;
    draft.state = facts::message_state::in_progress;
    draft.queue_link = {};
    charge_due(turn, draft, facts::charge_moment::on_submit);
    if (number == 1) note_sent(turn, draft, attempt);
    if (draft.route_test == 0) note_for_loops(turn, draft, turn.memory.links.at(ref.link));
    const facts::part_ref which{id, attempt.number, number};
    const auto& terms = turn.memory.links.at(ref.link);
    auto effect = terms.channel == core::channel::sms
                      ? facts::effect{facts::submit_part{ref, which, make_pdu(turn, terms, draft, number),
                                                         static_cast<uint16_t>(tokens_of(terms, attempt))}}
                      : facts::effect{make_sending(turn, terms, draft, ref)};
    if (has_pending(draft)) bind.continuing[static_cast<size_t>(draft.klass)].push_front(id);
    put(turn, std::move(draft), facts::fact_kind::part_submitting,
        {.attempt = which.attempt, .part = number, .link = ref.link});
    ++bind.credits_spent;
    ++turn.counters.parts_submitted;
    turn.send(std::move(effect));
}

bool has_gates(const facts::link& terms) {
    return terms.recipient_window > 0 || !terms.rate_rules.empty();
}

// Its recipient, sender and network have room, or the gate that is shut.
std::optional<submit_gate::key> gate_of(turn& turn, core::link_id id, const facts::message& value) {
    const auto& terms = turn.memory.links.at(id);
    if (!has_gates(terms)) return std::nullopt;
    const auto tokens = tokens_of(terms, value.attempts.back());
    return turn.memory.link_at(id).gate.enter(terms, value, tokens, turn.now.steady_ms);
}

// A message whose other parts may follow on this bind, unless it ended or was queued again meanwhile.
bool is_continuing(const facts::message& value, core::link_id link) {
    if (value.attempts.empty() || facts::is_final(value.state)) return false;
    const bool here = value.attempts.back().link == link && !value.queue_link && value.wake_steady == 0;
    return here && has_pending(value);
}

// The first whose gates let it pass; the others keep their places.
std::optional<core::message_id> take_continuing(turn& turn, const facts::bind_ref& ref, bind_state& bind,
                                                std::optional<core::message_class> queued) {
    for (size_t index = 0; index < bind.continuing.size(); ++index) {
        if (queued && index > static_cast<size_t>(*queued)) return std::nullopt;
        auto& waiting = bind.continuing[index];
        for (size_t place = 0; place < waiting.size();) {
            const auto id = waiting[place];
            const auto message = turn.memory.find(id);
            const bool goes_on = message && is_continuing(message->value, ref.link);
            if (goes_on && gate_of(turn, ref.link, message->value)) {
                ++place;
                continue;
            }
            waiting.erase(waiting.begin() + static_cast<ptrdiff_t>(place));
            if (goes_on) return id;
        }
    }
    return std::nullopt;
}

std::optional<core::message_id> choose_queued(turn& turn, core::link_id id, link_state& link) {
    const bool is_free = !has_gates(turn.memory.links.at(id));
    while (const auto chosen = link.queue.choose()) {
        if (is_free) return chosen->value.message;
        const auto gate = gate_of(turn, id, turn.memory.find(chosen->value.message)->value);
        if (!gate) return chosen->value.message;
        link.queue.set_aside(*chosen, *gate);
        link.gate.watch(*gate);
    }
    return std::nullopt;
}

std::optional<core::message_id> choose(turn& turn, const facts::bind_ref& ref, bind_state& bind, link_state& link) {
    // Of a paused link what was begun goes on, and nothing else.
    const bool paused = is_paused(turn.memory.links.at(ref.link));
    const auto queued = paused ? std::nullopt : link.queue.next_class();
    if (const auto id = take_continuing(turn, ref, bind, queued)) return id;
    return paused ? std::nullopt : choose_queued(turn, ref.link, link);
}

// Binds with credits, the one with most of them first, so that the load spreads.
boost::container::static_vector<uint32_t, BINDS_MAX> binds_with_credits(const link_state& link) {
    boost::container::static_vector<uint32_t, BINDS_MAX> result;
    for (uint32_t index = 0; index < link.binds.size(); ++index) {
        if (link.binds[index].credits() > 0) result.push_back(index);
    }
    std::ranges::sort(result, std::ranges::greater{}, [&](uint32_t index) { return link.binds[index].credits(); });
    return result;
}

void open(link_state& link, const std::vector<submit_gate::opening>& gates) {
    for (const auto& [gate, room] : gates) {
        if (!link.queue.open_gate(gate, room)) link.gate.unwatch(gate);
    }
}

bool submit_one(turn& turn, core::link_id id, link_state& link) {
    for (const auto index : binds_with_credits(link)) {
        auto& bind = link.binds[index];
        const facts::bind_ref ref{id, index, bind.epoch};
        const auto message = choose(turn, ref, bind, link);
        if (!message) continue;
        submit_next(turn, ref, bind, *message);
        return true;
    }
    return false;
}

// True when nothing more can be done on this link now.
bool dispatch_link(turn& turn, core::link_id id) {
    auto& link = turn.memory.link_at(id);
    const auto terms = turn.memory.links.find(id);
    if (terms != turn.memory.links.end()) open(link, link.gate.take_answered(terms->second));
    while (!turn.is_long()) {
        if (!submit_one(turn, id, link)) return true;
    }
    return false;
}

}  // namespace

smpp::address destination_of(const facts::link& link, const facts::message& value) {
    return smpp::addressed(link.destination_rules, value.recipient, link.destination_ton, link.destination_npi);
}

smpp::address source_of(const facts::link& link, const facts::message& value) {
    const bool numeric = value.sender_kind == core::sender_kind::numeric;
    return smpp::addressed(link.source_rules, value.sender, numeric ? link.source_ton_numeric : smpp::ton::ALPHANUMERIC,
                           numeric ? link.source_npi_numeric : smpp::npi::UNKNOWN);
}

std::optional<facts::bind_ref> bind_with_credit(core::link_id id, const link_state& link) {
    const auto binds = binds_with_credits(link);
    if (binds.empty()) return std::nullopt;
    return facts::bind_ref{id, binds.front(), link.binds[binds.front()].epoch};
}

void handle(turn& turn, const facts::link_bound& command) {
    if (command.bind.bind >= BINDS_MAX || !turn.memory.links.contains(command.bind.link)) return;
    auto& link = turn.memory.link_at(command.bind.link);
    if (link.binds.size() <= command.bind.bind) link.binds.resize(command.bind.bind + 1U);
    auto& bind = link.binds[command.bind.bind];
    if (command.bind.epoch <= bind.epoch) return;
    bind = {};
    bind.epoch = command.bind.epoch;
    bind.bound = true;
    link.unbound_since_steady = 0;
    note_bound(turn, command.bind.link);
    turn.memory.ready_links.insert(command.bind.link);
}

void handle(turn& turn, const facts::grant_credits& command) {
    auto* bind = find_bind(turn, command.bind);
    if (!bind || !bind->bound) return;
    bind->credits_granted = std::max(bind->credits_granted, command.total);
    turn.memory.ready_links.insert(command.bind.link);
}

void note_closed(turn& turn, core::link_id link) {
    const auto terms = turn.memory.links.find(link);
    if (terms != turn.memory.links.end() && terms->second.recipient_window > 0) turn.memory.ready_links.insert(link);
}

void open_gates(turn& turn) {
    for (auto& [id, link] : turn.memory.link_states) {
        const auto terms = turn.memory.links.find(id);
        if (terms == turn.memory.links.end() || terms->second.rate_rules.empty()) continue;
        open(*link, link->gate.refilled(turn.now.steady_ms));
        turn.memory.ready_links.insert(id);
    }
}

void dispatch(turn& turn) {
    while (!turn.memory.ready_links.empty() && !turn.is_long()) {
        const auto id = *turn.memory.ready_links.begin();
        if (dispatch_link(turn, id)) turn.memory.ready_links.erase(id);
    }
}

}  // namespace kaskad::engine
