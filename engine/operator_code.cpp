#include "engine/operator_code.hpp"

#include "smpp/letter_case.hpp"
#include "smpp/message_state.hpp"

#include <algorithm>
#include <array>

namespace kaskad::engine {

namespace {

struct map_error {
    std::string_view network;
    core::reason reason;
};

// 3GPP TS 29.002 §17.6.6, those that a short message can meet.
constexpr std::array MAP_ERRORS{
    map_error{"3:1", core::reason::unknown_subscriber},
    map_error{"3:5", core::reason::unknown_subscriber},  // unidentified subscriber
    map_error{"3:6", core::reason::absent_subscriber},   // absent for short messages
    map_error{"3:8", core::reason::barred_subscriber},   // roaming not allowed
    map_error{"3:9", core::reason::barred_subscriber},   // illegal subscriber
    map_error{"3:11", core::reason::barred_subscriber},  // teleservice not provisioned
    map_error{"3:12", core::reason::barred_subscriber},  // illegal equipment
    map_error{"3:13", core::reason::barred_subscriber},  // call barred
    map_error{"3:21", core::reason::handset_refused},    // facility not supported
    map_error{"3:27", core::reason::absent_subscriber},
    map_error{"3:28", core::reason::handset_refused},      // incompatible terminal
    map_error{"3:31", core::reason::subscriber_busy},      // busy for short messages
    map_error{"3:32", core::reason::handset_memory_full},  // delivery failure: nearly always this cause of it
    map_error{"3:33", core::reason::network_congested},    // message waiting list full
    map_error{"3:34", core::reason::network_failure},      // system failure
    map_error{"3:35", core::reason::network_failure},      // data missing
    map_error{"3:36", core::reason::network_failure},      // unexpected data value
};

std::string_view without_zeros(std::string_view number) {
    const auto first = number.find_first_not_of('0');
    return first == std::string_view::npos ? std::string_view{} : number.substr(first);
}

// "3:27" fits itself and a rule of "27".
bool fits_network(std::string_view wanted, std::string_view network) {
    return wanted == network || (!wanted.contains(':') && wanted == network.substr(network.find(':') + 1));
}

bool fits(const facts::reason_rule& rule, const operator_code& code) {
    if (!rule.stat.empty() && !smpp::equal_ignoring_case(rule.stat, code.stat)) return false;
    if (!rule.err.empty() && !smpp::equal_ignoring_case(without_zeros(rule.err), without_zeros(code.err))) return false;
    if (!rule.network.empty() && (code.network.empty() || !fits_network(rule.network, code.network))) return false;
    return rule.command_status == code.command_status;
}

core::reason reason_of_state(facts::part_state state) {
    switch (state) {
        case facts::part_state::expired:
            return core::reason::validity_expired;
        case facts::part_state::rejected:
            return core::reason::rejected_by_network;
        case facts::part_state::undelivered:
            return core::reason::undeliverable;
        default:
            return core::reason::unknown;
    }
}

// "000", "null" and "" say that there was no error, or nothing of it.
bool is_empty_code(std::string_view code) {
    return without_zeros(code).empty() || smpp::equal_ignoring_case(code, "null");
}

bool has_unknown_stat(const operator_code& code) {
    return !code.stat.empty() && !smpp::parse_stat(code.stat);
}

}  // namespace

const facts::reason_rule* find_rule(std::span<const facts::reason_rule> rules, const operator_code& code) {
    for (const auto& rule : rules)
        if (fits(rule, code)) return &rule;
    return nullptr;
}

code_meaning meaning_of_receipt(std::span<const facts::reason_rule> rules, const operator_code& code,
                                facts::part_state state) {
    if (state < facts::part_state::rejected) return {};
    if (state == facts::part_state::unknown) return {core::reason::unknown, !has_unknown_stat(code)};
    if (const auto* const rule = find_rule(rules, code)) return {rule->reason};
    const auto* const known = std::ranges::find(MAP_ERRORS, code.network, &map_error::network);
    if (known != MAP_ERRORS.end()) return {known->reason};
    const auto number = code.network.substr(code.network.find(':') + 1);
    const bool says_more = !is_empty_code(code.err) || !is_empty_code(number);
    const bool is_deleted = smpp::parse_stat(code.stat) == smpp::message_state::deleted;
    return {is_deleted ? core::reason::deleted_by_operator : reason_of_state(state), !says_more};
}

}  // namespace kaskad::engine
