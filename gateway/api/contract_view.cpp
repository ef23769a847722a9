#include "gateway/api/contract_view.hpp"

#include "gateway/api/client_words.hpp"
#include "gateway/api/contract_request.hpp"
#include "gateway/api/timestamp.hpp"

#include <string_view>
#include <vector>

namespace kaskad::gateway::api {

namespace {

void write_day(json_writer& out, std::string_view name, uint32_t day) {
    if (day == 0) return out.null(name);
    out.text(name, render_day(day));
}

void write_party(json_writer& out, std::string_view name, const billing::party& value) {
    out.begin_object(name);
    out.text("name", value.name);
    write_texts(out, "address", value.address);
    out.text("tax_number", value.tax_number);
    write_texts(out, "bank", value.bank);
    out.end_object();
}

void write_tariff(json_writer& out, const billing::tariff& value) {
    out.text("step_rule", word_of(STEP_RULE_WORDS, value.rule));
    out.begin_array("steps");
    for (const auto& step : value.steps) {
        out.begin_object();
        out.number("from_unit", static_cast<int64_t>(step.from_unit));
        out.text("percent", percent_text(step.off_ppm));
        out.end_object();
    }
    out.end_array();
    out.text("commitment", core::to_string(value.commitment));
    out.begin_array("fees");
    for (const auto& fee : value.fees) {
        out.begin_object();
        out.text("name", fee.name);
        out.text("subject", word_of(FEE_SUBJECT_WORDS, fee.subject));
        out.text("of", fee.of);
        out.text("cycle", word_of(FEE_CYCLE_WORDS, fee.cycle));
        out.text("amount", core::to_string(fee.amount));
        write_day(out, "from", fee.from_day);
        if (fee.until_day != 0) write_day(out, "until", fee.until_day);
        out.flag("pro_rata", fee.is_pro_rata);
        out.end_object();
    }
    out.end_array();
}

void write_contract(json_writer& out, const facts::contract_row& row) {
    const auto& value = row.value;
    out.begin_object();
    out.text("client", row.client);
    out.number("version", value.version);
    if (value.from_day != 0) write_day(out, "from", value.from_day);
    out.number("notice_days", value.notice_days);
    if (value.priced_in != core::currency{}) {
        out.text("priced_in", core::to_string(value.priced_in));
        out.text("rate_rule", word_of(EXCHANGE_RULE_WORDS, value.rate_rule));
    }
    if (value.fixed_rate_e8 != 0) out.text("rate", core::to_string(core::price{value.fixed_rate_e8}));
    out.text("seller", value.seller);
    write_party(out, "buyer", value.buyer);
    out.text("language", value.language);
    out.text("tax_code", value.tax_code);
    out.number("payment_days", value.payment_days);
    out.begin_object("overdue");
    out.number("warn_days", value.overdue.warn_days);
    out.number("stop_marketing_days", value.overdue.stop_marketing_days);
    out.number("stop_days", value.overdue.stop_days);
    out.end_object();
    write_tariff(out, value.tariff);
    out.text_or_null("by", value.by);
    write_time(out, "changed_at", value.changed_utc);
    out.end_object();
}

void write_lines(json_writer& out, const billing::invoice& value) {
    out.begin_array("lines");
    for (const auto& line : value.lines) {
        out.begin_object();
        out.text("kind", word_of(LINE_KIND_WORDS, line.kind));
        out.text("text", line.text);
        out.text("country", line.country);
        out.text("network", line.network);
        out.number("items", static_cast<int64_t>(line.items));
        out.number("units", static_cast<int64_t>(line.units));
        out.text("exact", core::to_string(line.exact));
        out.text("net", core::to_string(line.net));
        out.end_object();
    }
    out.end_array();
}

// Numbers are of their seller; 0 = there is none.
void write_number(json_writer& out, std::string_view name, uint64_t number) {
    if (number == 0) return out.null(name);
    out.number(name, static_cast<int64_t>(number));
}

void write_invoice_head(json_writer& out, const billing::invoice& value, std::string_view client) {
    out.text("seller", value.seller);
    out.number("number", static_cast<int64_t>(value.number));
    out.text("printed_number", billing::printed_number(value));
    out.text("kind", billing::to_string(value.kind));
    out.text("client", client);
    out.text("currency", core::to_string(value.currency));
    write_number(out, "cites", value.cites);
    write_number(out, "taken_back", value.taken_back);
    write_day(out, "from_day", value.from_day);
    write_day(out, "to_day", value.to_day);
    write_day(out, "issued", value.issued_day);
    write_day(out, "due", value.due_day);
    out.text("prefix", value.prefix);
    out.text("language", value.language);
    write_party(out, "from", value.from);
    write_party(out, "to", value.to);
}

// Without the braces around it.
void write_invoice(json_writer& out, const billing::invoice& value, std::string_view client, bool for_client) {
    write_invoice_head(out, value, client);
    out.text("tax_code", value.tax_code);
    out.text("tax_percent", percent_text(value.tax_ppm));
    out.text("tax_text", value.tax_text);
    write_lines(out, value);
    out.text("net", core::to_string(value.net));
    out.text("tax", core::to_string(value.tax));
    out.text("gross", core::to_string(value.gross));
    out.text("paid", core::to_string(value.paid));
    if (!for_client) out.text_or_null("by", value.by);
    write_time(out, "issued_at", value.issued_utc);
}

void write_period(json_writer& out, const facts::closed_period& value) {
    write_day(out, "from_day", value.from_day);
    write_day(out, "to_day", value.to_day);
    out.text_or_null("by", value.by);
    write_time(out, "closed_at", value.closed_utc);
}

}  // namespace

std::string render_contract(const facts::contract_row& row) {
    json_writer out;
    write_contract(out, row);
    return out.take();
}

std::string render_contracts(const facts::contracts& value) {
    json_writer out;
    out.begin_object();
    out.begin_array("contracts");
    for (const auto& row : value.rows)
        write_contract(out, row);
    out.end_array();
    out.end_object();
    return out.take();
}

std::string render_invoiced(const facts::invoiced& value, const credentials& clients) {
    json_writer out;
    out.begin_object();
    write_invoice(out, value.value, clients.name_of(value.value.client), false);
    out.flag("repeated", value.is_repeat);
    out.flag("dry_run", value.is_dry_run);
    out.end_object();
    return out.take();
}

std::string render_invoices(const facts::invoices& value, const credentials& clients, bool for_client) {
    json_writer out;
    out.begin_object();
    out.begin_array("invoices");
    for (const auto& each : value.rows) {
        out.begin_object();
        write_invoice(out, each, clients.name_of(each.client), for_client);
        out.end_object();
    }
    out.end_array();
    out.flag("has_more", value.is_cut);
    const bool is_cut = value.is_cut && !value.rows.empty();
    out.text_or_null("next_after",
                     is_cut ? value.rows.back().seller + "/" + std::to_string(value.rows.back().number) : "");
    out.end_object();
    return out.take();
}

std::string render_period_check(const facts::period_check& value) {
    json_writer out;
    out.begin_object();
    write_period(out, value.value);
    out.flag("closed", value.missing.empty() && !value.is_dry_run);
    write_texts(out, "missing", value.missing);
    out.flag("dry_run", value.is_dry_run);
    out.end_object();
    return out.take();
}

std::string render_periods(const facts::periods& value) {
    json_writer out;
    out.begin_object();
    out.begin_array("periods");
    for (const auto& row : value.rows) {
        out.begin_object();
        write_period(out, row);
        out.flag("closed", true);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
