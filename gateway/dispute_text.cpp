#include "gateway/dispute_text.hpp"

#include "core/calendar.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/text_table.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <string_view>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

std::string period_of(const json::object& from) {
    return text_at(from, "from_day") + "/" + text_at(from, "to_day");
}

std::string lines_of(const json::object& from, std::initializer_list<std::pair<const char*, std::string>> more) {
    std::string made;
    for (const auto& [name, value] : more)
        made += fmt::format("{:<18}{}\n", name, value);
    const auto currency = text_at(from, "currency");
    for (const auto* sum : {"theirs", "ours", "accepted", "disputed", "credited", "conceded", "open"})
        made += fmt::format("{:<18}{} {}\n", sum, text_at(from, sum), currency);
    return made;
}

std::string table_of_notes(const json::array& notes) {
    text_table table{{"at", "by", "state", ">credited", ">conceded", ">posting", "words"}};
    for (const auto& each : notes) {
        const auto& note = each.get_object();
        table.add({text_at(note, "at"), text_at(note, "by"), text_at(note, "state"), text_at(note, "credited"),
                   text_at(note, "conceded"), text_at(note, "posting"), text_at(note, "words")});
    }
    return table.text();
}

std::string table_of_categories(const json::array& categories) {
    text_table table{{"category", ">rows", ">theirs above ours"}};
    for (const auto& each : categories) {
        const auto& category = each.get_object();
        table.add({text_at(category, "name"), text_at(category, "count"), text_at(category, "difference")});
    }
    return table.text();
}

}  // namespace

std::string deadline_words(const json::object& reconciliation, int64_t now_utc) {
    const auto deadline = api::parse_timestamp(text_at(reconciliation, "deadline"));
    if (!deadline || text_at(reconciliation, "open") == "0") return {};
    if (*deadline > now_utc) return fmt::format("{} days left", (*deadline - now_utc) / core::DAY_MS);
    return fmt::format("{} days overdue", (now_utc - *deadline) / core::DAY_MS);
}

std::string disputes_text(const json::array& reconciliations, int64_t now_utc) {
    text_table table{
        {">id", "supplier", "period", "invoice", "state", ">accepted", ">disputed", ">open", "", "deadline"}};
    for (const auto& each : reconciliations) {
        const auto& one = each.get_object();
        table.add({text_at(one, "id"), text_at(one, "supplier"), period_of(one), text_at(one, "invoice_number"),
                   text_at(one, "state"), text_at(one, "accepted"), text_at(one, "disputed"), text_at(one, "open"),
                   text_at(one, "currency"), deadline_words(one, now_utc)});
    }
    return table.text();
}

std::string dispute_text(const json::object& reconciliation, int64_t now_utc) {
    const auto words = deadline_words(reconciliation, now_utc);
    auto deadline = text_at(reconciliation, "deadline");
    if (!words.empty()) deadline += " (" + words + ")";
    auto made = lines_of(reconciliation, {{"reconciliation", text_at(reconciliation, "id")},
                                          {"supplier", text_at(reconciliation, "supplier")},
                                          {"link", text_at(reconciliation, "link")},
                                          {"period", period_of(reconciliation)},
                                          {"invoice", text_at(reconciliation, "invoice_number")},
                                          {"file", text_at(reconciliation, "file")},
                                          {"SHA-256", text_at(reconciliation, "sha256")},
                                          {"state", text_at(reconciliation, "state")},
                                          {"to be answered by", deadline}});
    return made + "\n" + table_of_categories(reconciliation.at("categories").get_array()) + "\n" +
           table_of_notes(reconciliation.at("notes").get_array());
}

}  // namespace kaskad::gateway
