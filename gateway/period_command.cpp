#include "gateway/period_command.hpp"

#include "gateway/api/timestamp.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/serve.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <expected>
#include <memory>
#include <string>
#include <vector>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::string_view PERIODS = "/v1/admin/periods";
// A month is closed when all its messages were looked through.
constexpr std::chrono::seconds CALL_MAX{60};

struct arguments {
    gateway_address gateway;
    std::string month;
    std::vector<std::string> nothing_for;
    bool is_dry_run = false;
    bool yes = false;
};

constexpr complainer complain{"period"};

int list(const arguments& given) {
    api_caller api{given.gateway.url};
    const auto told = read_answer(api.get(std::string{PERIODS}, given.gateway.operator_key));
    if (!told) return complain(told.error());
    for (const auto& each : told->at("periods").get_array()) {
        const auto& period = each.get_object();
        fmt::print("{} to {} closed by {} at {}\n", text_at(period, "from_day"), text_at(period, "to_day"),
                   text_at(period, "by"), text_at(period, "closed_at"));
    }
    return EXIT_OK;
}

std::expected<json::object, std::string> post(api_caller& api, const arguments& given, bool is_dry_run) {
    const auto path = std::string{PERIODS} + (is_dry_run ? "?dry_run=true" : "");
    json::object wanted{{"month", given.month}};
    if (!given.nothing_for.empty())
        wanted["nothing_for"] = json::array(given.nothing_for.begin(), given.nothing_for.end());
    return read_answer(api.post(path, given.gateway.operator_key, json::serialize(wanted)));
}

// What must be done first; whether there is anything.
bool tell_missing(const json::object& told) {
    const auto& missing = told.at("missing").get_array();
    for (const auto& each : missing)
        fmt::print("[ ] {}\n", std::string_view{each.get_string()});
    return !missing.empty();
}

int close(const arguments& given) {
    if (!api::parse_month(given.month)) return complain("'" + given.month + "' is no month, as 2026-11", EXIT_USAGE);
    api_caller api{given.gateway.url, CALL_MAX};
    const auto checked = post(api, given, true);
    if (!checked) return complain(checked.error());
    if (tell_missing(*checked)) return complain(given.month + " cannot be closed before this is done");
    fmt::print("nothing stands in the way of closing {}\n", given.month);
    if (given.is_dry_run) return EXIT_OK;
    const auto question = fmt::format("Close {}? Nothing is booked for its days any more.", given.month);
    if (!given.yes && !is_agreed(question)) return complain("nothing was closed");
    const auto done = post(api, given, false);
    if (!done) return complain(done.error());
    // Something may have been booked meanwhile.
    if (tell_missing(*done)) return complain(given.month + " cannot be closed before this is done");
    fmt::print("{} is closed\n", given.month);
    return EXIT_OK;
}

}  // namespace

void add_period_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("period", "months of the books, in a running gateway");
    command->require_subcommand(1);
    auto* list_command = command->add_subcommand("list", "the closed ones, the newest first");
    add_gateway_options(*list_command, given->gateway);
    list_command->callback([given, &result] { result = list(*given); });
    auto* close_command = command->add_subcommand("close", "say what is missing, or ask and close the month");
    add_gateway_options(*close_command, given->gateway);
    close_command->add_option("MONTH", given->month, "as 2026-11")->required();
    close_command->add_option("--nothing-for", given->nothing_for, "clients that need no invoice for it")
        ->delimiter(',');
    close_command->add_flag("--dry-run", given->is_dry_run, "say what is missing, and close nothing");
    close_command->add_flag("--yes", given->yes, "do not ask");
    close_command->callback([given, &result] { result = close(*given); });
}

}  // namespace kaskad::gateway
