#include "gateway/invoice_pdf.hpp"

#include "tests/gateway/printed_invoice.hpp"
#include "tests/store/temporary_folder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

// Read back by pdftotext, as somebody else's program understands the pages.

namespace kaskad::gateway {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Its words in the order in which they stand on the pages; a page ends with a form feed.
std::string text_of(const std::string& octets) {
    const store::testing::temporary_folder folder;
    const auto path = folder.path() / "invoice.pdf";
    store::testing::write_file(path, octets);
    const auto command = "pdftotext -q -layout -enc UTF-8 " + path.string() + " -";
    const auto close = [](std::FILE* file) { EXPECT_EQ(::pclose(file), 0); };
    const std::unique_ptr<std::FILE, decltype(close)> reader{::popen(command.c_str(), "r"), close};
    std::string text;
    std::array<char, 4096> some{};
    while (const auto count = std::fread(some.data(), 1, some.size(), reader.get()))
        text.append(some.data(), count);
    return text;
}

std::string made(const billing::invoice& value) {
    const auto octets = make_invoice_pdf(value);
    EXPECT_TRUE(octets) << (octets ? "" : octets.error());
    return octets.value_or("");
}

// A line a line, its fields with one space between them.
std::string printed(const billing::invoice& value) {
    static const std::regex GAPS{"(?: |\u00A0)+"};
    static const std::regex MARGINS{"\n[\n ]*| +\n[\n ]*"};
    return std::regex_replace(std::regex_replace(text_of(made(value)), GAPS, " "), MARGINS, "\n");
}

size_t count_of(std::string_view text, std::string_view what) {
    size_t count = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size()))
        ++count;
    return count;
}

size_t pages_of(std::string_view text) {
    return count_of(text, "\f");
}

}  // namespace

TEST(InvoicePdf, SaysWhoWhatAndHowMuch) {
    const auto text = printed(testing::printed_invoice());
    for (const auto* words : {"Invoice RE-2026-0012",
                              "Kaskad GmbH",
                              "10115 Berlin",
                              "VAT DE123456789",
                              "Магазин Straße Ltd",
                              "ул. Ленина, 5",
                              "Date of issue 2026-12-02",
                              "Due 2026-12-16",
                              "Services of 2026-11-01 – 2026-11-30",
                              "Description Network Quantity Net, EUR",
                              "SMS DE 26201 1,234,567 34,567.89",
                              "SMS FR 1 0.06",
                              "Fee: sender Shop 10.00",
                              "Credit: sent \"twice\", sorry -5.00",
                              "Net 34,572.95 EUR",
                              "Tax 19 % 6,568.86 EUR",
                              "Total 41,141.81 EUR",
                              "Payable without deduction.",
                              "IBAN DE02 1203",
                              "BIC BYLADEM1001",
                              "RE-2026-0012, page 1 of 1"})
        EXPECT_THAT(text, HasSubstr(words));
    EXPECT_EQ(pages_of(text), 1U);
}

TEST(InvoicePdf, InRussianTheActFollows) {
    const auto text = printed(testing::printed_invoice("ru"));
    const auto act = text.find("Акт № RE-2026-0012 об оказании услуг");
    ASSERT_NE(act, text.npos);
    const auto invoice = text.substr(0, act);
    for (const auto* words :
         {"Счёт № RE-2026-0012", "Поставщик", "Покупатель", "Дата 02.12.2026", "Оплатить до 16.12.2026",
          "01.11.2026 – 30.11.2026", "SMS-сообщения DE 26201 1 234 567 34 567,89", "Налог 19 % 6 568,86 EUR",
          "Всего 41 141,81 EUR", "IBAN DE02 1203", "RE-2026-0012, стр. 1 из 2"})
        EXPECT_THAT(invoice, HasSubstr(words));
    for (const auto* words : {"Основание Счёт № RE-2026-0012", "SMS-сообщения DE 26201 1 234 567 34 567,89",
                              "Всего 41 141,81 EUR", "Заказчик претензий по объёму", "стр. 2 из 2"})
        EXPECT_THAT(text.substr(act), HasSubstr(words));
    EXPECT_EQ(count_of(text, "Исполнитель"), 2U) << "who they are, and where they sign";
    EXPECT_EQ(pages_of(text), 2U);
}

// Its engine says so by a day on which it is due that is none.
TEST(InvoicePdf, WhatWasPaidFromTheBalanceIsNotDue) {
    auto value = testing::printed_invoice();
    value.due_day = 0;
    const auto text = printed(value);
    EXPECT_THAT(text, HasSubstr("Payment paid from the balance"));
    EXPECT_THAT(text, Not(HasSubstr("Due")));
    EXPECT_THAT(text, Not(HasSubstr("IBAN"))) << "nobody is to pay it again";
    value.language = "ru";
    const auto russian = printed(value);
    EXPECT_THAT(russian, HasSubstr("Оплата оплачено с баланса"));
    EXPECT_THAT(russian, Not(HasSubstr("Оплатить до")));
}

TEST(InvoicePdf, ManyLinesTakeManyPagesAndStandOnceEach) {
    auto value = testing::printed_invoice();
    value.lines.clear();
    for (uint64_t number = 0; number < 200; ++number)
        value.lines.push_back(testing::messages("DE", std::to_string(90'000 + number), 1'000 + number, "1.25"));
    ASSERT_TRUE(billing::add_up(value));
    const auto text = printed(value);
    for (uint64_t number = 0; number < 200; ++number)
        EXPECT_EQ(count_of(text, fmt::format("SMS DE {} 1,{:03} 1.25\n", 90'000 + number, number)), 1U) << number;
    EXPECT_THAT(text, HasSubstr("Net 250.00 EUR"));
    const auto pages = pages_of(text);
    EXPECT_GE(pages, 4U);
    for (size_t page = 1; page <= pages; ++page)
        EXPECT_EQ(count_of(text, fmt::format("page {} of {}\n", page, pages)), 1U);
    std::istringstream each{text};
    for (std::string page; std::getline(each, page, '\f');) {
        if (count_of(page, "SMS DE") > 0)
            EXPECT_EQ(count_of(page, "Description Network Quantity Net, EUR"), 1U) << "the head stands on each";
    }
}

// Some forty lines fill the first page: sums and bank never run off it, and no page holds a head alone.
TEST(InvoicePdf, EveryNumberOfLinesFits) {
    auto value = testing::printed_invoice();
    for (size_t lines = 25; lines <= 50; ++lines) {
        value.lines.assign(lines, testing::messages("DE", "26201", 1, "1"));
        const auto text = printed(value);
        EXPECT_EQ(count_of(text, "BIC BYLADEM1001"), 1U) << lines;
        EXPECT_EQ(count_of(text, "Total "), 1U) << lines;
        EXPECT_EQ(count_of(text, "SMS DE 262"), lines);
        EXPECT_EQ(count_of(text, "Description Network"), count_of(text, "EUR\nSMS DE")) << lines;
    }
}

TEST(InvoicePdf, LongTextsAreBrokenAndNothingOfThemIsLost) {
    auto value = testing::printed_invoice();
    value.lines = {
        testing::line(billing::line_kind::fee, "for a sender whose name is registered in every country", "1"),
        testing::line(billing::line_kind::fee, std::string(120, 'W') + "finish", "2")};
    const auto text = printed(value);
    for (const auto* word : {"registered", "country", "finish"})
        EXPECT_EQ(count_of(text, word), 1U) << word;
    EXPECT_EQ(count_of(text, "W"), 121U) << "and that of Weg 1";
    std::string words;
    for (int count = 0; count < 1'000; ++count)
        words += "registration ";
    value.lines = {testing::line(billing::line_kind::fee, words + "end", "1")};
    const auto many = printed(value);
    EXPECT_EQ(count_of(many, "registration"), 1'000U);
    EXPECT_GT(pages_of(many), 2U) << "one line may take pages";
}

TEST(InvoicePdf, ACreditNoteNamesTheInvoice) {
    for (const auto* language : {"en", "ru"}) {
        auto note = billing::make_credit_note(testing::printed_invoice(language));
        note.number = 13;
        const auto text = printed(note);
        EXPECT_EQ(pages_of(text), 1U) << "there is no act of what was taken back";
        EXPECT_THAT(text, Not(HasSubstr("IBAN"))) << "nobody has to pay";
        EXPECT_THAT(text, HasSubstr("RE-2026-0013"));
        EXPECT_EQ(count_of(text, "RE-2026-0012"), 1U);
    }
    auto note = billing::make_credit_note(testing::printed_invoice());
    note.number = 13;
    const auto text = printed(note);
    for (const auto* words :
         {"Credit note RE-2026-0013", "Takes back invoice RE-2026-0012", "34,567.89", "Total -41,141.81 EUR"})
        EXPECT_THAT(text, HasSubstr(words));
}

TEST(InvoicePdf, WhereNothingIsToBePaidNoBankIsNamed) {
    auto value = testing::printed_invoice();
    value.lines = {testing::line(billing::line_kind::credit, "goodwill", "-5")};
    ASSERT_TRUE(billing::add_up(value));
    EXPECT_THAT(printed(value), Not(HasSubstr("IBAN")));
}

TEST(InvoicePdf, TheSameInvoiceMakesTheSameOctets) {
    const auto value = testing::printed_invoice("ru");
    const auto first = made(value);
    EXPECT_EQ(made(value), first);
    auto paid = value;
    paid.paid = paid.gross;
    paid.taken_back = 13;
    EXPECT_EQ(made(paid), first) << "what became of it since is not printed";
    EXPECT_THAT(first, HasSubstr("/CreationDate (D:20261202120000Z"));
    EXPECT_TRUE(first.starts_with("%PDF-"));
}

TEST(InvoicePdf, AMissingFontIsNamed) {
    auto fonts = installed_fonts();
    fonts.bold = "/no/such/font.ttf";
    const auto refused = make_invoice_pdf(testing::printed_invoice(), fonts);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(), HasSubstr("the font /no/such/font.ttf cannot be read"));
    EXPECT_THAT(refused.error(), HasSubstr("fonts-dejavu-core"));
}

}  // namespace kaskad::gateway
