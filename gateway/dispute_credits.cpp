#include "gateway/dispute_credits.hpp"

#include "config/config.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/credit_notes.hpp"
#include "gateway/long_work.hpp"
#include "gateway/text_table.hpp"
#include "gateway/told_reconciliations.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

struct arguments {
    gateway_address gateway;
    std::string supplier;
    std::string file;
    bool is_dry_run = false;
    bool yes = false;
};

std::string plain(const json::object& from, std::string_view name) {
    auto text = text_at(from, name);
    return text == "-" ? std::string{} : text;
}

open_dispute dispute_of(const json::object& told) {
    return {.id = told.at("id").to_number<uint64_t>(),
            .invoice = plain(told, "invoice_number"),
            .currency = core::parse_currency(text_at(told, "currency")).value_or(core::currency{}),
            .open = core::parse_amount(text_at(told, "open")).value_or(core::amount{})};
}

// All there is of the supplier: what was credited by an earlier run stands with what is open no more.
struct known_disputes {
    std::vector<open_dispute> open;
    std::vector<std::pair<std::string, uint64_t>> credited;  // reference, and of which
};

checked<known_disputes> read_disputes(api_caller& api, const arguments& given) {
    known_disputes known;
    const auto rows =
        read_reconciliations(api, given.gateway.operator_key, {.supplier = given.supplier, .only_open = false});
    if (!rows) return refuse(rows.error());
    for (const auto& each : *rows) {
        const auto& told = each.get_object();
        const auto dispute = dispute_of(told);
        if (dispute.open.e6 > 0) known.open.push_back(dispute);
        for (const auto& note : told.at("notes").get_array())
            if (const auto reference = plain(note.get_object(), "reference"); !reference.empty())
                known.credited.emplace_back(reference, dispute.id);
    }
    std::ranges::sort(known.open, {}, &open_dispute::id);
    return known;
}

// Those of an earlier run are told, and are nobody's again.
std::vector<matched_credit> match(const std::vector<credit_note>& notes, const known_disputes& known) {
    std::vector<credit_note> fresh;
    std::vector<matched_credit> made;
    for (const auto& note : notes) {
        const auto before = std::ranges::find(known.credited, note.reference, &std::pair<std::string, uint64_t>::first);
        if (before == known.credited.end()) {
            fresh.push_back(note);
        } else {
            made.push_back({note, 0, fmt::format("credited before, reconciliation {}", before->second)});
        }
    }
    auto matched = match_credits(fresh, known.open);
    made.insert(made.end(), matched.begin(), matched.end());
    std::ranges::sort(made, {}, [](const matched_credit& each) { return each.note.line; });
    return made;
}

size_t show(const std::vector<matched_credit>& matched) {
    text_table table{{">line", "reference", ">amount", "currency", "dispute", "why"}};
    for (const auto& each : matched)
        table.add({std::to_string(each.note.line), each.note.reference, core::to_string(each.note.amount),
                   core::to_string(each.note.currency), each.dispute == 0 ? "-" : std::to_string(each.dispute),
                   each.why});
    fmt::print("{}", table.text());
    return static_cast<size_t>(std::ranges::count_if(matched, [](const auto& each) { return each.dispute != 0; }));
}

checked<void> credit(api_caller& api, const arguments& given, const matched_credit& what) {
    const json::object wanted{{"credited", core::to_string(what.note.amount)},
                              {"reference", what.note.reference},
                              {"words", "credit note " + what.note.reference}};
    const auto path = fmt::format("{}/{}/settle", RECONCILIATIONS_PATH, what.dispute);
    const auto told = read_answer(api.post(path, given.gateway.operator_key, json::serialize(wanted)));
    if (!told) return refuse(what.note.reference + ": " + told.error());
    fmt::print("{}: reconciliation {} is {}; {} {} are disputed\n", what.note.reference, text_at(*told, "id"),
               text_at(*told, "state"), text_at(*told, "open"), text_at(*told, "currency"));
    return {};
}

checked<void> credit_all(const arguments& given) {
    const auto text = config::read_file(given.file);
    if (!text) return refuse(text.error());
    const auto notes = read_credit_notes(*text);
    if (!notes) return refuse(given.file + ": " + notes.error());
    api_caller api{given.gateway.url};
    const auto known = read_disputes(api, given);
    if (!known) return std::unexpected(known.error());
    const auto matched = match(*notes, *known);
    const auto count = show(matched);
    if (given.is_dry_run || count == 0) return {};
    if (!given.yes && !is_agreed(fmt::format("Credit {} of {} notes?", count, matched.size())))
        return refuse("nothing was credited");
    for (const auto& each : matched) {
        if (each.dispute == 0) continue;
        if (is_interrupted()) return refuse("stopped; run it again for the rest");
        if (auto done = credit(api, given, each); !done) return done;
    }
    return {};
}

int run(const arguments& given) {
    heed_interrupts();
    const auto done = credit_all(given);
    return done ? EXIT_OK : complainer{"dispute credits"}(done.error());
}

}  // namespace

void add_dispute_credits(CLI::App& dispute, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = dispute.add_subcommand(
        "credits", "a supplier's credit notes out of a file: which is for which dispute; asks, and credits each once");
    add_gateway_options(*command, given->gateway);
    command->add_option("--supplier", given->supplier, "whose, as its bills were reconciled")->required();
    command->add_option("FILE", given->file, "CSV with the columns reference, invoice, amount, currency")->required();
    command->add_flag("--dry-run", given->is_dry_run, "only say which is for which");
    command->add_flag("--yes", given->yes, "do not ask");
    command->callback([given, &result] { result = run(*given); });
}

}  // namespace kaskad::gateway
