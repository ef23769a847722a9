#include "gateway/stored_invoice.hpp"

#include "engine/facts/fact.hpp"
#include "store/batch.hpp"
#include "store/memory_database.hpp"
#include "store/memory_view.hpp"
#include "tests/gateway/printed_invoice.hpp"
#include "tests/gateway/top_ups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

// Holds this invoice and nothing else.
store::memory_database database_with(const billing::invoice& value) {
    store::memory_database made;
    facts::fact fact{.kind = facts::fact_kind::invoice_issued};
    fact.changes.push_back({value});
    const auto group = testing::top_ups{}.with(std::move(fact), 1'796'212'800'123);
    EXPECT_TRUE(made.write(*store::fold({store::to_durable(group)}, made.state()->postings)));
    return made;
}

}  // namespace

TEST(StoredInvoice, IsReadWithAllThatIsPrinted) {
    const auto value = testing::printed_invoice("ru");
    const auto database = database_with(value);
    store::memory_view view{database};
    const auto found = read_invoice(view, "main", 12);
    ASSERT_TRUE(found) << found.error();
    EXPECT_EQ(*found, value);
}

TEST(StoredInvoice, ThatIsNotThereIsNamed) {
    const auto database = database_with(testing::printed_invoice());
    store::memory_view view{database};
    for (const auto& [seller, number] : {std::pair{"main", 13}, std::pair{"other", 12}}) {
        const auto found = read_invoice(view, seller, static_cast<uint64_t>(number));
        ASSERT_FALSE(found);
        EXPECT_THAT(found.error(), ::testing::HasSubstr("there is no invoice " + std::to_string(number) +
                                                        " of seller '" + seller + "'"));
    }
}

}  // namespace kaskad::gateway
