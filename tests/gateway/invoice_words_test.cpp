#include "gateway/invoice_words.hpp"

#include "tests/gateway/printed_invoice.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

using testing::amount;
using testing::currency;

std::string coins(std::string_view text, std::string_view code, std::string_view language) {
    return in_coins(amount(text), currency(code), words_of(language).signs);
}

}  // namespace

TEST(InvoiceWords, AnUnknownLanguageIsEnglish) {
    EXPECT_EQ(words_of("ru").language, "ru");
    EXPECT_EQ(words_of("en").language, "en");
    EXPECT_EQ(words_of("").language, "en");
    EXPECT_EQ(words_of("tlh").language, "en");
}

// A word that is missing in one language would leave a hole in its invoices.
TEST(InvoiceWords, EachLanguageHasAllWords) {
    for (const auto* language : {"en", "ru"}) {
        const auto& words = words_of(language);
        for (const auto word : {words.invoice,      words.credit_note,  words.from,
                                words.to,           words.issued,       words.due,
                                words.period,       words.cites,        words.description,
                                words.network,      words.quantity,     words.net,
                                words.tax,          words.gross,        words.bank,
                                words.page,         words.page_of,      words.payment,
                                words.from_balance, words.steps_reason, words.commitment_reason,
                                words.prices_reason})
            EXPECT_FALSE(word.empty()) << language;
        for (const auto word : words.kinds)
            EXPECT_FALSE(word.empty()) << language;
        for (const auto word :
             {words.act, words.act_about, words.act_from, words.act_to, words.act_reason, words.act_text})
            EXPECT_EQ(word.empty(), !words.has_act) << language;
    }
    EXPECT_TRUE(words_of("ru").has_act);
}

TEST(InvoiceWords, ReasonsOfOursAreInTheLanguage) {
    const step_reason steps{"2026-11", 1'000, amount("45"), currency("EUR")};
    EXPECT_EQ(written(steps, words_of("en")), "2026-11: 1000 units came to 45 EUR");
    EXPECT_EQ(written(steps, words_of("ru")), "2026-11: единиц 1000, на сумму 45 EUR");
    const commitment_reason missing{"2026-11", amount("100"), amount("40.5"), currency("EUR")};
    EXPECT_EQ(written(missing, words_of("en")), "2026-11: 100 EUR agreed, messages came to 40.5");
    EXPECT_EQ(written(missing, words_of("ru")), "2026-11: согласовано 100 EUR, сообщений на сумму 40.5");
    const prices_reason corrected{20'758, 20'787, 12};
    EXPECT_EQ(written(corrected, words_of("en")), "prices of 2026-11-01 to 2026-11-30 put right: 12 messages");
    EXPECT_EQ(written(corrected, words_of("ru")), "исправлены цены с 01.11.2026 по 30.11.2026, сообщений: 12");
}

TEST(InvoiceWords, MoneyHasAllCoinsOfItsCurrency) {
    EXPECT_EQ(in_coins(amount("1234.5"), currency("EUR")), "1234.50");
    EXPECT_EQ(coins("1234.5", "EUR", "en"), "1,234.50");
    EXPECT_EQ(coins("-1234567", "EUR", "en"), "-1,234,567.00");
    EXPECT_EQ(coins("999", "EUR", "en"), "999.00");
    EXPECT_EQ(coins("0", "EUR", "en"), "0.00");
    EXPECT_EQ(coins("-0.05", "EUR", "en"), "-0.05");
    EXPECT_EQ(coins("100000", "JPY", "en"), "100,000");
    EXPECT_EQ(coins("1.5", "KWD", "en"), "1.500");
    EXPECT_EQ(coins("0.000123", "EUR", "en"), "0.000123") << "what is there is not hidden";
    EXPECT_EQ(coins("1234567.8", "RUB", "ru"), "1\u00A0234\u00A0567,80");
    EXPECT_EQ(coins("-123", "RUB", "ru"), "-123,00");
}

TEST(InvoiceWords, DaysCountsAndSharesAreWrittenAsThere) {
    EXPECT_EQ(printed_day(20'758, words_of("en")), "2026-11-01");
    EXPECT_EQ(printed_day(20'758, words_of("ru")), "01.11.2026");
    EXPECT_EQ(printed_count(0, words_of("en").signs), "0");
    EXPECT_EQ(printed_count(1'000, words_of("en").signs), "1,000");
    EXPECT_EQ(printed_count(12'345'678, words_of("ru").signs), "12\u00A0345\u00A0678");
    EXPECT_EQ(printed_percent(190'000, words_of("en").signs), "19 %");
    EXPECT_EQ(printed_percent(51'234, words_of("en").signs), "5.1234 %");
    EXPECT_EQ(printed_percent(55'000, words_of("ru").signs), "5,5 %");
    EXPECT_EQ(printed_percent(0, words_of("ru").signs), "0 %");
}

TEST(InvoiceWords, ALineIsItsKindAndWhyItIsThere) {
    const auto fee = testing::line(billing::line_kind::fee, "sender Shop", "10");
    EXPECT_EQ(described(fee, words_of("en")), "Fee: sender Shop");
    EXPECT_EQ(described(fee, words_of("ru")), "Плата: sender Shop");
    EXPECT_EQ(described(testing::messages("DE", "26201", 1, "1"), words_of("en")), "SMS");
    EXPECT_EQ(described(testing::line(billing::line_kind::correction, "", "1"), words_of("en")),
              "Correction of prices");
}

}  // namespace kaskad::gateway
