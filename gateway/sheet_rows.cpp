#include "gateway/sheet_rows.hpp"

#include "routing/price_replacement.hpp"
#include "routing/price_row_check.hpp"
#include "routing/sheet_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace kaskad::gateway {

namespace {

using routing::price_row;
using routing::sheet_price;

price_row row_of(const sheet_price& read, const smpp::time_zone& zone, const facts::owner_prices& prices) {
    auto row = routing::row_of(read, {prices.owner, prices.owner_id});
    row.from_utc_ms = read.from_local_ms == 0 ? 0 : zone.to_utc(read.from_local_ms);
    return row;
}

// The one that the owner's prices are in, if they are in one: a supplier's are.
core::currency currency_of(const facts::owner_prices& prices, const std::vector<sheet_price>& sheet) {
    for (const auto* rows : {&prices.declared, &prices.imported}) {
        if (!rows->empty()) return rows->front().currency;
    }
    return sheet.empty() ? core::currency{} : sheet.front().currency;
}

class judging {
  public:
    judging(const sheet_form& form, const smpp::time_zone& zone, const facts::owner_prices& prices)
        : form_{form}, zone_{zone}, prices_{prices} {}

    sheet_rows judge(const routing::price_sheet& sheet) {
        made_.faults = sheet.faults;
        made_.fault_count = sheet.fault_count;
        const auto currency = currency_of(prices_, sheet.rows);
        made_.rows.reserve(sheet.rows.size());
        for (const auto& read : sheet.rows)
            judge(read, currency);
        leave_out_declared();
        std::ranges::sort(made_.faults, {}, [](const auto& each) { return std::tie(each.line, each.column); });
        return std::move(made_);
    }

  private:
    void judge(const sheet_price& read, core::currency currency) {
        // Beyond it their sum may not fit.
        if (read.submit > routing::PRICE_MAX || read.delivered > routing::PRICE_MAX)
            return refuse(read.line, form_.columns.submit, "a price is at most 1000000 a part");
        auto row = row_of(read, zone_, prices_);
        if (const auto bad = routing::find_bad_row({&row, 1})) return refuse(read.line, "", bad->why);
        if (row.currency != currency) {
            return refuse(read.line, form_.columns.currency,
                          fmt::format("the owner's prices are in {}", core::to_string(currency)));
        }
        made_.rows.push_back(std::move(row));
    }

    void leave_out_declared() {
        if (prices_.declared.empty()) return;
        const routing::price_places declared{prices_.declared};
        std::erase_if(made_.rows, [&](const price_row& row) {
            if (!declared.has(row)) return false;
            refuse(row.line, form_.columns.network, "declared_in_config: a [[price]] of the configuration says it");
            return true;
        });
    }

    void refuse(size_t line, std::string column, std::string why) {
        ++made_.fault_count;
        if (made_.faults.size() < routing::SHEET_FAULTS_MAX)
            made_.faults.push_back({line, std::move(column), std::move(why)});
    }

    const sheet_form& form_;
    const smpp::time_zone& zone_;
    const facts::owner_prices& prices_;
    sheet_rows made_;
};

bool is_compared(const price_row& row, int64_t at_utc_ms) {
    const bool is_plain = row.klass == 0 && row.senders == routing::sender_type::any && row.prefix.empty() &&
                          row.channel == core::channel::sms;
    return is_plain && (row.to_utc_ms == 0 || row.to_utc_ms > at_utc_ms);
}

void add_compared(const std::vector<price_row>& rows, int64_t at_utc_ms, std::vector<sheet_price>& out) {
    for (const auto& row : rows) {
        if (!is_compared(row, at_utc_ms)) continue;
        out.push_back({.mccmnc = row.mccmnc,
                       .mcc = row.mcc,
                       .country = row.country,
                       .submit = {row.price.e8 - row.delivered.e8},
                       .delivered = row.delivered,
                       .currency = row.currency,
                       .from_local_ms = row.from_utc_ms,
                       .line = row.line});
    }
}

}  // namespace

sheet_rows read_sheet_rows(std::string_view csv, const sheet_form& form, const smpp::time_zone& zone,
                           const facts::owner_prices& prices) {
    return judging{form, zone, prices}.judge(routing::read_price_sheet(csv, form.columns));
}

std::vector<price_row> rows_after(const std::vector<price_row>& sheet, const facts::owner_prices& prices, bool is_full,
                                  int64_t now_utc_ms) {
    auto rows = routing::rows_that_stay(prices.imported, sheet, {prices.owner, prices.owner_id, is_full, now_utc_ms});
    rows.insert(rows.end(), sheet.begin(), sheet.end());
    return rows;
}

routing::sheet_difference compare_rows(const facts::owner_prices& prices, const std::vector<price_row>& after,
                                       int64_t at_utc_ms, uint32_t large_percent) {
    std::vector<sheet_price> sides[2];
    for (auto& side : sides)
        add_compared(prices.declared, at_utc_ms, side);
    add_compared(prices.imported, at_utc_ms, sides[0]);
    add_compared(after, at_utc_ms, sides[1]);
    return routing::compare_sheets(sides[0], sides[1], at_utc_ms, large_percent);
}

}  // namespace kaskad::gateway
