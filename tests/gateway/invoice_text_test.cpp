#include "gateway/invoice_text.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr uint32_t DUE = 20'803;  // 2026-12-16

json::object invoice(json::object changes = {}) {
    json::object made{{"seller", "main"},
                      {"number", 12},
                      {"printed_number", "RE-2026-0012"},
                      {"kind", "invoice"},
                      {"client", "shop"},
                      {"currency", "EUR"},
                      {"cites", nullptr},
                      {"taken_back", nullptr},
                      {"from_day", "2026-11-01"},
                      {"to_day", "2026-12-01"},
                      {"issued", "2026-12-02"},
                      {"due", "2026-12-16"},
                      {"from", {{"name", "Kaskad GmbH"}}},
                      {"to", {{"name", "Магазин"}}},
                      {"tax_percent", "19"},
                      {"net", "100"},
                      {"tax", "19"},
                      {"gross", "119"},
                      {"paid", "0"},
                      {"by", "anna"}};
    for (const auto& [name, value] : changes)
        made[name] = value;
    return made;
}

}  // namespace

TEST(InvoiceText, SaysWhatIsOverdue) {
    EXPECT_EQ(invoice_state(invoice(), DUE - 1), "open");
    EXPECT_EQ(invoice_state(invoice(), DUE), "open") << "the day itself is in time";
    EXPECT_EQ(invoice_state(invoice(), DUE + 1), "1 day overdue");
    EXPECT_EQ(invoice_state(invoice({{"paid", "118.999999"}}), DUE + 12), "12 days overdue");
    EXPECT_EQ(invoice_state(invoice({{"paid", "119"}}), DUE + 12), "paid");
    EXPECT_EQ(invoice_state(invoice({{"gross", "-5"}, {"paid", "-5"}}), DUE + 12), "paid");
}

TEST(InvoiceText, SaysWhatWasTakenBack) {
    EXPECT_EQ(invoice_state(invoice({{"taken_back", 13}}), DUE + 12), "taken back by 13");
    EXPECT_EQ(invoice_state(invoice({{"taken_back", 0}}), DUE), "open");
    EXPECT_EQ(invoice_state(invoice({{"kind", "credit_note"}, {"cites", 12}}), DUE + 12), "credit note for 12");
}

TEST(InvoiceText, ColumnsStandBelowEachOther) {
    const auto other = invoice({{"number", 1'013}, {"client", "магазин"}, {"gross", "1234.5"}, {"paid", "1234.5"}});
    EXPECT_EQ(
        invoices_text({invoice(), other}, DUE + 2),
        "seller  number  printed       client   issued      due          gross    paid  currency  state\n"
        "main        12  RE-2026-0012  shop     2026-12-02  2026-12-16     119       0  EUR       2 days overdue\n"
        "main      1013  RE-2026-0012  магазин  2026-12-02  2026-12-16  1234.5  1234.5  EUR       paid\n");
}

TEST(InvoiceText, WhatWasPaidFromTheBalanceIsNotDue) {
    EXPECT_NE(invoice_text(invoice(), DUE).find("issued 2026-12-02, due 2026-12-16, by anna"), std::string::npos);
    EXPECT_NE(invoice_text(invoice({{"due", nullptr}}), DUE).find("issued 2026-12-02, paid from the balance, by anna"),
              std::string::npos);
}

TEST(InvoiceText, OneIsToldWithItsLines) {
    const auto lines = json::array{{{"kind", "messages"},
                                    {"text", ""},
                                    {"country", "DE"},
                                    {"network", "26201"},
                                    {"items", 10},
                                    {"units", 12},
                                    {"exact", "89.996"},
                                    {"net", "90"}},
                                   {{"kind", "fee"},
                                    {"text", "sender Shop"},
                                    {"country", ""},
                                    {"network", ""},
                                    {"items", 0},
                                    {"units", 0},
                                    {"exact", "10"},
                                    {"net", "10"}}};
    EXPECT_EQ(invoice_text(invoice({{"lines", lines}}), DUE),
              "Invoice RE-2026-0012 (main 12): open\n"
              "client shop, 2026-11-01 to 2026-12-01 (not with it), issued 2026-12-02, due 2026-12-16, by anna\n"
              "from Kaskad GmbH, to Магазин\n"
              "\n"
              "what      network   items  units   exact  net  text\n"
              "messages  DE 26201     10     12  89.996   90\n"
              "fee       -             0      0      10   10  sender Shop\n"
              "\n"
              "net 100, tax 19 (19 %), gross 119, paid 0 EUR\n");
}

// What an older or newer gateway leaves out is a dash, never a crash.
TEST(InvoiceText, WhatIsNotThereIsADash) {
    EXPECT_EQ(invoice_text({{"kind", "invoice"}}, DUE),
              "Invoice - (- -): paid\nclient -, - to - (not with it), issued -, due -, by -\nfrom -, to -\n\n"
              "net -, tax - (- %), gross -, paid - -\n");
}

}  // namespace kaskad::gateway
