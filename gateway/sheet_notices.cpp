#include "gateway/sheet_notices.hpp"

#include "engine/price_imports.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/timestamp.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace kaskad::gateway {

namespace {

using routing::price_row;
using rows = std::vector<price_row>;

std::vector<engine::noticed_client> clients_of(const api::sheet_question& asked) {
    std::vector<engine::noticed_client> clients;
    for (const auto& [value, days] : asked.told) {
        const auto list = value.price_list ? value.price_list : facts::DEFAULT_PRICE_LIST;
        clients.push_back({value.id, value.name, value.zone, list, days});
    }
    return clients;
}

// All rows that the clients' prices are found among.
rows version_of(const api::sheet_question& asked, const rows& imported) {
    auto all = asked.prices.declared;
    std::ranges::copy(imported, std::back_inserter(all));
    for (const auto& other : asked.others) {
        std::ranges::copy(other.declared, std::back_inserter(all));
        std::ranges::copy(other.imported, std::back_inserter(all));
    }
    return all;
}

// When it may begin by all notices that are of its place.
int64_t earliest_of(const price_row& row, const price_notices& notices) {
    int64_t earliest = row.from_utc_ms;
    for (const auto& notice : notices) {
        const auto is_its = [&](const routing::price_rise& rise) {
            return rise.from_utc_ms < notice.earliest_utc_ms && routing::key_of(rise.place) == routing::key_of(row) &&
                   routing::variant_of(rise.place) == routing::variant_of(row);
        };
        if (std::ranges::any_of(notice.rises, is_its)) earliest = std::max(earliest, notice.earliest_utc_ms);
    }
    return earliest;
}

}  // namespace

// Two rows that begin together are refused elsewhere.
price_notices notices_of(const api::sheet_question& asked, const rows& after, const billing::calendar& calendar,
                         int64_t now_utc_ms) {
    const auto clients = clients_of(asked);
    if (clients.empty()) return {};
    const auto old_rows = version_of(asked, asked.prices.imported);
    const auto new_rows = version_of(asked, after);
    const auto old_book = routing::price_book::build(asked.prices.version, old_rows);
    const auto new_book = routing::price_book::build(asked.prices.version + 1, new_rows);
    if (!old_book || !new_book) return {};
    engine::price_rows before{*old_book};
    before.add(old_rows);
    engine::price_rows later{*new_book};
    later.add(new_rows);
    const routing::number_plan plan;
    return engine::find_notices({clients, before, later, plan, calendar, now_utc_ms});
}

size_t move_to_notice(rows& sheet, const price_notices& notices) {
    size_t moved = 0;
    for (auto& row : sheet) {
        const auto earliest = earliest_of(row, notices);
        if (earliest == row.from_utc_ms) continue;
        row.from_utc_ms = earliest;
        ++moved;
    }
    return moved;
}

bool has_early(const price_notices& notices) {
    return std::ranges::any_of(notices, [](const engine::price_notice& each) {
        return each.rises.front().from_utc_ms < each.earliest_utc_ms;
    });
}

void write_notices(api::json_writer& out, const price_notices& notices, const billing::calendar& calendar) {
    out.begin_array("notices");
    for (const auto& each : notices) {
        const auto& first = each.rises.front();
        out.begin_object();
        out.text("client", each.client.name);
        out.number("notice_days", each.client.days);
        out.text("earliest", api::render_day(each.earliest_day));
        out.number("dearer", static_cast<int64_t>(each.rises.size()));
        api::write_time(out, "from", first.from_utc_ms);
        out.begin_object("example");
        out.text("network", engine::describe(first.place));
        out.text("before", core::to_string(first.before));
        out.text("after", core::to_string(first.after));
        out.text("currency", core::to_string(first.currency));
        out.end_object();
        out.text_or_null("too_early", engine::early_rise(each, calendar));
        out.end_object();
    }
    out.end_array();
}

}  // namespace kaskad::gateway
