#include "gateway/simulators/channel_requests.hpp"

#include "net/http_cut.hpp"

#include <algorithm>
#include <array>

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

// What every client sends, and what says nothing.
bool matters(std::string_view name) {
    constexpr std::array<std::string_view, 8> USUAL{"host",   "content-length",  "connection",      "user-agent",
                                                    "accept", "accept-encoding", "accept-language", "sec-fetch-mode"};
    return std::ranges::none_of(USUAL, [&](auto usual) { return net::is_same_name(usual, name); });
}

json::object fields_of(const net::http_request& request) {
    json::object fields;
    for (size_t index = 0; index < request.fields.size(); ++index) {
        const auto [name, value] = request.fields.at(index);
        if (matters(name)) fields[name] = value;
    }
    return fields;
}

}  // namespace

void channel_requests::add(std::string_view channel, const net::http_request& request, const net::http_response& answer,
                           int64_t utc_ms) {
    json::object answered{{"status", answer.status}, {"body", answer.body.substr(0, BODY_MAX)}};
    if (answer.status == net::STATUS_CUT) answered = {{"lost", true}};
    kept_.push_back({++last_,
                     {{"number", last_},
                      {"utc_ms", utc_ms},
                      {"channel", channel},
                      {"method", request.method},
                      {"path", request.path()},
                      {"query", request.query()},
                      {"headers", fields_of(request)},
                      {"body", request.body.substr(0, BODY_MAX)},
                      {"body_octets", request.body.size()},
                      {"answer", std::move(answered)}}});
    if (kept_.size() <= kept_max_) return;
    kept_.pop_front();
    ++dropped_;
}

void channel_requests::clear() {
    kept_.clear();
    dropped_ = 0;
}

json::object channel_requests::list(const wanted& which) const {
    json::array found;
    for (const auto& each : kept_) {
        if (found.size() >= which.count_max) break;
        const bool is_of = which.channel.empty() || each.value.at("channel").as_string() == which.channel;
        if (each.number > which.after && is_of) found.push_back(each.value);
    }
    return {{"requests", std::move(found)}, {"kept", kept_.size()}, {"dropped", dropped_}, {"last", last_}};
}

}  // namespace kaskad::gateway::simulators
