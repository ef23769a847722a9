#include "gateway/receipts_close.hpp"

#include "gateway/api/receipt_request.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/long_work.hpp"
#include "gateway/sliced_request.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <array>
#include <cstdio>
#include <memory>
#include <utility>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::string_view CLOSE = "/v1/admin/receipts/close";

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> SUMS{
    {{"charged", "charged already, which stays"},
     {"held", "held"},
     {"to_charge", "of that charged now, by the clients' rule for messages without a receipt"},
     {"to_release", "of that given back"},
     {"owed", "owed to the supplier, which stays"}}};

struct arguments {
    gateway_address gateway;
    std::string link;
    std::string before;
    std::string after;
    uint32_t back_days = api::CLOSE_BACK_DAYS;
    int64_t per_second = 100;
    bool is_dry_run = false;
    bool yes = false;
};

sliced_request make_request(const arguments& given) {
    json::object wanted{{"link", given.link}, {"before", given.before}, {"back_days", given.back_days}};
    if (!given.after.empty()) wanted["after"] = given.after;
    return {.path = std::string{CLOSE},
            .operator_key = given.gateway.operator_key,
            .wanted = std::move(wanted),
            .per_second = given.per_second,
            .done = "ended"};
}

checked<int64_t> show_counts(api_caller& api, sliced_request asked) {
    asked.wanted["dry_run"] = true;
    const auto told = ask_gateway(api, asked);
    if (!told) return std::unexpected(told.error());
    const auto all = told->at("messages").to_number<int64_t>();
    fmt::print("{} messages wait for a receipt\n", all);
    for (const auto& [name, words] : SUMS)
        for (const auto& each : told->at(name).get_array())
            fmt::print("{:>16} {}  {}\n", text_at(each.get_object(), "amount"), text_at(each.get_object(), "currency"),
                       words);
    return all;
}

checked<void> close_all(api_caller& api, sliced_request asked) {
    int64_t messages = 0;
    int64_t left = 0;
    const auto done = ask_all(api, std::move(asked), [&](const json::object& told) {
        messages += told.at("messages").to_number<int64_t>();
        left += told.at("left").to_number<int64_t>();
    });
    if (!done) return done;
    fmt::print("{} messages ended without a receipt\n", messages);
    if (left > 0) fmt::print("{} got theirs meanwhile, or are being sent again: left as they are\n", left);
    return {};
}

checked<void> close(const arguments& given) {
    api_caller api{given.gateway.url, SLICE_CALL_MAX};
    const auto asked = make_request(given);
    const auto all = show_counts(api, asked);
    if (!all) return std::unexpected(all.error());
    if (given.is_dry_run || *all == 0) return {};
    const auto question = fmt::format("Wait no longer for {} receipts of {}?", *all, given.link);
    if (!given.yes && !is_agreed(question)) return refuse("nothing was ended");
    return close_all(api, asked);
}

int run(const arguments& given) {
    heed_interrupts();
    const auto done = close(given);
    return done ? EXIT_OK : complainer{"receipts close"}(done.error());
}

}  // namespace

void add_receipts_close(CLI::App& receipts, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = receipts.add_subcommand(
        "close", "say how many messages wait for a link's receipts and what they come to, ask, and end them");
    add_gateway_options(*command, given->gateway);
    command->add_option("--link", given->link, "whose operator said nothing")->required();
    command->add_option("--before", given->before, "that left before then: a day (UTC) or a time")->required();
    command->add_option("--back", given->back_days, "days before it on which messages may have been accepted")
        ->check(CLI::Range(1U, api::BACK_DAYS_MAX))
        ->capture_default_str();
    command->add_option("--after", given->after, "go on behind this message");
    command->add_option("--per-second", given->per_second, "at most so many messages")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command->add_flag("--dry-run", given->is_dry_run, "only say how many they are and what they come to");
    command->add_flag("--yes", given->yes, "do not ask");
    command->callback([given, &result] { result = run(*given); });
}

}  // namespace kaskad::gateway
