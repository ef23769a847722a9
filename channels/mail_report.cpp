#include "channels/mail_report.hpp"

#include "channels/callback_sheet.hpp"
#include "channels/channel_text.hpp"
#include "channels/mail_codes.hpp"
#include "channels/mail_reference.hpp"
#include "core/mail_address.hpp"
#include "core/small_letters.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace kaskad::channels {

namespace {

using facts::attempt_state;
using word = facts::channel_heard::word;

constexpr std::string_view STATUS_TYPE = "message/delivery-status";
constexpr std::string_view FEEDBACK_TYPE = "message/feedback-report";
constexpr std::string_view UNSUBSCRIBE = "unsubscribe";

std::string_view without_brackets(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('<'))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('>'))
        text.remove_suffix(1);
    return text;
}

// "rfc822; <a@b.example>" to "a@b.example".
std::string_view address_in(std::string_view field) {
    const auto type = field.find(';');
    if (type != field.npos) field.remove_prefix(type + 1);
    return without_brackets(field);
}

std::string_view find_in(const net::http_fields& fields, std::string_view name) {
    return fields.find(name).value_or("");
}

// The header of our mail, as it came back: whole, or in a part of its own.
std::optional<net::http_fields> header_of_ours(const mail_part& returned) {
    if (const auto* whole = find_part(returned, "message/rfc822"); whole && !whole->parts.empty())
        return whole->parts.front().fields;
    const auto* header = find_part(returned, "text/rfc822-headers");
    const auto read = header ? read_mail(header->content + "\r\n\r\n") : std::nullopt;
    return read ? std::optional{read->fields} : std::nullopt;
}

// Where a reference of ours may stand; the first that is one, is it.
class attempt_finder {
  public:
    explicit attempt_finder(std::string_view secret) : secret_{secret} {}

    void look_at(std::string_view reference) {
        if (found_.message.value == 0) found_ = open_reference(without_brackets(reference), secret_);
    }
    void look_at_address(std::string_view address) { look_at(reference_in(address)); }
    // Message-ID is "<REF@host>".
    void look_at_id(std::string_view id) { look_at(id.substr(0, id.find('@'))); }
    void look_at_ours(const net::http_fields& header) {
        look_at_id(find_in(header, "Message-ID"));
        look_at_address(find_in(header, "Return-Path"));
    }
    // To whom the report itself went.
    void look_at_envelope(const mail_part& returned) {
        for (const auto* name : {"X-Original-To", "Delivered-To", "Envelope-To", "To"})
            look_at_address(returned.field(name));
    }
    const facts::part_ref& found() const { return found_; }

  private:
    std::string_view secret_;
    facts::part_ref found_;
};

// relayed, expanded: on its way behind a server that reports no more. That is as much as will ever be known.
std::optional<attempt_state> state_of(std::string_view action) {
    if (action == "delivered" || action == "relayed" || action == "expanded") return attempt_state::delivered;
    if (action == "failed") return attempt_state::undelivered;
    return std::nullopt;
}

class returned_reader {
  public:
    returned_reader(const mail_part& returned, const mail_return& to, std::string_view octets)
        : returned_{returned}, to_{to}, sheet_{to.to, octets}, ours_{header_of_ours(returned)} {}

    std::expected<callback_reading, callback_fault> read() {
        if (const auto* status = find_part(returned_, STATUS_TYPE)) {
            read_status(status->content);
        } else if (const auto* feedback = find_part(returned_, FEEDBACK_TYPE)) {
            read_complaint(feedback->content);
        } else {
            read_letter();
        }
        return sheet_.finish();
    }

  private:
    // RFC 3464 §2.1: a group about the mail, and one for each recipient.
    void read_status(std::string_view content) {
        const auto groups = read_groups(content);
        if (groups.size() < 2) return sheet_.count_unknown();
        attempt_finder attempt{to_.secret};
        attempt.look_at(find_in(groups.front(), "Original-Envelope-Id"));
        attempt.look_at_envelope(returned_);
        if (ours_) attempt.look_at_ours(*ours_);
        if (attempt.found().message.value == 0) return sheet_.count_unknown();
        for (const auto& group : std::span{groups}.subspan(1))
            read_recipient(group, attempt.found());
    }

    void read_recipient(const net::http_fields& group, const facts::part_ref& attempt) {
        const auto action = core::in_small_letters(find_in(group, "Action"));
        if (action == "delayed") return;
        const auto state = state_of(action);
        if (!state) return sheet_.count_unknown();
        const auto status = find_in(group, "Status");
        auto& report = sheet_.add_report(*state);
        report.part = attempt;
        if (*state == attempt_state::undelivered) report.reason = reason_of_status(status);
        report.code = kept_words(action + " " + enhanced_code(status));
        report.text = kept_words(find_in(group, "Diagnostic-Code"));
    }

    // RFC 5965 §3: what is no complaint, as "not-spam", changes nothing.
    void read_complaint(std::string_view content) {
        const auto groups = read_groups(content);
        if (groups.empty()) return sheet_.count_unknown();
        const auto type = core::in_small_letters(find_in(groups.front(), "Feedback-Type"));
        constexpr std::array COMPLAINTS{"abuse", "fraud", "opt-out", "opt-out-list", "other"};
        if (std::ranges::find(COMPLAINTS, std::string_view{type}) == COMPLAINTS.end()) return sheet_.count_unknown();
        attempt_finder attempt{to_.secret};
        attempt.look_at_address(find_in(groups.front(), "Original-Mail-From"));
        attempt.look_at(find_in(groups.front(), "Original-Envelope-Id"));
        if (ours_) attempt.look_at_ours(*ours_);
        if (attempt.found().message.value == 0 || !ours_) return sheet_.count_unknown();
        silence(find_subscriber(*ours_), address_in(find_in(*ours_, "To")), "complaint: " + type);
    }

    // Somebody writes who followed the mailto: of List-Unsubscribe; other letters are for nobody here.
    void read_letter() {
        const auto subject = returned_.field("Subject");
        if (!core::in_small_letters(subject).starts_with(UNSUBSCRIBE)) return sheet_.count_unknown();
        auto sealed = subject.substr(UNSUBSCRIBE.size());
        sealed.remove_prefix(std::min(sealed.find_first_not_of(' '), sealed.size()));
        const auto who = open_subscriber(sealed, to_.secret);
        if (!who) return sheet_.count_unknown();
        silence(who, {}, "unsubscribed by mail");
    }

    // The link of our own List-Unsubscribe says who it was, where there was one.
    std::optional<subscriber> find_subscriber(const net::http_fields& header) const {
        const auto field = find_in(header, "List-Unsubscribe");
        constexpr std::string_view BEFORE = "unsubscribe=";
        const auto begin = field.find(BEFORE);
        if (begin == field.npos) return std::nullopt;
        const auto rest = field.substr(begin + BEFORE.size());
        return open_subscriber(rest.substr(0, rest.find_first_of(">&, ")), to_.secret);
    }

    void silence(const std::optional<subscriber>& who, std::string_view address, std::string_view source) {
        const bool has_address = core::is_mail_address(address);
        if (!who && !has_address) return sheet_.count_unknown();
        auto& heard = sheet_.add_will(word::opted_out, source);
        if (who) heard.recipient = who->recipient;
        if (has_address) heard.address = address;
    }

    const mail_part& returned_;
    const mail_return& to_;
    callback_sheet sheet_;
    std::optional<net::http_fields> ours_;
};

}  // namespace

std::expected<callback_reading, callback_fault> read_returned_mail(std::string_view octets, const mail_return& to) {
    const auto returned = read_mail(octets);
    if (!returned) return std::unexpected(callback_fault{400, "the body is no mail: it has no header"});
    return returned_reader{*returned, to, octets}.read();
}

}  // namespace kaskad::channels
