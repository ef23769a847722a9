#include "gateway/lookup_answer.hpp"

#include "routing/codes.hpp"

#include <boost/json.hpp>

#include <string>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;
using facts::lookup_reach;

const json::value* find(const json::value& root, const std::string& pointer) {
    boost::system::error_code error;
    return root.find_pointer(pointer, error);
}

// A code as a string, or as a number: no MCC begins with 0.
std::string code_at(const json::value& root, const std::string& pointer) {
    const auto* found = find(root, pointer);
    if (found == nullptr) return {};
    std::string code;
    if (const auto* text = found->if_string()) code = *text;
    if (const auto* number = found->if_int64()) code = std::to_string(*number);
    return routing::is_mccmnc(code) ? code : std::string{};
}

lookup_reach reach_at(const json::value& root, const std::string& pointer) {
    const auto* found = find(root, pointer);
    if (found == nullptr) return lookup_reach::unknown;
    if (const auto* flag = found->if_bool()) return *flag ? lookup_reach::reachable : lookup_reach::absent;
    const auto* text = found->if_string();
    if (text == nullptr) return lookup_reach::unknown;
    if (*text == "reachable") return lookup_reach::reachable;
    if (*text == "absent") return lookup_reach::absent;
    return *text == "no_such_number" ? lookup_reach::no_such_number : lookup_reach::unknown;
}

}  // namespace

facts::lookup_answered read_lookup_answer(core::message_id id, std::string_view body,
                                          const config::lookup_call_options& where) {
    facts::lookup_answered answered{.id = id, .mccmnc = {}, .original = {}, .error = {}};
    boost::system::error_code error;
    const auto root = json::parse(json::string_view{body.data(), body.size()}, error);
    if (error) {
        answered.error = "the provider's answer is no JSON";
        return answered;
    }
    answered.mccmnc = code_at(root, where.mccmnc_at);
    answered.original = code_at(root, where.original_at);
    answered.reach = reach_at(root, where.reach_at);
    const auto* ported = find(root, where.ported_at);
    answered.is_ported = ported != nullptr && ported->is_bool() && ported->get_bool();
    answered.has_answer = !answered.mccmnc.empty() || answered.reach == lookup_reach::no_such_number;
    if (!answered.has_answer) answered.error = "the provider named no network";
    return answered;
}

}  // namespace kaskad::gateway
