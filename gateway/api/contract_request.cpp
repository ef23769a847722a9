#include "gateway/api/contract_request.hpp"

#include "gateway/api/json_body.hpp"
#include "gateway/api/json_day.hpp"
#include "gateway/api/number_text.hpp"
#include "gateway/api/request_query.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <string>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr core::price HUNDRED{100 * 100'000'000LL};
constexpr uint32_t DAYS_MAX = 366;

void read_party(json_fields& in, billing::party& into) {
    in.read("name", into.name);
    in.read("address", into.address);
    in.read("tax_number", into.tax_number);
    in.read("bank", into.bank);
}

void read_steps(json_fields& in, billing::tariff& into) {
    in.read_word("step_rule", into.rule, STEP_RULE_WORDS);
    in.read_each("steps", billing::STEPS_MAX, [&into](json_fields& one) {
        auto& step = into.steps.emplace_back();
        one.require("from_unit", "from how many units on");
        one.require("percent", "how much less the next one costs, as \"5\"");
        int64_t from = 0;
        one.read("from_unit", from, 0, INT64_MAX);
        step.from_unit = static_cast<uint64_t>(from);
        int64_t off = 0;
        one.read_percent("percent", off, {}, HUNDRED);
        step.off_ppm = static_cast<uint32_t>(off);
    });
}

void read_fees(json_fields& in, billing::tariff& into) {
    in.read_each("fees", billing::FEES_MAX, [&into](json_fields& one) {
        auto& fee = into.fees.emplace_back();
        one.require("name", "by it a fee is known again");
        one.require("amount", "how much, as \"10\"");
        one.require("from", "its first day, as 2026-11-01");
        one.read("name", fee.name);
        one.read_word("subject", fee.subject, FEE_SUBJECT_WORDS);
        one.read("of", fee.of);
        one.read_word("cycle", fee.cycle, FEE_CYCLE_WORDS);
        one.read("amount", fee.amount);
        read_day(one, "from", fee.from_day);
        read_day(one, "until", fee.until_day);
        one.read("pro_rata", fee.is_pro_rata);
    });
}

void read_invoicing(json_fields& in, facts::contract& into) {
    in.read("seller", into.seller);
    in.read_object("buyer", [&into](json_fields& one) { read_party(one, into.buyer); });
    in.read("language", into.language);
    in.read("tax_code", into.tax_code);
    in.read("payment_days", into.payment_days, 0, DAYS_MAX);
    in.read_object("overdue", [&into](json_fields& one) {
        one.read("warn_days", into.overdue.warn_days, 0, DAYS_MAX);
        one.read("stop_marketing_days", into.overdue.stop_marketing_days, 0, DAYS_MAX);
        one.read("stop_days", into.overdue.stop_days, 0, DAYS_MAX);
    });
}

void read_exchange(json_fields& in, facts::contract& into) {
    std::string currency;
    in.read("priced_in", currency, [&into](std::string_view text) {
        const auto given = core::parse_currency(text);
        if (given) into.priced_in = *given;
        return given ? "" : given.error();
    });
    in.read_word("rate_rule", into.rate_rule, EXCHANGE_RULE_WORDS);
    core::price rate;  // a decimal of the same eight places
    in.read("rate", rate, core::price{1});
    into.fixed_rate_e8 = rate.e8;
}

void read_lines(json_fields& in, billing::invoice& into) {
    in.read_each("lines", billing::INVOICE_LINES_MAX, [&into](json_fields& one) {
        auto& line = into.lines.emplace_back();
        one.require("kind", "what the line is for");
        one.require("exact", "what it comes to in the books");
        one.read_word("kind", line.kind, LINE_KIND_WORDS);
        one.read("text", line.text);
        one.read("country", line.country);
        one.read("network", line.network);
        int64_t items = 0;
        int64_t units = 0;
        one.read("items", items, 0, INT64_MAX);
        one.read("units", units, 0, INT64_MAX);
        line.items = static_cast<uint64_t>(items);
        line.units = static_cast<uint64_t>(units);
        one.read("exact", line.exact, core::amount{-AMOUNT_MAX.e6});
    });
}

void read_days(json_fields& in, billing::invoice& into) {
    const std::pair<std::string_view, uint32_t&> days[] = {
        {"from_day", into.from_day}, {"to_day", into.to_day}, {"issued", into.issued_day}, {"due", into.due_day}};
    for (const auto& [name, day] : days) {
        in.require(name, "a day, as 2026-11-01");
        read_day(in, name, day);
    }
}

}  // namespace

std::expected<facts::contract, problem> read_contract(std::string_view body) {
    const auto members = parse_json_object(body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    facts::contract made;
    for (const auto told : {"client", "by", "changed_at"})
        in.pass_over(told);
    in.require("version", "that of the contract it takes the place of; 0 for a new one");
    in.read("version", made.version, 0, UINT32_MAX);
    read_day(in, "from", made.from_day);
    in.read("notice_days", made.notice_days, 0, DAYS_MAX);
    read_invoicing(in, made);
    read_exchange(in, made);
    read_steps(in, made.tariff);
    in.read("commitment", made.tariff.commitment);
    read_fees(in, made.tariff);
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return made;
}

std::expected<facts::issue_invoice, problem> read_invoice_draft(std::string_view body) {
    const auto members = parse_json_object(body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    facts::issue_invoice made;
    auto& draft = made.draft;
    in.require("client", "whose invoice");
    in.require("seller", "who invoices");
    in.read("client", made.client);
    in.read("seller", draft.seller);
    in.read("prefix", draft.prefix);
    in.read("language", draft.language);
    read_days(in, draft);
    in.read_object("from", [&draft](json_fields& one) { read_party(one, draft.from); });
    in.read_object("to", [&draft](json_fields& one) { read_party(one, draft.to); });
    in.read("tax_code", draft.tax_code);
    int64_t tax_ppm = 0;
    in.read_percent("tax_percent", tax_ppm, {}, HUNDRED);
    draft.tax_ppm = static_cast<uint32_t>(tax_ppm);
    in.read("tax_text", draft.tax_text);
    read_lines(in, draft);
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return made;
}

namespace {

// "main/12": a seller's name may have a slash as well.
bool read_cursor(std::string_view text, facts::query_invoices& into) {
    const auto slash = text.rfind('/');
    if (slash == text.npos || slash == 0) return false;
    into.after_seller = text.substr(0, slash);
    return read_number(text.substr(slash + 1), into.after_number) && into.after_number > 0;
}

}  // namespace

std::expected<facts::query_invoices, problem> read_invoice_query(std::string_view query, uint32_t limit,
                                                                 uint32_t limit_max) {
    const auto given = parse_request_query(query, {"client", "seller", "number", "unpaid", "after", "limit"});
    if (!given) return std::unexpected(given.error());
    facts::query_invoices asked{.limit = limit};
    for (const auto& [name, value] : *given) {
        const auto refuse = [&](std::string why) { return refuse_parameter("invalid_field", name, std::move(why)); };
        if (name == "client") {
            asked.client = value;
        } else if (name == "seller") {
            asked.seller = value;
        } else if (name == "unpaid") {
            if (!read_flag(value, asked.only_unpaid)) return refuse("must be true or false");
        } else if (name == "number") {
            if (!read_number(value, asked.number) || asked.number == 0)
                return refuse("must be the number of an invoice");
        } else if (name == "after") {
            if (!read_cursor(value, asked)) return refuse("must be next_after of the page before, as main/12");
        } else {
            const bool is_good = read_number(value, asked.limit) && asked.limit >= 1 && asked.limit <= limit_max;
            if (!is_good) return refuse(fmt::format("must be from 1 to {}", limit_max));
        }
    }
    return asked;
}

std::expected<facts::close_period, problem> read_period(std::string_view body) {
    const auto members = parse_json_object(body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    facts::close_period made;
    in.require("month", "which one, as 2026-11");
    std::string month;
    in.read("month", month, [](std::string_view text) {
        return parse_month(text) ? "" : "'" + std::string{text} + "' is no month, as 2026-11";
    });
    in.read("nothing_for", made.nothing_for);
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    made.from_day = *parse_month(month);
    return made;
}

}  // namespace kaskad::gateway::api
