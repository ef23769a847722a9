#include "gateway/simulators/channel_script.hpp"

#include "gateway/simulators/channel_json.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

using step_reading = std::expected<channel_step, std::string>;

bool flag_at(const json::value& from, const char* pointer) {
    boost::system::error_code failed;
    const auto* found = from.find_pointer(pointer, failed);
    return found != nullptr && found->is_bool() && found->as_bool();
}

step_reading parse_step(provider who, const json::value& value) {
    const auto name = text_at(value, "/event");
    const auto event = parse_channel_event(name);
    if (!event || !tells(who, *event))
        return std::unexpected(
            fmt::format("\"{}\" is no event of {}; there are {}", name, to_string(who), events_of(who)));
    channel_step step{.after_ms = number_at(value, "/after_ms").value_or(0),
                      .event = *event,
                      .text = text_at(value, "/text"),
                      .is_forged = flag_at(value, "/forged")};
    const auto count = number_at(value, "/count").value_or(1);
    if (step.after_ms < 0 || step.after_ms > SCRIPT_AFTER_MAX_MS)
        return std::unexpected(fmt::format("after_ms is {}; it may be 0 to {}", step.after_ms, SCRIPT_AFTER_MAX_MS));
    if (count < 1 || count > static_cast<int64_t>(SCRIPT_STATUSES_MAX))
        return std::unexpected(fmt::format("count is {}; it may be 1 to {}", count, SCRIPT_STATUSES_MAX));
    if (step.text.size() > SCRIPT_TEXT_MAX)
        return std::unexpected(fmt::format("text has more than {} octets", SCRIPT_TEXT_MAX));
    step.count = static_cast<uint32_t>(count);
    return step;
}

// "lost" is no verdict: the send was accepted, and its answer does not arrive.
bool read_answer(const json::value& body, channel_fate& into) {
    const auto name = text_at(body, "/answer");
    if (name.empty()) return true;
    into.is_answer_lost = name == "lost";
    if (into.is_answer_lost) return true;
    const auto verdict = parse_channel_verdict(name);
    if (verdict) into.verdict = *verdict;
    return verdict.has_value();
}

bool read_revoke(const json::value& body, channel_fate& into) {
    const auto name = text_at(body, "/revoke");
    if (name == "succeeds") into.revoke = revoke_fate::succeeds;
    if (name == "too_late") into.revoke = revoke_fate::too_late;
    return name.empty() || into.revoke != revoke_fate::by_state;
}

}  // namespace

std::expected<channel_script, std::string> parse_channel_script(provider who, std::string_view body) {
    const auto value = parse_object(body);
    if (!value) return std::unexpected("the body is no JSON object");
    channel_script script{.address = text_at(*value, "/number"), .fate = {}};
    if (script.address.empty()) return std::unexpected("number is missing");
    if (!read_answer(*value, script.fate))
        return std::unexpected(
            "answer is none of accepted, lost, unreachable, opted_out, throttled, suspended, "
            "broken, template_refused");
    if (!read_revoke(*value, script.fate)) return std::unexpected("revoke is neither succeeds nor too_late");
    script.fate.is_callback_first = flag_at(*value, "/callback_first");
    const auto* events = value->as_object().if_contains("events");
    if (events == nullptr) return script;
    if (!events->is_array()) return std::unexpected("events is no array");
    if (events->as_array().size() > SCRIPT_EVENTS_MAX)
        return std::unexpected(fmt::format("there are more than {} events", SCRIPT_EVENTS_MAX));
    for (const auto& each : events->as_array()) {
        auto step = parse_step(who, each);
        if (!step) return std::unexpected(step.error());
        script.fate.steps.push_back(std::move(*step));
    }
    return script;
}

const channel_fate* channel_scripts::find(provider who, std::string_view address) const {
    const auto found = by_address_.find({who, std::string{plain_address(address)}});
    return found == by_address_.end() ? nullptr : &found->second;
}

bool channel_scripts::set(provider who, channel_script script) {
    auto key = std::pair{who, std::string{plain_address(script.address)}};
    if (by_address_.size() >= SCRIPTS_MAX && !by_address_.contains(key)) return false;
    by_address_.insert_or_assign(std::move(key), std::move(script.fate));
    return true;
}

bool channel_scripts::remove(provider who, std::string_view address) {
    return by_address_.erase({who, std::string{plain_address(address)}}) > 0;
}

std::string_view plain_address(std::string_view address) {
    return address.starts_with('+') ? address.substr(1) : address;
}

}  // namespace kaskad::gateway::simulators
