#include "gateway/links/receipt_reading.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace kaskad::gateway::links {

namespace {

constexpr uint8_t NETWORK_GSM = 3;  // network_error_code, first octet: SMPP 3.4 §5.3.2.31

struct known_error {
    uint32_t code;
    core::reason reason;
    bool is_common;  // operators write it in err: with this meaning as well
};

// MAP errors, 3GPP TS 29.002 §17.6.6. In `err:` most numbers are the operator's own; only those that nearly all share
// are believed there.
constexpr std::array ERRORS{
    known_error{1, core::reason::unknown_subscriber, true},
    known_error{5, core::reason::unknown_subscriber, false},  // unidentified subscriber
    known_error{6, core::reason::absent_subscriber, true},
    known_error{9, core::reason::barred_subscriber, false},   // illegal subscriber
    known_error{11, core::reason::barred_subscriber, false},  // teleservice not provisioned
    known_error{12, core::reason::barred_subscriber, false},  // illegal equipment
    known_error{13, core::reason::barred_subscriber, true},   // call barred
    known_error{27, core::reason::absent_subscriber, true},
    known_error{31, core::reason::absent_subscriber, false},  // subscriber busy for MT-SMS
    known_error{34, core::reason::network_failure, true},     // system failure
};

core::reason reason_of_code(uint32_t code, bool is_sure) {
    const auto found = std::ranges::find(ERRORS, code, &known_error::code);
    const bool is_believed = found != ERRORS.end() && (is_sure || found->is_common);
    return is_believed ? found->reason : core::reason::none;
}

core::reason reason_of_error(const smpp::receipt& receipt) {
    if (receipt.network_code && receipt.network_type.value_or(0) == NETWORK_GSM) {
        const auto reason = reason_of_code(*receipt.network_code, true);
        if (reason != core::reason::none) return reason;
    }
    return receipt.error_number ? reason_of_code(*receipt.error_number, false) : core::reason::none;
}

core::reason reason_of_state(smpp::message_state state) {
    switch (state) {
        case smpp::message_state::expired:
            return core::reason::validity_expired;
        case smpp::message_state::deleted:
            return core::reason::deleted_by_operator;
        case smpp::message_state::undeliverable:
        case smpp::message_state::skipped:
            return core::reason::undeliverable;
        case smpp::message_state::rejected:
            return core::reason::rejected_by_network;
        case smpp::message_state::scheduled:
        case smpp::message_state::enroute:
        case smpp::message_state::delivered:
        case smpp::message_state::accepted:
        case smpp::message_state::unknown:
            return core::reason::none;
    }
    return core::reason::none;
}

bool is_negative(facts::part_state state) {
    return state == facts::part_state::undelivered || state == facts::part_state::expired ||
           state == facts::part_state::rejected;
}

std::string digits_of(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char each) { return each >= '0' && each <= '9'; });
    return digits;
}

std::string without_plus(std::string_view text) {
    return std::string{text.starts_with('+') ? text.substr(1) : text};
}

template <typename Message>
std::optional<facts::receipt_received> read(const Message& message, const receipt_terms& terms) {
    auto receipt = smpp::parse_receipt(message, terms.options);
    if (!receipt) return std::nullopt;
    facts::receipt_received command;
    command.keys = smpp::receipt_keys(*receipt, terms.ids);
    command.state = part_state_of(*receipt);
    command.reason = reason_of(*receipt);
    // A receipt without a text has its state in a TLV only; people shall see it all the same.
    command.stat = receipt->stat.empty() && receipt->is_state_given ? std::string{smpp::stat_word(receipt->state)}
                                                                    : std::move(receipt->stat);
    command.err = std::move(receipt->err);
    command.recipient = digits_of(message.source.addr);
    command.sender = without_plus(message.destination.addr);
    command.text = std::move(receipt->text);
    command.submitted_utc = receipt->submit_utc_ms.value_or(0);
    command.done_utc = receipt->done_utc_ms.value_or(0);
    return command;
}

}  // namespace

receipt_terms make_receipt_terms(const facts::link& link) {
    return {.ids = link.ids, .options = {.zone = smpp::time_zone{link.zone_minutes}}};
}

facts::part_state part_state_of(const smpp::receipt& receipt) {
    // SMPP 5.0 §4.3.5.2: an intermediate notification never closes the message, whatever it says.
    if (receipt.is_intermediate) return facts::part_state::sent;
    switch (receipt.state) {
        case smpp::message_state::scheduled:
        case smpp::message_state::enroute:
        case smpp::message_state::accepted:
            return facts::part_state::sent;
        case smpp::message_state::delivered:
            return facts::part_state::delivered;
        case smpp::message_state::expired:
            return facts::part_state::expired;
        case smpp::message_state::deleted:
        case smpp::message_state::undeliverable:
        case smpp::message_state::skipped:
            return facts::part_state::undelivered;
        case smpp::message_state::rejected:
            return facts::part_state::rejected;
        case smpp::message_state::unknown:
            return facts::part_state::unknown;
    }
    return facts::part_state::unknown;
}

core::reason reason_of(const smpp::receipt& receipt) {
    if (!is_negative(part_state_of(receipt))) return core::reason::none;
    const auto reason = reason_of_error(receipt);
    return reason != core::reason::none ? reason : reason_of_state(receipt.state);
}

std::optional<facts::receipt_received> read_receipt(const smpp::event::request_received& request,
                                                    const receipt_terms& terms) {
    std::optional<facts::receipt_received> command;
    if (const auto* deliver = std::get_if<smpp::deliver_sm>(&request.body)) command = read(*deliver, terms);
    if (const auto* data = std::get_if<smpp::data_sm>(&request.body)) command = read(*data, terms);
    if (!command) return std::nullopt;
    command->sequence_number = request.ref.sequence_number;
    command->data_sm = request.ref.id == smpp::command_id::data_sm;
    return command;
}

}  // namespace kaskad::gateway::links
