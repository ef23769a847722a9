#include "gateway/prices_command.hpp"

#include "config/config.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/serve.hpp"
#include "gateway/url_query.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

// As long as the gateway gives a sheet, and a little.
constexpr std::chrono::seconds CALL_MAX{60};
constexpr size_t SHOWN_MAX = 20;  // changes of a kind, networks and faults, unless --all is said

struct arguments {
    gateway_address gateway;
    std::string link;
    std::string client;
    std::string file;
    std::string form;
    // Sent as they are; empty = as with the last sheet.
    std::string network, submit, delivered, currency, effective, decimal, zone, over, at;
    bool skip_bad = false;
    bool move_to_notice = false;
    bool yes = false;
    bool all = false;
    uint64_t import = 0;
};

constexpr complainer complain{"prices"};

url_query owner_of(const arguments& given) {
    url_query made;
    made.add("link", given.link);
    made.add("client", given.client);
    return made;
}

url_query sheet_query(const arguments& given) {
    auto made = owner_of(given);
    made.add("form", given.form);
    made.add("file", std::filesystem::path{given.file}.filename().string());
    const std::pair<std::string_view, const std::string&> others[] = {
        {"network", given.network},   {"submit", given.submit},       {"delivered", given.delivered},
        {"currency", given.currency}, {"effective", given.effective}, {"decimal", given.decimal},
        {"zone", given.zone},         {"over", given.over},           {"at", given.at}};
    for (const auto& [name, value] : others)
        made.add(name, value);
    if (given.skip_bad) made.add("skip_bad", "true");
    if (given.move_to_notice) made.add("move_to_notice", "true");
    return made;
}

std::string side(const json::value& value) {
    if (!value.is_object()) return "-";
    const auto& price = value.get_object();
    const auto delivered = text_at(price, "delivered");
    return text_at(price, "submit") + (delivered == "0" ? "" : " + " + delivered) + " " + text_at(price, "currency");
}

size_t shown_of(size_t count, bool all) {
    return all ? count : std::min(count, SHOWN_MAX);
}

void tell_rest(size_t count, size_t shown) {
    if (count > shown) fmt::print("  ... and {} more (--all shows up to 1000)\n", count - shown);
}

void tell_changes(const json::object& preview, bool all) {
    for (const auto& [kind, list] : preview.at("changes").get_object()) {
        const auto& changes = list.get_array();
        if (changes.empty()) continue;
        fmt::print("\n{}\n", std::string_view{kind});
        const auto shown = shown_of(changes.size(), all);
        for (size_t place = 0; place < shown; ++place) {
            const auto& change = changes[place].get_object();
            fmt::print("  {:<16} {:>24} -> {:<24} {}{}\n", text_at(change, "network"), side(change.at("before")),
                       side(change.at("after")), change.at("line").is_null() ? "" : "line " + text_at(change, "line"),
                       change.at("over").as_bool() ? "  (!)" : "");
        }
        tell_rest(static_cast<size_t>(preview.at("counts").at(kind).as_int64()), shown);
    }
}

void tell_faults(const json::object& preview, bool all) {
    const auto& faults = preview.at("faults").get_array();
    if (faults.empty()) return;
    fmt::print("\nfaults\n");
    const auto shown = shown_of(faults.size(), all);
    for (size_t place = 0; place < shown; ++place) {
        const auto& fault = faults[place].get_object();
        fmt::print("  line {}, {}: {}\n", text_at(fault, "line"), text_at(fault, "column"), text_at(fault, "error"));
    }
    tell_rest(static_cast<size_t>(preview.at("fault_count").as_int64()), shown);
}

void tell_effect(const json::object& preview, bool all) {
    const auto& effect = preview.at("effect").get_object();
    fmt::print("\non the traffic of the last {} days ({} messages{})\n", text_at(effect, "days"),
               text_at(effect, "messages"), effect.at("cut").as_bool() ? ", not all" : "");
    const auto& rows = effect.at("networks").get_array();
    const auto shown = shown_of(rows.size(), all);
    for (size_t place = 0; place < shown; ++place) {
        const auto& row = rows[place].get_object();
        const auto& network = row.at("network").get_object();
        fmt::print("  {:<6} {:<8} {:<14} {:>8} parts  {:>14} -> {:<14} gain {:>14} {}\n", text_at(network, "country"),
                   text_at(network, "mccmnc"), text_at(row, "class"), text_at(row, "parts"), text_at(row, "before"),
                   text_at(row, "after"), text_at(row, "gain"), text_at(row, "currency"));
        if (text_at(row, "without_price") != "0")
            fmt::print("    {} of them have no price before or after\n", text_at(row, "without_price"));
    }
    tell_rest(rows.size(), shown);
}

void tell_notices(const json::object& preview) {
    if (text_at(preview, "moved") != "0")
        fmt::print("\n{} rows begin later, so that clients are told in time\n", text_at(preview, "moved"));
    for (const auto& each : preview.at("notices").get_array()) {
        const auto& notice = each.get_object();
        const auto& example = notice.at("example").get_object();
        fmt::print("\n{} is told {} days before: {} prices are dearer from {} on, as {}: {} -> {} {}\n",
                   text_at(notice, "client"), text_at(notice, "notice_days"), text_at(notice, "dearer"),
                   text_at(notice, "from"), text_at(example, "network"), text_at(example, "before"),
                   text_at(example, "after"), text_at(example, "currency"));
        if (notice.at("too_early").is_string())
            fmt::print("  too early: {} is the first day (--move-to-notice begins it then)\n",
                       text_at(notice, "earliest"));
    }
}

void tell_preview(const json::object& preview, bool all) {
    const auto& counts = preview.at("counts").get_object();
    fmt::print(
        "{} rows against version {}, as of {}: {} up, {} down, {} new, {} missing, {} in another currency, {} the "
        "same; {} by more than asked about; {} faults\n",
        text_at(preview, "rows"), text_at(preview, "version"), text_at(preview, "at"), text_at(counts, "up"),
        text_at(counts, "down"), text_at(counts, "new"), text_at(counts, "missing"), text_at(counts, "other_currency"),
        text_at(counts, "same"), text_at(counts, "over"), text_at(preview, "fault_count"));
    tell_changes(preview, all);
    tell_faults(preview, all);
    tell_notices(preview);
    tell_effect(preview, all);
}

std::expected<json::object, std::string> post_sheet(api_caller& api, const arguments& given, const std::string& path,
                                                    const std::string& sheet, const std::string& token = {}) {
    auto asked = sheet_query(given);
    asked.add("token", token);
    return read_answer(api.post(path + asked.text(), given.gateway.operator_key, sheet, "application/octet-stream"));
}

int show(const arguments& given, bool applies) {
    const auto sheet = config::read_file(given.file);
    if (!sheet) return complain(sheet.error());
    api_caller api{given.gateway.url, CALL_MAX};
    const auto preview = post_sheet(api, given, "/v1/prices/preview", *sheet);
    if (!preview) return complain(preview.error());
    tell_preview(*preview, given.all);
    const auto* token = preview->at("token").if_string();
    if (token == nullptr) return complain("the sheet cannot be imported so");
    if (!applies) return EXIT_OK;
    if (!given.yes && !is_agreed("Import it?")) return complain("nothing was imported");
    const auto done = post_sheet(api, given, "/v1/prices/import", *sheet, std::string{*token});
    if (!done) return complain(done.error());
    fmt::print("\nImport {}: version {} of the prices holds.\n", text_at(*done, "import"), text_at(*done, "version"));
    return EXIT_OK;
}

int undo(const arguments& given) {
    api_caller api{given.gateway.url, CALL_MAX};
    const auto done = read_answer(
        api.post(fmt::format("/v1/prices/imports/{}/undo", given.import), given.gateway.operator_key, std::string{}));
    if (!done) return complain(done.error());
    fmt::print("Import {} is undone: version {} of the prices holds.\n", given.import, text_at(*done, "version"));
    return EXIT_OK;
}

void tell_row(const json::object& row) {
    std::string where = "everything else";
    for (const auto* name : {"network", "country", "mcc", "prefix"}) {
        if (row.at(name).is_string()) where = text_at(row, name);
    }
    const auto optional = [&](const char* name) { return row.at(name).is_null() ? "" : " " + text_at(row, name); };
    fmt::print("{:<16} {:>12} {} (delivered {}){}{} from {} to {}{}\n", where, text_at(row, "price"),
               text_at(row, "currency"), text_at(row, "delivered"), optional("class"), optional("senders"),
               text_at(row, "from"), text_at(row, "to"), row.at("declared").as_bool() ? "  declared" : "");
}

void tell_import(const json::object& import) {
    fmt::print("import {}: {} ({}) by {} at {}, version {}: {} rows{}\n", text_at(import, "id"),
               text_at(import, "file"), text_at(import, "form"), text_at(import, "by"), text_at(import, "at"),
               text_at(import, "version"), text_at(import, "rows"),
               import.at("undone_by").is_null() ? "" : ", undone by " + text_at(import, "undone_by"));
}

int list(const arguments& given) {
    api_caller api{given.gateway.url, CALL_MAX};
    for (std::string offset = "0"; offset != "-";) {
        auto asked = owner_of(given);
        asked.add("offset", offset);
        const auto page = read_answer(api.get("/v1/prices" + asked.text(), given.gateway.operator_key));
        if (!page) return complain(page.error());
        if (offset == "0") {
            fmt::print("version {}, {} rows\n", text_at(*page, "version"), text_at(*page, "count"));
            for (const auto& import : page->at("imports").get_array())
                tell_import(import.get_object());
        }
        for (const auto& row : page->at("rows").get_array())
            tell_row(row.get_object());
        offset = text_at(*page, "next_offset");
    }
    return EXIT_OK;
}

void add_owner_options(CLI::App& command, arguments& given) {
    auto* link = command.add_option("--link", given.link, "the link whose buy prices they are");
    command.add_option("--client", given.client, "the client who pays them; neither: every client's")->excludes(link);
}

void add_sheet_options(CLI::App& command, arguments& given) {
    add_gateway_options(command, given.gateway);
    add_owner_options(command, given);
    command.add_option("FILE", given.file, "the sheet, CSV or XLSX")->required();
    command.add_option("--form", given.form, "full: all prices of the owner; partial: some of them")
        ->required()
        ->check(CLI::IsMember({"full", "partial"}));
    const std::pair<const char*, std::string*> columns[] = {{"--network", &given.network},
                                                            {"--submit", &given.submit},
                                                            {"--delivered", &given.delivered},
                                                            {"--currency", &given.currency},
                                                            {"--effective", &given.effective}};
    for (const auto& [name, into] : columns)
        command.add_option(name, *into, "the name of that column; if left out, as in the owner's last sheet");
    command.add_option("--decimal", given.decimal, "comma: 0,0345; point: 0.0345");
    command.add_option("--zone", given.zone, "where its days begin, as Europe/Berlin");
    command.add_option("--over", given.over, "per cent; a larger change is marked");
    command.add_option("--at", given.at, "compare as of this day; if left out, when the whole sheet has begun");
    command.add_flag("--skip-bad", given.skip_bad, "leave out the rows that cannot be read");
    command.add_flag("--move-to-notice", given.move_to_notice,
                     "what is dearer too early for a client's contract begins as early as it may");
    command.add_flag("--all", given.all, "show all changes that the gateway tells");
}

}  // namespace

void add_prices_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("prices", "sheets of prices into a running gateway, and what stands there");
    command->require_subcommand(1);
    auto* preview = command->add_subcommand("preview", "what a sheet would change; changes nothing");
    add_sheet_options(*preview, *given);
    preview->callback([given, &result] { result = show(*given, false); });
    auto* import_command = command->add_subcommand("import", "show what a sheet changes, ask, and apply it");
    add_sheet_options(*import_command, *given);
    import_command->add_flag("--yes", given->yes, "do not ask");
    import_command->callback([given, &result] { result = show(*given, true); });
    auto* undo_command = command->add_subcommand("undo", "take back the last sheet of an owner");
    add_gateway_options(*undo_command, given->gateway);
    undo_command->add_option("IMPORT", given->import, "its number")->required();
    undo_command->callback([given, &result] { result = undo(*given); });
    auto* list_command = command->add_subcommand("list", "the prices of an owner, and its sheets");
    add_gateway_options(*list_command, given->gateway);
    add_owner_options(*list_command, *given);
    list_command->callback([given, &result] { result = list(*given); });
}

}  // namespace kaskad::gateway
