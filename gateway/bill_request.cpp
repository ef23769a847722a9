#include "gateway/bill_request.hpp"

#include "gateway/api/client_fields.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/api_answer.hpp"

#include <boost/json.hpp>

#include <utility>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

json::array render_lines(const std::vector<std::string>& lines) {
    json::array made;
    for (const auto& line : lines)
        made.emplace_back(line);
    return made;
}

json::object render_party(const billing::party& party) {
    return {{"name", party.name},
            {"address", render_lines(party.address)},
            {"tax_number", party.tax_number},
            {"bank", render_lines(party.bank)}};
}

json::object render_line(const billing::invoice_line& line) {
    return {{"kind", billing::to_string(line.kind)},
            {"text", line.text},
            {"country", line.country},
            {"network", line.network},
            {"items", line.items},
            {"units", line.units},
            {"exact", core::to_string(line.exact)}};
}

bool read_amount(const json::object& from, std::string_view name, core::amount& into) {
    const auto amount = core::parse_amount(text_at(from, name));
    if (amount) into = *amount;
    return amount.has_value();
}

}  // namespace

std::string render_order(const facts::order_money& order) {
    json::object made{{"client", order.client},
                      {"kind", api::word_of(api::ORDER_KIND_WORDS, order.kind)},
                      {"amount", core::to_string(order.amount)},
                      {"reason", order.reason},
                      {"reference", order.reference},
                      {"for_day", api::render_day(order.for_day)}};
    if (!order.currency.empty()) made["currency"] = order.currency;
    return json::serialize(made);
}

std::string render_draft(const billing::invoice& draft, std::string_view client) {
    json::array lines;
    for (const auto& line : draft.lines)
        lines.emplace_back(render_line(line));
    return json::serialize(json::object{{"client", client},
                                        {"seller", draft.seller},
                                        {"prefix", draft.prefix},
                                        {"language", draft.language},
                                        {"from_day", api::render_day(draft.from_day)},
                                        {"to_day", api::render_day(draft.to_day)},
                                        {"issued", api::render_day(draft.issued_day)},
                                        {"due", api::render_day(draft.due_day)},
                                        {"from", render_party(draft.from)},
                                        {"to", render_party(draft.to)},
                                        {"tax_code", draft.tax_code},
                                        {"tax_percent", api::percent_text(draft.tax_ppm)},
                                        {"tax_text", draft.tax_text},
                                        {"lines", std::move(lines)}});
}

std::expected<billing::invoice, std::string> read_issued(const json::object& answer, billing::invoice draft) {
    const auto* number = answer.if_contains("number");
    const bool is_whole = number != nullptr && number->is_number() && read_amount(answer, "net", draft.net) &&
                          read_amount(answer, "tax", draft.tax) && read_amount(answer, "gross", draft.gross);
    if (!is_whole) return std::unexpected("the gateway's answer is no invoice: it needs number, net, tax and gross");
    draft.number = number->to_number<uint64_t>();
    return draft;
}

}  // namespace kaskad::gateway
