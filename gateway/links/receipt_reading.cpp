#include "gateway/links/receipt_reading.hpp"

#include "smpp/codec.hpp"
#include "smpp/transport/named_zone.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kaskad::gateway::links {

namespace {

std::string digits_of(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char each) { return each >= '0' && each <= '9'; });
    return digits;
}

std::string without_plus(std::string_view text) {
    return std::string{text.starts_with('+') ? text.substr(1) : text};
}

// "3:27", or "27" where an operator wrote digits instead of type and code.
std::string network_of(const smpp::receipt& receipt) {
    if (!receipt.network_code) return {};
    const auto code = std::to_string(*receipt.network_code);
    return receipt.network_type ? std::to_string(*receipt.network_type) + ":" + code : code;
}

// The PDU as `kaskad pdu` reads it: the text and the TLVs are the octets that came. A large one is cut.
template <typename Message>
std::string evidence_of(const smpp::request_ref& ref, const Message& message) {
    std::string octets;
    if (!smpp::encode({{}, ref.sequence_number}, &message, octets)) return {};
    if (octets.size() > EVIDENCE_OCTETS_MAX) octets.resize(EVIDENCE_OCTETS_MAX);
    return octets;
}

void put_keys(const smpp::receipt& receipt, const receipt_terms& terms, facts::receipt_received& command) {
    if (terms.ids != smpp::id_mode::automatic) {
        command.keys = smpp::receipt_keys(receipt, terms.ids);
        return;
    }
    for (auto& reading : smpp::id_readings(receipt, terms.known_ids)) {
        command.keys.push_back(std::move(reading.key));
        command.relations.push_back(reading.relation);
    }
}

template <typename Message>
std::optional<facts::receipt_received> read(const smpp::request_ref& ref, const Message& message,
                                            const receipt_terms& terms) {
    auto receipt = smpp::parse_receipt(message, terms.options);
    if (!receipt) return std::nullopt;
    facts::receipt_received command;
    command.sequence_number = ref.sequence_number;
    command.data_sm = ref.id == smpp::command_id::data_sm;
    put_keys(*receipt, terms, command);
    command.state = part_state_of(*receipt);
    command.network = network_of(*receipt);
    // A receipt without a text has its state in a TLV only; people shall see it all the same.
    command.stat = receipt->stat.empty() && receipt->is_state_given ? std::string{smpp::stat_word(receipt->state)}
                                                                    : std::move(receipt->stat);
    command.err = std::move(receipt->err);
    command.recipient = digits_of(message.source.addr);
    command.sender = without_plus(message.destination.addr);
    command.text = std::move(receipt->text);
    command.submitted_utc = receipt->submit_utc_ms.value_or(0);
    command.done_utc = receipt->done_utc_ms.value_or(0);
    command.evidence = evidence_of(ref, message);
    return command;
}

smpp::time_zone zone_of(const facts::link& link) {
    if (link.zone.empty()) return smpp::time_zone{link.zone_minutes};
    auto zone = smpp::transport::load_time_zone(link.zone);
    if (zone) return std::move(*zone);
    spdlog::error("link {}: {}; its dates are read as UTC", link.name, zone.error());
    return {};
}

std::vector<smpp::receipt_pattern> patterns_of(const facts::link& link) {
    std::vector<smpp::receipt_pattern> patterns;
    for (const auto& written : link.receipt_patterns) {
        auto pattern = smpp::receipt_pattern::parse(written);
        if (pattern)
            patterns.push_back(std::move(*pattern));
        else
            spdlog::error("link {}: pattern \"{}\": {}", link.name, written, pattern.error());
    }
    return patterns;
}

}  // namespace

receipt_terms make_receipt_terms(const facts::link& link) {
    return {.ids = link.ids,
            .known_ids = link.learnt_ids,
            .options = {.zone = zone_of(link),
                        .accept_by_text = !link.strict_receipts,
                        .stats = link.stats,
                        .patterns = patterns_of(link)}};
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

std::optional<facts::receipt_received> read_receipt(const smpp::event::request_received& request,
                                                    const receipt_terms& terms) {
    if (const auto* deliver = std::get_if<smpp::deliver_sm>(&request.body)) return read(request.ref, *deliver, terms);
    if (const auto* data = std::get_if<smpp::data_sm>(&request.body)) return read(request.ref, *data, terms);
    return std::nullopt;
}

}  // namespace kaskad::gateway::links
