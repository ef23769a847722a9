#pragma once

#include "billing/invoice.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

// An invoice to print: two lines of messages, a fee and a credit of November 2026, in euros, at 19 %.

namespace kaskad::gateway::testing {

inline core::amount amount(std::string_view text) {
    return *core::parse_amount(text);
}

inline core::currency currency(std::string_view code) {
    return *core::parse_currency(code);
}

inline billing::invoice_line line(billing::line_kind kind, std::string text, std::string_view exact) {
    billing::invoice_line made;
    made.kind = kind;
    made.text = std::move(text);
    made.exact = amount(exact);
    made.net = billing::rounded_to_coins(made.exact, currency("EUR"));
    return made;
}

inline billing::invoice_line messages(std::string country, std::string network, uint64_t units,
                                      std::string_view exact) {
    auto made = line(billing::line_kind::messages, "", exact);
    made.country = std::move(country);
    made.network = std::move(network);
    made.items = made.units = units;
    return made;
}

// Net 34,567.89 + 0.06 + 10.00 - 5.00 = 34,572.95; tax 6,568.8605, which is 6,568.86.
inline billing::invoice printed_invoice(std::string language = "en") {
    billing::invoice made;
    made.seller = "main";
    made.number = 12;
    made.prefix = "RE-2026-";
    made.language = std::move(language);
    made.currency = currency("EUR");
    made.client = {7};
    made.from_day = 20'758;  // 2026-11-01
    made.to_day = 20'788;
    made.issued_day = 20'789;
    made.due_day = 20'803;
    made.issued_utc = 1'796'212'800'123;  // 2026-12-02 12:00
    made.from = {"Kaskad GmbH", {"Weg 1", "10115 Berlin"}, "VAT DE123456789", {"IBAN DE02 1203", "BIC BYLADEM1001"}};
    made.to = {"Магазин Straße Ltd", {"ул. Ленина, 5"}, "", {}};
    made.tax_code = "standard";
    made.tax_ppm = 190'000;
    made.tax_text = "Payable without deduction.";
    made.lines = {messages("DE", "26201", 1'234'567, "34567.89"), messages("FR", "", 1, "0.055"),
                  line(billing::line_kind::fee, "sender Shop", "10"),
                  line(billing::line_kind::credit, "sent \"twice\", sorry", "-5")};
    EXPECT_TRUE(billing::add_up(made));
    return made;
}

}  // namespace kaskad::gateway::testing
