#include "gateway/rerate_command.hpp"

#include "config/config.hpp"
#include "core/calendar.hpp"
#include "gateway/api/message_pages.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/bill_request.hpp"
#include "gateway/bill_run.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/invoice_words.hpp"
#include "gateway/long_work.hpp"
#include "gateway/new_file.hpp"
#include "gateway/rates_command.hpp"
#include "gateway/rerating.hpp"
#include "gateway/serve.hpp"
#include "gateway/storage.hpp"
#include "routing/sheet_book.hpp"
#include "smpp/transport/named_zone.hpp"
#include "store/report_reader.hpp"
#include "store/view.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr std::string_view ORDERS = "/v1/admin/ledger/orders";

struct arguments {
    gateway_address gateway;
    std::string config;
    std::string client;
    std::string from;
    std::string to;
    std::string prices;
    routing::price_sheet_form form;
    std::string output;
    bool is_dry_run = false;
};

// Whose messages, of which days where it is billed.
struct subject {
    facts::client client;
    uint32_t from_day = 0;
    uint32_t to_day = 0;
    api::report_period period;
    std::string language;  // of its contract
};

template <typename T>
using checked = std::expected<T, std::string>;

std::unexpected<std::string> refuse(std::string why) {
    return std::unexpected(std::move(why));
}

// "rerate/shop/2026-11-01/2026-12-01"
std::string reference_of(const subject& of) {
    return fmt::format("rerate/{}/{}/{}", of.client.name, api::render_day(of.from_day), api::render_day(of.to_day));
}

// The days that an order of an earlier run stands for; nothing: it is no such order.
std::optional<billing::day_span> days_of(const facts::money_order& order, const facts::client& client) {
    const auto prefix = "rerate/" + client.name + "/";
    if (order.client != client.id || !order.reference.starts_with(prefix)) return std::nullopt;
    const auto days = order.reference.substr(prefix.size());
    const auto slash = days.find('/');
    if (slash == days.npos) return std::nullopt;
    const auto from = api::parse_day(days.substr(0, slash));
    const auto to = api::parse_day(days.substr(slash + 1));
    if (!from || !to) return std::nullopt;
    return billing::day_span{*from, *to};
}

// What was corrected once is not what its messages say any more.
checked<void> check_overlap(const billing_records& records, const subject& of) {
    for (const auto& order : records.orders) {
        const auto days = days_of(order, of.client);
        if (!days || order.state == facts::money_order_state::refused || order.reference == reference_of(of)) continue;
        if (days->from_day >= of.to_day || of.from_day >= days->to_day) continue;
        return refuse(fmt::format("order {} has corrected some of these days before ({})", order.id, order.reference));
    }
    return {};
}

checked<subject> find_subject(const billing_records& records, const arguments& given) {
    const auto client = std::ranges::find(records.clients, given.client, &facts::client::name);
    if (client == records.clients.end()) return refuse("there is no client '" + given.client + "'");
    if (client->parent) return refuse("'" + given.client + "' pays a reseller, whose prices these are not");
    const auto contract = std::ranges::find(records.contracts, client->id, &facts::contract::client);
    if (contract != records.contracts.end() && !contract->tariff.steps.empty() &&
        contract->tariff.rule == billing::step_rule::progressive)
        return refuse("its prices fall with what it sends (progressive steps): a sheet does not say what it paid");
    const auto from = api::parse_day(given.from);
    if (!from) return refuse("--from: '" + given.from + "' is no day, as 2026-11-01");
    const auto to = api::parse_day(given.to);
    if (!to || *to <= *from) return refuse("--to: a day behind --from, as 2026-12-01; it is not part of it");
    const auto zone = smpp::transport::load_time_zone(client->zone.empty() ? "UTC" : client->zone);
    if (!zone) return refuse(zone.error());
    const auto begin_of = [&](uint32_t day) { return zone->to_utc(int64_t{day} * core::DAY_MS); };
    const auto language = contract == records.contracts.end() ? std::string{} : contract->language;
    return subject{*client, *from, *to, {begin_of(*from), begin_of(*to)}, language};
}

checked<routing::price_book> read_prices(const arguments& given, const facts::client& client) {
    const auto text = config::read_file(given.prices);
    if (!text) return refuse("--prices: " + text.error());
    const auto sheet = routing::read_price_sheet(*text, given.form);
    if (sheet.fault_count > 0) {
        const auto& first = sheet.faults.front();
        return refuse(fmt::format("{}:{}: {} (`kaskad rates` lists all {} faults)", given.prices, first.line, first.why,
                                  sheet.fault_count));
    }
    if (sheet.rows.empty()) return refuse(given.prices + " holds no prices");
    auto book = routing::make_sheet_book(sheet.rows, {routing::price_owner::client, client.id.value});
    if (!book) return refuse(fmt::format("{}:{}: {}", given.prices, book.error().row, book.error().why));
    return std::move(*book);
}

// Lines into the file, if one is wanted.
checked<void> rerate(store::report_reader& reader, const subject& of, rerating& made, new_file* file) {
    api::message_pages pages{{.period = of.period}};
    telling_pace pace;
    std::string text;
    append_rerated_header(text);
    while (!pages.is_over()) {
        const auto page = pages.next(reader);
        if (!page) return refuse(page.error().text);
        for (const auto& each : *page)
            if (const auto line = made.add(each.message)) append_rerated_line(text, *line);
        if (file != nullptr) file->append(text);
        text.clear();
        if (pace.is_due()) fmt::print(stderr, "{} messages read\n", pages.messages());
        if (is_interrupted()) return refuse("stopped; nothing was booked");
    }
    return {};
}

void tell(const rerated_sums& sums, const std::string& currency) {
    fmt::print("{} messages charged, {} of them otherwise by these prices\n", sums.messages, sums.changed);
    const std::pair<uint64_t, std::string_view> left[] = {
        {sums.without_price, "have no price in the sheet"},
        {sums.charged_in_part, "were charged a share for want of a receipt"},
        {sums.in_other_currency, "are in another currency than the sheet"}};
    for (const auto& [count, why] : left)
        if (count > 0) fmt::print("{} {}: left as they are\n", count, why);
    fmt::print("charged {} {}, by these prices {} {}: the client's balance {} by {} {}\n",
               core::to_string(sums.charged), currency, core::to_string(sums.wanted), currency,
               sums.correction().e6 >= 0 ? "rises" : "falls",
               core::to_string(sums.correction().e6 >= 0 ? sums.correction() : -sums.correction()), currency);
}

// One order for all of it, which waits for a second person.
checked<void> order(const arguments& given, const subject& of, const rerated_sums& sums) {
    if (sums.correction().e6 == 0) return {};
    const facts::order_money wanted{
        .client = of.client.name,
        .kind = facts::money_order_kind::price_correction,
        .amount = sums.correction(),
        .currency = core::to_string(of.client.currency),
        .reason = written(prices_reason{of.from_day, of.to_day - 1, sums.changed}, words_of(of.language)),
        .reference = reference_of(of),
        .by = {}};
    api_caller api{given.gateway.url};
    const auto path = std::string{ORDERS} + (given.is_dry_run ? "?dry_run=true" : "");
    const auto told = read_answer(api.post(path, given.gateway.operator_key, render_order(wanted)));
    if (!told) return refuse(told.error());
    if (text_at(*told, "repeated") == "true") {
        fmt::print("order {} was made for it before: {}\n", text_at(*told, "id"), text_at(*told, "state"));
    } else if (given.is_dry_run) {
        fmt::print("nothing was booked; without --dry-run an order would wait for a second person\n");
    } else {
        fmt::print("order {} waits for a second person: kaskad topup --approve {}\n", text_at(*told, "id"),
                   text_at(*told, "id"));
    }
    return {};
}

checked<void> run_checked(const arguments& given, const config::process_options& options) {
    auto opened = open_view(options.store);
    if (!opened) return refuse(opened.error().text);
    const auto records = read_billing_records(**opened);
    if (!records) return refuse(records.error().text);
    const auto of = find_subject(*records, given);
    if (!of) return std::unexpected(of.error());
    if (auto ok = check_overlap(*records, *of); !ok) return ok;
    const auto prices = read_prices(given, of->client);
    if (!prices) return std::unexpected(prices.error());
    std::optional<new_file> file;
    if (!given.output.empty()) {
        auto made = new_file::create(given.output, 0);
        if (!made) return refuse(made.error());
        file.emplace(std::move(*made));
    }
    store::report_reader reader{std::move(*opened)};
    rerating made{of->client.id, *prices};
    if (auto ok = rerate(reader, *of, made, file ? &*file : nullptr); !ok) return ok;
    if (file)
        if (const auto kept = file->keep(); !kept) return refuse(kept.error());
    tell(made.sums(), core::to_string(of->client.currency));
    return order(given, *of, made.sums());
}

int run(const arguments& given) {
    constexpr complainer complain{"rerate"};
    const auto settings = config::load(given.config);
    if (!settings) return complain(config::to_string(settings.error().front()), EXIT_CONFIG);
    heed_interrupts();
    const auto done = run_checked(given, settings->process);
    return done ? EXIT_OK : complain(done.error());
}

}  // namespace

void add_rerate_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand(
        "rerate", "reckon a client's messages by prices that were put right, and order the difference");
    add_gateway_options(*command, given->gateway);
    command->add_option("--config", given->config, "the gateway's TOML file")->required();
    command->add_option("--client", given->client, "one right below us")->required();
    command->add_option("--from", given->from, "the first day where it is billed, as 2026-11-01")->required();
    command->add_option("--to", given->to, "the day behind the last")->required();
    command->add_option("--prices", given->prices, "the right prices, a rate sheet (CSV)")->required();
    command->add_option("--output", given->output, "a CSV of what differs, a line a message");
    command->add_flag("--dry-run", given->is_dry_run, "say what would be, and order nothing");
    add_form_options(*command, given->form);
    command->callback([given, &result] { result = run(*given); });
}

}  // namespace kaskad::gateway
