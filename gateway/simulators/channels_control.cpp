#include "gateway/simulators/channels_control.hpp"

#include "gateway/simulators/channel_json.hpp"
#include "net/url.hpp"

#include <fmt/format.h>

#include <charconv>

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

constexpr int64_t LATENCY_MAX_MS = 60'000;
constexpr size_t LISTED_MAX = 1'000;
constexpr int STATUS_MIN = 200;
constexpr int STATUS_MAX = 599;

control_reply refuse(int status, std::string_view why) {
    return {.response = json_answer(status, {{"error", why}})};
}

control_reply done() {
    return {.response = {.status = 204}};
}

std::string parameter(const net::http_request& request, std::string_view name) {
    const auto all = net::parse_query(request.query());
    if (!all) return {};
    for (const auto& [each, value] : *all) {
        if (each == name) return value;
    }
    return {};
}

uint64_t count_of(const net::http_request& request, std::string_view name, uint64_t usual) {
    const auto text = parameter(request, name);
    uint64_t value = usual;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

control_reply set_script(channel_world& world, provider who, const net::http_request& request) {
    if (request.method == "DELETE") {
        return world.scripts().remove(who, parameter(request, "number")) ? done()
                                                                         : refuse(404, "there is no such script");
    }
    auto script = parse_channel_script(who, request.body);
    if (!script) return refuse(422, script.error());
    if (!world.scripts().set(who, std::move(*script)))
        return refuse(429, fmt::format("there are {} scripts already", channel_scripts::SCRIPTS_MAX));
    return done();
}

control_reply write(channel_world& world, provider who, const net::http_request& request, int64_t now_ms) {
    const auto body = parse_object(request.body);
    const auto from = body ? text_at(*body, "/from") : std::string{};
    const auto text = body ? text_at(*body, "/text") : std::string{};
    if (from.empty() || text.empty() || text.size() > SCRIPT_TEXT_MAX)
        return refuse(422, fmt::format("expected from, and a text of at most {} octets", SCRIPT_TEXT_MAX));
    if (!tells(who, channel_event::reply)) return refuse(422, "this provider brings no texts of people");
    return world.write(who, from, text, now_ms) ? done() : refuse(429, "too much is to come already");
}

control_reply advance(const channel_world& world, const net::http_request& request) {
    if (!world.options().is_virtual) return refuse(409, "the clock is the real one; start with --clock virtual");
    const auto body = parse_object(request.body);
    const auto ms = body ? number_at(*body, "/ms") : std::nullopt;
    if (!ms || *ms < 0 || *ms > ADVANCE_MAX_MS)
        return refuse(422, fmt::format("expected ms of 0 to {}", ADVANCE_MAX_MS));
    return {.response = {}, .advance_ms = *ms, .is_advance = true};
}

control_reply requests(channel_world& world, const net::http_request& request) {
    if (request.method == "DELETE") {
        world.clear_requests();
        return done();
    }
    const auto channel = parameter(request, "channel");
    if (!channel.empty() && !parse_provider(channel)) return refuse(404, "there is no such channel");
    const channel_requests::wanted which{
        .channel = channel,
        .after = count_of(request, "after", 0),
        .count_max = static_cast<size_t>(std::min<uint64_t>(count_of(request, "count", 100), LISTED_MAX))};
    return {.response = json_answer(200, world.requests().list(which))};
}

json::object to_json(const channel_faults& faults) {
    return {{"latency_ms", faults.latency_ms},
            {"drop_percent", faults.drop_percent},
            {"reorder_percent", faults.reorder_percent},
            {"status", faults.status}};
}

control_reply set_faults(channel_world& world, const net::http_request& request) {
    if (request.method == "GET") return {.response = json_answer(200, to_json(world.faults()))};
    const auto body = parse_object(request.body);
    if (!body) return refuse(422, "the body is no JSON object");
    const auto number = [&](const char* pointer) { return number_at(*body, pointer).value_or(0); };
    const auto is_percent = [](int64_t value) { return value >= 0 && value <= 100; };
    const auto latency_ms = number("/latency_ms");
    const auto status = number("/status");
    if (latency_ms < 0 || latency_ms > LATENCY_MAX_MS)
        return refuse(422, fmt::format("latency_ms may be 0 to {}", LATENCY_MAX_MS));
    if (!is_percent(number("/drop_percent")) || !is_percent(number("/reorder_percent")))
        return refuse(422, "drop_percent and reorder_percent may be 0 to 100");
    if (status != 0 && (status < STATUS_MIN || status > STATUS_MAX))
        return refuse(422, fmt::format("status may be 0 or {} to {}", STATUS_MIN, STATUS_MAX));
    world.set_faults({.latency_ms = latency_ms,
                      .drop_percent = static_cast<uint32_t>(number("/drop_percent")),
                      .reorder_percent = static_cast<uint32_t>(number("/reorder_percent")),
                      .status = static_cast<int>(status)});
    return {.response = json_answer(200, to_json(world.faults()))};
}

control_reply health(const channel_world& world, int64_t now_ms) {
    return {.response = json_answer(200, {{"status", "ok"},
                                          {"clock", world.options().is_virtual ? "virtual" : "real"},
                                          {"now_ms", now_ms},
                                          {"messages", world.messages()},
                                          {"events", world.events()},
                                          {"scripts", world.scripts().size()},
                                          {"counts", to_json(world.counts())}})};
}

}  // namespace

bool is_control(std::string_view path) {
    return path.starts_with("/sim/") || path == "/healthz";
}

control_reply handle_control(channel_world& world, const net::http_request& request, int64_t now_ms) {
    const auto path = request.path();
    const auto segments = segments_of(path);
    const auto is = [&](std::string_view methods) { return methods.contains(request.method); };
    if (path == "/healthz" && is("GET")) return health(world, now_ms);
    if (path == "/sim/requests" && is("GET DELETE")) return requests(world, request);
    if (path == "/sim/faults" && is("GET POST")) return set_faults(world, request);
    if (path == "/sim/clock/advance" && is("POST")) return advance(world, request);
    const auto who = segments.size() == 3 ? parse_provider(segments[1]) : std::nullopt;
    if (who && segments[2] == "script" && is("POST DELETE")) return set_script(world, *who, request);
    if (who && segments[2] == "reply" && is("POST")) return write(world, *who, request, now_ms);
    return refuse(404, "there is no such thing to control; see kaskad channels-sim --help");
}

json::object to_json(const channel_counts& counts) {
    return {{"requests", counts.requests},
            {"sends", counts.sends},
            {"accepted", counts.accepted},
            {"refused", counts.refused},
            {"lost", counts.lost},
            {"full", counts.full},
            {"forgotten", counts.forgotten},
            {"revoked", counts.revoked},
            {"callbacks", counts.callbacks},
            {"callbacks_answered", counts.callbacks_answered},
            {"callbacks_repeated", counts.callbacks_repeated},
            {"callbacks_given_up", counts.callbacks_given_up},
            {"callbacks_dropped", counts.callbacks_dropped}};
}

}  // namespace kaskad::gateway::simulators
