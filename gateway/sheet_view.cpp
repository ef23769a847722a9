#include "gateway/sheet_view.hpp"

#include "gateway/api/client_words.hpp"
#include "gateway/api/decision_view.hpp"

#include <array>
#include <utility>

namespace kaskad::gateway {

namespace {

using api::json_writer;
using routing::price_change_kind;

constexpr std::array KINDS{price_change_kind::up, price_change_kind::down, price_change_kind::added,
                           price_change_kind::missing, price_change_kind::recurrency};
static_assert(KINDS.size() == routing::PRICE_CHANGE_KINDS);

void write_side(json_writer& out, std::string_view name, const routing::sheet_price& row) {
    if (row.currency == core::currency{}) return out.null(name);
    out.begin_object(name);
    out.text("submit", core::to_string(row.submit));
    out.text("delivered", core::to_string(row.delivered));
    out.text("currency", core::to_string(row.currency));
    out.end_object();
}

void write_change(json_writer& out, const routing::price_change& change) {
    const bool is_gone = change.kind == price_change_kind::missing;
    out.begin_object();
    out.text("network", routing::destination_of(is_gone ? change.before : change.after));
    if (change.after.line == 0) {
        out.null("line");
    } else {
        out.number("line", static_cast<int64_t>(change.after.line));
    }
    write_side(out, "before", change.before);
    write_side(out, "after", change.after);
    out.flag("over", change.is_large);
    out.end_object();
}

void write_changes(json_writer& out, const routing::sheet_difference& difference, size_t shown_max) {
    out.begin_object("counts");
    for (const auto kind : KINDS)
        out.number(routing::to_string(kind), static_cast<int64_t>(difference.counts[std::to_underlying(kind)]));
    out.number("over", static_cast<int64_t>(difference.large));
    out.number("same", static_cast<int64_t>(difference.same));
    out.end_object();
    out.begin_object("changes");
    for (const auto kind : KINDS) {
        out.begin_array(routing::to_string(kind));
        size_t shown = 0;
        for (const auto& change : difference.changes) {
            if (change.kind != kind || shown == shown_max) continue;
            write_change(out, change);
            ++shown;
        }
        out.end_array();
    }
    out.end_object();
}

void write_faults(json_writer& out, const sheet_rows& read) {
    out.number("fault_count", static_cast<int64_t>(read.fault_count));
    out.begin_array("faults");
    for (const auto& fault : read.faults) {
        out.begin_object();
        out.number("line", static_cast<int64_t>(fault.line));
        out.text_or_null("column", fault.column);
        out.text("error", fault.why);
        out.end_object();
    }
    out.end_array();
}

// `gain` of a link's prices is what is saved, of sell prices what more is charged.
void write_sums(json_writer& out, const routing::effect_sums& sums, bool is_bought) {
    const auto before = routing::to_amount(sums.before_e8);
    const auto after = routing::to_amount(sums.after_e8);
    out.number("parts", static_cast<int64_t>(sums.parts));
    out.number("delivered", static_cast<int64_t>(sums.delivered));
    out.number("without_price", static_cast<int64_t>(sums.unpriced));
    out.text("before", core::to_string(before));
    out.text("after", core::to_string(after));
    out.text("gain", core::to_string(is_bought ? before - after : after - before));
}

void write_effect(json_writer& out, const effect_reading& effect, const api::operator_sources& sources) {
    out.begin_object("effect");
    out.number("days", EFFECT_DAYS);
    out.number("messages", static_cast<int64_t>(effect.messages));
    out.flag("cut", effect.is_cut);
    out.flag("complete", !effect.is_cut && !effect.is_failed);
    out.begin_array("networks");
    for (const auto& [key, sums] : effect.effect.sums()) {
        out.begin_object();
        api::write_link(out, key.link, sources);
        api::write_network(out, key.mccmnc, key.country);
        out.text("class", core::to_string(key.message_class));
        write_sums(out, sums, key.link.value != 0);
        out.text("currency", core::to_string(key.currency));
        api::write_price(out, "sold", {sums.sold_e6}, key.sold_currency);
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

}  // namespace

std::string render_preview(const sheet_preview& shown, size_t changes_max) {
    json_writer out;
    out.begin_object();
    out.number("version", shown.version);
    out.text("form", shown.form.is_full ? "full" : "partial");
    out.raw("read_as", to_json(shown.form));
    out.number("rows", static_cast<int64_t>(shown.read.rows.size()));
    api::write_time(out, "at", shown.at_utc_ms);
    write_changes(out, shown.difference, changes_max);
    write_faults(out, shown.read);
    write_notices(out, shown.notices, shown.calendar);
    out.number("moved", static_cast<int64_t>(shown.moved));
    write_effect(out, shown.effect, {std::make_shared<const api::link_names>(shown.links), {}});
    out.text_or_null("token", shown.token);
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway
