#include "gateway/reconciliation_order.hpp"

#include "core/calendar.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/timestamp.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

using billing::reconciliation::all_categories;
using billing::reconciliation::currency_waterfall;
using billing::reconciliation::exact_sum;
using core::DAY_MS;

std::expected<uint8_t, std::string> only_currency(const reconciled& run) {
    std::vector<uint8_t> found;
    for (size_t place = 0; place < run.currencies.all().size(); ++place)
        if (has_rows(run.matched.sums.of(static_cast<uint8_t>(place)))) found.push_back(static_cast<uint8_t>(place));
    if (found.empty()) return std::unexpected("neither side has a row: there is nothing to post");
    if (found.size() == 1) return found.front();
    std::string names;
    for (const auto place : found)
        names += (names.empty() ? "" : ", ") + core::to_string(run.currencies.all()[place]);
    return std::unexpected("the rows are in " + names +
                           ": only a run in the one currency in which we owe is posted; "
                           "have the supplier send a file for each");
}

json::array categories_of(const currency_waterfall& sums) {
    json::array made;
    for (const auto why : all_categories()) {
        const auto& step = sums.at(why);
        if (step.findings > 0)
            made.push_back(json::object{
                {"name", to_string(why)}, {"count", step.findings}, {"difference", exact_sum(step.delta_e6)}});
    }
    return made;
}

json::object body_of(const reconciled& run, const reconciliation_order& order, const local_span& period,
                     const order_heading& heading, const currency_waterfall& sums) {
    const auto day = [](int64_t local_ms) { return api::render_day(static_cast<uint32_t>(local_ms / DAY_MS)); };
    json::object made{{"supplier", heading.supplier},
                      {"link", heading.link},
                      {"from_day", day(period.begin_ms)},
                      {"to_day", day(period.end_ms)},
                      {"file", heading.file},
                      {"sha256", run.identity.sha256},
                      {"rows", run.file.rows},
                      {"own_rows", run.matched.sums.our_rows()},
                      {"currency", core::to_string(order.currency)},
                      {"theirs", core::to_string(order.came.theirs)},
                      {"ours", core::to_string(order.came.ours)},
                      {"categories", categories_of(sums)},
                      {"accepted", core::to_string(order.came.accepted)},
                      {"disputed", core::to_string(order.came.disputed)}};
    if (!heading.invoice.empty()) made["invoice_number"] = heading.invoice;
    if (order.deadline_utc != 0) made["deadline"] = api::render_timestamp(order.deadline_utc);
    return made;
}

}  // namespace

bool has_rows(const currency_waterfall& sums) {
    return std::ranges::any_of(sums.steps, [](const auto& step) { return step.findings > 0; });
}

std::string tolerance_words(const supplier_mapping& mapping) {
    if (!mapping.tolerance_ppm && !mapping.tolerance) return "none agreed: only rounding is accepted";
    std::string made;
    if (mapping.tolerance_ppm) made = api::percent_text(*mapping.tolerance_ppm) + " % of our total";
    if (mapping.tolerance) made += (made.empty() ? "" : " and no more than ") + core::to_string(*mapping.tolerance);
    return made;
}

std::expected<reconciliation_order, std::string> make_reconciliation_order(const reconciled& run,
                                                                           const reconciliation_request& asked,
                                                                           const order_heading& heading) {
    if (run.is_doubled) return std::unexpected("so many rows stand there twice that the file may be joined to itself");
    const auto place = only_currency(run);
    if (!place) return std::unexpected(place.error());
    const auto& sums = run.matched.sums.of(*place);
    const auto came = billing::reconciliation::make_outcome(
        sums, {.percent_ppm = asked.mapping.tolerance_ppm, .most = asked.mapping.tolerance});
    if (!came) return std::unexpected(came.error());
    reconciliation_order made{.currency = run.currencies.all()[*place], .came = *came, .body = {}};
    if (came->disputed.e6 > 0) made.deadline_utc = heading.now_utc + asked.mapping.dispute_days * DAY_MS;
    made.body = body_of(run, made, asked.period, heading, sums);
    return made;
}

std::string print_order(const reconciliation_order& order, const supplier_mapping& mapping) {
    const auto currency = core::to_string(order.currency);
    auto made = fmt::format("\n{:<18}{}\n{:<18}{} {}\n{:<18}{} {}\n", "tolerance", tolerance_words(mapping), "accepted",
                            core::to_string(order.came.accepted), currency, "disputed",
                            core::to_string(order.came.disputed), currency);
    if (order.deadline_utc != 0)
        made += fmt::format("{:<18}{}\n", "to be answered by",
                            api::render_day(static_cast<uint32_t>(order.deadline_utc / DAY_MS)));
    return made;
}

}  // namespace kaskad::gateway
