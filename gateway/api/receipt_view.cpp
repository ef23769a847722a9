#include "gateway/api/receipt_view.hpp"

#include "core/calendar.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/timestamp.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::api {

namespace {

constexpr int64_t HOUR_MS = 3'600'000;

void write_silent(json_writer& out, std::string_view name, const silent_messages& sums, bool has_held) {
    out.begin_object(name);
    out.number("messages", static_cast<int64_t>(sums.messages));
    write_sums(out, "charged", sums.charged);
    if (has_held) write_sums(out, "held", sums.held);
    out.end_object();
}

void write_sums(json_writer& out, const receipt_sums& sums) {
    for (const auto& [name, member] : RECEIPT_COUNTS)
        out.number(name, static_cast<int64_t>(sums.*member));
    out.begin_object("percent");
    for (const auto& [name, member] : RECEIPT_SHARES)
        out.text(name, percent_text(share_ppm(sums, sums.*member)));
    out.end_object();
    write_sums(out, "owed", sums.owed);
    write_sums(out, "owed_missing", sums.owed_missing);
    write_silent(out, "waiting", sums.waiting, true);
    write_silent(out, "closed", sums.closed, false);
}

void write_rows(json_writer& out, const receipt_tally& tally, const link_names& links) {
    out.begin_array("rows");
    for (const auto& [key, sums] : tally.rows()) {
        out.begin_object();
        out.text("day", render_day(static_cast<uint32_t>(key.day)));
        out.text("link", name_of_link(links, key.link));
        write_sums(out, sums);
        out.end_object();
    }
    out.end_array();
}

}  // namespace

std::string name_of_link(const link_names& links, core::link_id id) {
    const auto found = links.find(id);
    return found == links.end() ? fmt::format("link {}", id.value) : found->second.name;
}

std::string render_receipts(const receipt_tally& tally, const receipts_heading& heading, const link_names& links) {
    json_writer out{4096};
    out.begin_object();
    out.text("from", render_day(heading.from_day));
    out.text("to", render_day(heading.to_day));
    out.text("zone", heading.zone);
    write_time(out, "as_of", heading.as_of_utc_ms);
    out.number("late_after_hours", tally.asked().late_ms / HOUR_MS);
    write_rows(out, tally, links);
    out.begin_object("total");
    write_sums(out, tally.total());
    out.end_object();
    out.end_object();
    return out.take();
}

void write_seen_part(json_writer& out, const seen_part& seen, const receipt_names& names) {
    const auto& part = seen.part;
    out.begin_object();
    out.text("message", core::to_string(seen.message.id));
    out.number("attempt", seen.attempt.number);
    out.number("part", part.number);
    out.text("link", name_of_link(names.links, seen.attempt.link));
    out.text("operator_id", part.operator_id);
    out.text_or_null("client", names.clients.name_of(seen.message.client));
    out.text("to", seen.message.recipient);
    out.text("outcome", to_string(seen.outcome));
    out.text("message_state", facts::to_string(seen.message.state));
    write_reason(out, seen.message.reason);
    write_time(out, "submitted_at", part.submitted_utc);
    write_time(out, "receipt_at", part.receipt_utc);
    write_time(out, "done_at", part.done_utc);
    out.text_or_null("stat", part.receipt_stat);
    out.text_or_null("err", part.receipt_err);
    out.text("matched_by", facts::to_string(part.matched));
    out.flag("contradictory", part.conflict);
    out.flag("late", seen.is_late);
    out.end_object();
}

void write_parked(json_writer& out, const facts::parked_receipt& parked, const link_names& links) {
    out.begin_object();
    out.text("id", fmt::to_string(parked.id));
    out.text("link", name_of_link(links, parked.link));
    write_texts(out, "keys", parked.keys);
    out.text("to", parked.recipient);
    out.text_or_null("from", parked.sender);
    out.text("state", facts::to_string(parked.state));
    out.text_or_null("stat", parked.stat);
    out.text_or_null("err", parked.err);
    write_time(out, "submitted_at", parked.submitted_utc);
    write_time(out, "done_at", parked.done_utc);
    write_time(out, "received_at", parked.received_utc);
    out.end_object();
}

}  // namespace kaskad::gateway::api
