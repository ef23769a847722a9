#include "gateway/clients/inquiry.hpp"

#include "gateway/clients/message_name.hpp"
#include "gateway/clients/refusal_status.hpp"
#include "gateway/clients/submission.hpp"
#include "smpp/message_state.hpp"
#include "smpp/time_format.hpp"
#include "smpp/version.hpp"

#include <utility>

namespace kaskad::gateway::clients {

namespace {

using smpp::command_status;

template <typename T>
using checked = std::expected<T, command_status>;

checked<facts::message_claim> claim_of(const std::string& message_id, const smpp::address& source,
                                       const inquirer& who) {
    const bool is_of_33 = who.interface_version < smpp::VERSION_34;
    const auto form = is_of_33 ? facts::message_id_form::plain : who.from.terms.id_form;
    const auto name = read_message_id(message_id, form);
    // A session of 3.3 was told no other ids, and could not be answered with one.
    if (!name || (is_of_33 && name->alias == 0)) return std::unexpected(command_status::rinvmsgid);
    return facts::message_claim{.client = who.from.client,
                                .message = name->id,
                                .alias = name->alias,
                                .sender = sender_of(source),
                                .recipient = {}};
}

checked<facts::command> make_command(const smpp::query_sm& request, const inquirer& who) {
    auto claim = claim_of(request.message_id, request.source, who);
    if (!claim) return std::unexpected(claim.error());
    return facts::query_message{.claim = std::move(*claim)};
}

// SMPP 3.4 §4.9: without an id all from that sender to that recipient are meant.
checked<facts::command> make_command(const smpp::cancel_sm& request, const inquirer& who) {
    const auto recipient = request.destination.addr.empty() ? std::string{} : recipient_of(request.destination);
    if (request.message_id.empty()) {
        if (recipient.empty()) return std::unexpected(command_status::rinvdstadr);
        return facts::cancel_messages{
            .client = who.from.client, .sender = sender_of(request.source), .recipient = recipient, .after = {}};
    }
    auto claim = claim_of(request.message_id, request.source, who);
    if (!claim) return std::unexpected(claim.error());
    claim->recipient = recipient;
    return facts::cancel_message{.claim = std::move(*claim)};
}

checked<int64_t> moment_of(const std::string& text, int64_t now_utc_ms, command_status fault) {
    if (text.empty()) return 0;
    const auto time = smpp::parse_time(text);
    if (!time) return std::unexpected(fault);
    return smpp::resolve(*time, now_utc_ms);
}

checked<facts::command> make_command(const smpp::replace_sm& request, const inquirer& who) {
    auto claim = claim_of(request.message_id, request.source, who);
    if (!claim) return std::unexpected(claim.error());
    if (request.sm_default_msg_id != 0) return std::unexpected(command_status::rinvdftmsgid);
    const auto send_at = moment_of(request.schedule_delivery_time, who.now_utc_ms, command_status::rinvsched);
    if (!send_at) return std::unexpected(send_at.error());
    const auto end = moment_of(request.validity_period, who.now_utc_ms, command_status::rinvexpiry);
    if (!end) return std::unexpected(end.error());
    facts::replace_message made{.claim = std::move(*claim), .text = request.short_message};
    if (const auto* payload = smpp::find_tlv(request.tlvs, smpp::tag::message_payload)) made.text = payload->value;
    if (made.text.empty()) return std::unexpected(command_status::rinvmsglen);
    made.send_at_utc = *send_at;
    made.validity_end_utc = *end;
    made.registered_delivery = request.registered_delivery;
    if (asks_for_receipts(request.registered_delivery)) made.endpoint = who.from.endpoint;
    return made;
}

// SMPP 3.4 §5.2.28: it knows no state for what is yet to be sent but ENROUTE.
smpp::message_state state_of(facts::message_state state) {
    switch (state) {
        case facts::message_state::accepted:
        case facts::message_state::scheduled:
        case facts::message_state::in_progress:
            return smpp::message_state::enroute;
        case facts::message_state::delivered:
        case facts::message_state::read:
            return smpp::message_state::delivered;
        case facts::message_state::failed:
            return smpp::message_state::undeliverable;
        case facts::message_state::expired:
            return smpp::message_state::expired;
        case facts::message_state::cancelled:
            return smpp::message_state::deleted;
        case facts::message_state::rejected:
            return smpp::message_state::rejected;
        case facts::message_state::unknown:
            return smpp::message_state::unknown;
    }
    return smpp::message_state::unknown;
}

}  // namespace

checked<facts::command> make_inquiry(const smpp::pdu_body& request, const inquirer& who) {
    if (const auto* query = std::get_if<smpp::query_sm>(&request)) return make_command(*query, who);
    if (const auto* cancel = std::get_if<smpp::cancel_sm>(&request)) return make_command(*cancel, who);
    if (const auto* replace = std::get_if<smpp::replace_sm>(&request)) return make_command(*replace, who);
    return std::unexpected(command_status::rinvcmdid);
}

smpp::query_sm_resp make_query_response(const smpp::query_sm& asked, const facts::message_status& status) {
    return {.message_id = asked.message_id,
            .final_date = status.final_utc == 0 ? std::string{} : smpp::format_absolute(status.final_utc),
            .message_state = static_cast<uint8_t>(state_of(status.state)),
            .error_code = static_cast<uint8_t>(status.reason)};
}

command_status status_of(const facts::message_status& told, smpp::command_id request) {
    const bool is_in_vain = request == smpp::command_id::cancel_sm && told.state != facts::message_state::cancelled;
    return is_in_vain ? command_status::rcancelfail : command_status::rok;
}

command_status status_of(facts::refusal_code code, smpp::command_id request) {
    const auto status = status_of(code);
    const bool is_of_submit = status == command_status::rsubmitfail;
    return is_of_submit && request == smpp::command_id::replace_sm ? command_status::rreplacefail : status;
}

}  // namespace kaskad::gateway::clients
