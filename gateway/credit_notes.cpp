#include "gateway/credit_notes.hpp"

#include "routing/csv_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace kaskad::gateway {

namespace {

enum column : size_t { reference, invoice, amount, currency, COLUMNS };
constexpr std::array<std::string_view, COLUMNS> NAMES{"reference", "invoice", "amount", "currency"};
constexpr size_t FAULTS_TOLD_MAX = 20;

// Where each stands; nothing: the header lacks one that is needed.
using places = std::array<std::optional<size_t>, COLUMNS>;

std::optional<places> find_columns(const std::vector<std::string>& header) {
    places made;
    for (size_t each = 0; each < COLUMNS; ++each) {
        const auto found = std::ranges::find(header, NAMES[each]);
        if (found != header.end()) made[each] = static_cast<size_t>(found - header.begin());
        if (!made[each] && each != invoice) return std::nullopt;
    }
    return made;
}

class note_reader {
  public:
    explicit note_reader(const places& at) : at_{at} {}

    std::expected<credit_note, std::string> read(const routing::csv_records& from) {
        if (from.is_unclosed()) return std::unexpected("a quote is never closed: the file is cut");
        credit_note made{.line = from.line(), .reference = text(from, reference), .invoice = text(from, invoice)};
        if (made.reference.empty()) return std::unexpected("reference: a note needs one: by it it is known again");
        if (!seen_.insert(made.reference).second)
            return std::unexpected("reference: '" + made.reference + "' stands there before");
        const auto money = core::parse_amount(text(from, amount));
        if (!money) return std::unexpected("amount: " + money.error());
        if (money->e6 == 0) return std::unexpected("amount: nothing is credited by it");
        made.amount = {money->e6 < 0 ? -money->e6 : money->e6};
        const auto of = core::parse_currency(text(from, currency));
        if (!of) return std::unexpected("currency: " + of.error());
        made.currency = *of;
        return made;
    }

  private:
    std::string text(const routing::csv_records& from, column wanted) const {
        const auto& place = at_[wanted];
        return place && *place < from.fields().size() ? from.fields()[*place] : std::string{};
    }

    places at_;
    std::set<std::string> seen_;
};

bool fits(const open_dispute& dispute, const credit_note& note) {
    return dispute.currency == note.currency && dispute.open >= note.amount;
}

matched_credit take(const credit_note& note, open_dispute& dispute, std::string why) {
    dispute.open = dispute.open - note.amount;
    return {note, dispute.id, std::move(why)};
}

matched_credit match_by_invoice(const credit_note& note, std::vector<open_dispute>& disputes) {
    const auto found = std::ranges::find(disputes, note.invoice, &open_dispute::invoice);
    if (found == disputes.end()) return {note, 0, "nothing of invoice " + note.invoice + " is disputed"};
    if (fits(*found, note)) return take(note, *found, "by its invoice");
    return {note, 0,
            fmt::format("of reconciliation {} only {} {} are disputed", found->id, core::to_string(found->open),
                        core::to_string(found->currency))};
}

matched_credit match_by_sum(const credit_note& note, std::vector<open_dispute>& disputes) {
    const auto is_it = [&](const open_dispute& each) { return fits(each, note) && each.open == note.amount; };
    const auto found = std::ranges::find_if(disputes, is_it);
    if (found == disputes.end()) return {note, 0, "it names no invoice, and of no dispute just so much is open"};
    if (std::ranges::count_if(disputes, is_it) > 1)
        return {note, 0, "it names no invoice, and of several disputes just so much is open"};
    return take(note, *found, "by its sum");
}

}  // namespace

std::expected<std::vector<credit_note>, std::string> read_credit_notes(std::string_view csv) {
    routing::csv_records records{csv};
    const auto at = records.next() ? find_columns(records.fields()) : std::nullopt;
    if (!at) return std::unexpected("line 1: the columns are reference, invoice, amount, currency");
    note_reader reader{*at};
    std::vector<credit_note> made;
    std::string faults;
    size_t count = 0;
    while (records.next()) {
        auto note = reader.read(records);
        if (!note && ++count <= FAULTS_TOLD_MAX) faults += fmt::format("\n  line {}, {}", records.line(), note.error());
        if (note) made.push_back(*std::move(note));
        if (made.size() > CREDIT_NOTES_MAX)
            return std::unexpected(fmt::format("a file has at most {} notes", CREDIT_NOTES_MAX));
    }
    if (count > 0) return std::unexpected(fmt::format("{} rows cannot be read:{}", count, faults));
    if (made.empty()) return std::unexpected("it holds no notes");
    return made;
}

std::vector<matched_credit> match_credits(const std::vector<credit_note>& notes, std::vector<open_dispute> disputes) {
    // Those that say what they are for come first: what is left then may be told by its sum.
    std::vector<matched_credit> made(notes.size());
    for (const bool is_named : {true, false})
        for (size_t at = 0; at < notes.size(); ++at) {
            const auto& note = notes[at];
            if (note.invoice.empty() == is_named) continue;
            made[at] = is_named ? match_by_invoice(note, disputes) : match_by_sum(note, disputes);
        }
    return made;
}

}  // namespace kaskad::gateway
