#include "gateway/links/query_reading.hpp"

#include "smpp/codec.hpp"
#include "smpp/time_format.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::links {

namespace {

// Absolute, or the 12 digits of the centre's own time; empty while the state is not final (SMPP 3.4 §4.8.2).
int64_t done_of(const smpp::query_sm_resp& answer, const receipt_terms& terms) {
    const auto time = smpp::parse_time(answer.final_date, {.zone = terms.options.zone});
    return time && !time->is_relative ? time->utc_ms : 0;
}

std::string evidence_of(const smpp::query_sm_resp& answer) {
    std::string octets;
    if (!smpp::encode({{}, 0}, &answer, octets)) return {};
    if (octets.size() > EVIDENCE_OCTETS_MAX) octets.resize(EVIDENCE_OCTETS_MAX);
    return octets;
}

}  // namespace

facts::query_answered read_query_answer(const smpp::event::response_received& response, const receipt_terms& terms) {
    facts::query_answered result;
    result.command_status = static_cast<uint32_t>(response.status);
    const auto* answer = std::get_if<smpp::query_sm_resp>(&response.body);
    if (!answer || response.status != smpp::command_status::rok) return result;
    const auto state = smpp::message_state_of(answer->message_state);
    if (!state) return result;
    result.state = part_state_of({.state = *state, .is_state_given = true});
    result.stat = smpp::stat_word(*state);
    result.err = fmt::format("{:03}", answer->error_code);
    result.done_utc = done_of(*answer, terms);
    result.evidence = evidence_of(*answer);
    return result;
}

}  // namespace kaskad::gateway::links
