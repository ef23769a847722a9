#include "gateway/dispute_evidence.hpp"

#include "core/id.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/told_side_json.hpp"
#include "net/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

using api::json_writer;
using billing::reconciliation::category;

// Of our message, as far as it is the supplier's business.
struct told_story {
    std::set<uint32_t> attempts;  // over its links
    std::vector<facts::history_entry> receipts;
    std::vector<billing::posting> postings;
};

std::expected<told_story, std::string> read_story(const evidence_sources& from, core::message_id id) {
    const auto view = from.messages.read_message(id);
    if (!view) return std::unexpected(view.error().text);
    told_story made;
    if (!view->message) return made;
    for (const auto& attempt : view->message->attempts)
        if (from.links.contains(attempt.link)) made.attempts.insert(attempt.number);
    for (const auto& entry : view->history)
        if (!entry.evidence.empty() && made.attempts.contains(entry.attempt)) made.receipts.push_back(entry);
    auto postings = from.messages.read_postings(id);
    if (!postings) return std::unexpected(postings.error().text);
    made.postings = *std::move(postings);
    return made;
}

bool is_its(const told_story& story, const billing::transfer& line, core::message_id id) {
    return line.side != billing::transfer_side::client && line.message == id && story.attempts.contains(line.attempt);
}

void write_receipts(json_writer& out, const told_story& story) {
    out.begin_array("received");
    for (const auto& each : story.receipts) {
        out.begin_object();
        api::write_time(out, "at", each.utc);
        out.text("event", facts::to_string(each.kind));
        out.number("attempt", each.attempt);
        out.number("part", each.part);
        out.text("pdu", net::to_hex(each.evidence));
        out.end_object();
    }
    out.end_array();
}

// Lines of what clients pay stand in the same rows of the books: they are left out, the row's hash stays.
void write_postings(json_writer& out, const told_story& story, core::message_id id) {
    out.begin_array("postings");
    for (const auto& each : story.postings) {
        const auto is_line = [&](const auto& line) { return is_its(story, line, id); };
        if (std::ranges::none_of(each.transfers, is_line)) continue;
        out.begin_object();
        out.number("sequence", static_cast<int64_t>(each.sequence));
        api::write_time(out, "booked_at", each.booked_utc_ms);
        out.text("hash", billing::to_string(each.hash));
        out.begin_array("lines");
        for (const auto& line : each.transfers) {
            if (!is_line(line)) continue;
            out.begin_object();
            out.text("why", billing::to_string(line.code));
            out.number("attempt", line.attempt);
            api::write_price(out, "amount", line.amount, line.currency);
            out.end_object();
        }
        out.end_array();
        out.end_object();
    }
    out.end_array();
}

std::string head_line(const reconciled& run, const reconciliation_order& order, const report_heading& heading) {
    json_writer out;
    out.begin_object();
    out.text("supplier", heading.supplier);
    out.text("period", heading.period);
    out.text("file", heading.file);
    out.text("sha256", run.identity.sha256);
    out.text("time_zone", run.zone_words);
    out.text("currency", core::to_string(order.currency));
    out.text("their_total", core::to_string(order.came.theirs));
    out.text("our_total", core::to_string(order.came.ours));
    out.text("accepted", core::to_string(order.came.accepted));
    out.text("disputed", core::to_string(order.came.disputed));
    out.end_object();
    return out.take() + "\n";
}

class evidence_writer {
  public:
    evidence_writer(const evidence_sources& from, const evidence_sink& to) : from_{from}, to_{to} {}

    // False: no more is wanted, or trouble() says why.
    bool take(const told_difference& each) {
        const auto delta = core::parse_amount(each.delta);
        if (!delta || delta->e6 == 0) return true;
        sum_e6_ += delta->e6;
        auto line = line_of(each);
        if (!line) {
            trouble_ = line.error();
            return false;
        }
        to_.write(*std::move(line));
        if (to_.progress(++rows_)) return true;
        trouble_ = "interrupted; nothing was written";
        return false;
    }

    const std::string& trouble() const { return trouble_; }
    std::string end_line() const {
        json_writer out;
        out.begin_object();
        out.number("rows", static_cast<int64_t>(rows_));
        out.text("difference", billing::reconciliation::exact_sum(sum_e6_));
        out.end_object();
        return out.take() + "\n";
    }

  private:
    std::expected<std::string, std::string> line_of(const told_difference& each) const {
        json_writer out;
        out.begin_object();
        out.text("category", to_string(each.why));
        out.text("difference", each.delta);
        out.text("currency", each.currency);
        if (!each.theirs.amount.empty()) write_told_side(out, "theirs", each.theirs, {"line", "operator_id"});
        if (!each.ours.amount.empty()) write_told_side(out, "ours", each.ours, {"message", "operator_id"});
        if (const auto id = core::parse_message_id(each.ours.place)) {
            const auto story = read_story(from_, *id);
            if (!story) return std::unexpected(story.error());
            write_receipts(out, *story);
            write_postings(out, *story, *id);
        }
        out.end_object();
        return out.take() + "\n";
    }

    const evidence_sources& from_;
    const evidence_sink& to_;
    uint64_t rows_ = 0;
    __int128 sum_e6_ = 0;
    std::string trouble_;
};

}  // namespace

std::expected<void, std::string> write_evidence(const evidence_sources& from, const reconciled& run,
                                                const reconciliation_order& order, const report_heading& heading,
                                                const evidence_sink& to) {
    to.write(head_line(run, order, heading));
    evidence_writer writer{from, to};
    for (const auto why : billing::reconciliation::all_categories()) {
        if (why == category::exact || why == category::rounding) continue;
        const auto take = [&](const told_difference& each) { return writer.take(each); };
        if (auto told = from.list.tell(why, UINT64_MAX, take); !told) return told;
        if (!writer.trouble().empty()) return std::unexpected(writer.trouble());
    }
    to.write(writer.end_line());
    return {};
}

}  // namespace kaskad::gateway
