#include "gateway/channels_sim_command.hpp"

#include "gateway/simulators/channel_outcome.hpp"
#include "gateway/simulators/channels_control.hpp"

#include <expected>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace kaskad::gateway {

namespace {

using simulators::channels_options;
using parser = std::expected<void, std::string> (*)(std::string_view, channels_options&);

// "whatsapp.token=@FILE" stands for what is in the file.
std::string with_file(const std::string& text) {
    const auto at = text.find("=@");
    if (at == text.npos) return text;
    std::ifstream file{text.substr(at + 2), std::ios::binary};
    if (!file) throw CLI::ValidationError("--key", "cannot read " + text.substr(at + 2));
    return text.substr(0, at + 1) + std::string{std::istreambuf_iterator<char>{file}, {}};
}

// An option that may be given several times, each with a text form of its own.
void add_each(CLI::App& command, const char* name, channels_options& into, parser parse, const char* help) {
    command
        .add_option_function<std::vector<std::string>>(
            name,
            [&into, parse, name](const std::vector<std::string>& texts) {
                for (const auto& text : texts) {
                    if (auto done = parse(with_file(text), into); !done) throw CLI::ValidationError(name, done.error());
                }
            },
            help)
        ->allow_extra_args(false);
}

void add_places(CLI::App& command, channels_options& options) {
    add_each(command, "--listen", options, simulators::parse_listen,
             "ADDRESS:PORT of all providers and of /sim/; port 0 = any free one, printed first [127.0.0.1:23000]");
    command.add_option("--mail-port", options.mail_port, "of the server of mail; 0 = any free one, printed [0]");
    command
        .add_option("--callback-base", options.callback_base,
                    "the gateway: callbacks go to <base>/v1/channels/<account>/callbacks")
        ->capture_default_str();
    add_each(command, "--account", options, simulators::parse_account,
             "viber=NAME or viber=NAME/KEY: the channel account, and the key of its callbacks' address; without it the "
             "account is named like the provider");
    add_each(command, "--key", options, simulators::parse_key,
             "whatsapp.access_token=VALUE or =@FILE; what is not given is made up and printed");
}

void add_behaviour(CLI::App& command, channels_options& options) {
    command.add_option("--seed", options.fate.seed, "the same seed gives the same fates")->capture_default_str();
    command.add_option("--delay-ms", options.fate.delay_ms, "from one callback of a message to the next")
        ->capture_default_str();
    command.add_option("--late-ms", options.fate.late_ms, "until what comes late")->capture_default_str();
    command.add_option("--delivered", options.fate.delivered, "probability, for addresses like any other")
        ->capture_default_str();
    command.add_option("--read", options.fate.read, "probability, of the delivered ones")->capture_default_str();
    command.add_flag("--script,!--no-script", options.fate.script,
                     "addresses decide by their last two digits (see below)");
    command
        .add_option_function<std::string>(
            "--clock", [&options](const std::string& text) { options.is_virtual = text == "virtual"; },
            "real | virtual: it stands until /sim/clock/advance")
        ->check(CLI::IsMember({"real", "virtual"}));
}

void add_limits(CLI::App& command, channels_options& options) {
    command.add_option("--messages-max", options.messages_max, "known by their ids; the oldest are forgotten")
        ->capture_default_str();
    command.add_option("--events-max", options.events_max, "callbacks to come; above it sends are refused as too fast")
        ->capture_default_str();
    command.add_option("--requests-max", options.requests_max, "kept for /sim/requests")->capture_default_str();
    command
        .add_option("--callback-connections", options.callback_connections, "with 1, callbacks arrive in their order")
        ->capture_default_str();
    command.add_option("--callback-tries", options.callback_tries, "of a callback that is not answered with 2xx")
        ->capture_default_str();
    command.add_option("--callback-retry-ms", options.callback_retry_ms, "before the second; doubled for each more")
        ->capture_default_str();
}

}  // namespace

void add_channels_sim_options(CLI::App& command, channels_options& options) {
    add_places(command, options);
    add_behaviour(command, options);
    add_limits(command, options);
    command.footer(simulators::describe_outcomes() + "\n" + std::string{simulators::CONTROL_HELP});
}

}  // namespace kaskad::gateway
