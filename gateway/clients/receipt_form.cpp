#include "gateway/clients/receipt_form.hpp"

#include "core/assert.hpp"
#include "core/channel.hpp"
#include "engine/facts/arrivals.hpp"
#include "gateway/clients/message_name.hpp"
#include "smpp/receipt.hpp"
#include "smpp/version.hpp"

#include <algorithm>
#include <string_view>

namespace kaskad::gateway::clients {

namespace {

// `cancelled` is a message deleted before it was delivered (SMPP 3.4 Appendix B).
smpp::message_state state_of(const facts::event& event) {
    using facts::event_kind;
    switch (event.kind) {
        case event_kind::sent:
            return smpp::message_state::enroute;
        case event_kind::delivered:
        case event_kind::read:
            return smpp::message_state::delivered;
        case event_kind::failed:
            return event.state == facts::message_state::rejected ? smpp::message_state::rejected
                                                                 : smpp::message_state::undeliverable;
        case event_kind::expired:
            return smpp::message_state::expired;
        case event_kind::cancelled:
            return smpp::message_state::deleted;
        case event_kind::unknown:
        case event_kind::inbound:
        case event_kind::balance_low:
        case event_kind::balance_restored:
        case event_kind::quota_low:
        case event_kind::attempt_started:
        case event_kind::attempt_failed:
        case event_kind::attempt_delivered:
        case event_kind::attempt_read:
        case event_kind::prices_noticed:
        case event_kind::invoice_overdue:
            return smpp::message_state::unknown;
    }
    return smpp::message_state::unknown;
}

// An operator may send anything; spaces would end the field.
bool is_word(std::string_view text) {
    constexpr size_t LENGTH_MAX = 16;
    const auto is_visible = [](char c) { return c > 0x20 && c < 0x7F; };
    return !text.empty() && text.size() <= LENGTH_MAX && std::ranges::all_of(text, is_visible);
}

std::string err_of(const facts::event& event, const facts::smpp_account& dialect) {
    const bool is_operators = dialect.receipt_err == facts::receipt_err_source::operator_ && is_word(event.err);
    return is_operators ? event.err : std::string{};
}

void add_counts(const facts::event& event, const facts::smpp_account& dialect, smpp::receipt_facts& into) {
    if (dialect.receipt_counts == facts::receipt_counting::message) return;
    into.submitted_count = event.parts;
    into.delivered_count = std::min(event.parts, event.parts_confirmed);
}

// "viber,sms": over what it arrived, in the order of its steps; without a cascade "sms". Empty: it did not.
std::string channels_of(const facts::event& event) {
    if (!facts::has_arrived(event.state)) return {};
    if (event.delivered_via.empty()) return std::string{core::to_string(core::channel::sms)};
    std::string words;
    for (const auto channel : event.delivered_via)
        words += (words.empty() ? "" : ",") + std::string{core::to_string(static_cast<core::channel>(channel))};
    return words;
}

// What some clients book by, under tags that they chose.
void add_vendor_tlvs(const facts::event& event, const facts::smpp_account& dialect, smpp::tlv_list& out) {
    if (dialect.receipt_network_tag != 0 && !event.network.empty())
        out.push_back(smpp::make_text_tlv(dialect.receipt_network_tag, event.network));
    if (dialect.receipt_parts_tag != 0)
        out.push_back(
            smpp::make_tlv8(dialect.receipt_parts_tag, static_cast<uint8_t>(std::min<int>(event.parts, 255))));
    if (const auto via = channels_of(event); dialect.receipt_via_tag != 0 && !via.empty())
        out.push_back(smpp::make_text_tlv(dialect.receipt_via_tag, via));
    if (dialect.receipt_price_tag == 0) return;
    const auto price = core::to_string(event.price) + " " + core::to_string(event.currency);
    out.push_back(smpp::make_text_tlv(dialect.receipt_price_tag, price));
}

}  // namespace

smpp::deliver_sm make_receipt(const facts::event& event, const account& to, uint8_t interface_version) {
    ASSERT(!event.submissions.empty());
    const auto& asked = event.submissions.front();
    const bool knows_tlvs = interface_version >= smpp::VERSION_34;
    const bool has_tlvs = knows_tlvs && !to.terms.receipt_without_tlvs;
    smpp::receipt_facts facts{.id = message_id_text(asked.id ? asked.id : event.message, asked.alias, asked.id_form),
                              .state = state_of(event),
                              .error_number = static_cast<uint32_t>(event.reason),
                              .err = err_of(event, to.terms),
                              .submit_utc_ms = event.accepted_utc,
                              .done_utc_ms = event.utc,
                              .text = {},
                              .source = {asked.destination_ton, asked.destination_npi, event.recipient},
                              .destination = {asked.source_ton, asked.source_npi, event.sender},
                              .is_intermediate = event.kind == facts::event_kind::sent,
                              .network_code = {},
                              .zone = to.zone,
                              .has_tlvs = has_tlvs,
                              .has_seconds = to.terms.receipt_date == facts::receipt_date_form::seconds};
    add_counts(event, to.terms, facts);
    auto receipt = smpp::build_receipt(facts);
    // SMPP 3.4 §4.6.1: copied when it was given.
    if (has_tlvs && asked.has_user_message_reference)
        receipt.tlvs.push_back(smpp::make_tlv16(smpp::tag::user_message_reference, asked.user_message_reference));
    if (knows_tlvs) add_vendor_tlvs(event, to.terms, receipt.tlvs);
    return receipt;
}

}  // namespace kaskad::gateway::clients
