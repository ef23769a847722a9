#include "gateway/api/service.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

// Providers of channels call back. Whether one is who it seems to be, its account knows.

namespace kaskad::gateway::api {

namespace {

constexpr std::string_view BEFORE = "/v1/channels/";
constexpr std::string_view BEHIND = "/callbacks";

struct callback_place {
    std::string_view account;
    std::string_view key;
};

// "/v1/channels/viber/callbacks/KEY"
callback_place callback_place_of(std::string_view path) {
    path.remove_prefix(BEFORE.size());
    const auto name = path.substr(0, path.find('/'));
    path.remove_prefix(name.size() + BEHIND.size());
    return {name, path.starts_with('/') ? path.substr(1) : path};
}

std::optional<core::link_id> find_account(const link_names& links, std::string_view name) {
    const auto found = std::ranges::find_if(
        links, [&](const auto& each) { return each.second.channel != core::channel::sms && each.second.name == name; });
    return found == links.end() ? std::nullopt : std::optional{found->first};
}

net::http_response render_refusal(const channel_refusal& why) {
    const auto code = why.status == 401   ? "unauthorized"
                      : why.status == 404 ? "not_found"
                      : why.status == 503 ? "overloaded"
                                          : "malformed_request";
    return render_problem(make_problem(code, why.why));
}

}  // namespace

void service::take_channel_callback(service_call call) {
    // One that comes before the accounts are known comes again.
    if (!admits_clients_) return call.answer.refuse(make_problem("not_ready", "starting"));
    const auto place = callback_place_of(call.request.path());
    const auto account = find_account(*links_, place.account);
    if (!ports_.channels || !account) return call.answer.refuse(make_no_address_problem());
    std::string key{place.key};
    ports_.channels({.account = *account,
                     .key = std::move(key),
                     .request = std::move(call.request),
                     .answer = [answer = std::move(call.answer)](channel_result result) mutable {
                         answer.send(result ? std::move(*result) : render_refusal(result.error()));
                     }});
}

}  // namespace kaskad::gateway::api
