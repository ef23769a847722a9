#include "gateway/api/reconciliation_request.hpp"

#include "gateway/api/json_body.hpp"
#include "gateway/api/json_day.hpp"
#include "gateway/api/json_fields.hpp"
#include "gateway/api/number_text.hpp"
#include "gateway/api/request_query.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <string>
#include <utility>

namespace kaskad::gateway::api {

namespace {

using facts::reconciliation_state;

constexpr size_t CATEGORIES_MAX = 32;
constexpr size_t SHA256_DIGITS = 64;
constexpr core::amount LEAST{-AMOUNT_MAX.e6};

// In one form, for by it a file is known again.
std::string digest_fault(std::string_view text) {
    const bool is_one = text.size() == SHA256_DIGITS && text.find_first_not_of("0123456789abcdef") == text.npos;
    return is_one ? "" : "must be 64 hexadecimal digits in lower case";
}

void require_all(json_fields& in) {
    const std::pair<std::string_view, const char*> needed[] = {
        {"supplier", "whose file it is"},
        {"link", "on whose account it is booked"},
        {"from_day", "the first day, as 2026-11-01"},
        {"to_day", "the day behind the last"},
        {"sha256", "the file's digest"},
        {"currency", "as EUR"},
        {"theirs", "what they bill, as \"104.00\""},
        {"ours", "what we owe by the books"},
        {"accepted", "what of the difference is accepted"},
        {"disputed", "what is not"},
    };
    for (const auto& [name, why] : needed)
        in.require(name, why);
}

void read_currency(json_fields& in, core::currency& into) {
    std::string text;
    in.read("currency", text, [](std::string_view given) {
        const auto read = core::parse_currency(given);
        return read ? std::string{} : read.error();
    });
    if (const auto read = core::parse_currency(text)) into = *read;
}

void read_moment(json_fields& in, std::string_view name, int64_t& into) {
    std::string text;
    in.read(name, text, [](std::string_view given) {
        return parse_timestamp(given) ? "" : "must be a point of time, as 2026-12-21T00:00:00Z";
    });
    if (const auto read = parse_timestamp(text)) into = *read;
}

void read_categories(json_fields& in, std::vector<facts::reconciled_category>& into) {
    in.read_each("categories", CATEGORIES_MAX, [&into](json_fields& one) {
        auto& made = into.emplace_back();
        one.require("name", "as price");
        one.require("difference", "by how much theirs is above ours");
        one.read("name", made.name);
        one.read("count", made.count, 0, UINT32_MAX);
        one.read("difference", made.difference, LEAST);
    });
}

}  // namespace

std::expected<facts::record_reconciliation, problem> read_reconciliation(std::string_view body) {
    const auto members = parse_json_object(body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    facts::record_reconciliation made;
    auto& value = made.value;
    require_all(in);
    in.read("supplier", value.supplier);
    in.read("link", made.link);
    read_day(in, "from_day", value.from_day);
    read_day(in, "to_day", value.to_day);
    in.read("invoice_number", value.invoice);
    in.read("file", value.file);
    in.read("sha256", value.sha256, digest_fault);
    in.read("rows", value.rows, 0, UINT32_MAX);
    in.read("own_rows", value.own_rows, 0, UINT32_MAX);
    read_currency(in, value.currency);
    in.read("theirs", value.theirs, LEAST);
    in.read("ours", value.ours, LEAST);
    read_categories(in, value.categories);
    in.read("accepted", value.accepted, LEAST);
    in.read("disputed", value.disputed);
    read_moment(in, "deadline", value.deadline_utc);
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return made;
}

std::expected<facts::query_reconciliations, problem> read_reconciliation_query(std::string_view query, uint32_t limit,
                                                                               uint32_t limit_max) {
    const auto given = parse_request_query(query, {"supplier", "open", "before", "limit"});
    if (!given) return std::unexpected(given.error());
    facts::query_reconciliations asked{.supplier = {}, .limit = limit};
    for (const auto& [name, value] : *given) {
        const auto refuse = [&](std::string why) { return refuse_parameter("invalid_field", name, std::move(why)); };
        if (name == "supplier") {
            asked.supplier = value;
        } else if (name == "open") {
            if (!read_flag(value, asked.only_open)) return refuse("must be true or false");
        } else if (name == "before") {
            if (!read_number(value, asked.before)) return refuse("must be the number of a reconciliation");
        } else {
            const bool is_good = read_number(value, asked.limit) && asked.limit >= 1 && asked.limit <= limit_max;
            if (!is_good) return refuse(fmt::format("must be from 1 to {}", limit_max));
        }
    }
    return asked;
}

std::expected<facts::change_reconciliation, problem> read_reconciliation_change(std::string_view body,
                                                                                reconciliation_state state) {
    const auto members = parse_json_object(body.empty() ? "{}" : body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    facts::change_reconciliation made{.state = state, .words = {}, .by = {}};
    if (state == reconciliation_state::answered) in.require("words", "what the supplier says");
    in.read("words", made.words);
    if (state == reconciliation_state::settled) {
        in.read("credited", made.credited);
        in.read("conceded", made.conceded);
        in.read("reference", made.reference);
        const bool says_nothing = !in.has("credited") && !in.has("conceded");
        if (says_nothing) in.refuse("missing_field", "credited", "what they take back, or conceded: what we pay");
    }
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return made;
}

}  // namespace kaskad::gateway::api
