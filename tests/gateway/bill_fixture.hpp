#pragma once

#include "billing/invoice.hpp"
#include "gateway/bill_plan.hpp"

#include <string>
#include <utility>
#include <vector>

// A client with a contract, and its November 2026, for tests of what a month comes to.

namespace kaskad::gateway::test {

inline constexpr uint32_t NOVEMBER_1 = 20'758;  // 2026-11-01
inline constexpr uint32_t DECEMBER_1 = NOVEMBER_1 + 30;
inline constexpr int64_t DAY = 86'400'000;
inline constexpr core::currency EUR{{'E', 'U', 'R'}};

inline facts::client make_client(uint32_t id, std::string name) {
    facts::client client;
    client.id = {id};
    client.name = std::move(name);
    client.currency = EUR;
    return client;
}

inline facts::contract make_contract(uint32_t client, std::string seller = "main") {
    facts::contract contract;
    contract.client = {client};
    contract.seller = std::move(seller);
    contract.buyer.name = "Shop GmbH";
    contract.language = "en";
    contract.tax_code = "de";
    contract.payment_days = 14;
    return contract;
}

inline billing::fee make_fee(std::string name, int64_t e6, uint32_t from_day = NOVEMBER_1) {
    billing::fee fee;
    fee.name = std::move(name);
    fee.amount = {e6};
    fee.from_day = from_day;
    return fee;
}

inline bill_subject make_subject() {
    bill_subject subject;
    subject.client = make_client(1, "shop");
    subject.contract = make_contract(1);
    subject.month = {NOVEMBER_1, DECEMBER_1};
    subject.period = {NOVEMBER_1 * DAY, DECEMBER_1 * DAY};
    return subject;
}

inline void use(bill_subject& subject, billing::usage_kind kind, uint64_t units, int64_t e6) {
    auto& sum = subject.usage.usage[{NOVEMBER_1 + 3, kind, "DE", "26201"}];
    sum.items += 1;
    sum.units += units;
    sum.amount = sum.amount + core::amount{e6};
}

inline facts::money_order make_order(facts::money_order_kind kind, int64_t e6, uint32_t day, std::string reference) {
    facts::money_order order;
    order.client = {1};
    order.kind = kind;
    order.amount = {e6};
    order.currency = EUR;
    order.reason = "why";
    order.reference = std::move(reference);
    order.for_day = day;
    return order;
}

// Of the file.
struct file {
    std::vector<billing::seller> sellers{{"main", "RE-", {"Kaskad GmbH", {}, {}, {}}}};
    std::vector<billing::tax_rate> taxes{{"de", 13'000, 190'000, ""}, {"de", DECEMBER_1, 200'000, ""}};

    bill_terms terms() const { return {sellers, taxes, DECEMBER_1 + 2}; }
};

}  // namespace kaskad::gateway::test
