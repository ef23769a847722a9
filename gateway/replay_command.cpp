#include "gateway/replay_command.hpp"

#include "config/config.hpp"
#include "core/assert.hpp"
#include "core/calendar.hpp"
#include "gateway/api/payment.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/long_work.hpp"
#include "gateway/rates_command.hpp"
#include "gateway/replay_input.hpp"
#include "gateway/replay_policy.hpp"
#include "gateway/replay_report.hpp"
#include "gateway/storage.hpp"
#include "routing/sheet_book.hpp"
#include "store/report_reader.hpp"
#include "store/view.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr uint32_t PAGE = 500;
using core::DAY_MS;

struct arguments {
    std::string config;
    std::string day;
    std::string prices;
    std::string link;
    std::string client;
    std::string policy;
    std::string without;
    bool is_partial = false;
    bool is_json = false;
    routing::price_sheet_form form;
};

// The first millisecond of the day.
checked<int64_t> parse_day(const std::string& text) {
    const auto begin = api::parse_timestamp(text + "T00:00:00Z");
    if (!begin || *begin < core::MESSAGE_EPOCH_MS)
        return refuse("--day: '" + text + "' is not a day since 2025, as 2026-01-31", EXIT_USAGE);
    return *begin;
}

// The day's messages are those whose ids its milliseconds stand in.
store::told_query query_of(int64_t begin_utc_ms) {
    return {.first = core::make_message_id(begin_utc_ms, 0, 0),
            .last = core::make_message_id(begin_utc_ms + DAY_MS - 1, core::NODE_MAX, core::SEQUENCE_MAX),
            .limit = PAGE};
}

// What is different, and the books it points to.
struct scenario {
    routing::replay_change change;
    std::unique_ptr<routing::price_book> prices;
    core::currency currency;  // of the new prices
    core::client_id sold_to;  // who pays them; 0 = a link asks them
    core::client_id only;     // whose messages count; 0 = everybody's
    std::string words;
};

struct declarations {
    std::vector<facts::client> clients;
    std::vector<facts::link> links;
};

checked<declarations> read_declarations(store::report_reader& from) {
    auto clients = from.read_clients();
    if (!clients) return refuse(clients.error().text);
    auto links = from.read_links();
    if (!links) return refuse(links.error().text);
    return declarations{std::move(*clients), std::move(*links)};
}

checked<core::client_id> find_client_named(const std::vector<facts::client>& clients, const std::string& name) {
    const auto found = std::ranges::find(clients, name, &facts::client::name);
    if (found == clients.end()) return refuse("--client: there is no client '" + name + "'", EXIT_USAGE);
    return found->id;
}

checked<core::link_id> link_of(const char* option, const std::string& name, const declarations& known) {
    const auto found = find_link_named(known.links, name);
    if (!found) return refuse(std::string{option} + ": " + found.error(), EXIT_USAGE);
    return *found;
}

checked<void> add_prices(scenario& made, const arguments& given, const declarations& known) {
    const auto text = config::read_file(given.prices);
    if (!text) return refuse("--prices: " + text.error(), EXIT_USAGE);
    const auto sheet = routing::read_price_sheet(*text, given.form);
    if (sheet.fault_count > 0) {
        const auto& first = sheet.faults.front();
        return refuse(fmt::format("{}:{}: {}{}{} (`kaskad rates` lists all {} faults)", given.prices, first.line,
                                  first.column, first.column.empty() ? "" : ": ", first.why, sheet.fault_count));
    }
    if (sheet.rows.empty()) return refuse(given.prices + " holds no prices");
    routing::sheet_owner owner{routing::price_owner::client, made.only.value};
    if (!given.link.empty()) {
        const auto link = link_of("--link", given.link, known);
        if (!link) return std::unexpected(link.error());
        owner = {routing::price_owner::link, link->value};
        made.change.repriced = *link;
    } else {
        const auto client = std::ranges::find(known.clients, made.only, &facts::client::id);
        if (client != known.clients.end() && client->parent)
            return refuse("--client: '" + given.client + "' pays a reseller; our revenue is by the reseller's prices",
                          EXIT_USAGE);
        made.sold_to = made.only;
    }
    auto book = routing::make_sheet_book(sheet.rows, owner);
    if (!book) return refuse(fmt::format("{}:{}: {}", given.prices, book.error().row, book.error().why));
    made.prices = std::make_unique<routing::price_book>(std::move(*book));
    made.change.prices = made.prices.get();
    made.change.is_partial = given.is_partial;
    made.currency = sheet.rows.front().currency;
    for (const auto& row : sheet.rows)
        if (row.currency != made.currency) return refuse(given.prices + " has prices in two currencies");
    made.words = given.prices + (given.link.empty() ? " for client " + given.client : " for link " + given.link);
    return {};
}

checked<scenario> make_scenario(const arguments& given, const declarations& known) {
    scenario made;
    if (!given.client.empty()) {
        const auto client = find_client_named(known.clients, given.client);
        if (!client) return std::unexpected(client.error());
        made.only = *client;
    }
    if (!given.prices.empty())
        if (const auto ok = add_prices(made, given, known); !ok) return std::unexpected(ok.error());
    const auto say = [&](const std::string& word) { made.words += (made.words.empty() ? "" : ", ") + word; };
    if (!given.policy.empty()) {
        auto policy = parse_replay_policy(given.policy, known.links);
        if (!policy) return refuse("--policy: " + policy.error(), EXIT_USAGE);
        made.change.policy = std::move(*policy);
        say("policy " + given.policy);
    }
    if (!given.without.empty()) {
        const auto link = link_of("--without", given.without, known);
        if (!link) return std::unexpected(link.error());
        made.change.without = *link;
        say("without link " + given.without);
    }
    if (made.words.empty()) made.words = "nothing changed";
    if (made.only && !made.sold_to) say("of client " + given.client);
    return made;
}

// Prices of two currencies cannot be compared, so nothing is guessed.
checked<void> check_currency(const routing::logged_message& message, const scenario& wanted) {
    if (!wanted.prices || message.attempts.empty() || message.attempts.front().made == nullptr) return {};
    const auto day = wanted.sold_to ? message.currency : message.attempts.front().made->currency;
    if (day == wanted.currency) return {};
    return refuse("--prices are in " + core::to_string(wanted.currency) + ", those of the day in " +
                  core::to_string(day));
}

checked<void> play_page(const std::vector<store::told_message>& page, const replay_input& input, const scenario& wanted,
                        routing::replay_day& day) {
    for (const auto& each : page) {
        if (wanted.only && !api::payment_by(each.message, wanted.only)) continue;
        const auto message = input.make(each);
        if (!message) continue;
        if (const auto ok = check_currency(*message, wanted); !ok) return ok;
        day.add(*message);
    }
    return {};
}

checked<void> play(store::report_reader& from, int64_t begin_utc_ms, const replay_input& input, const scenario& wanted,
                   routing::replay_day& day) {
    auto query = query_of(begin_utc_ms);
    telling_pace pace;
    while (true) {
        if (is_interrupted()) return refuse("interrupted; nothing was changed");
        const auto page = from.read(query);
        if (!page) return refuse(page.error().text);
        if (const auto ok = play_page(*page, input, wanted, day); !ok) return ok;
        if (page->size() < PAGE) return {};
        query.first = {page->back().message.id.value + 1};
        if (!pace.is_due()) continue;
        fmt::print(stderr, "{}  {} messages\n", api::render_timestamp(core::utc_ms_of(page->back().message.id)),
                   day.counts().messages);
    }
}

checked<std::string> replay_text(const arguments& given) {
    const auto begin = parse_day(given.day);
    if (!begin) return std::unexpected(begin.error());
    const auto settings = config::load(given.config);
    if (!settings) return refuse(config::to_string(settings.error().front()), EXIT_CONFIG);
    auto opened = open_view(settings->process.store);
    if (!opened) return refuse(opened.error().text);
    store::report_reader reader{std::move(*opened)};
    const auto known = read_declarations(reader);
    if (!known) return std::unexpected(known.error());
    const auto wanted = make_scenario(given, *known);
    if (!wanted) return std::unexpected(wanted.error());
    const replay_input input{settings->process.engine, known->clients, known->links};
    routing::replay_day day{wanted->change, wanted->sold_to};
    if (const auto ok = play(reader, *begin, input, *wanted, day); !ok) return std::unexpected(ok.error());
    const auto namer = [&](core::link_id id) {
        const auto found = std::ranges::find(known->links, id, &facts::link::id);
        return found == known->links.end() ? fmt::format("link {}", id.value) : found->name;
    };
    const replay_heading heading{given.day, wanted->words};
    return given.is_json ? replay_json(day, heading, namer) + "\n" : print_replay(day, heading, namer);
}

int print(const arguments& given) {
    heed_interrupts();
    const auto text = replay_text(given);
    if (!text) return complainer{"replay"}(text.error());
    fmt::print("{}", *text);
    return EXIT_OK;
}

}  // namespace

void add_replay_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand(
        "replay",
        "what a day would have cost, earned and delivered at other prices, by another policy or without a "
        "link; from the database, changes nothing");
    command->add_option("--config", given->config, "the gateway's TOML file")->required();
    command->add_option("--day", given->day, "the day (UTC), as 2026-01-31")->required();
    auto* prices = command->add_option("--prices", given->prices, "a rate sheet (CSV), taken as if all of it held");
    auto* link = command->add_option("--link", given->link, "the link whose prices they are")->needs(prices);
    auto* client = command->add_option("--client", given->client,
                                       "only this client's messages; without --link, --prices are what it pays");
    command->add_flag("--partial", given->is_partial, "where the sheet names nothing, the old price holds")
        ->needs(prices);
    command->add_option("--policy", given->policy, "how links are chosen, as cost_per_delivered or chain:alpha,beta");
    command->add_option("--without", given->without, "a link that is not there");
    command->add_flag("--json", given->is_json, "one JSON object");
    add_form_options(*command, given->form);
    command->callback([given, prices, link, client, &result] {
        if (!prices->empty() && link->empty() && client->empty())
            throw CLI::RequiredError{"--prices: whose they are, by --link or --client,"};
        result = print(*given);
    });
}

}  // namespace kaskad::gateway
