#include "gateway/supplier_command.hpp"

#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/serve.hpp"
#include "gateway/text_table.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdint>
#include <cstdio>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

struct arguments {
    gateway_address gateway;
    std::string supplier;
    std::string amount;
    std::string reason;
    std::string reference;
    bool is_dry_run = false;
    bool yes = false;
};

// A verb of ours: the order's kind, what is asked first, whether its amount takes from what we owe, and the reason
// where nobody says another: a payment explains itself by its reference, a correction does not.
struct order_verb {
    const char* name;
    const char* kind;
    const char* question;
    const char* help;
    bool lowers;
    const char* reason;
};

constexpr order_verb VERBS[]{
    {"pay", "supplier_payment", "Book that {} was paid to the supplier of {}?", "money was paid to its supplier", true,
     "payment"},
    {"credit", "supplier_credit", "Book that {} less is owed to the supplier of {}?",
     "its supplier takes less than was owed", true, ""},
    {"adjust", "supplier_adjustment", "Change what is owed to the supplier by {} for {}?",
     "correct what is owed, either way: more than 0 is owed besides", false, ""},
};

constexpr complainer complain{"supplier"};

std::expected<json::object, std::string> standings(const arguments& given) {
    api_caller api{given.gateway.url};
    return read_answer(api.get("/v1/admin/suppliers", given.gateway.operator_key));
}

std::string hours_left(const json::object& row) {
    const auto* minutes = row.at("minutes_left").if_int64();
    return minutes ? fmt::format("{}.{} h", *minutes / 60, *minutes % 60 / 6) : "-";
}

int list(const arguments& given) {
    const auto told = standings(given);
    if (!told) return complain(told.error());
    text_table table{{"supplier", ">owed", ">left", ">told", ">difference", ">last hour", ">lasts", "", "state"}};
    for (const auto& each : told->at("suppliers").get_array()) {
        const auto& row = each.get_object();
        table.add({text_at(row, "name"), text_at(row, "owed"), text_at(row, "left"), text_at(row, "told"),
                   text_at(row, "difference"), text_at(row, "spent_last_hour"), hours_left(row),
                   text_at(row, "currency"), text_at(row, "out_of_credit") == "true" ? "out of credit" : ""});
    }
    fmt::print("{}", table.text());
    return EXIT_OK;
}

void print_row(const json::object& row) {
    for (const auto& [name, value] : row) {
        if (name == "last_error" || name == "minutes_left") continue;
        fmt::print("{:<16} {}\n", std::string_view{name.data(), name.size()}, text_at(row, {name.data(), name.size()}));
    }
    fmt::print("{:<16} {}\n", "lasts", hours_left(row));
    if (const auto* error = row.at("last_error").if_object())
        fmt::print("{:<16} {}, at {}\n", "last_error", text_at(*error, "why"), text_at(*error, "at"));
}

int show(const arguments& given) {
    const auto told = standings(given);
    if (!told) return complain(told.error());
    for (const auto& each : told->at("suppliers").get_array()) {
        if (text_at(each.get_object(), "name") != given.supplier) continue;
        print_row(each.get_object());
        return EXIT_OK;
    }
    return complain(fmt::format("there is no link {}, or it is not enabled", given.supplier));
}

int tell_order(const json::object& order) {
    if (text_at(order, "dry_run") == "true") fmt::print("would be: ");
    if (text_at(order, "repeated") == "true") fmt::print("ordered before: ");
    fmt::print("order {}: {} {} {} for {}, {}; reference {}\n", text_at(order, "id"), text_at(order, "kind"),
               text_at(order, "amount"), text_at(order, "currency"), text_at(order, "supplier"),
               text_at(order, "state"), text_at(order, "reference"));
    fmt::print("owed {} {}\n", text_at(order, "owed"), text_at(order, "currency"));
    return EXIT_OK;
}

int order(const arguments& given, const order_verb& verb) {
    if (verb.lowers && given.amount.starts_with('-'))
        return complain("AMOUNT is more than 0; what it takes from what we owe is ours to say", EXIT_USAGE);
    const auto question = fmt::format(fmt::runtime(verb.question), given.amount, given.supplier);
    if (!given.is_dry_run && !given.yes && !is_agreed(question)) return complain("nothing was booked");
    const json::object wanted{{"supplier", given.supplier},
                              {"kind", verb.kind},
                              {"amount", (verb.lowers ? "-" : "") + given.amount},
                              {"reason", given.reason.empty() ? verb.reason : given.reason},
                              {"reference", given.reference}};
    const std::string path = std::string{"/v1/admin/ledger/orders"} + (given.is_dry_run ? "?dry_run=true" : "");
    api_caller api{given.gateway.url};
    const auto told = read_answer(api.post(path, given.gateway.operator_key, json::serialize(wanted)));
    return told ? tell_order(*told) : complain(told.error());
}

void add_verb(CLI::App& command, const order_verb& verb, const std::shared_ptr<arguments>& given, int& result) {
    auto* own = command.add_subcommand(verb.name, verb.help);
    add_gateway_options(*own, given->gateway);
    own->add_option("NAME", given->supplier, "the link's name")->required();
    own->add_option("AMOUNT", given->amount, verb.lowers ? "as 100.00" : "as 100.00; it may be negative (after --)")
        ->required();
    auto* reason = own->add_option("--reason", given->reason, "stands in the books");
    if (*verb.reason == '\0') reason->required();
    own->add_option("--reference", given->reference, "what makes it happen once, as the bank transfer's number")
        ->required();
    own->add_flag("--dry-run", given->is_dry_run, "say what would be, and book nothing");
    own->add_flag("--yes", given->yes, "do not ask");
    own->callback([given, &verb, &result] { result = order(*given, verb); });
}

}  // namespace

void add_supplier_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("supplier", "links' accounts with their suppliers, in a running gateway");
    command->require_subcommand(1);
    auto* list_command =
        command->add_subcommand("list", "what is owed, left, told by the supplier, and how long it does");
    add_gateway_options(*list_command, given->gateway);
    list_command->callback([given, &result] { result = list(*given); });
    auto* show_command = command->add_subcommand("show", "all that is known of one");
    add_gateway_options(*show_command, given->gateway);
    show_command->add_option("NAME", given->supplier, "the link's name")->required();
    show_command->callback([given, &result] { result = show(*given); });
    for (const auto& verb : VERBS)
        add_verb(*command, verb, given, result);
}

}  // namespace kaskad::gateway
