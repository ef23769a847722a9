#include "gateway/api/reconciliation_view.hpp"

#include "gateway/api/client_words.hpp"
#include "gateway/api/reconciliation_request.hpp"
#include "gateway/api/timestamp.hpp"

namespace kaskad::gateway::api {

namespace {

void write_money(json_writer& out, std::string_view name, core::amount value) {
    out.text(name, core::to_string(value));
}

void write_notes(json_writer& out, const std::vector<facts::reconciliation_note>& notes) {
    out.begin_array("notes");
    for (const auto& note : notes) {
        out.begin_object();
        write_time(out, "at", note.utc);
        out.text("by", note.by);
        out.text("state", word_of(RECONCILIATION_STATE_WORDS, note.state));
        write_money(out, "credited", note.credited);
        write_money(out, "conceded", note.conceded);
        out.text("words", note.words);
        out.text_or_null("reference", note.reference);
        if (note.posting == 0) out.null("posting");
        if (note.posting != 0) out.number("posting", static_cast<int64_t>(note.posting));
        out.end_object();
    }
    out.end_array();
}

void write_categories(json_writer& out, const std::vector<facts::reconciled_category>& categories) {
    out.begin_array("categories");
    for (const auto& each : categories) {
        out.begin_object();
        out.text("name", each.name);
        out.number("count", static_cast<int64_t>(each.count));
        write_money(out, "difference", each.difference);
        out.end_object();
    }
    out.end_array();
}

void write_members(json_writer& out, const facts::reconciliation& value, const link_names& links) {
    // 0: it would be made, and was not.
    if (value.id == 0) out.null("id");
    if (value.id != 0) out.number("id", static_cast<int64_t>(value.id));
    out.text("state", word_of(RECONCILIATION_STATE_WORDS, value.state));
    out.text("supplier", value.supplier);
    const auto link = links.find(value.link);
    out.text_or_null("link", link == links.end() ? std::string{} : link->second.name);
    out.text("from_day", render_day(value.from_day));
    out.text("to_day", render_day(value.to_day));
    out.text_or_null("invoice_number", value.invoice);
    out.text("file", value.file);
    out.text("sha256", value.sha256);
    out.number("rows", static_cast<int64_t>(value.rows));
    out.number("own_rows", static_cast<int64_t>(value.own_rows));
    out.text("currency", core::to_string(value.currency));
    write_money(out, "theirs", value.theirs);
    write_money(out, "ours", value.ours);
    write_categories(out, value.categories);
    write_money(out, "accepted", value.accepted);
    write_money(out, "disputed", value.disputed);
    write_money(out, "credited", value.credited);
    write_money(out, "conceded", value.conceded);
    write_money(out, "open", value.open());
    write_time(out, "deadline", value.deadline_utc);
    write_notes(out, value.notes);
}

}  // namespace

std::string render_reconciled(const facts::reconciled& value, const link_names& links) {
    json_writer out;
    out.begin_object();
    write_members(out, value.value, links);
    out.flag("repeated", value.is_repeat);
    out.flag("dry_run", value.is_dry_run);
    out.end_object();
    return out.take();
}

std::string render_reconciliation(const facts::reconciliation& value, const link_names& links) {
    json_writer out;
    out.begin_object();
    write_members(out, value, links);
    out.end_object();
    return out.take();
}

std::string render_reconciliations(const facts::reconciliations& value, const link_names& links) {
    json_writer out;
    out.begin_object();
    out.begin_array("reconciliations");
    for (const auto& each : value.rows) {
        out.begin_object();
        write_members(out, each, links);
        out.end_object();
    }
    out.end_array();
    if (value.is_cut && !value.rows.empty()) {
        out.number("next_before", static_cast<int64_t>(value.rows.back().id));
    } else {
        out.null("next_before");
    }
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
