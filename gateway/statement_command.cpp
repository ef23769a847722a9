#include "gateway/statement_command.hpp"

#include "config/config.hpp"
#include "core/calendar.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/client_statement.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/long_work.hpp"
#include "gateway/seal_audit.hpp"
#include "gateway/serve.hpp"
#include "gateway/statement_text.hpp"
#include "gateway/storage.hpp"
#include "smpp/transport/named_zone.hpp"
#include "store/view.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

namespace kaskad::gateway {

namespace {

struct arguments {
    std::string config;
    std::string client;
    std::string from;
    std::string to;
    std::string zone = "UTC";
    bool is_csv = false;
    bool is_json = false;
};

constexpr complainer complain{"statement"};

std::function<bool(uint64_t)> make_progress() {
    return [pace = telling_pace{}](uint64_t read) mutable {
        if (pace.is_due()) fmt::print(stderr, "{} postings read\n", read);
        return !is_interrupted();
    };
}

// The first moment of a day there, in UTC.
std::optional<int64_t> begin_of(const std::string& day, const smpp::time_zone& zone) {
    const auto local = api::parse_day(day);
    return local ? std::optional{zone.to_utc(int64_t{*local} * core::DAY_MS)} : std::nullopt;
}

int print_statement(store::report_reader& reader, const arguments& given, const statement_request& asked,
                    const statement_head& head) {
    heed_interrupts();
    const auto made = make_statement(reader, asked, make_progress());
    if (!made) return complain(made.error());
    const auto text = given.is_csv    ? statement_csv(head, *made)
                      : given.is_json ? statement_json(head, *made)
                                      : statement_text(head, *made);
    fmt::print("{}", text);
    return EXIT_OK;
}

int run(const arguments& given) {
    const auto zone = smpp::transport::load_time_zone(given.zone);
    if (!zone) return complain("--zone: " + zone.error(), EXIT_USAGE);
    const auto from = begin_of(given.from, *zone);
    if (!from) return complain("--from: '" + given.from + "' is no day, as 2026-11-01", EXIT_USAGE);
    const auto to = begin_of(given.to, *zone);
    if (!to || *to <= *from)
        return complain("--to: a day behind --from, as 2026-12-01; it is not part of it", EXIT_USAGE);
    const auto settings = config::load(given.config);
    if (!settings) return complain(config::to_string(settings.error().front()), EXIT_CONFIG);
    auto opened = open_view(settings->process.store);
    if (!opened) return complain(opened.error().text);
    store::report_reader reader{std::move(*opened)};
    const auto clients = reader.read_clients();
    if (!clients) return complain(clients.error().text);
    const auto client = std::ranges::find(*clients, given.client, &facts::client::name);
    if (client == clients->end()) return complain("there is no client '" + given.client + "'");
    const auto seals = reader.read_seals();
    if (!seals) return complain(seals.error().text);
    if (const auto note = note_of_dropped(*seals, *from); !note.empty()) fmt::print(stderr, "{}\n", note);
    const statement_request asked{client->id, client->currency, {*from, *to}, *zone};
    return print_statement(reader, given, asked,
                           {given.client, core::to_string(client->currency), given.from, given.to, given.zone, *zone});
}

}  // namespace

void add_statement_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("statement", "what a client's account held, got and paid in a period");
    command->add_option("--config", given->config, "the gateway's TOML file; it may run")->required();
    command->add_option("--client", given->client, "the client's name")->required();
    command->add_option("--from", given->from, "the first day, as 2026-11-01")->required();
    command->add_option("--to", given->to, "the day behind the last")->required();
    command->add_option("--zone", given->zone, "where its days begin, an IANA name")->capture_default_str();
    auto* csv = command->add_flag("--csv", given->is_csv, "as CSV");
    command->add_flag("--json", given->is_json, "as JSON")->excludes(csv);
    command->callback([given, &result] { result = run(*given); });
}

}  // namespace kaskad::gateway
