#include "gateway/receipts_repeat.hpp"

#include "gateway/api_answer.hpp"
#include "gateway/long_work.hpp"
#include "gateway/sliced_request.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <vector>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::string_view REPEAT = "/v1/admin/receipts/repeat";

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

sliced_request make_request(const arguments& given) {
    return {.path = std::string{REPEAT},
            .operator_key = given.gateway.operator_key,
            .wanted = wanted_by(given),
            .per_second = given.per_second,
            .done = "told"};
}

checked<int64_t> show_counts(api_caller& api, sliced_request asked) {
    asked.wanted["dry_run"] = true;
    const auto told = ask_gateway(api, asked);
    if (!told) return std::unexpected(told.error());
    for (const auto& [state, count] : told->at("by_state").get_object())
        fmt::print("{:<10} {}\n", std::string_view{state.data(), state.size()}, count.to_number<int64_t>());
    const auto all = told->at("messages").to_number<int64_t>();
    fmt::print("{} messages ended so; {} more have no endpoint that could be told\n", all,
               text_at(*told, "without_endpoint"));
    return all;
}

checked<void> tell_all(api_caller& api, sliced_request asked) {
    int64_t messages = 0;
    int64_t events = 0;
    const auto done = ask_all(api, std::move(asked), [&](const json::object& told) {
        messages += told.at("messages").to_number<int64_t>();
        events += told.at("events").to_number<int64_t>();
    });
    if (done) fmt::print("{} messages told once more, {} events\n", messages, events);
    return done;
}

checked<void> repeat(const arguments& given) {
    api_caller api{given.gateway.url, SLICE_CALL_MAX};
    const auto asked = make_request(given);
    const auto all = show_counts(api, asked);
    if (!all) return std::unexpected(all.error());
    if (given.is_dry_run || *all == 0) return {};
    const auto question = fmt::format("Tell {} of {} messages once more?", given.client, *all);
    if (!given.yes && !is_agreed(question)) return refuse("nobody was told");
    return tell_all(api, asked);
}

int run(const arguments& given) {
    heed_interrupts();
    const auto done = repeat(given);
    return done ? EXIT_OK : complainer{"receipts repeat"}(done.error());
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
