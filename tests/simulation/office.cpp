#include "tests/simulation/office.hpp"

#include "core/calendar.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace kaskad::simulation {

namespace {

using billing::line_kind;
using facts::money_order_kind;

constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t UNIT = 1'000'000;  // of an amount
constexpr auto* CLERK = "clerk";

uint32_t day_of(int64_t utc_ms) {
    return static_cast<uint32_t>(utc_ms / core::DAY_MS);
}

// What invoices are for, by what it is ordered as.
const std::map<money_order_kind, line_kind> LINES{{money_order_kind::fee, line_kind::fee},
                                                  {money_order_kind::volume_credit, line_kind::volume_credit},
                                                  {money_order_kind::commitment, line_kind::commitment},
                                                  {money_order_kind::credit_note, line_kind::credit},
                                                  {money_order_kind::price_correction, line_kind::correction},
                                                  {money_order_kind::rate_difference, line_kind::correction}};

bool lowers(money_order_kind kind) {
    return kind == money_order_kind::fee || kind == money_order_kind::commitment;
}

}  // namespace

void office::start_load() {
    load_ends_ms_ = when_.now_ms() + plan_.load_ms;
    plan_work();
}

void office::plan_work() {
    when_.after(luck_.between(MINUTE_MS / 2, 3 * MINUTE_MS), [this] {
        if (when_.now_ms() >= load_ends_ms_) return;
        if (gateway_) work();
        plan_work();
    });
}

void office::work() {
    const auto* client = pick_client();
    if (client == nullptr) return;
    switch (luck_.below(12)) {
        case 0:
            return agree(*client);
        case 1:
            return decide();
        case 2:
        case 3:
            return bill(*client);
        case 4:
            return take_back();
        case 5:
            return close();
        case 6:
            return pay_supplier();
        case 7:
            return reconcile();
        case 8:
            return change_reconciliation();
        case 9:
            return close_receipts();
        default:
            return order(*client);
    }
}

const facts::client* office::pick_client() {
    std::vector<const facts::client*> ours;
    for (const auto& [id, client] : memory().clients)
        if (!client.parent) ours.push_back(&client);
    return ours.empty() ? nullptr : luck_.one_of(ours);
}

uint32_t office::last_month() const {
    const auto today = day_of(when_.now().utc_ms);
    return billing::month_of(billing::month_of(today).from_day - 1).from_day;
}

// Steps that a shop of the simulation reaches within minutes.
void office::agree(const facts::client& client) {
    const auto known = memory().contracts.find(client.id);
    facts::put_contract made{.client = client.name, .value = {}};
    made.value.version = known == memory().contracts.end() ? 0 : known->second.version;
    made.value.seller = "main";
    made.value.buyer.name = client.name;
    made.value.language = "en";
    made.value.tax_code = "tax";
    made.value.by = CLERK;
    if (luck_.happens(700)) made.value.tariff.steps = {{static_cast<uint64_t>(luck_.between(0, 30)), 250'000}};
    gateway_->ask(std::move(made));
}

void office::order(const facts::client& client) {
    facts::order_money made{.client = client.name, .by = CLERK};
    made.kind =
        static_cast<money_order_kind>(luck_.between(0, static_cast<int64_t>(money_order_kind::price_correction)));
    if (made.kind == money_order_kind::price_correction && luck_.happens(500))
        made.kind = money_order_kind::rate_difference;
    const auto size = luck_.between(1, 3 * UNIT);
    made.amount = {lowers(made.kind) ? -size : size};
    made.reason = "simulated";
    // Some twice.
    made.reference = "office " + std::to_string(luck_.happens(200) ? last_reference_ : ++last_reference_);
    if (luck_.happens(400)) made.for_day = last_month() + static_cast<uint32_t>(luck_.below(28));
    const auto& invoices = memory().invoices;
    if (made.kind == money_order_kind::payment && !invoices.empty() && luck_.happens(700)) {
        const auto& paid =
            std::next(invoices.begin(), static_cast<std::ptrdiff_t>(luck_.below(invoices.size())))->second;
        made.client = memory().clients.at(paid.client).name;
        made.invoice_seller = paid.seller;
        made.invoice = paid.number;
    }
    gateway_->ask(std::move(made));
}

void office::decide() {
    for (const auto& [id, order] : memory().money_orders) {
        if (order.state != facts::money_order_state::waiting) continue;
        gateway_->ask(facts::decide_order{.order = id, .agrees = luck_.happens(700), .by = "chief"});
        return;
    }
}

// A month that is over, or one that is not. What was ordered for it stands in the draft, more often than not.
void office::bill(const facts::client& client) {
    facts::issue_invoice made{.client = client.name, .draft = {}, .by = CLERK};
    auto& draft = made.draft;
    draft.seller = "main";
    draft.from_day = luck_.happens(900) ? last_month() : billing::month_of(day_of(when_.now().utc_ms)).from_day;
    draft.to_day = draft.issued_day = draft.due_day = billing::month_of(draft.from_day).to_day;
    draft.tax_ppm = 190'000;
    billing::invoice_line usage;
    usage.exact = {luck_.between(0, 5 * UNIT)};
    draft.lines.push_back(usage);
    const billing::day_span days{draft.from_day, draft.to_day};
    for (const auto& [id, order] : memory().money_orders) {
        const auto kind = LINES.find(order.kind);
        const bool is_booked = order.state == facts::money_order_state::booked;
        if (!is_booked || order.client != client.id || kind == LINES.end() || !days.contains(order.for_day)) continue;
        if (luck_.happens(20)) continue;
        billing::invoice_line line;
        line.kind = kind->second;
        line.exact = -order.amount;
        draft.lines.push_back(line);
    }
    gateway_->ask(std::move(made));
}

void office::take_back() {
    const auto& invoices = memory().invoices;
    if (invoices.empty() || luck_.happens(500)) return;
    gateway_->ask(facts::take_back_invoice{.seller = "main", .number = 1 + luck_.below(invoices.size()), .by = CLERK});
}

const facts::link* office::pick_link() {
    const auto& links = memory().links;
    if (links.empty()) return nullptr;
    return &std::next(links.begin(), static_cast<std::ptrdiff_t>(luck_.below(links.size())))->second;
}

void office::pay_supplier() {
    const auto* link = pick_link();
    if (link == nullptr) return;
    facts::order_money made{.client = link->name, .by = CLERK};
    made.kind = luck_.one_of(std::array{money_order_kind::supplier_payment, money_order_kind::supplier_credit,
                                        money_order_kind::supplier_adjustment});
    made.amount = {-luck_.between(1, 3 * UNIT)};
    made.reason = "simulated";
    made.reference = "supplier " + std::to_string(luck_.happens(200) ? last_reference_ : ++last_reference_);
    gateway_->ask(std::move(made));
}

// A bill of some days, some of them twice, and some that do not add up.
void office::reconcile() {
    const auto* link = pick_link();
    if (link == nullptr) return;
    facts::record_reconciliation made{.link = link->name, .value = {}, .by = CLERK};
    auto& value = made.value;
    value.supplier = link->name;
    value.from_day = last_month() + static_cast<uint32_t>(luck_.below(4)) * 7;
    value.to_day = value.from_day + 7;
    value.sha256 = std::string(64, static_cast<char>('a' + luck_.below(3)));
    value.currency = memory().prices.buy_currency();
    value.ours = {luck_.between(0, 5 * UNIT)};
    value.accepted = {luck_.between(-UNIT, UNIT)};
    value.disputed = {luck_.happens(500) ? luck_.between(1, UNIT) : 0};
    value.theirs = value.ours + value.accepted + value.disputed;
    value.categories = {{"price", 1, value.theirs - value.ours}};
    if (luck_.happens(50)) value.categories.front().difference.e6 += 1;
    value.deadline_utc = when_.now().utc_ms + core::DAY_MS;
    gateway_->ask(std::move(made));
}

void office::change_reconciliation() {
    const auto& all = memory().reconciliations;
    if (all.empty()) return;
    const auto& [id, known] = *std::next(all.begin(), static_cast<std::ptrdiff_t>(luck_.below(all.size())));
    using enum facts::reconciliation_state;
    facts::change_reconciliation made{.id = id, .words = "simulated", .by = luck_.happens(500) ? CLERK : "chief"};
    made.state = luck_.one_of(std::array{answered, settled, settled, withdrawn});
    if (made.state == settled) {
        made.credited = {luck_.between(0, known.open().e6)};
        made.conceded = luck_.happens(500) ? known.open() - made.credited : core::amount{};
        if (luck_.happens(500)) made.reference = "note " + std::to_string(luck_.below(4));  // some of them twice
    }
    gateway_->ask(std::move(made));
}

// Of what the engine holds the oldest, whether they wait for a receipt or not.
void office::close_receipts() {
    constexpr size_t AT_ONCE = 10;
    auto ids = memory().messages.ids();
    if (ids.size() > AT_ONCE) ids.resize(AT_ONCE);
    const auto* link = pick_link();
    if (link == nullptr) return;
    for (const auto id : ids)
        gateway_->ask(facts::end_unconfirmed{.claim = {.client = {}, .message = id},
                                             .link = link->id,
                                             .before_utc = when_.now().utc_ms - luck_.between(0, MINUTE_MS),
                                             .by = CLERK});
}

void office::close() {
    facts::close_period made{.from_day = last_month(), .nothing_for = {}, .by = CLERK};
    if (luck_.happens(700))
        for (const auto& [id, client] : memory().clients)
            made.nothing_for.push_back(client.name);
    gateway_->ask(std::move(made));
}

}  // namespace kaskad::simulation
