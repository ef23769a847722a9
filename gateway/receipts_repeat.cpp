#include "gateway/receipts_repeat.hpp"

#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/long_work.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::string_view REPEAT = "/v1/admin/receipts/repeat";
// The gateway answers within 45 seconds, whatever it is.
constexpr std::chrono::seconds CALL_MAX{60};
constexpr int64_t SLICE_MAX = 100;
constexpr int64_t SECOND_MS = 1'000;

struct arguments {
    gateway_address gateway;
    std::string client;
    std::string from;
    std::string to;
    std::string after;
    std::vector<std::string> states;
    int64_t per_second = 100;
    bool is_dry_run = false;
    bool yes = false;
};

json::object wanted_by(const arguments& given) {
    json::object made{{"client", given.client}, {"from", given.from}, {"to", given.to}};
    if (!given.states.empty()) made["states"] = json::array(given.states.begin(), given.states.end());
    if (!given.after.empty()) made["after"] = given.after;
    return made;
}

checked<json::object> post(api_caller& api, const arguments& given, const json::object& wanted) {
    auto told = read_answer(api.post(std::string{REPEAT}, given.gateway.operator_key, json::serialize(wanted)));
    if (!told) return refuse(told.error());
    return *std::move(told);
}

checked<int64_t> show_counts(api_caller& api, const arguments& given) {
    auto wanted = wanted_by(given);
    wanted["dry_run"] = true;
    const auto told = post(api, given, wanted);
    if (!told) return std::unexpected(told.error());
    for (const auto& [state, count] : told->at("by_state").get_object())
        fmt::print("{:<10} {}\n", std::string_view{state.data(), state.size()}, count.to_number<int64_t>());
    const auto all = told->at("messages").to_number<int64_t>();
    fmt::print("{} messages ended so; {} more have no endpoint that could be told\n", all,
               text_at(*told, "without_endpoint"));
    return all;
}

// What remains of the time that a slice may take at this pace, however fast it was told.
void keep_pace(api_caller& api, const arguments& given, std::chrono::steady_clock::time_point begun, int64_t slice) {
    const auto due = begun + std::chrono::milliseconds{slice * SECOND_MS / given.per_second};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - std::chrono::steady_clock::now());
    if (left.count() > 0) api.sleep(left);
}

std::string way_on(const json::value& after) {
    if (after.is_null()) return "the end was reached";
    return fmt::format("go on with --after {}", std::string_view{after.get_string()});
}

checked<void> tell_all(api_caller& api, const arguments& given) {
    auto wanted = wanted_by(given);
    const auto slice = std::min(SLICE_MAX, given.per_second);
    wanted["limit"] = slice;
    int64_t messages = 0;
    int64_t events = 0;
    for (telling_pace pace;;) {
        const auto begun = std::chrono::steady_clock::now();
        const auto told = post(api, given, wanted);
        if (!told)
            return refuse(fmt::format("{}; {} messages were told before, {}", told.error().why, messages,
                                      wanted.contains("after") ? way_on(wanted.at("after")) : "begin anew"));
        messages += told->at("messages").to_number<int64_t>();
        events += told->at("events").to_number<int64_t>();
        const auto& next = told->at("next_after");
        if (next.is_null()) break;
        if (is_interrupted()) return refuse(fmt::format("stopped: {} messages told, {}", messages, way_on(next)));
        if (pace.is_due()) fmt::print(stderr, "{} messages told\n", messages);
        wanted["after"] = next;
        keep_pace(api, given, begun, slice);
    }
    fmt::print("{} messages told once more, {} events\n", messages, events);
    return {};
}

checked<void> repeat(const arguments& given) {
    api_caller api{given.gateway.url, CALL_MAX};
    const auto all = show_counts(api, given);
    if (!all) return std::unexpected(all.error());
    if (given.is_dry_run || *all == 0) return {};
    const auto question = fmt::format("Tell {} of {} messages once more?", given.client, *all);
    if (!given.yes && !is_agreed(question)) return refuse("nobody was told");
    return tell_all(api, given);
}

int run(const arguments& given) {
    heed_interrupts();
    const auto done = repeat(given);
    if (done) return EXIT_OK;
    fmt::print(stderr, "kaskad receipts repeat: {}\n", done.error().why);
    return done.error().code;
}

}  // namespace

void add_receipts_repeat(CLI::App& receipts, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = receipts.add_subcommand(
        "repeat", "say how many messages a client would be told of once more, ask, and tell it");
    add_gateway_options(*command, given->gateway);
    command->add_option("--client", given->client, "whose endpoints")->required();
    command->add_option("--from", given->from, "accepted from then on: a day (UTC) or a time")->required();
    command->add_option("--to", given->to, "up to, not with, then")->required();
    command->add_option("--state", given->states, "only those that ended so, as delivered,failed")->delimiter(',');
    command->add_option("--after", given->after, "go on behind this message");
    command->add_option("--per-second", given->per_second, "at most so many messages")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command->add_flag("--dry-run", given->is_dry_run, "only say how many they are");
    command->add_flag("--yes", given->yes, "do not ask");
    command->callback([given, &result] { result = run(*given); });
}

}  // namespace kaskad::gateway
