#include "gateway/bill_command.hpp"

#include "config/config.hpp"
#include "core/calendar.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/bill_run.hpp"
#include "gateway/client_statement.hpp"
#include "gateway/clock.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/long_work.hpp"
#include "gateway/serve.hpp"
#include "gateway/storage.hpp"
#include "gateway/zone_calendar.hpp"
#include "smpp/transport/named_zone.hpp"
#include "store/report_reader.hpp"
#include "store/view.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

struct arguments {
    gateway_address gateway;
    std::string month;
    std::string config;
    std::string client;
    bool is_dry_run = false;
};

constexpr complainer complain{"bill"};

std::function<bool(uint64_t)> make_progress() {
    return [pace = telling_pace{}](uint64_t read) mutable {
        if (pace.is_due()) fmt::print(stderr, "{} postings read\n", read);
        return !is_interrupted();
    };
}

// Two of each: what was taken from its balance, and what is owed apart of months that are closed.
std::expected<std::vector<statement_request>, std::string> statements_for(const std::vector<bill_subject>& subjects) {
    std::vector<statement_request> asked;
    for (const auto& each : subjects) {
        const auto& client = each.client;
        const auto zone = smpp::transport::load_time_zone(client.zone.empty() ? "UTC" : client.zone);
        if (!zone) return std::unexpected(client.name + ": " + zone.error());
        for (const auto account : {billing::account_kind::client, billing::account_kind::receivable})
            asked.push_back({client.id, client.currency, each.period, *zone, account});
    }
    return asked;
}

std::expected<void, std::string> add_usage(store::report_reader& reader, std::vector<bill_subject>& subjects) {
    if (subjects.empty()) return {};
    const auto asked = statements_for(subjects);
    if (!asked) return std::unexpected(asked.error());
    auto made = make_statements(reader, *asked, make_progress());
    if (!made) return std::unexpected(std::move(made.error()));
    for (size_t at = 0; at < subjects.size(); ++at) {
        auto& balance = made->at(2 * at);
        const auto& late = made->at(2 * at + 1);
        subjects[at].usage = std::move(balance.value);
        add_late(subjects[at].usage, late.value);
        subjects[at].dropped = balance.dropped + late.dropped;
    }
    return {};
}

// A month is billed from all that was booked in it, or not at all.
std::expected<void, std::string> check_lag(store::report_reader& reader, const std::vector<bill_subject>& subjects,
                                           const gateway_address& gateway) {
    int64_t until = 0;
    for (const auto& each : subjects)
        until = std::max(until, each.period.to_utc_ms);
    const auto metrics = api_caller{gateway.url}.get("/metrics", gateway.operator_key);
    if (!metrics) return std::unexpected(metrics.error());
    const auto as_of = reader.as_of();
    if (!as_of) return std::unexpected(as_of.error().text);
    if (auto why = find_lag(as_of->utc_ms, until, *metrics)) return std::unexpected(std::move(*why));
    return {};
}

// A client after the other: what one lacks holds up nobody else.
int bill_all(const arguments& given, std::vector<bill_subject>& subjects, const bill_terms& terms) {
    api_caller api{given.gateway.url};
    const post_request post = [&](const std::string& path, std::string body) {
        return api.post(path, given.gateway.operator_key, std::move(body));
    };
    int result = EXIT_OK;
    std::vector<bill_row> rows;
    for (auto& subject : subjects) {
        const auto name = subject.client.name;
        if (is_interrupted()) {
            result = complain("stopped before " + name + "; run it again for the rest");
            break;
        }
        auto told = bill(std::move(subject), terms, post, given.is_dry_run);
        if (!told) {
            result = complain(name + ": " + told.error());
            continue;
        }
        if (!told->remark.empty()) fmt::print(stderr, "kaskad bill: {}: {}\n", name, told->remark);
        rows.push_back(std::move(told->row));
    }
    if (!rows.empty()) fmt::print("{}", render_table(rows));
    return result;
}

int bill_month(const arguments& given, uint32_t month, const config::process_options& options) {
    auto opened = open_view(options.store);
    if (!opened) return complain(opened.error().text);
    const auto records = read_billing_records(**opened);
    if (!records) return complain(records.error().text);
    const auto now = utc_ms_now();
    auto selected =
        select_subjects(*records, {.month = month, .client = given.client, .now_utc_ms = now}, zone_calendar{});
    for (const auto& fault : selected.faults)
        complain(fault.client + ": " + fault.why);
    if (selected.subjects.empty() && selected.faults.empty())
        return complain("no client has a contract that names a seller: there is nobody to invoice", EXIT_OK);
    store::report_reader reader{std::move(*opened)};
    if (const auto ok = check_lag(reader, selected.subjects, given.gateway); !ok) return complain(ok.error());
    if (const auto read = add_usage(reader, selected.subjects); !read) return complain(read.error());
    const bill_terms terms{options.sellers, options.taxes, static_cast<uint32_t>(now / core::DAY_MS)};
    const auto rates = make_exchange_table(records->rates);
    for (auto& each : selected.subjects)
        each.rate = find_invoice_rate(rates, each, terms.today, options.engine.billing.rate_age_ms);
    const auto result = bill_all(given, selected.subjects, terms);
    return selected.faults.empty() ? result : EXIT_FAILED;
}

int run(const arguments& given) {
    const auto month = api::parse_month(given.month);
    if (!month) return complain("'" + given.month + "' is no month, as 2026-11", EXIT_USAGE);
    const auto settings = config::load(given.config);
    if (!settings) return complain(config::to_string(settings.error().front()), EXIT_CONFIG);
    heed_interrupts();
    return bill_month(given, *month, settings->process);
}

}  // namespace

void add_bill_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("bill", "book a month's fees and credits and issue its invoices, each once");
    add_gateway_options(*command, given->gateway);
    command->add_option("MONTH", given->month, "as 2026-11; it must be over where the client is billed")->required();
    command->add_option("--config", given->config, "the gateway's TOML file, with its sellers and taxes")->required();
    command->add_option("--client", given->client, "only this one");
    command->add_flag("--dry-run", given->is_dry_run, "say what would be, and book nothing");
    command->callback([given, &result] { result = run(*given); });
}

}  // namespace kaskad::gateway
