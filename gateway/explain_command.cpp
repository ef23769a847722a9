#include "gateway/explain_command.hpp"

#include "config/config.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/explanation.hpp"
#include "gateway/seal_audit.hpp"
#include "gateway/serve.hpp"
#include "gateway/storage.hpp"
#include "store/report_reader.hpp"
#include "store/view.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

struct arguments {
    std::string id;
    std::string config;
    std::string url = "http://127.0.0.1:8080";
    std::string operator_key = "operator-demo";
    std::string client;
    std::string to;
    std::string from;
    std::string text = "Hello";
    std::string klass;
};

constexpr complainer complain{"explain"};

std::string name_of(const std::vector<facts::link>& links, core::link_id id) {
    const auto found = std::ranges::find(links, id, &facts::link::id);
    return found == links.end() ? std::string{} : found->name;
}

void tell(const facts::message& message, const std::vector<facts::attempt_decision>& decisions,
          const std::vector<facts::link>& links) {
    const auto namer = [&](core::link_id id) { return name_of(links, id); };
    fmt::print("Message {} of client {} to {}: {}.\n", core::to_string(message.id), message.client.value,
               message.recipient, facts::to_string(message.state));
    for (const auto& attempt : message.attempts) {
        fmt::print("\nAttempt {} over {}: {}", attempt.number, namer(attempt.link), facts::to_string(attempt.state));
        if (attempt.reason != core::reason::none) fmt::print(" ({})", core::describe(attempt.reason).english);
        fmt::print("\n");
        const auto decision = std::ranges::find(decisions, attempt.number, &facts::attempt_decision::attempt);
        if (decision != decisions.end()) fmt::print("{}\n", explain_decision(decision->decision, namer));
    }
    if (message.attempts.empty()) fmt::print("No link was chosen for it yet.\n");
}

// It may have been there.
std::string tell_missing(const config::store_options& store, core::message_id id) {
    const auto missing = "there is no message " + core::to_string(id) + " in the database";
    auto opened = open_view(store);
    if (!opened) return missing;
    const auto seals = store::report_reader{std::move(*opened)}.read_seals();
    const auto note = seals ? note_of_dropped(*seals, core::utc_ms_of(id)) : std::string{};
    return note.empty() ? missing : missing + ": " + note;
}

int explain_message(const arguments& given) {
    const auto id = core::parse_message_id(given.id);
    if (!id) return complain("'" + given.id + "' is no message id", EXIT_USAGE);
    const auto settings = config::load(given.config);
    if (!settings) return complain(config::to_string(settings.error().front()), EXIT_CONFIG);
    auto opened = open_view(settings->process.store);
    if (!opened) return complain(opened.error().text);
    store::view_reader reader{std::move(*opened)};
    const auto view = reader.read_message(*id);
    if (!view) return complain(view.error().text);
    if (!view->message) return complain(tell_missing(settings->process.store, *id));
    const auto links = reader.read_links();
    if (!links) return complain(links.error().text);
    tell(*view->message, view->decisions, *links);
    return EXIT_OK;
}

std::string text_at(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    return found && found->is_string() ? std::string{found->get_string()} : std::string{"-"};
}

int explain_route(const arguments& given) {
    json::object asked{{"client", given.client}, {"to", given.to}, {"text", given.text}};
    if (!given.from.empty()) asked["from"] = given.from;
    if (!given.klass.empty()) asked["class"] = given.klass;
    api_caller api{given.url};
    const auto answer = api.post("/v1/routes/explain", given.operator_key, json::serialize(asked));
    if (!answer) return complain(answer.error());
    boost::system::error_code trouble;
    const auto root = json::parse(*answer, trouble);
    const auto* decision = trouble || !root.is_object() ? nullptr : root.get_object().if_contains("decision");
    if (!decision || !decision->is_object()) return complain("the gateway's answer cannot be read");
    fmt::print("To {}: {}\n{}\n", text_at(root.get_object(), "to"), text_at(decision->get_object(), "outcome"),
               text_at(decision->get_object(), "explanation"));
    return EXIT_OK;
}

}  // namespace

void add_explain_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("explain", "why a message takes, or took, the link it takes");
    auto* id = command->add_option("ID", given->id, "a message, read from the database of --config");
    auto* config = command->add_option("--config", given->config, "the gateway's TOML file")->needs(id);
    id->needs(config);
    auto* to = command->add_option("--to", given->to, "a recipient: what would be done now; asks the running gateway")
                   ->excludes(id);
    auto* client = command->add_option("--client", given->client, "the client's name")->needs(to);
    to->needs(client);
    command->add_option("--from", given->from, "the sender")->needs(to);
    command->add_option("--text", given->text, "the text")->needs(to)->capture_default_str();
    command->add_option("--class", given->klass, "otp, transactional, service or marketing")->needs(to);
    command->add_option("--url", given->url, "of the gateway's API")->capture_default_str();
    command->add_option("--operator-key", given->operator_key, "a key of operator scope")->capture_default_str();
    command->callback([given, id, to, &result] {
        if (id->empty() && to->empty()) throw CLI::RequiredError{"ID, or --to and --client,"};
        result = id->empty() ? explain_route(*given) : explain_message(*given);
    });
}

}  // namespace kaskad::gateway
