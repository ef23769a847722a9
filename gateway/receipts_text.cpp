#include "gateway/receipts_text.hpp"

#include "gateway/api/client_words.hpp"
#include "gateway/api/csv_line.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/text_table.hpp"

#include <fmt/format.h>

#include <vector>

namespace kaskad::gateway {

namespace {

using api::receipt_sums;

constexpr std::string_view TOTAL = "total";

std::vector<std::string> table_row(std::string day, std::string link, const receipt_sums& sums) {
    std::vector<std::string> row{std::move(day), std::move(link)};
    for (const auto& [name, member] : api::RECEIPT_COUNTS)
        row.push_back(fmt::to_string(sums.*member));
    row.push_back(api::percent_text(api::share_ppm(sums, sums.missing)));
    row.push_back(money_text(sums.owed_missing));
    return row;
}

void add_csv(std::string& out, std::string_view day, std::string_view link, const receipt_sums& sums) {
    api::csv_line line{out};
    line.add(day);
    line.add(link);
    for (const auto& [name, member] : api::RECEIPT_COUNTS)
        line.add(fmt::to_string(sums.*member));
    for (const auto& [name, member] : api::RECEIPT_SHARES)
        line.add(api::percent_text(api::share_ppm(sums, sums.*member)));
    line.add(money_text(sums.owed));
    line.add(money_text(sums.owed_missing));
    line.add(fmt::to_string(sums.waiting.messages));
    line.add(money_text(sums.waiting.charged));
    line.add(money_text(sums.waiting.held));
    line.add(fmt::to_string(sums.closed.messages));
    line.add(money_text(sums.closed.charged));
    line.end();
}

void add_head(std::string& out) {
    api::csv_line line{out};
    line.add("day");
    line.add("link");
    for (const auto& [name, member] : api::RECEIPT_COUNTS)
        line.add(name);
    for (const auto& [name, member] : api::RECEIPT_SHARES)
        line.add(fmt::format("{}_percent", name));
    for (const auto* name : {"owed", "owed_missing", "waiting_messages", "waiting_charged", "waiting_held",
                             "closed_messages", "closed_charged"})
        line.add(name);
    line.end();
}

std::string day_text(const api::receipt_key& key) {
    return api::render_day(static_cast<uint32_t>(key.day));
}

}  // namespace

std::string money_text(const api::money_sums& sums) {
    std::string made;
    for (const auto& [currency, amount] : sums)
        made += fmt::format("{}{} {}", made.empty() ? "" : ";", core::to_string(amount), core::to_string(currency));
    return made;
}

std::string receipts_table(const api::receipt_tally& tally, const api::link_names& links) {
    std::vector<std::string> head{"day", "link"};
    for (const auto& [name, member] : api::RECEIPT_COUNTS)
        head.push_back(fmt::format(">{}", name));
    head.insert(head.end(), {">% missing", ">owed for missing"});
    text_table table{std::move(head)};
    for (const auto& [key, sums] : tally.rows())
        table.add(table_row(day_text(key), api::name_of_link(links, key.link), sums));
    table.add(table_row(std::string{TOTAL}, "", tally.total()));
    return table.text();
}

std::string receipts_csv(const api::receipt_tally& tally, const api::link_names& links) {
    std::string out;
    add_head(out);
    for (const auto& [key, sums] : tally.rows())
        add_csv(out, day_text(key), api::name_of_link(links, key.link), sums);
    add_csv(out, TOTAL, "", tally.total());
    return out;
}

std::string silent_words(const receipt_sums& total) {
    std::string said;
    if (total.waiting.messages > 0)
        said += fmt::format("{} messages still wait for a receipt: charged {}, held {}\n", total.waiting.messages,
                            money_text(total.waiting.charged), money_text(total.waiting.held));
    if (total.closed.messages > 0)
        said += fmt::format("{} messages were ended without one: charged {}\n", total.closed.messages,
                            money_text(total.closed.charged));
    return said;
}

}  // namespace kaskad::gateway
