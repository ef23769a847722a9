#include "engine/reconciliations.hpp"

#include "billing/direct.hpp"
#include "engine/money.hpp"
#include "engine/money_orders.hpp"
#include "engine/named.hpp"
#include "engine/reply.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using billing::account_kind;
using billing::posting_code;
using facts::fact_kind;
using facts::reconciliation;
using facts::reconciliation_state;
using facts::refusal_code;

constexpr size_t WORDS_MAX = 500;  // octets of what people write
constexpr size_t NOTES_MAX = 100;  // of one reconciliation
constexpr size_t CATEGORIES_MAX = 32;

bool is_over(const reconciliation& value) {
    return value.state == reconciliation_state::withdrawn;
}

// Lines between accounts of one link.
class link_lines {
  public:
    link_lines(core::link_id link, core::currency currency) : link_{link}, currency_{currency} {}

    // amount: what it does to `on`.
    void add(core::amount amount, posting_code code, account_kind on, account_kind other) {
        if (amount.e6 == 0) return;
        lines_.push_back(billing::book_between({.account = account_of(on),
                                                .other = account_of(other),
                                                .currency = currency_,
                                                .amount = amount,
                                                .code = code}));
    }
    const std::vector<billing::transfer>& all() const { return lines_; }

  private:
    // Corrections are ours, not the link's.
    billing::account_id account_of(account_kind kind) const {
        return billing::make_account_id(kind, kind == account_kind::adjust ? 0 : link_.value, currency_);
    }

    core::link_id link_;
    core::currency currency_;
    std::vector<billing::transfer> lines_;
};

// The posting's number; 0 = there was nothing to move; nothing: an account cannot hold so much.
std::optional<uint64_t> book(turn& turn, fact_kind kind, const reconciliation& value, const link_lines& lines) {
    if (lines.all().empty()) return 0;
    open_accounts(turn,
                  {{account_kind::payable, value.link.value},
                   {account_kind::dispute, value.link.value},
                   {account_kind::adjust, 0}},
                  value.currency);
    const auto note = value.supplier + " " + (value.invoice.empty() ? value.file : value.invoice);
    if (!move_money(turn, kind, {}, lines.all(), note)) return std::nullopt;
    return turn.memory.node.last_posting;
}

checked<void> check_words(const std::string& by, std::initializer_list<const std::string*> texts) {
    if (by.empty()) return refuse(refusal_code::not_yours, "", "nobody is named who says so");
    for (const auto* text : texts)
        if (text->size() > WORDS_MAX)
            return refuse(refusal_code::invalid_declaration, "",
                          "a text has at most " + std::to_string(WORDS_MAX) + " octets");
    return {};
}

checked<void> check_sums(const turn& turn, const reconciliation& value) {
    if (turn.memory.prices.buy_currency() == core::currency{})
        return refuse(refusal_code::no_price, "currency", "no link has a price yet: nothing is owed in any currency");
    if (value.currency != turn.memory.prices.buy_currency())
        return refuse(refusal_code::invalid_declaration, "currency",
                      "we owe suppliers in " + core::to_string(turn.memory.prices.buy_currency()));
    for (const auto amount : {value.theirs, value.ours, value.accepted, value.disputed}) {
        if (amount.e6 > MONEY_ORDER_MAX.e6 || amount.e6 < -MONEY_ORDER_MAX.e6)
            return refuse(refusal_code::invalid_declaration, "", "a sum is at most 1000000000");
    }
    if (value.accepted + value.disputed != value.theirs - value.ours)
        return refuse(refusal_code::invalid_declaration, "accepted",
                      "what is accepted and what is disputed are not the difference");
    if (value.disputed.e6 < 0)
        return refuse(refusal_code::invalid_declaration, "disputed", "only what is billed too high is disputed");
    __int128 sum = 0;
    for (const auto& each : value.categories)
        sum += each.difference.e6;
    if (value.categories.size() <= CATEGORIES_MAX && sum == (value.theirs - value.ours).e6) return {};
    return refuse(refusal_code::invalid_declaration, "categories", "they do not add up to the difference");
}

checked<void> check_record(const turn& turn, const reconciliation& value, const std::string& by) {
    if (auto ok = check_words(by, {&value.supplier, &value.invoice, &value.file}); !ok) return ok;
    if (value.from_day >= value.to_day)
        return refuse(refusal_code::invalid_declaration, "from_day", "it is before to_day");
    if (value.sha256.size() != 64)
        return refuse(refusal_code::invalid_declaration, "sha256", "64 hexadecimal digits of the file's digest");
    if (value.disputed.e6 > 0 && value.deadline_utc <= turn.now.utc_ms)
        return refuse(refusal_code::invalid_declaration, "deadline", "it is to come yet");
    return check_sums(turn, value);
}

// Of days that are reconciled already: the same file is the same one, another is refused.
checked<std::optional<reconciliation>> find_before(const turn& turn, const reconciliation& value) {
    for (const auto& [id, known] : turn.memory.reconciliations) {
        const bool overlaps = known.from_day < value.to_day && value.from_day < known.to_day;
        const bool is_its = known.supplier == value.supplier && known.link == value.link;
        if (is_over(known) || !overlaps || !is_its) continue;
        const bool is_same_file = known.sha256 == value.sha256 && known.from_day == value.from_day;
        if (is_same_file && known.to_day == value.to_day) return known;
        const bool are_several_bills = known.invoice != value.invoice && !is_same_file;
        if (are_several_bills) continue;
        return refuse(refusal_code::already_exists, "from_day",
                      "reconciliation " + std::to_string(id) + " is of these days; withdraw it first");
    }
    return std::nullopt;
}

void put(turn& turn, fact_kind kind, reconciliation value, bool is_new) {
    auto note = value.notes.back().by;
    if (!is_new) return turn.emit({.kind = kind, .note = std::move(note), .changes = changes_of(std::move(value))});
    auto node = turn.memory.node;
    node.last_reconciliation = value.id;
    turn.emit({.kind = kind, .note = std::move(note), .changes = changes_of(std::move(value), std::move(node))});
}

checked<facts::reconciled> record(turn& turn, const facts::record_reconciliation& command) {
    const auto link = find_named(turn.memory.links, command.link);
    if (link == turn.memory.links.end())
        return refuse(refusal_code::not_found, "link", "there is no link \"" + command.link + "\"");
    auto made = command.value;
    made.link = link->first;
    if (auto ok = check_record(turn, made, command.by); !ok) return std::unexpected(ok.error());
    const auto before = find_before(turn, made);
    if (!before) return std::unexpected(before.error());
    if (*before) return facts::reconciled{**before, true, command.is_dry_run};
    if (turn.memory.reconciliations.size() >= turn.limits.billing.reconciliations_max)
        return refuse(refusal_code::store_full, "", "no more reconciliations are kept ([billing] reconciliations_max)");
    made.id = turn.memory.node.last_reconciliation + 1;
    made.state = made.disputed.e6 > 0 ? reconciliation_state::disputed : reconciliation_state::agreed;
    made.credited = made.conceded = {};
    made.notes = {{.utc = turn.now.utc_ms, .by = command.by, .state = made.state, .words = {}, .reference = {}}};
    if (command.is_dry_run) return facts::reconciled{made, false, true};
    link_lines lines{made.link, made.currency};
    lines.add(made.accepted, posting_code::supplier_adjustment, account_kind::payable, account_kind::adjust);
    lines.add(made.disputed, posting_code::supplier_dispute, account_kind::dispute, account_kind::adjust);
    const auto posting = book(turn, fact_kind::supplier_adjusted, made, lines);
    if (!posting) return refuse(refusal_code::invalid_declaration, "accepted", "the account cannot hold so much");
    made.notes.front().posting = *posting;
    put(turn, fact_kind::reconciled, made, true);
    return facts::reconciled{made};
}

checked<void> check_amounts(const turn& turn, const facts::change_reconciliation& command,
                            const reconciliation& known) {
    const bool moves = command.credited.e6 != 0 || command.conceded.e6 != 0;
    const bool is_answer = command.state == reconciliation_state::answered;
    const bool is_withdrawal = command.state == reconciliation_state::withdrawn;
    if (command.state != reconciliation_state::settled && !is_answer && !is_withdrawal)
        return refuse(refusal_code::invalid_declaration, "state", "answered, settled or withdrawn");
    if (is_withdrawal && moves)
        return refuse(refusal_code::invalid_declaration, "credited", "what is withdrawn is taken back whole");
    if (is_withdrawal) return {};
    if (known.open().e6 == 0) return refuse(refusal_code::already_decided, "", "nothing of it is disputed any more");
    if (is_answer && moves)
        return refuse(refusal_code::invalid_declaration, "credited", "money is moved by \"settled\"");
    if (is_answer) return {};
    if (command.credited.e6 < 0 || command.conceded.e6 < 0 || !moves)
        return refuse(refusal_code::invalid_declaration, "credited", "what is credited or conceded, more than 0");
    if (command.credited.e6 > known.open().e6 - command.conceded.e6)
        return refuse(refusal_code::invalid_declaration, "credited",
                      "more than is disputed: " + core::to_string(known.open()));
    const auto limit = turn.limits.billing.approve_above;
    const bool needs_second = limit.e6 > 0 && command.conceded > limit && command.by == known.notes.front().by;
    if (!needs_second) return {};
    return refuse(refusal_code::not_yours, "conceded",
                  "who disputed it cannot concede so much alone: that is a second person's");
}

reconciliation_state state_after(const facts::change_reconciliation& command, const reconciliation& value) {
    if (command.state != reconciliation_state::settled) return command.state;
    return value.open().e6 == 0 ? reconciliation_state::settled : reconciliation_state::answered;
}

// What a word on it moves: to what we owe, or away from what we put aside.
link_lines lines_of(const facts::change_reconciliation& command, const reconciliation& known) {
    link_lines lines{known.link, known.currency};
    if (command.state == reconciliation_state::withdrawn) {
        const auto owed = known.accepted + known.conceded;
        lines.add(-owed, posting_code::supplier_adjustment, account_kind::payable, account_kind::adjust);
        lines.add(-known.open(), posting_code::dispute_credited, account_kind::dispute, account_kind::adjust);
        return lines;
    }
    lines.add(-command.credited, posting_code::dispute_credited, account_kind::dispute, account_kind::adjust);
    lines.add(command.conceded, posting_code::dispute_conceded, account_kind::payable, account_kind::dispute);
    return lines;
}

// Of all that the supplier was ever disputed for: a credit note is credited once.
const reconciliation* find_credited(const turn& turn, const reconciliation& known, const std::string& reference) {
    if (reference.empty()) return nullptr;
    const auto has = [&](const auto& entry) {
        const bool is_its = entry.second.supplier == known.supplier && !is_over(entry.second);
        return is_its &&
               std::ranges::any_of(entry.second.notes, [&](const auto& note) { return note.reference == reference; });
    };
    const auto found = std::ranges::find_if(turn.memory.reconciliations, has);
    return found == turn.memory.reconciliations.end() ? nullptr : &found->second;
}

checked<facts::reconciled> change(turn& turn, const facts::change_reconciliation& command) {
    const auto found = turn.memory.reconciliations.find(command.id);
    if (found == turn.memory.reconciliations.end())
        return refuse(refusal_code::not_found, "", "there is no such reconciliation");
    const auto& known = found->second;
    if (is_over(known)) return refuse(refusal_code::already_decided, "", "it is withdrawn");
    if (auto ok = check_words(command.by, {&command.words, &command.reference}); !ok)
        return std::unexpected(ok.error());
    if (const auto* before = find_credited(turn, known, command.reference))
        return facts::reconciled{*before, true, command.is_dry_run};
    if (auto ok = check_amounts(turn, command, known); !ok) return std::unexpected(ok.error());
    if (known.notes.size() >= NOTES_MAX)
        return refuse(refusal_code::store_full, "", "it has as many notes as are kept");
    auto changed = known;
    changed.credited = changed.credited + command.credited;
    changed.conceded = changed.conceded + command.conceded;
    changed.state = state_after(command, changed);
    changed.notes.push_back({.utc = turn.now.utc_ms,
                             .by = command.by,
                             .state = changed.state,
                             .credited = command.credited,
                             .conceded = command.conceded,
                             .words = command.words,
                             .reference = command.reference});
    if (command.is_dry_run) return facts::reconciled{changed, false, true};
    const auto posting = book(turn, fact_kind::supplier_adjusted, known, lines_of(command, known));
    if (!posting) return refuse(refusal_code::invalid_declaration, "conceded", "the account cannot hold so much");
    // After this point nothing may be refused.
    changed.notes.back().posting = *posting;
    put(turn, fact_kind::reconciliation_changed, changed, false);
    return facts::reconciled{changed};
}

}  // namespace

void handle(turn& turn, const facts::record_reconciliation& command) {
    reply(turn, command.reply_to, record(turn, command));
}

void handle(turn& turn, const facts::change_reconciliation& command) {
    reply(turn, command.reply_to, change(turn, command));
}

void handle(turn& turn, const facts::query_reconciliations& command) {
    facts::reconciliations told;
    const auto& all = turn.memory.reconciliations;
    auto at = command.before == 0 ? all.end() : all.lower_bound(command.before);
    while (at != all.begin()) {
        const auto& each = (--at)->second;
        const bool is_meant = (command.supplier.empty() || each.supplier == command.supplier) &&
                              (command.id == 0 || each.id == command.id) && (!command.only_open || each.open().e6 != 0);
        if (!is_meant) continue;
        told.is_cut = told.rows.size() >= command.limit;
        if (told.is_cut) break;
        told.rows.push_back(each);
    }
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

}  // namespace kaskad::engine
