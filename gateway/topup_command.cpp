#include "gateway/topup_command.hpp"

#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/serve.hpp"
#include "gateway/url_query.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::string_view ORDERS = "/v1/admin/ledger/orders";

struct arguments {
    gateway_address gateway;
    std::string client;
    std::string amount;
    std::string kind = "top_up";
    std::string currency;
    std::string reason;
    std::string reference;
    bool is_dry_run = false;
    bool is_waiting = false;
    bool yes = false;
    uint64_t approved = 0;
    uint64_t refused = 0;
};

constexpr complainer complain{"topup"};

void tell(const json::object& order) {
    fmt::print("order {}: {} {} {} for {}, {}; reference {}; asked by {}{}\n", text_at(order, "id"),
               text_at(order, "kind"), text_at(order, "amount"), text_at(order, "currency"),
               text_at(order, text_at(order, "supplier") == "-" ? "client" : "supplier"), text_at(order, "state"),
               text_at(order, "reference"), text_at(order, "asked_by"),
               text_at(order, "decided_by") == "-" ? "" : ", decided by " + text_at(order, "decided_by"));
}

int tell_result(const std::expected<json::object, std::string>& told) {
    if (!told) return complain(told.error());
    if (text_at(*told, "dry_run") == "true") fmt::print("would be: ");
    if (text_at(*told, "repeated") == "true") fmt::print("ordered before: ");
    tell(*told);
    fmt::print("balance {} {}\n", text_at(*told, "balance"), text_at(*told, "currency"));
    return EXIT_OK;
}

int list_waiting(const arguments& given) {
    api_caller api{given.gateway.url};
    for (std::string before; before != "-";) {
        url_query query;
        query.add("waiting", "true");
        query.add("client", given.client);
        query.add("before", before);
        const auto page = read_answer(api.get(std::string{ORDERS} + query.text(), given.gateway.operator_key));
        if (!page) return complain(page.error());
        for (const auto& each : page->at("orders").get_array())
            tell(each.get_object());
        before = text_at(*page, "next_before");
    }
    return EXIT_OK;
}

int decide(const arguments& given, uint64_t order, std::string_view word) {
    api_caller api{given.gateway.url};
    return tell_result(
        read_answer(api.post(fmt::format("{}/{}/{}", ORDERS, order, word), given.gateway.operator_key, {})));
}

bool takes_money(const arguments& given) {
    return given.amount.starts_with('-') && !given.is_dry_run;
}

int order(const arguments& given) {
    const auto question = fmt::format("Take {} off the account of {}?", given.amount.substr(1), given.client);
    if (takes_money(given) && !given.yes && !is_agreed(question)) return complain("nothing was booked");
    json::object wanted{{"client", given.client},
                        {"kind", given.kind},
                        {"amount", given.amount},
                        {"reason", given.reason},
                        {"reference", given.reference}};
    if (!given.currency.empty()) wanted["currency"] = given.currency;
    const std::string path = std::string{ORDERS} + (given.is_dry_run ? "?dry_run=true" : "");
    api_caller api{given.gateway.url};
    return tell_result(read_answer(api.post(path, given.gateway.operator_key, json::serialize(wanted))));
}

int run(const arguments& given) {
    if (given.is_waiting) return list_waiting(given);
    if (given.approved != 0) return decide(given, given.approved, "approve");
    if (given.refused != 0) return decide(given, given.refused, "refuse");
    if (given.client.empty() || given.amount.empty() || given.reference.empty())
        return complain("say CLIENT AMOUNT --reference R, or --waiting, --approve ID, --refuse ID", EXIT_USAGE);
    return order(given);
}

void add_order_options(CLI::App& command, arguments& given) {
    command.add_option("CLIENT", given.client, "the client's name");
    command.add_option("AMOUNT", given.amount, "as 100.00; an adjustment may be negative (after --)");
    command.add_option("--kind", given.kind, "what it is")
        ->check(CLI::IsMember({"top_up", "credit_note", "adjustment"}))
        ->capture_default_str();
    command.add_option("--currency", given.currency, "refused if the account is in another");
    command.add_option("--reason", given.reason, "stands in the books; only a top-up needs none");
    command.add_option("--reference", given.reference, "what makes it happen once, as the bank transfer's number");
    command.add_flag("--dry-run", given.is_dry_run, "say what would be, and book nothing");
    command.add_flag("--yes", given.yes, "do not ask before money is taken off");
}

}  // namespace

void add_topup_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("topup", "put money on a client's account, in a running gateway");
    add_gateway_options(*command, given->gateway);
    add_order_options(*command, *given);
    auto* waiting = command->add_flag("--waiting", given->is_waiting, "list what waits for a second person");
    auto* approve = command->add_option("--approve", given->approved, "agree to that order, as the second person")
                        ->check(CLI::PositiveNumber)
                        ->excludes(waiting);
    command->add_option("--refuse", given->refused, "refuse that order")
        ->check(CLI::PositiveNumber)
        ->excludes(waiting)
        ->excludes(approve);
    command->callback([given, &result] { result = run(*given); });
}

}  // namespace kaskad::gateway
