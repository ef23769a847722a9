#include "gateway/api/operator_view.hpp"

#include "engine/facts/codec.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/decision_view.hpp"
#include "gateway/api/price_view.hpp"
#include "net/digest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

class operator_writer {
  public:
    operator_writer(json_writer& out, const message_story& story, const operator_sources& sources)
        : out_{out}, story_{story}, sources_{sources} {}

    void write() {
        const auto& message = *story_.view.message;
        out_.number("client_id", message.client.value);
        out_.number("price_version", message.price_version);
        out_.text_or_null("sender_type", sender_type_word(message.sender_type));
        write_queue(message);
        out_.begin_array(message.cascade == 0 ? "attempts" : "operator_attempts");
        for (const auto& attempt : message.attempts)
            write_attempt(attempt);
        out_.end_array();
        write_history();
        write_postings();
    }

  private:
    void write_link(core::link_id id) { api::write_link(out_, id, sources_); }

    void write_queue(const facts::message& message) {
        if (!message.queue_link) return;
        out_.begin_object("queue");
        write_link(message.queue_link);
        out_.number("sequence", static_cast<int64_t>(message.queue_sequence));
        out_.end_object();
    }

    void write_attempt(const facts::attempt& attempt) {
        out_.begin_object();
        out_.number("number", attempt.number);
        write_link(attempt.link);
        out_.text("state", facts::to_string(attempt.state));
        write_reason(out_, attempt.reason);
        out_.text("channel", core::to_string(attempt.channel));
        out_.text_or_null("provider_code", attempt.provider_code);
        out_.flag("refunded", attempt.is_refunded);
        out_.begin_object("buy_price");
        out_.text("per_part", core::to_string(attempt.buy_price));
        out_.text("delivered", core::to_string(attempt.buy_delivered));
        out_.text("currency", core::to_string(attempt.currency));
        out_.number("version", attempt.price_version);
        out_.end_object();
        out_.number("reference", attempt.reference);
        out_.number("retries", attempt.retries);
        out_.number("throttled", attempt.throttled);
        out_.flag("possible_duplicate", attempt.possible_duplicate);
        write_time(out_, "started_at", attempt.started_utc);
        write_time(out_, "ended_at", attempt.ended_utc);
        write_parts(attempt);
        write_decision(attempt.number);
        out_.end_object();
    }

    std::vector<std::string> octets_of(const facts::attempt& attempt) const {
        if (!story_.view.text || !sources_.words.octets) return {};
        return sources_.words.octets(attempt, *story_.view.text);
    }

    void write_parts(const facts::attempt& attempt) {
        const auto octets = octets_of(attempt);
        out_.begin_array("parts");
        for (const auto& part : attempt.parts) {
            const bool known = part.number >= 1 && part.number <= octets.size();
            write_part(part, known ? net::to_hex(octets[part.number - 1U]) : "");
        }
        out_.end_array();
    }

    void write_part(const facts::part& part, const std::string& octets_hex) {
        out_.begin_object();
        out_.number("number", part.number);
        out_.text("state", facts::to_string(part.state));
        out_.text_or_null("operator_id", part.operator_id);
        out_.text("command_status", fmt::format("0x{:08X}", part.command_status));
        out_.number("sent_times", part.sent_times);
        out_.number("bind", part.bind);
        out_.number("epoch", static_cast<int64_t>(part.epoch));
        write_time(out_, "submitted_at", part.submitted_utc);
        write_time(out_, "answered_at", part.answered_utc);
        write_receipt(part);
        out_.text_or_null("octets", octets_hex);
        out_.end_object();
    }

    void write_receipt(const facts::part& part) {
        if (part.receipt_utc == 0) {
            out_.null("receipt");
            return;
        }
        out_.begin_object("receipt");
        out_.text_or_null("stat", part.receipt_stat);
        out_.text_or_null("err", part.receipt_err);
        out_.text("matched_by", facts::to_string(part.matched));
        out_.flag("conflict", part.conflict);
        write_time(out_, "received_at", part.receipt_utc);
        write_time(out_, "done_at", part.done_utc);
        out_.end_object();
    }

    void write_decision(uint8_t attempt) {
        const auto& all = story_.view.decisions;
        const auto found = std::ranges::find(all, attempt, &facts::attempt_decision::attempt);
        if (found == all.end()) return out_.null("decision");
        api::write_decision(out_, found->decision, sources_);
    }

    void write_history() {
        out_.begin_array("history");
        for (const auto& entry : story_.view.history) {
            out_.begin_object();
            write_time(out_, "at", entry.utc);
            out_.text("fact", facts::to_string(entry.kind));
            out_.number("position", static_cast<int64_t>(entry.position));
            if (entry.attempt) out_.number("attempt", entry.attempt);
            if (entry.part) out_.number("part", entry.part);
            if (entry.link) write_link(entry.link);
            if (entry.command_status) out_.text("command_status", fmt::format("0x{:08X}", entry.command_status));
            if (entry.reason != core::reason::none) write_reason(out_, entry.reason);
            if (!entry.note.empty()) out_.text("note", entry.note);
            if (!entry.evidence.empty()) out_.text("pdu", net::to_hex(entry.evidence));
            out_.end_object();
        }
        out_.end_array();
    }

    void write_postings() {
        out_.begin_array("postings");
        for (const auto& posting : story_.postings) {
            out_.begin_object();
            out_.number("sequence", static_cast<int64_t>(posting.sequence));
            write_time(out_, "booked_at", posting.booked_utc_ms);
            out_.text("hash", billing::to_string(posting.hash));
            out_.begin_array("transfers");
            for (const auto& transfer : posting.transfers)
                write_transfer(transfer);
            out_.end_array();
            out_.end_object();
        }
        out_.end_array();
    }

    void write_transfer(const billing::transfer& transfer) {
        out_.begin_object();
        out_.text("kind", billing::to_string(transfer.kind));
        out_.text("code", billing::to_string(transfer.code));
        out_.text("side", billing::to_string(transfer.side));
        out_.text("amount", core::to_string(transfer.amount));
        out_.text("released", core::to_string(transfer.released));
        out_.text("currency", core::to_string(transfer.currency));
        out_.text("debit", fmt::format("{}", transfer.debit.value));
        out_.text("credit", fmt::format("{}", transfer.credit.value));
        if (transfer.attempt) out_.number("attempt", transfer.attempt);
        out_.number("price_version", transfer.price_version);
        out_.end_object();
    }

    json_writer& out_;
    const message_story& story_;
    const operator_sources& sources_;
};

}  // namespace

void write_operator_members(json_writer& out, const message_story& story, const operator_sources& sources) {
    operator_writer{out, story, sources}.write();
}

}  // namespace kaskad::gateway::api
