#pragma once

#include "tests/engine/shop.hpp"

#include <string>
#include <utility>
#include <vector>

// Somebody who keeps the books of a shop's world: orders money, agrees contracts, makes invoices. Its first moment is
// the first of January 2026; the shop began with 10.

namespace kaskad::engine::test {

inline constexpr int64_t DAY_MS = 86'400'000;
inline constexpr uint32_t JANUARY = 20'454;   // days since 1970 of 2026-01-01
inline constexpr uint32_t FEBRUARY = 20'485;  // and of 2026-02-01

class clerk : public shop {
  public:
    explicit clerk(rig_options options = {}) : shop{std::move(options)} { answers.clear(); }

    template <typename Told>
    Told told(facts::command command) {
        tell(std::move(command));
        const auto answer = take_answer();
        if (const auto* why = std::get_if<facts::refusal>(&answer.value)) {
            ADD_FAILURE() << facts::to_string(why->code) << " " << why->field << ": " << why->detail;
            return {};
        }
        return std::get<Told>(answer.value);
    }
    facts::refusal_code refused(facts::command command) {
        tell(std::move(command));
        const auto answer = take_answer();
        const auto* why = std::get_if<facts::refusal>(&answer.value);
        EXPECT_NE(why, nullptr);
        field = why ? why->field : "";
        detail = why ? why->detail : "";
        return why ? why->code : facts::refusal_code::overloaded;
    }

    core::amount posted(billing::account_kind kind, uint32_t owner = 0) const {
        const auto* account = engine->memory().accounts.find(billing::make_account_id(kind, owner, euro));
        return account ? account->posted : core::amount{};
    }
    core::amount balance() const { return posted(billing::account_kind::client, SHOP.value); }

    static facts::order_money order(facts::money_order_kind kind, const char* value, std::string reference = {}) {
        auto made = top_up("shop", value);
        made.kind = kind;
        made.reason = "as agreed";
        made.reference = std::move(reference);
        return made;
    }

    // Invoiced by "main" with 19 per cent, due after ten days; marketing stops a week later, everything after two.
    static facts::put_contract contract(uint32_t version = 0) {
        facts::put_contract made{.client = "shop", .value = {}};
        made.value.version = version;
        made.value.seller = "main";
        made.value.buyer.name = "Shop GmbH";
        made.value.language = "en";
        made.value.tax_code = "de19";
        made.value.payment_days = 10;
        made.value.overdue = {.warn_days = 1, .stop_marketing_days = 7, .stop_days = 14};
        made.value.by = "clerk";
        return made;
    }
    void agree(facts::put_contract made = contract()) { told<facts::contracts>(std::move(made)); }

    // January, with one line of messages; to be issued on the first of February.
    static facts::issue_invoice january(const char* messages) {
        facts::issue_invoice made{.client = "shop", .draft = {}, .by = "clerk"};
        auto& draft = made.draft;
        draft.seller = "main";
        draft.prefix = "RE-";
        draft.language = "en";
        draft.from_day = JANUARY;
        draft.to_day = draft.issued_day = FEBRUARY;
        draft.due_day = FEBRUARY + 10;
        draft.tax_code = "de19";
        draft.tax_ppm = 190'000;
        billing::invoice_line line;
        line.country = "DE";
        line.items = line.units = 1;
        line.exact = amount(messages);
        draft.lines.push_back(line);
        return made;
    }

    std::string field;
    std::string detail;
};

}  // namespace kaskad::engine::test
