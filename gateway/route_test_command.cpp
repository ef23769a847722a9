#include "gateway/route_test_command.hpp"

#include "config/config.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/long_work.hpp"
#include "gateway/serve.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <chrono>
#include <expected>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds LOOK_EACH{1'000};

struct arguments {
    std::string config;
    std::string link;
    std::vector<std::string> numbers;
    std::string sender;
    std::string url;
    std::string operator_key = "operator-demo";
    bool is_waiting = false;
    bool is_json = false;
};

constexpr complainer complain{"route-test"};

std::string seconds(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    if (found == nullptr || !found->is_int64()) return "-";
    return fmt::format("{:.1f}", static_cast<double>(found->get_int64()) / 1'000);
}

std::string row(const json::object& text) {
    auto line = fmt::format("{:<16} {:<9} {:<9} {:<14} {:>8} {:<12} {:<16}\n", text_at(text, "number"),
                            text_at(text, "kind"), text_at(text, "text"), text_at(text, "sender_shown"),
                            seconds(text, "heard_ms"), text_at(text, "receipt"), text_at(text, "reality"));
    if (text_at(text, "difference") != "-") line += fmt::format("{:<26} {}\n", "", text_at(text, "difference"));
    return line;
}

// Where the gateway of that file listens.
std::expected<std::string, std::string> url_of(const arguments& given) {
    if (!given.url.empty()) return given.url;
    const auto settings = config::load(given.config);
    if (!settings) return std::unexpected(config::to_string(settings.error().front()));
    const auto& api = settings->process.api;
    const auto host = api.address == "0.0.0.0" ? "127.0.0.1" : api.address == "::" ? "[::1]" : api.address;
    return fmt::format("{}://{}:{}", api.tls_certificate.empty() ? "http" : "https", host, api.port);
}

bool is_complete(const json::object& test) {
    const auto* ended = test.if_contains("ended");
    if (ended != nullptr && ended->is_bool() && ended->get_bool()) return true;
    const auto* texts = test.if_contains("texts");
    if (texts == nullptr || !texts->is_array()) return true;
    for (const auto& each : texts->get_array()) {
        if (!each.is_object() || text_at(each.get_object(), "reality") != "both") return false;
        const auto text = text_at(each.get_object(), "text");
        if (text != "exact" && text != "in_parts") return false;
    }
    return true;
}

// Until every text is there with its receipt, or the test is over.
int await_report(api_caller& api, const arguments& given, const std::string& id) {
    while (true) {
        const auto answer = api.get("/v1/route-tests/" + id, given.operator_key);
        const auto test = read_answer(answer);
        if (!test) return complain(test.error());
        if (!given.is_waiting || is_complete(*test) || is_interrupted()) {
            fmt::print("{}", given.is_json ? *answer + "\n" : print_route_test(*test));
            return EXIT_OK;
        }
        api.sleep(LOOK_EACH);
    }
}

int run_test(const arguments& given) {
    const auto url = url_of(given);
    if (!url) return complain(url.error(), EXIT_CONFIG);
    heed_interrupts();
    api_caller api{*url};
    json::object order{{"link", given.link}, {"numbers", json::array(given.numbers.begin(), given.numbers.end())}};
    if (!given.sender.empty()) order["sender"] = given.sender;
    const auto started = read_answer(api.post("/v1/route-tests", given.operator_key, json::serialize(order)));
    if (!started) return complain(started.error());
    const auto id = text_at(*started, "id");
    fmt::print(stderr, "route test {}: {} texts, at most {} {}\n", id, text_at(*started, "texts"),
               text_at(*started, "cost"), text_at(*started, "currency"));
    return await_report(api, given, id);
}

}  // namespace

std::string print_route_test(const json::object& test) {
    auto text = fmt::format("Route test {} over {}, sender {}, started {}{}\n", text_at(test, "id"),
                            text_at(test, "link"), text_at(test, "sender"), text_at(test, "started"),
                            text_at(test, "ended") == "true" ? "" : ", not over yet");
    text += fmt::format("{:<16} {:<9} {:<9} {:<14} {:>8} {:<12} {:<16}\n", "number", "kind", "text", "sender shown",
                        "seconds", "receipt", "reality");
    const auto* texts = test.if_contains("texts");
    if (texts == nullptr || !texts->is_array()) return text;
    for (const auto& each : texts->get_array())
        if (each.is_object()) text += row(each.get_object());
    return text;
}

void add_route_test_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("route-test",
                                       "send texts over one link to phones that forward what they get, by "
                                       "the running gateway, and print what arrived");
    auto* config = command->add_option("--config", given->config, "the gateway's TOML file: where it listens");
    auto* url = command->add_option("--url", given->url, "or the URL of its API");
    command->add_option("--link", given->link, "the link that is tested")->required();
    command->add_option("--numbers", given->numbers, "of the phones, with country code")->required()->delimiter(',');
    command->add_option("--sender", given->sender, "the sender that is asked for");
    command->add_flag("--wait", given->is_waiting, "until all has arrived, or the test is over");
    command->add_flag("--json", given->is_json, "one JSON object");
    command->add_option("--operator-key", given->operator_key, "a key of operator scope")->capture_default_str();
    command->callback([given, config, url, &result] {
        if (config->empty() && url->empty()) throw CLI::RequiredError{"--config, or --url,"};
        result = run_test(*given);
    });
}

}  // namespace kaskad::gateway
