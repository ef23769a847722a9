#include "gateway/invoice_text.hpp"

#include "core/money.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/text_table.hpp"

#include <fmt/format.h>

#include <string_view>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

core::amount money_at(const json::object& from, std::string_view name) {
    return core::parse_amount(text_at(from, name)).value_or(core::amount{});
}

// 0 and null are nobody's number.
std::string number_at(const json::object& from, std::string_view name) {
    const auto number = text_at(from, name);
    return number == "0" || number == "-" ? std::string{} : number;
}

std::string party_text(const json::object& invoice, std::string_view name) {
    const auto* party = invoice.if_contains({name.data(), name.size()});
    if (party == nullptr || !party->is_object()) return "-";
    return text_at(party->get_object(), "name");
}

std::string place_of(const json::object& line) {
    const auto country = text_at(line, "country");
    const auto network = text_at(line, "network");
    if (country == "-" || country.empty()) return "-";
    return network == "-" || network.empty() ? country : country + " " + network;
}

std::string lines_text(const json::object& invoice) {
    const auto* lines = invoice.if_contains("lines");
    if (lines == nullptr || !lines->is_array() || lines->get_array().empty()) return {};
    text_table made{{"what", "network", ">items", ">units", ">exact", ">net", "text"}};
    for (const auto& each : lines->get_array()) {
        const auto& line = each.get_object();
        made.add({text_at(line, "kind"), place_of(line), text_at(line, "items"), text_at(line, "units"),
                  text_at(line, "exact"), text_at(line, "net"), text_at(line, "text")});
    }
    return "\n" + made.text();
}

}  // namespace

std::string invoice_state(const json::object& invoice, uint32_t today) {
    if (text_at(invoice, "kind") == "credit_note") return "credit note for " + text_at(invoice, "cites");
    const auto note = number_at(invoice, "taken_back");
    if (!note.empty()) return "taken back by " + note;
    if (money_at(invoice, "paid") >= money_at(invoice, "gross")) return "paid";
    const auto due = api::parse_day(text_at(invoice, "due"));
    if (!due || today <= *due) return "open";
    const auto days = today - *due;
    return fmt::format("{} day{} overdue", days, days == 1 ? "" : "s");
}

std::string invoices_text(const json::array& invoices, uint32_t today) {
    text_table made{
        {"seller", ">number", "printed", "client", "issued", "due", ">gross", ">paid", "currency", "state"}};
    for (const auto& each : invoices) {
        const auto& row = each.get_object();
        made.add({text_at(row, "seller"), text_at(row, "number"), text_at(row, "printed_number"),
                  text_at(row, "client"), text_at(row, "issued"), text_at(row, "due"), text_at(row, "gross"),
                  text_at(row, "paid"), text_at(row, "currency"), invoice_state(row, today)});
    }
    return made.text();
}

std::string invoice_text(const json::object& invoice, uint32_t today) {
    const auto at = [&](std::string_view name) { return text_at(invoice, name); };
    const auto* named = invoice.if_contains("due");
    const bool is_due_never = named != nullptr && named->is_null();
    const auto due = is_due_never ? "paid from the balance" : "due " + at("due");
    auto text = fmt::format("{} {} ({} {}): {}\n", at("kind") == "credit_note" ? "Credit note" : "Invoice",
                            at("printed_number"), at("seller"), at("number"), invoice_state(invoice, today));
    text += fmt::format("client {}, {} to {} (not with it), issued {}, {}, by {}\n", at("client"), at("from_day"),
                        at("to_day"), at("issued"), due, at("by"));
    text += fmt::format("from {}, to {}\n", party_text(invoice, "from"), party_text(invoice, "to"));
    text += lines_text(invoice);
    text += fmt::format("\nnet {}, tax {} ({} %), gross {}, paid {} {}\n", at("net"), at("tax"), at("tax_percent"),
                        at("gross"), at("paid"), at("currency"));
    return text;
}

}  // namespace kaskad::gateway
