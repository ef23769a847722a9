#include "gateway/contract_command.hpp"

#include "config/config.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/json_difference.hpp"
#include "gateway/serve.hpp"
#include "gateway/url_query.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdio>
#include <expected>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

using answer = std::expected<json::object, std::string>;

struct arguments {
    gateway_address gateway;
    std::string client;
    std::string file;
    bool is_dry_run = false;
    bool yes = false;
};

constexpr complainer complain{"contract"};

std::string path_of(const arguments& given) {
    return "/v1/admin/contracts/" + url_escaped(given.client);
}

// The terms and their version: without whose they are and how they came to be.
json::object terms_of(const json::object& contract) {
    auto terms = contract;
    for (const auto* name : {"client", "by", "changed_at"})
        terms.erase(name);
    return terms;
}

std::vector<json_change> changes_between(const json::object& before, const json::object& after) {
    auto changes = json_difference(terms_of(before), terms_of(after));
    std::erase_if(changes, [](const json_change& change) { return change.path == "version"; });
    return changes;
}

// An empty one of version 0 where the client has none yet; whether there is such a client, setting it says.
answer current_contract(api_caller& api, const arguments& given) {
    const auto told = api.get(path_of(given), given.gateway.operator_key);
    const bool has_none = !told && told.error().contains(": 404 ");
    return has_none ? json::object{{"version", 0}} : read_answer(told);
}

answer read_contract(const std::string& file, const std::string& client) {
    const auto text = config::read_file(file);
    if (!text) return std::unexpected(text.error());
    boost::system::error_code trouble;
    auto root = json::parse(*text, trouble);
    if (trouble || !root.is_object())
        return std::unexpected(fmt::format("{} is no JSON object, as kaskad contract show prints one", file));
    const auto of = text_at(root.get_object(), "client");
    if (of != "-" && of != client)
        return std::unexpected(fmt::format("{} is the contract with {}, not with {}", file, of, client));
    return terms_of(root.get_object());
}

// One value a line, so that it can be kept in a file, read and changed there.
void print_indented(const json::value& value, int depth) {
    const auto indent = [](int levels) { return std::string(static_cast<size_t>(levels) * 2, ' '); };
    const bool is_object = value.is_object() && !value.get_object().empty();
    const bool is_list = value.is_array() && !value.get_array().empty();
    if (!is_object && !is_list) return fmt::print("{}", json::serialize(value));
    std::string_view between = is_object ? "{" : "[";
    const auto begin_one = [&] { fmt::print("{}\n{}", std::exchange(between, ","), indent(depth + 1)); };
    if (is_object) {
        for (const auto& [name, member] : value.get_object()) {
            begin_one();
            fmt::print("{}: ", json::serialize(json::string{name}));
            print_indented(member, depth + 1);
        }
    } else {
        for (const auto& member : value.get_array()) {
            begin_one();
            print_indented(member, depth + 1);
        }
    }
    fmt::print("\n{}{}", indent(depth), is_object ? "}" : "]");
}

int show(const arguments& given) {
    api_caller api{given.gateway.url};
    const auto told = read_answer(api.get(path_of(given), given.gateway.operator_key));
    if (!told) return complain(told.error());
    print_indented(*told, 0);
    fmt::print("\n");
    return EXIT_OK;
}

answer put(api_caller& api, const arguments& given, const json::object& contract, bool is_dry_run) {
    const auto path = path_of(given) + (is_dry_run ? "?dry_run=true" : "");
    return read_answer(api.put(path, given.gateway.operator_key, json::serialize(contract)));
}

// What the gateway would make of the file is compared, not the file: it may leave out what it does not change.
int set(const arguments& given) {
    auto wanted = read_contract(given.file, given.client);
    if (!wanted) return complain(wanted.error());
    api_caller api{given.gateway.url};
    const auto current = current_contract(api, given);
    if (!current) return complain(current.error());
    if (!wanted->contains("version")) (*wanted)["version"] = current->at("version");
    const auto would_be = put(api, given, *wanted, true);
    if (!would_be) return complain(would_be.error());
    const auto changes = changes_between(*current, *would_be);
    for (const auto& change : changes)
        fmt::print("{}\n", to_string(change));
    if (changes.empty()) fmt::print("nothing changes\n");
    if (changes.empty() || given.is_dry_run) return EXIT_OK;
    if (!given.yes && !is_agreed(fmt::format("Agree this with {}?", given.client)))
        return complain("nothing was changed");
    const auto done = put(api, given, *wanted, false);
    if (!done) return complain(done.error());
    fmt::print("version {} of the contract with {} holds\n", text_at(*done, "version"), given.client);
    return EXIT_OK;
}

}  // namespace

void add_contract_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command =
        app.add_subcommand("contract", "what was agreed with a client besides prices, in a running gateway");
    command->require_subcommand(1);
    auto* show_command = command->add_subcommand("show", "print it as JSON, as `set` takes it");
    auto* set_command = command->add_subcommand("set", "show what a file changes, ask, and agree it");
    for (auto* each : {show_command, set_command}) {
        add_gateway_options(*each, given->gateway);
        each->add_option("CLIENT", given->client, "the client's name")->required();
    }
    set_command->add_option("FILE", given->file, "the whole contract as JSON; what it leaves out is not agreed")
        ->required();
    set_command->add_flag("--dry-run", given->is_dry_run, "say what would change, and change nothing");
    set_command->add_flag("--yes", given->yes, "do not ask");
    show_command->callback([given, &result] { result = show(*given); });
    set_command->callback([given, &result] { result = set(*given); });
}

}  // namespace kaskad::gateway
