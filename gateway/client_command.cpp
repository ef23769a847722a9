#include "gateway/client_command.hpp"

#include "gateway/api/timestamp.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/client_setting.hpp"
#include "gateway/clock.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/serve.hpp"
#include "gateway/url_query.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace kaskad::gateway {

namespace {

constexpr int64_t HOUR_MS = 3'600'000;

namespace json = boost::json;

struct arguments {
    gateway_address gateway;
    std::string name;
    std::vector<std::string> settings;
    std::string key;
    std::vector<std::string> scopes;
    std::vector<std::string> addresses;
    std::string expires;
    std::string next_key;
    int64_t overlap_hours = 24;
    bool is_test = false;
    bool must_be_new = false;
    bool is_dry_run = false;
    bool yes = false;
};

using answer = std::expected<json::object, std::string>;

constexpr complainer complain{"client"};

std::string path_of(const arguments& given, const std::string& more = {}) {
    return "/v1/admin/clients/" + url_escaped(given.name) + more;
}

void tell_row(const json::object& client) {
    fmt::print("{:<24} {:<20} {:>14} {} (available {}){}{}\n", text_at(client, "name"),
               text_at(client, "parent").empty() ? "-" : text_at(client, "parent"), text_at(client, "balance"),
               text_at(client, "currency"), text_at(client, "available"),
               text_at(client, "enabled") == "true" ? "" : "  disabled",
               text_at(client, "declared") == "true" ? "  declared" : "");
}

int tell_members(const answer& told) {
    if (!told) return complain(told.error());
    for (const auto& [name, value] : *told)
        fmt::print("{:<24} {}\n", std::string_view{name}, text_at(*told, name));
    return EXIT_OK;
}

int list(const arguments& given) {
    api_caller api{given.gateway.url};
    const auto told = read_answer(api.get("/v1/admin/clients", given.gateway.operator_key));
    if (!told) return complain(told.error());
    for (const auto& client : told->at("clients").get_array())
        tell_row(client.get_object());
    return EXIT_OK;
}

void tell_key(const json::object& key) {
    fmt::print("key {:<20} scopes {} addresses {} expires {}{}{}\n", text_at(key, "name"), text_at(key, "scopes"),
               text_at(key, "addresses"), text_at(key, "expires"), text_at(key, "test") == "true" ? "  test" : "",
               text_at(key, "declared") == "true" ? "  declared" : "");
}

int tell_keys(const answer& told) {
    if (!told) return complain(told.error());
    for (const auto& key : told->at("keys").get_array())
        tell_key(key.get_object());
    return EXIT_OK;
}

int show(const arguments& given) {
    api_caller api{given.gateway.url};
    const auto told = read_answer(api.get(path_of(given), given.gateway.operator_key));
    if (const auto result = tell_members(told); result != EXIT_OK) return result;
    return tell_keys(read_answer(api.get(path_of(given, "/keys"), given.gateway.operator_key)));
}

int set(const arguments& given) {
    const auto settings = read_settings(given.settings);
    if (!settings) return complain(settings.error(), EXIT_USAGE);
    url_query query;
    if (given.must_be_new) query.add("must_be_new", "true");
    if (given.is_dry_run) query.add("dry_run", "true");
    api_caller api{given.gateway.url};
    return tell_members(
        read_answer(api.put(path_of(given) + query.text(), given.gateway.operator_key, json::serialize(*settings))));
}

int disable(const arguments& given) {
    const auto question =
        fmt::format("Disable {}? Its messages, and those of all below it, are refused then.", given.name);
    if (!given.yes && !is_agreed(question)) return complain("nothing was changed");
    api_caller api{given.gateway.url};
    const auto told = read_answer(api.remove(path_of(given), given.gateway.operator_key));
    if (!told) return complain(told.error());
    tell_row(*told);
    return EXIT_OK;
}

int add_key(const arguments& given) {
    json::object wanted{{"name", given.key}, {"test", given.is_test}};
    if (!given.scopes.empty()) wanted["scopes"] = json::array(given.scopes.begin(), given.scopes.end());
    if (!given.addresses.empty()) wanted["addresses"] = json::array(given.addresses.begin(), given.addresses.end());
    if (!given.expires.empty()) wanted["expires"] = given.expires;
    api_caller api{given.gateway.url};
    const auto told =
        read_answer(api.post(path_of(given, "/keys"), given.gateway.operator_key, json::serialize(wanted)));
    if (!told) return complain(told.error());
    fmt::print("{}\n", text_at(*told, "key"));
    fmt::print(stderr, "This is the only time that the key is shown.\n");
    return EXIT_OK;
}

int remove_key(const arguments& given) {
    const auto question =
        fmt::format("Remove the key {} of {}? Whoever uses it is turned away then.", given.key, given.name);
    if (!given.yes && !is_agreed(question)) return complain("nothing was changed");
    api_caller api{given.gateway.url};
    return tell_keys(
        read_answer(api.remove(path_of(given, "/keys/" + url_escaped(given.key)), given.gateway.operator_key)));
}

// The terms of a key, for one that takes its place.
std::expected<json::object, std::string> terms_of_key(api_caller& api, const arguments& given) {
    const auto told = read_answer(api.get(path_of(given, "/keys"), given.gateway.operator_key));
    if (!told) return std::unexpected(told.error());
    for (const auto& each : told->at("keys").get_array()) {
        const auto& key = each.get_object();
        if (text_at(key, "name") != given.key) continue;
        if (text_at(key, "declared") == "true")
            return std::unexpected("the key \"" + given.key + "\" stands in the file, and is changed there");
        json::object terms{{"name", given.next_key}, {"test", text_at(key, "test") == "true"}};
        for (const auto* name : {"scopes", "addresses"})
            if (const auto* value = key.if_contains(name); value && !value->as_array().empty()) terms[name] = *value;
        return terms;
    }
    return std::unexpected("the client has no key \"" + given.key + "\"");
}

// The next one first: whatever fails then, its holder is not shut out.
int rotate_key(const arguments& given) {
    api_caller api{given.gateway.url};
    const auto terms = terms_of_key(api, given);
    if (!terms) return complain(terms.error());
    const auto made =
        read_answer(api.post(path_of(given, "/keys"), given.gateway.operator_key, json::serialize(*terms)));
    if (!made) return complain(made.error());
    fmt::print("{}\n", text_at(*made, "key"));
    fmt::print(stderr, "This is the only time that the key is shown.\n");
    const auto end = api::render_timestamp(utc_ms_now() + given.overlap_hours * HOUR_MS);
    const auto path = path_of(given, "/keys/" + url_escaped(given.key) + "?at=" + url_escaped(end));
    const auto left = read_answer(api.remove(path, given.gateway.operator_key));
    if (!left) return complain("the key " + given.key + " was not given an end: " + left.error());
    fmt::print(stderr, "The key {} ends at {}.\n", given.key, end);
    return EXIT_OK;
}

using order = int (*)(const arguments&);

// A word of the command with its gateway; the client's name where `of_one`.
CLI::App* add_word(CLI::App& command, const std::string& word, const std::string& what,
                   const std::shared_ptr<arguments>& given, order run, int& result, bool of_one = true) {
    auto* made = command.add_subcommand(word, what);
    add_gateway_options(*made, given->gateway);
    if (of_one) made->add_option("NAME", given->name, "the client")->required();
    made->callback([given, run, &result] { result = run(*given); });
    return made;
}

void add_key_words(CLI::App& command, const std::shared_ptr<arguments>& given, int& result) {
    auto* key = command.add_subcommand("key", "keys of a client, made and removed");
    key->require_subcommand(1);
    auto* add = add_word(*key, "add", "make a key and print it, once", given, add_key, result);
    add->add_option("KEY", given->key, "what the key is called")->required();
    add->add_option("--scopes", given->scopes, "send, read, manage; left out: all but manage")->delimiter(',');
    add->add_option("--addresses", given->addresses, "it works from there only, as 10.0.0.0/8")->delimiter(',');
    add->add_option("--expires", given->expires, "a moment, as 2027-01-31T12:00:00Z");
    add->add_flag("--test", given->is_test, "its messages are checked and priced, and never leave");
    auto* rotate =
        add_word(*key, "rotate", "make a key with another's terms, and end that one later", given, rotate_key, result);
    rotate->add_option("KEY", given->key, "the key that is to end")->required();
    rotate->add_option("NEXT", given->next_key, "what the next one is called")->required();
    rotate->add_option("--overlap-hours", given->overlap_hours, "so long both hold")
        ->check(CLI::Range(1, 8'760))
        ->capture_default_str();
    auto* remove = add_word(*key, "remove", "take a key away", given, remove_key, result);
    remove->add_option("KEY", given->key, "what the key is called")->required();
    remove->add_flag("--yes", given->yes, "do not ask");
}

}  // namespace

void add_client_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("client", "clients and their keys, in a running gateway");
    command->require_subcommand(1);
    add_word(*command, "list", "all clients, and how their accounts stand", given, list, result, false);
    add_word(*command, "show", "a client's settings, account and keys", given, show, result);
    auto* set_command = add_word(*command, "set", "make a client, or change what is said of it", given, set, result);
    set_command->add_option("SETTINGS", given->settings, "as currency=EUR limit=100 quotas=day:messages:1000")
        ->required();
    set_command->add_flag("--new", given->must_be_new, "refuse if there is one of this name");
    set_command->add_flag("--dry-run", given->is_dry_run, "say what would be, and change nothing");
    auto* disable_command =
        add_word(*command, "disable", "refuse its messages; what was accepted still goes out", given, disable, result);
    disable_command->add_flag("--yes", given->yes, "do not ask");
    add_key_words(*command, given, result);
}

}  // namespace kaskad::gateway
