#include "gateway/invoice_csv.hpp"

#include "tests/gateway/printed_invoice.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway {

TEST(InvoiceCsv, HasARowALineAndTheSums) {
    EXPECT_EQ(make_invoice_csv(testing::printed_invoice()),
              "kind,text,country,network,items,units,exact,net,currency\r\n"
              "messages,,DE,26201,1234567,1234567,34567.89,34567.89,EUR\r\n"
              "messages,,FR,,1,1,0.055,0.06,EUR\r\n"
              "fee,sender Shop,,,0,0,10,10.00,EUR\r\n"
              "credit,\"sent \"\"twice\"\", sorry\",,,0,0,-5,-5.00,EUR\r\n"
              "net,,,,,,,34572.95,EUR\r\n"
              "tax,standard 19 %,,,,,,6568.86,EUR\r\n"
              "gross,,,,,,,41141.81,EUR\r\n");
}

// Programs read it: whatever the language, a point and no groups.
TEST(InvoiceCsv, IsTheSameInEachLanguage) {
    EXPECT_EQ(make_invoice_csv(testing::printed_invoice("ru")), make_invoice_csv(testing::printed_invoice("en")));
}

TEST(InvoiceCsv, OfNothingHasTheSums) {
    billing::invoice empty;
    empty.currency = testing::currency("JPY");
    empty.tax_code = "none";
    EXPECT_EQ(make_invoice_csv(empty),
              "kind,text,country,network,items,units,exact,net,currency\r\nnet,,,,,,,0,JPY\r\n"
              "tax,none 0 %,,,,,,0,JPY\r\ngross,,,,,,,0,JPY\r\n");
}

}  // namespace kaskad::gateway
