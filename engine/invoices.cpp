#include "engine/invoices.hpp"

#include "billing/direct.hpp"
#include "core/assert.hpp"
#include "engine/facts/invoice_line.hpp"
#include "engine/facts/key.hpp"
#include "engine/money.hpp"
#include "engine/named.hpp"
#include "engine/reply.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace kaskad::engine {

namespace {

using billing::account_kind;
using billing::invoice;
using billing::invoice_kind;
using billing::line_kind;
using facts::money_order_state;
using facts::refusal_code;

constexpr uint32_t DAYS_MAX = 92;  // of an invoice

std::string key_of(std::string_view seller, uint64_t number) {
    invoice named;
    named.seller = seller;
    named.number = number;
    return facts::key_of(named);
}

uint64_t last_number(const turn& turn, std::string_view seller) {
    const auto& all = turn.memory.invoices;
    auto at = all.upper_bound(key_of(seller, UINT64_MAX));
    if (at == all.begin()) return 0;
    const auto& before = (--at)->second;
    return before.seller == seller ? before.number : 0;
}

// What is in the books for these days beside messages has to stand in the draft, each kind with its sum.
checked<void> check_booked(const turn& turn, const invoice& draft) {
    const billing::day_span days{draft.from_day, draft.to_day};
    std::map<line_kind, __int128> missing;
    for (const auto& [id, order] : turn.memory.money_orders) {
        const auto kind = facts::line_of(order.kind);
        if (order.client != draft.client || !kind || !days.contains(order.for_day)) continue;
        if (order.state == money_order_state::waiting)
            return refuse(refusal_code::outdated, "lines",
                          "order " + std::to_string(id) + " waits for a second person");
        if (order.state == money_order_state::booked) missing[*kind] -= order.amount.e6;
    }
    for (const auto& line : draft.lines)
        if (line.kind >= line_kind::fee) missing[line.kind] -= line.exact.e6;
    for (const auto& [kind, sum] : missing) {
        if (sum == 0) continue;
        return refuse(refusal_code::outdated, "lines",
                      "what is booked for these days as " + std::string{billing::to_string(kind)} +
                          " is another sum; make the draft again");
    }
    return {};
}

checked<void> check_draft(const turn& turn, const facts::client& client, const invoice& draft) {
    const auto wrong = [](std::string field, std::string why) {
        return refuse(refusal_code::invalid_declaration, std::move(field), std::move(why));
    };
    const auto contract = turn.memory.contracts.find(client.id);
    const bool is_agreed =
        contract != turn.memory.contracts.end() && !draft.seller.empty() && contract->second.seller == draft.seller;
    if (!is_agreed) return wrong("seller", "by its contract this client is not invoiced by this seller");
    if (draft.from_day >= draft.to_day || draft.to_day - draft.from_day > DAYS_MAX)
        return wrong("to_day", "an invoice is for 1 to 92 days");
    if (draft.to_day > turn.memory.calendar->day(client.zone, turn.now.utc_ms).begin_day)
        return wrong("to_day", "these days are not over yet");
    if (draft.issued_day < draft.to_day || draft.due_day < draft.issued_day)
        return wrong("issued", "it is issued behind its days, and due behind that");
    if (draft.lines.size() > billing::INVOICE_LINES_MAX) return wrong("lines", "at most 5000 lines");
    if (draft.tax_ppm > 1'000'000) return wrong("tax_percent", "at most 100");
    return check_booked(turn, draft);
}

// Tax and rounding, as they move the client's balance; those that are 0 are not there.
std::vector<billing::transfer> lines_of(const invoice& value) {
    billing::client_booking tax{value.client, value.currency, -value.tax, billing::posting_code::tax,
                                account_kind::tax};
    billing::client_booking rounding{value.client, value.currency, -billing::rounding_of(value),
                                     billing::posting_code::rounding, account_kind::rounding};
    std::vector<billing::transfer> lines;
    for (const auto& each : {tax, rounding})
        if (each.amount.e6 != 0) lines.push_back(billing::booking_on(each));
    return lines;
}

// False: the account cannot hold so much.
bool book(turn& turn, invoice& made) {
    const auto lines = lines_of(made);
    if (lines.empty()) return true;
    open_accounts(turn,
                  {{account_kind::client, made.client.value}, {account_kind::tax, 0}, {account_kind::rounding, 0}},
                  made.currency);
    const auto fact =
        made.kind == invoice_kind::invoice ? facts::fact_kind::invoice_issued : facts::fact_kind::invoice_taken_back;
    if (!move_money(turn, fact, {}, lines, billing::printed_number(made))) return false;
    made.posting = turn.memory.node.last_posting;
    return true;
}

checked<const facts::client*> find_client(const turn& turn, const std::string& name) {
    const auto found = find_named(turn.memory.clients, name);
    if (found != turn.memory.clients.end()) return &found->second;
    return refuse(refusal_code::not_found, "client", "there is no client of this name");
}

checked<invoice> complete(const turn& turn, const facts::issue_invoice& command, const facts::client& client) {
    auto made = command.draft;
    made.kind = invoice_kind::invoice;
    made.client = client.id;
    made.currency = client.currency;
    made.number = last_number(turn, made.seller) + 1;
    made.by = command.by;
    made.issued_utc = turn.now.utc_ms;
    made.cites = made.taken_back = made.posting = 0;
    for (auto& line : made.lines)
        line.net = billing::rounded_to_coins(line.exact, made.currency);
    if (auto ok = check_draft(turn, client, made); !ok) return std::unexpected(ok.error());
    if (!billing::add_up(made)) return refuse(refusal_code::invalid_declaration, "lines", "the sum is too large");
    // What was paid before is paid; what gives money back is nobody's debt.
    const bool is_prepaid = client.limit.e6 == 0;
    made.paid = is_prepaid || made.gross.e6 <= 0 ? made.gross : core::amount{};
    if (is_prepaid) made.due_day = 0;  // so that it is known for ever how it was paid
    return made;
}

// A repeat is of the same days; others that overlap are a mistake.
checked<std::optional<invoice>> find_repeated(const turn& turn, const facts::issue_invoice& command,
                                              const facts::client& client) {
    const auto& draft = command.draft;
    const auto* known = find_invoice(turn, client.id, {draft.from_day, draft.to_day});
    if (known == nullptr) return std::nullopt;
    if (known->from_day == draft.from_day && known->to_day == draft.to_day) return *known;
    return refuse(refusal_code::already_exists, "from_day",
                  "some of these days are invoiced by " + billing::printed_number(*known));
}

checked<facts::invoiced> issue(turn& turn, const facts::issue_invoice& command) {
    const auto client = find_client(turn, command.client);
    if (!client) return std::unexpected(client.error());
    auto repeated = find_repeated(turn, command, **client);
    if (!repeated) return std::unexpected(repeated.error());
    if (*repeated) return facts::invoiced{std::move(**repeated), true, command.is_dry_run};
    if (turn.memory.invoices.size() >= turn.limits.billing.invoices_max)
        return refuse(refusal_code::overloaded, "", "no more invoices are kept ([billing] invoices_max)");
    auto made = complete(turn, command, **client);
    if (!made) return std::unexpected(made.error());
    if (command.is_dry_run) return facts::invoiced{std::move(*made), false, true};
    if (!book(turn, *made))
        return refuse(refusal_code::invalid_declaration, "lines", "the account cannot hold so much");
    turn.emit({.kind = facts::fact_kind::invoice_issued, .note = command.by, .changes = changes_of(*made)});
    return facts::invoiced{std::move(*made)};
}

checked<facts::invoiced> take_back(turn& turn, const facts::take_back_invoice& command) {
    const auto* known = find_invoice(turn, command.seller, command.number);
    if (known == nullptr) return refuse(refusal_code::not_found, "", "there is no such invoice");
    if (known->kind != invoice_kind::invoice)
        return refuse(refusal_code::invalid_declaration, "", "it is a credit note itself");
    if (known->taken_back != 0) {
        const auto* note = find_invoice(turn, command.seller, known->taken_back);
        ASSERT(note != nullptr);
        return facts::invoiced{*note, true, command.is_dry_run};
    }
    auto made = billing::make_credit_note(*known);
    made.number = last_number(turn, made.seller) + 1;
    made.issued_day = turn.memory.calendar->day({}, turn.now.utc_ms).begin_day;
    made.due_day = made.issued_day;
    made.by = command.by;
    made.issued_utc = turn.now.utc_ms;
    if (command.is_dry_run) return facts::invoiced{std::move(made), false, true};
    auto after = *known;
    if (!book(turn, made)) return refuse(refusal_code::invalid_declaration, "", "the account cannot hold so much");
    after.taken_back = made.number;
    turn.emit({.kind = facts::fact_kind::invoice_taken_back,
               .note = command.by,
               .changes = changes_of(made, std::move(after))});
    return facts::invoiced{std::move(made)};
}

// The newest have the highest.
std::tuple<int64_t, std::string_view, uint64_t> place_of(const invoice& value) {
    return {value.issued_utc, value.seller, value.number};
}

// The last one that was told before; nothing: none was.
checked<const invoice*> find_cursor(const turn& turn, const facts::query_invoices& command, core::client_id client) {
    if (command.after_number == 0) return nullptr;
    const auto* known = find_invoice(turn, command.after_seller, command.after_number);
    if (known != nullptr && (!client || known->client == client)) return known;
    return refuse(refusal_code::not_found, "after", "there is no such invoice");
}

checked<facts::invoices> list(const turn& turn, const facts::query_invoices& command) {
    facts::invoices told;
    core::client_id client;
    if (!command.client.empty()) {
        const auto found = find_client(turn, command.client);
        if (!found) return std::unexpected(found.error());
        client = (*found)->id;
    }
    const auto cursor = find_cursor(turn, command, client);
    if (!cursor) return std::unexpected(cursor.error());
    std::vector<const invoice*> asked;
    for (const auto& [key, each] : turn.memory.invoices) {
        const bool is_asked = (!client || each.client == client) &&
                              (command.seller.empty() || each.seller == command.seller) &&
                              (command.number == 0 || each.number == command.number) &&
                              (!command.only_unpaid || billing::is_open(each)) &&
                              (*cursor == nullptr || place_of(each) < place_of(**cursor));
        if (is_asked) asked.push_back(&each);
    }
    std::ranges::sort(asked, std::greater{}, [](const invoice* each) { return place_of(*each); });
    told.is_cut = asked.size() > command.limit;
    if (told.is_cut) asked.resize(command.limit);
    for (const auto* each : asked)
        told.rows.push_back(*each);
    return told;
}

}  // namespace

void handle(turn& turn, const facts::issue_invoice& command) {
    reply(turn, command.reply_to, issue(turn, command));
}

void handle(turn& turn, const facts::take_back_invoice& command) {
    reply(turn, command.reply_to, take_back(turn, command));
}

void handle(turn& turn, const facts::query_invoices& command) {
    reply(turn, command.reply_to, list(turn, command));
}

const invoice* find_invoice(const turn& turn, std::string_view seller, uint64_t number) {
    const auto found = turn.memory.invoices.find(key_of(seller, number));
    return found == turn.memory.invoices.end() ? nullptr : &found->second;
}

const invoice* find_invoice(const turn& turn, core::client_id client, const billing::day_span& days) {
    for (const auto& [key, each] : turn.memory.invoices) {
        const bool counts = each.client == client && each.kind == invoice_kind::invoice && each.taken_back == 0;
        if (counts && each.from_day < days.to_day && days.from_day < each.to_day) return &each;
    }
    return nullptr;
}

}  // namespace kaskad::engine
