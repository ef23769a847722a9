#include "gateway/clients/submission.hpp"

#include "gateway/clients/cascade_choice.hpp"
#include "gateway/clients/class_choice.hpp"
#include "gateway/clients/padding.hpp"
#include "smpp/digits.hpp"
#include "smpp/joined_text.hpp"
#include "smpp/time_format.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace kaskad::gateway::clients {

namespace {

using smpp::command_status;

template <typename T>
using checked = std::expected<T, command_status>;

constexpr uint8_t DATAGRAM = 1;
constexpr uint8_t TRANSACTION = 2;
constexpr uint8_t TON_INTERNATIONAL = 1;
constexpr int64_t SECOND_MS = 1'000;

bool is_number(std::string_view text) {
    return !text.empty() && smpp::is_digits(text);
}

}  // namespace

// An international number is one without its "+" too (SMPP 5.0 §4.2.6.1.1); without a hint the client's own country
// prefix decides, as over HTTP.
std::string recipient_of(const smpp::address& destination) {
    std::string digits{without_padding(destination.addr)};
    const bool is_bare = is_number(digits) && !digits.starts_with("00");
    return destination.ton == TON_INTERNATIONAL && is_bare ? "+" + digits : digits;
}

// Senders are kept without a "+".
std::string sender_of(const smpp::address& source) {
    std::string text{without_padding(source.addr)};
    if (text.starts_with('+') && is_number(std::string_view{text}.substr(1))) text.erase(0, 1);
    return text;
}

bool asks_for_receipts(uint8_t registered_delivery) {
    return (registered_delivery & (smpp::registered::RECEIPT_MASK | smpp::registered::INTERMEDIATE)) != 0;
}

namespace {

bool may_use(const account& from, const std::string& sender) {
    return sender.empty() || from.terms.senders.empty() ||
           std::ranges::find(from.terms.senders, sender) != from.terms.senders.end();
}

// What we could not carry out is refused rather than dropped.
std::optional<command_status> fault_of_flags(const smpp::submit_sm& request) {
    const auto mode = request.esm_class & smpp::esm::MODE_MASK;
    if (mode == TRANSACTION || (request.esm_class & smpp::esm::MESSAGE_TYPE_MASK) != 0)
        return command_status::rinvesmclass;
    if (request.replace_if_present_flag != 0) return command_status::rinvrepflag;
    if (request.sm_default_msg_id != 0) return command_status::rinvdftmsgid;
    return std::nullopt;
}

checked<int64_t> moment_of(const std::string& text, int64_t now_utc_ms, command_status fault) {
    const auto time = smpp::parse_time(text);
    if (!time) return std::unexpected(fault);
    return smpp::resolve(*time, now_utc_ms);
}

// SMPP 5.0 §4.2.1.1: qos_time_to_live supersedes the validity_period. What is over already is refused.
checked<int64_t> validity_end(const smpp::submit_sm& request, int64_t now_utc_ms) {
    if (const auto seconds = smpp::integer_tlv(request.tlvs, smpp::tag::qos_time_to_live))
        return now_utc_ms + int64_t{*seconds} * SECOND_MS;
    return moment_of(request.validity_period, now_utc_ms, command_status::rinvexpiry);
}

// A schedule that is past means at once; a validity counts from when the message is to be sent.
checked<void> fill_times(facts::submit_message& command, const smpp::submit_sm& request, int64_t now_utc_ms) {
    if (!request.schedule_delivery_time.empty()) {
        const auto when = moment_of(request.schedule_delivery_time, now_utc_ms, command_status::rinvsched);
        if (!when) return std::unexpected(when.error());
        if (*when > now_utc_ms) command.send_at_utc = *when;
    }
    const bool has_validity =
        !request.validity_period.empty() || smpp::find_tlv(request.tlvs, smpp::tag::qos_time_to_live) != nullptr;
    if (!has_validity) return {};
    const auto end = validity_end(request, now_utc_ms);
    if (!end) return std::unexpected(end.error());
    command.validity_s = (*end - std::max(now_utc_ms, command.send_at_utc)) / SECOND_MS;
    if (command.validity_s <= 0) return std::unexpected(command_status::rinvexpiry);
    return {};
}

// Headers that say more than a text needs (ports, icons) would be lost on the way.
bool is_of_text(const smpp::udh& header) {
    return !smpp::find_ports(header) && !smpp::find_special_indication(header);
}

facts::piece piece_of(const smpp::concatenation& place, const smpp::text_piece& octets) {
    return {.reference = place.reference,
            .is_wide = place.width == smpp::reference_width::bits_16,
            .total = place.total,
            .number = place.number,
            .has_udh = octets.has_udh,
            .data_coding = octets.data_coding,
            .print = 0,
            .octets = octets.octets};
}

// The whole text, or its piece of one that comes in several.
checked<void> fill_text(facts::submit_message& command, const smpp::submit_sm& request) {
    const bool has_udh = (request.esm_class & smpp::esm::UDHI) != 0;
    const smpp::text_piece piece{std::string{smpp::text_octets(request)}, has_udh, request.data_coding};
    const auto data = smpp::read_user_data(smpp::as_octets(piece.octets), has_udh);
    if (has_udh && (!data.header || !is_of_text(*data.header))) return std::unexpected(command_status::rinvesmclass);
    auto joined = smpp::join_pieces({&piece, 1});
    if (!joined.text) return std::unexpected(command_status::rinvdcs);
    if (joined.text->empty()) return std::unexpected(command_status::rinvmsglen);
    const auto place = smpp::find_place(piece, request.tlvs);
    if (place && place->total > 1) {
        command.piece = piece_of(*place, piece);
    } else {
        command.text = std::move(*joined.text);
    }
    return {};
}

void fill_terms(facts::submit_message& command, const facts::smpp_account& terms) {
    command.incomplete = terms.incomplete;
    command.join_ms = int64_t{terms.join_s} * SECOND_MS;
    command.joining_max = terms.joining_max;
    command.duplicate_ms = int64_t{terms.duplicate_s} * SECOND_MS;
    command.refuses_duplicates = terms.refuses_duplicates;
}

// Datagrams have no receipts (SMPP 3.4 §2.10.2).
bool wants_receipt(const smpp::submit_sm& request) {
    return (request.esm_class & smpp::esm::MODE_MASK) != DATAGRAM && asks_for_receipts(request.registered_delivery);
}

facts::submission make_submission(const smpp::submit_sm& request, const account& from) {
    const auto reference = smpp::integer_tlv(request.tlvs, smpp::tag::user_message_reference);
    return {.alias = 0,
            .registered_delivery = wants_receipt(request) ? request.registered_delivery : uint8_t{0},
            .source_ton = request.source.ton,
            .source_npi = request.source.npi,
            .destination_ton = request.destination.ton,
            .destination_npi = request.destination.npi,
            .id_form = from.terms.id_form,
            .has_user_message_reference = reference.has_value(),
            .user_message_reference = static_cast<uint16_t>(reference.value_or(0)),
            .data_coding = request.data_coding,
            .id = {}};
}

}  // namespace

checked<facts::submit_message> make_command(const smpp::submit_sm& request, const account& from, int64_t now_utc_ms) {
    facts::submit_message command;
    command.client = from.client;
    command.from = sender_of(request.source);
    if (!may_use(from, command.from)) return std::unexpected(command_status::rinvsrcadr);
    const auto chosen = choose_class(from.terms, request, command.from);
    command.klass = chosen.klass;
    command.class_source = chosen.source;
    command.to = recipient_of(request.destination);
    if (const auto fault = fault_of_flags(request)) return std::unexpected(*fault);
    if (const auto ok = fill_times(command, request, now_utc_ms); !ok) return std::unexpected(ok.error());
    if (const auto ok = fill_text(command, request); !ok) return std::unexpected(ok.error());
    if (const auto ok = choose_cascade(command, from.terms, request.tlvs); !ok) return std::unexpected(ok.error());
    fill_terms(command, from.terms);
    // Of a text in pieces another may ask for a receipt, and pieces find each other by their account.
    if (wants_receipt(request) || command.piece) command.endpoint = from.endpoint;
    command.submissions.push_back(make_submission(request, from));
    command.wants_alias = from.terms.id_form == facts::message_id_form::short_decimal;
    return command;
}

}  // namespace kaskad::gateway::clients
