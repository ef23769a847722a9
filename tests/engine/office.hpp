#pragma once

#include "tests/engine/clerk.hpp"

#include <cstdint>
#include <string>

// Where invoices are issued and paid, in an engine's world.

namespace kaskad::engine::test {

// A shop with a contract, on the first of February. With a limit: one that pays afterwards.
struct office : clerk {
    explicit office(const char* limit = "100") {
        auto command = declaration();
        command.clients[0].value.digest = "2";
        command.clients[0].value.limit = amount(limit);
        declare(command);
        agree();
        pass(31 * DAY_MS);
        answers.clear();
    }

    billing::invoice issue(const char* messages = "1.234") { return told<facts::invoiced>(january(messages)).value; }
    billing::invoice find(uint64_t number) {
        return told<facts::invoices>(facts::query_invoices{.client = {}, .seller = "main", .number = number})
            .rows.at(0);
    }
    void pay(const char* value, uint64_t number) {
        auto made = order(facts::money_order_kind::payment, value, "bank " + std::to_string(number) + value);
        made.invoice_seller = "main";
        made.invoice = number;
        told<facts::ordered>(made);
    }
};

}  // namespace kaskad::engine::test
