#include "gateway/simulators/fate.hpp"

#include "gateway/simulators/chance.hpp"
#include "gateway/simulators/script.hpp"

namespace kaskad::gateway::simulators {

namespace {

using smpp::message_state;

// The parts of one message share it.
uint64_t message_subject(std::string_view system_id, const submission& what, uint64_t ordinal) {
    if (!what.place) return ordinal;
    auto hash = hash_of(system_id);
    hash = hash_of(what.source.addr, mix(hash));
    hash = hash_of(what.destination.addr, mix(hash));
    return mix(hash ^ uint64_t{what.place->reference} << 8 ^ what.place->total);
}

// SMPP 3.4 §5.2.17.
bool is_asked(uint8_t registered_delivery, message_state state) {
    const bool delivered = state == message_state::delivered;
    switch (registered_delivery & smpp::registered::RECEIPT_MASK) {
        case smpp::registered::FINAL:
            return true;
        case smpp::registered::FAILURE_ONLY:
            return !delivered;
        case smpp::registered::SUCCESS_ONLY:
            return delivered;
        default:
            return false;
    }
}

bool is_wanted(receipt_policy policy, uint8_t registered_delivery, message_state state) {
    switch (policy) {
        case receipt_policy::as_asked:
            return is_asked(registered_delivery, state);
        case receipt_policy::always:
            return true;
        case receipt_policy::never:
            return false;
    }
    return false;
}

void draw_refusal(fate& result, const smsc_options& options, const chance& submit) {
    double number = submit.number(draw::error);
    for (const auto& each : options.errors) {
        if (number < each.probability) {
            result.status = each.status;
            return;
        }
        number -= each.probability;
    }
    result.is_silent = number < options.no_answer;
}

void draw_outcome(fate& result, const smsc_options& options, const chance& message) {
    if (message.happens(draw::outcome, options.delivered)) return;
    result.state = message_state::undeliverable;
    if (options.error_codes.empty()) return;
    const auto index = message.number(draw::error_code) * static_cast<double>(options.error_codes.size());
    result.error_code = options.error_codes[static_cast<size_t>(index)];
}

}  // namespace

fate decide_fate(const smsc_options& options, std::string_view system_id, const submission& what, uint64_t ordinal) {
    const chance submit{options.seed, ordinal};
    const chance message{options.seed, message_subject(system_id, what, ordinal)};
    const auto script = options.script ? find_script(what.destination.addr) : std::nullopt;
    fate result;
    result.response_delay_ms = options.response_delay.delay_ms(submit.number(draw::response_delay));
    result.receipt_delay_ms = options.receipt_delay.delay_ms(message.number(draw::receipt_delay));
    result.is_receipt_first = submit.happens(draw::receipt_first, options.receipt_first);
    result.is_receipt_twice = submit.happens(draw::receipt_twice, options.receipt_twice);
    result.is_receipt_elsewhere = submit.happens(draw::receipt_elsewhere, options.receipt_elsewhere);
    if (script) {
        result.is_silent = script->is_silent;
        result.status = script->status;
        result.state = script->state.value_or(message_state::delivered);
        result.error_code = script->error_code;
        result.is_receipt_first |= script->is_receipt_first;
        result.is_receipt_twice |= script->is_receipt_twice;
        result.has_enroute = script->has_enroute;
    } else {
        draw_refusal(result, options, submit);
        draw_outcome(result, options, message);
    }
    const bool is_taken_silently = script ? script->is_taken_silently : options.no_answer_receipts;
    const bool is_taken = result.status == smpp::command_status::rok && (!result.is_silent || is_taken_silently);
    result.has_receipt = is_taken && !(script && script->has_no_receipt) &&
                         is_wanted(options.receipts, what.registered_delivery, result.state);
    return result;
}

}  // namespace kaskad::gateway::simulators
