#include "gateway/dispute_command.hpp"

#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/clock.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/dispute_credits.hpp"
#include "gateway/dispute_text.hpp"
#include "gateway/serve.hpp"
#include "gateway/told_reconciliations.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdint>
#include <cstdio>
#include <expected>
#include <memory>
#include <string>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

struct arguments {
    gateway_address gateway;
    uint64_t id = 0;
    std::string supplier;
    bool is_all = false;
    std::string words;
    std::string credited;
    std::string conceded;
    std::string reference;
    bool yes = false;
};

using answer = std::expected<json::object, std::string>;

constexpr complainer complain{"dispute"};

std::string path_of(const arguments& given) {
    return fmt::format("{}/{}", RECONCILIATIONS_PATH, given.id);
}

answer get(api_caller& api, const arguments& given) {
    return read_answer(api.get(path_of(given), given.gateway.operator_key));
}

int list(const arguments& given) {
    api_caller api{given.gateway.url};
    const auto rows = read_reconciliations(api, given.gateway.operator_key, {given.supplier, !given.is_all});
    if (!rows) return complain(rows.error());
    if (rows->empty()) fmt::print("{}\n", given.is_all ? "no file was posted" : "nothing is disputed");
    if (!rows->empty()) fmt::print("{}", disputes_text(*rows, utc_ms_now()));
    return EXIT_OK;
}

int show(const arguments& given) {
    api_caller api{given.gateway.url};
    const auto told = get(api, given);
    if (!told) return complain(told.error());
    fmt::print("{}", dispute_text(*told, utc_ms_now()));
    return EXIT_OK;
}

int say(api_caller& api, const arguments& given, std::string_view word, const json::object& wanted) {
    const auto path = fmt::format("{}/{}", path_of(given), word);
    const auto told = read_answer(api.post(path, given.gateway.operator_key, json::serialize(wanted)));
    if (!told) return complain(told.error());
    fmt::print("reconciliation {} is {}; {} {} are disputed\n", text_at(*told, "id"), text_at(*told, "state"),
               text_at(*told, "open"), text_at(*told, "currency"));
    return EXIT_OK;
}

int reply(const arguments& given) {
    api_caller api{given.gateway.url};
    return say(api, given, "answer", {{"words", given.words}});
}

// What will be moved is shown before it is asked about.
bool is_wanted(const arguments& given, const json::object& told, const std::string& question) {
    if (given.yes) return true;
    fmt::print("{}", dispute_text(told, utc_ms_now()));
    return is_agreed(question);
}

int settle(const arguments& given) {
    if (given.credited.empty() && given.conceded.empty())
        return complain("say --credited, what they take back, or --conceded, what we pay after all", EXIT_USAGE);
    api_caller api{given.gateway.url};
    const auto told = get(api, given);
    if (!told) return complain(told.error());
    const auto or_nothing = [](const std::string& sum) { return sum.empty() ? std::string{"0"} : sum; };
    const auto credited = or_nothing(given.credited);
    const auto conceded = or_nothing(given.conceded);
    const auto question = fmt::format("Of {} {}, {} are credited and {} are paid after all?", text_at(*told, "open"),
                                      text_at(*told, "currency"), credited, conceded);
    if (!is_wanted(given, *told, question)) return complain("nothing was changed");
    json::object wanted{{"credited", credited}, {"conceded", conceded}, {"words", given.words}};
    if (!given.reference.empty()) wanted["reference"] = given.reference;
    return say(api, given, "settle", wanted);
}

int withdraw(const arguments& given) {
    api_caller api{given.gateway.url};
    const auto told = get(api, given);
    if (!told) return complain(told.error());
    const auto question =
        fmt::format("Take back all that was booked by {}, as if it had never come?", text_at(*told, "file"));
    if (!is_wanted(given, *told, question)) return complain("nothing was changed");
    return say(api, given, "withdraw", {{"words", given.words}});
}

// A word of `kaskad dispute`, and what it does.
struct word {
    const char* name;
    const char* about;
    int (*run)(const arguments&);
};

CLI::App* add_word(CLI::App& to, const std::shared_ptr<arguments>& given, int& result, const word& what) {
    auto* command = to.add_subcommand(what.name, what.about);
    command->callback([given, &result, run = what.run] { result = run(*given); });
    add_gateway_options(*command, given->gateway);
    return command;
}

void add_changes(CLI::App& to, const std::shared_ptr<arguments>& given, int& result) {
    auto* replying = add_word(to, given, result, {"answer", "what the supplier says, which we do not agree to", reply});
    auto* settling = add_word(to, given, result, {"settle", "credited by the supplier, or paid after all", settle});
    auto* withdrawing =
        add_word(to, given, result, {"withdraw", "the file was the wrong one: take all back", withdraw});
    replying->add_option("--words", given->words, "to be kept with it")->required();
    for (auto* each : {settling, withdrawing}) {
        each->add_option("--words", given->words, "to be kept with it");
        each->add_flag("--yes", given->yes, "do not ask");
    }
    settling->add_option("--credited", given->credited, "what the supplier takes back, as 12.5");
    settling->add_option("--conceded", given->conceded, "what we owe after all, as 3");
    settling->add_option("--reference", given->reference, "of their credit note: the same one is credited once");
    for (auto* each : {replying, settling, withdrawing})
        each->add_option("ID", given->id, "the reconciliation's number")->required()->check(CLI::PositiveNumber);
}

}  // namespace

void add_dispute_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("dispute", "what is not accepted of suppliers' files, in a running gateway");
    command->require_subcommand(1);
    auto* listing = add_word(*command, given, result, {"list", "what is disputed, and how long it may be yet", list});
    listing->add_option("--supplier", given->supplier, "only this one's, as it was reconciled");
    listing->add_flag("--all", given->is_all, "what is settled, agreed and withdrawn as well");
    auto* showing = add_word(*command, given, result, {"show", "one with its sums, and all that was said", show});
    showing->add_option("ID", given->id, "the reconciliation's number")->required()->check(CLI::PositiveNumber);
    add_changes(*command, given, result);
    add_dispute_credits(*command, result);
}

}  // namespace kaskad::gateway
