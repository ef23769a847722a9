#include "gateway/clients/class_choice.hpp"

#include <algorithm>
#include <string>

namespace kaskad::gateway::clients {

namespace {

// C-octet strings come with their NUL or without it.
bool has_value(const smpp::tlv& found, const std::string& value) {
    if (value.empty() || found.value == value) return true;
    return std::string_view{found.value} == value + '\0';
}

bool fits_tlv(const facts::class_rule& rule, const smpp::tlv_list& tlvs) {
    if (rule.tag == 0) return true;
    const auto* found = smpp::find_tlv(tlvs, rule.tag);
    return found != nullptr && has_value(*found, rule.value);
}

bool fits(const facts::class_rule& rule, const smpp::submit_sm& request, std::string_view sender) {
    if (!rule.service_type.empty() && rule.service_type != request.service_type) return false;
    if (!rule.sender.empty() && rule.sender != sender) return false;
    const auto& priorities = rule.priorities;
    if (!priorities.empty() && std::ranges::find(priorities, request.priority_flag) == priorities.end()) return false;
    return fits_tlv(rule, request.tlvs);
}

}  // namespace

chosen_class choose_class(const facts::smpp_account& terms, const smpp::submit_sm& request, std::string_view sender) {
    // A lower value goes first.
    const auto at_most = [&](core::message_class klass) { return std::max(klass, terms.class_max); };
    const auto rule =
        std::ranges::find_if(terms.classes, [&](const auto& each) { return fits(each, request, sender); });
    if (rule == terms.classes.end()) return {at_most(terms.default_class), core::class_source::account_default};
    return {at_most(rule->klass), core::class_source::account_rule};
}

}  // namespace kaskad::gateway::clients
