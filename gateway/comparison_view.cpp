#include "gateway/comparison_view.hpp"

#include "core/calendar.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/told_side_json.hpp"

#include <boost/json.hpp>

namespace kaskad::gateway {

namespace {

using api::json_writer;
using billing::reconciliation::all_categories;
using billing::reconciliation::category;
using billing::reconciliation::exact_sum;

std::string day_of(int64_t local_ms) {
    return api::render_day(static_cast<uint32_t>(local_ms / core::DAY_MS));
}

void write_heading(json_writer& out, const reconciled& run, const comparison_heading& heading) {
    out.text(heading.side.client ? "client" : "supplier", heading.side.name);
    out.text("from_day", day_of(heading.period.begin_ms));
    out.text("to_day", day_of(heading.period.end_ms));
    api::write_time(out, "as_of", heading.as_of_utc_ms);
    out.text_or_null("file", heading.file);
    out.text("sha256", run.identity.sha256);
    out.number("octets", static_cast<int64_t>(run.identity.octets));
    out.number("rows", static_cast<int64_t>(run.file.rows));
    out.number("own_rows", static_cast<int64_t>(run.matched.sums.our_rows()));
    out.text("time_zone", run.zone_words);
    out.text("ids", run.id_words);
    out.text("rounding_up_to", core::to_string(run.terms.rounding_max));
    api::write_texts(out, "remarks", run.warnings);
}

// All of them, so that they add up before everybody's eyes.
void write_categories(json_writer& out, const billing::reconciliation::currency_waterfall& sums) {
    out.begin_array("categories");
    for (const auto why : all_categories()) {
        out.begin_object();
        out.text("name", to_string(why));
        out.number("count", static_cast<int64_t>(sums.at(why).findings));
        out.text("difference", exact_sum(sums.at(why).delta_e6));
        out.end_object();
    }
    out.end_array();
}

void write_currencies(json_writer& out, const reconciled& run) {
    out.begin_array("currencies");
    for (size_t place = 0; place < run.currencies.all().size(); ++place) {
        const auto& sums = run.matched.sums.of(static_cast<uint8_t>(place));
        if (!has_rows(sums)) continue;
        out.begin_object();
        out.text("currency", core::to_string(run.currencies.all()[place]));
        out.text("ours", exact_sum(sums.our_e6));
        out.text("theirs", exact_sum(sums.their_e6));
        out.text("difference", exact_sum(sums.their_e6 - sums.our_e6));
        write_categories(out, sums);
        out.end_object();
    }
    out.end_array();
}

// The id of ours is an operator's.
void write_difference(json_writer& out, told_difference each, bool is_staff) {
    if (!is_staff) each.ours.operator_id.clear();
    out.begin_object();
    out.text("difference", each.delta);
    out.text("currency", each.currency);
    const auto write = [&](std::string_view name, const told_side& side, const side_words& words) {
        if (side.amount.empty()) return out.null(name);
        write_told_side(out, name, side, words);
    };
    write("ours", each.ours, {"message_id", "operator_id"});
    write("theirs", each.theirs, {"line", "id"});
    out.end_object();
}

uint64_t count_of(const reconciled& run, category why) {
    uint64_t count = 0;
    for (size_t place = 0; place < run.currencies.all().size(); ++place)
        count += run.matched.sums.of(static_cast<uint8_t>(place)).at(why).findings;
    return count;
}

// Of what is exact there is nothing to tell.
std::expected<void, std::string> write_differences(json_writer& out, const reconciled& run, difference_list& list,
                                                   const comparison_heading& heading) {
    out.begin_array("differences");
    for (const auto why : all_categories()) {
        const auto count = count_of(run, why);
        if (why == category::exact || count == 0) continue;
        out.begin_object();
        out.text("category", to_string(why));
        out.number("count", static_cast<int64_t>(count));
        out.begin_array("rows");
        const auto told = list.tell(why, heading.limit, [&](const told_difference& each) {
            write_difference(out, each, heading.is_staff);
            return true;
        });
        if (!told) return told;
        out.end_array();
        out.end_object();
    }
    out.end_array();
    return {};
}

void write_outcome(json_writer& out, const comparison_outcome& outcome) {
    const auto& order = outcome.order;
    out.begin_object("outcome");
    out.text("tolerance", outcome.tolerance);
    out.text_or_null("refused", order ? std::string{} : order.error());
    if (order) {
        out.text("currency", core::to_string(order->currency));
        out.text("accepted", core::to_string(order->came.accepted));
        out.text("disputed", core::to_string(order->came.disputed));
        api::write_time(out, "deadline", order->deadline_utc);
        out.raw("post", boost::json::serialize(order->body));
    }
    out.end_object();
}

}  // namespace

std::expected<std::string, std::string> render_comparison(const reconciled& run, difference_list& list,
                                                          const comparison_heading& heading,
                                                          const std::optional<comparison_outcome>& outcome) {
    json_writer out{4096};
    out.begin_object();
    write_heading(out, run, heading);
    write_currencies(out, run);
    if (const auto told = write_differences(out, run, list, heading); !told) return std::unexpected(told.error());
    if (outcome) write_outcome(out, *outcome);
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway
