#include "gateway/bill_table.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

billing::invoice_line line_of(billing::line_kind kind, uint64_t items, int64_t e6) {
    return {.kind = kind, .text = {}, .country = {}, .network = {}, .items = items, .exact = {}, .net = {e6}};
}

billing::invoice some_invoice() {
    billing::invoice made;
    made.currency = {{'E', 'U', 'R'}};
    made.lines = {line_of(billing::line_kind::messages, 1'000, 34'500'000),
                  line_of(billing::line_kind::late_messages, 2, 60'000),
                  line_of(billing::line_kind::lookups, 5, 10'000),
                  line_of(billing::line_kind::fee, 0, 10'000'000),
                  line_of(billing::line_kind::commitment, 0, 5'000'000),
                  line_of(billing::line_kind::volume_credit, 0, -1'500'000),
                  line_of(billing::line_kind::credit, 0, -250'000),
                  line_of(billing::line_kind::correction, 0, 50'000)};
    made.net = {47'870'000};
    made.tax = {9'100'000};
    made.gross = {56'970'000};
    return made;
}

}  // namespace

TEST(BillTable, ARowSumsLinesOfAKind) {
    const auto row = make_row("shop", some_invoice(), "RE-0001");
    EXPECT_EQ(row.messages, 1'002u);
    EXPECT_EQ(row.usage.e6, 34'570'000);
    EXPECT_EQ(row.fees.e6, 15'000'000);
    EXPECT_EQ(row.credits.e6, -1'700'000);
}

TEST(BillTable, ShowsMoneyWithTheCoinsOfItsCurrency) {
    auto yen = make_row("a-long-name", {}, "nothing to invoice");
    yen.currency = {{'J', 'P', 'Y'}};
    yen.net = {12'000'000};
    EXPECT_EQ(render_table({make_row("shop", some_invoice(), "RE-0001"), yen}),
              "client       messages  usage   fees  credits    net   tax  gross  currency  number\n"
              "shop             1002  34.57  15.00    -1.70  47.87  9.10  56.97  EUR       RE-0001\n"
              "a-long-name         0      0      0        0     12     0      0  JPY       nothing to invoice\n");
}

}  // namespace kaskad::gateway
