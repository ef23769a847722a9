#include "gateway/api/order_request.hpp"

#include "engine/facts/invoice_line.hpp"
#include "gateway/api/client_fields.hpp"
#include "gateway/api/json_body.hpp"
#include "gateway/api/json_day.hpp"
#include "gateway/api/json_fields.hpp"
#include "gateway/api/number_text.hpp"
#include "gateway/api/request_query.hpp"
#include "routing/csv_records.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr std::array<std::string_view, 4> RATE_COLUMNS{"date", "base", "quote", "rate"};

std::string currency_fault(std::string_view text) {
    const auto given = core::parse_currency(text);
    return given ? "" : given.error();
}

void read_rate(json_fields& in, facts::exchange_rate& into) {
    for (const auto name : RATE_COLUMNS)
        in.require(name, "is missing");
    read_day(in, "date", into.day);
    in.read("base", into.base, currency_fault);
    in.read("quote", into.quote, currency_fault);
    core::price rate;  // a decimal of the same eight places
    in.read("rate", rate, core::price{1});
    into.rate_e8 = rate.e8;
}

// As the object that the line stands for.
std::expected<facts::exchange_rate, problem> rate_of_line(const routing::csv_records& line) {
    const auto where = fmt::format("line {}", line.line());
    const auto& fields = line.fields();
    if (fields.size() != RATE_COLUMNS.size())
        return std::unexpected(make_field_fault("invalid_field", where, "must have date, base, quote and rate"));
    boost::json::object members;
    for (size_t column = 0; column < RATE_COLUMNS.size(); ++column)
        members[{RATE_COLUMNS[column].data(), RATE_COLUMNS[column].size()}] = fields[column];
    json_fields in{members, where + ", "};
    facts::exchange_rate made;
    read_rate(in, made);
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return made;
}

// A kind is of clients or of suppliers, and so is the account.
void read_account(json_fields& in, facts::order_money& into, order_place where) {
    const bool is_of_supplier = where == order_place::ours && facts::is_of_supplier(into.kind);
    const auto* own = is_of_supplier ? "supplier" : "client";
    in.require(own, is_of_supplier ? "the link whose supplier's account it is" : "whose account");
    in.read(own, into.client);
    const auto* other = is_of_supplier ? "client" : "supplier";
    if (where == order_place::ours && in.has(other)) {
        in.pass_over(other);
        in.refuse("invalid_field", other, std::string{"an order of this kind is on the account of a "} + own);
    }
}

std::unexpected<problem> too_many_rows() {
    return std::unexpected(
        make_field_fault("invalid_field", "rows", fmt::format("at most {} are taken at once", RATE_ROWS_MAX)));
}

}  // namespace

std::expected<facts::order_money, problem> read_order(std::string_view body, order_place where) {
    const auto members = parse_json_object(body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    facts::order_money made;
    in.require("amount", "how much, as \"100.00\"");
    in.require("reference", "what makes it happen once, as the number of the bank's transfer");
    in.read_word("kind", made.kind, ORDER_KIND_WORDS);
    read_account(in, made, where);
    in.read("amount", made.amount, core::amount{-AMOUNT_MAX.e6});
    in.read("currency", made.currency, currency_fault);
    in.read("reason", made.reason);
    read_day(in, "for_day", made.for_day);
    in.read_object("invoice", [&made](json_fields& invoice) {
        invoice.require("seller", "whose invoice");
        invoice.require("number", "which one");
        invoice.read("seller", made.invoice_seller);
        invoice.read("number", made.invoice, 1, UINT32_MAX);
    });
    in.read("reference", made.reference, [](std::string_view text) { return text.empty() ? "must not be empty" : ""; });
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return made;
}

std::expected<facts::query_orders, problem> read_order_query(std::string_view query, uint32_t limit,
                                                             uint32_t limit_max) {
    const auto given = parse_request_query(query, {"client", "waiting", "before", "limit"});
    if (!given) return std::unexpected(given.error());
    facts::query_orders asked{.limit = limit};
    for (const auto& [name, value] : *given) {
        const auto refuse = [&](std::string why) { return refuse_parameter("invalid_field", name, std::move(why)); };
        if (name == "client") {
            asked.client = value;
        } else if (name == "waiting") {
            if (!read_flag(value, asked.only_waiting)) return refuse("must be true or false");
        } else if (name == "before") {
            if (!read_number(value, asked.before)) return refuse("must be the number of an order");
        } else {
            const bool is_good = read_number(value, asked.limit) && asked.limit >= 1 && asked.limit <= limit_max;
            if (!is_good) return refuse(fmt::format("must be from 1 to {}", limit_max));
        }
    }
    return asked;
}

std::expected<std::vector<facts::exchange_rate>, problem> read_rates(std::string_view body) {
    const auto members = parse_json_object(body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    std::vector<facts::exchange_rate> rows;
    in.require("rows", "a list of {date, base, quote, rate}");
    in.read_each("rows", RATE_ROWS_MAX, [&rows](json_fields& one) { read_rate(one, rows.emplace_back()); });
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return rows;
}

std::expected<std::vector<facts::exchange_rate>, problem> read_rates_csv(std::string_view body) {
    routing::csv_records lines{body};
    const bool has_heading = lines.next() && std::ranges::equal(lines.fields(), RATE_COLUMNS);
    if (!has_heading)
        return std::unexpected(make_field_fault("invalid_field", "line 1", "must be date,base,quote,rate"));
    std::vector<facts::exchange_rate> rows;
    while (lines.next()) {
        auto row = rate_of_line(lines);
        if (!row) return std::unexpected(std::move(row.error()));
        if (rows.size() == RATE_ROWS_MAX) return too_many_rows();
        rows.push_back(std::move(*row));
    }
    return rows;
}

std::expected<change_query, problem> read_change_query(std::string_view query) {
    const auto given = parse_request_query(query, {"dry_run", "must_be_new"});
    if (!given) return std::unexpected(given.error());
    change_query asked;
    for (const auto& [name, value] : *given) {
        // "?must_be_new" alone says so too.
        auto& into = name == "dry_run" ? asked.is_dry_run : asked.must_be_new;
        if (!read_flag(value.empty() ? "true" : value, into))
            return refuse_parameter("invalid_field", name, "must be true or false");
    }
    return asked;
}

}  // namespace kaskad::gateway::api
