#include "smpp/receipt_pattern.hpp"

#include "smpp/receipt.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::smpp {

namespace {

std::optional<receipt_fields> matched(std::string_view pattern, std::string_view text) {
    const auto compiled = receipt_pattern::parse(pattern);
    EXPECT_TRUE(compiled.has_value()) << pattern << ": " << (compiled ? "" : compiled.error());
    receipt_fields fields;
    return compiled && compiled->match(text, fields) ? std::optional{fields} : std::nullopt;
}

deliver_sm marked(std::string_view text) {
    deliver_sm message;
    message.esm_class = esm::RECEIPT;
    message.short_message = text;
    return message;
}

receipt_options with(std::vector<std::string_view> patterns) {
    receipt_options options;
    for (const auto pattern : patterns)
        options.patterns.push_back(receipt_pattern::parse(pattern).value());
    return options;
}

}  // namespace

TEST(SmppReceiptPattern, ReadsAnIdAndAStateDigit) {
    const auto fields = matched("<id> <stat>", "4055412  2");
    ASSERT_TRUE(fields);
    EXPECT_EQ(fields->id, "4055412");
    EXPECT_EQ(fields->stat, "2");
    EXPECT_FALSE(fields->err.has_value());
}

TEST(SmppReceiptPattern, ReadsFieldsOfFixedWidth) {
    const auto fields = matched("<id:10><stat:7><err:3>", "0059113978DELIVRD012 and more");
    ASSERT_TRUE(fields);
    EXPECT_EQ(fields->id, "0059113978");
    EXPECT_EQ(fields->stat, "DELIVRD");
    EXPECT_EQ(fields->err, "012");
    EXPECT_FALSE(matched("<id:10><stat:7>", "0059113978DELIV"));
}

TEST(SmppReceiptPattern, FindsWordsInAnyCaseAndSkips) {
    const auto fields = matched("message <id> to <skip>: <stat>, error=<err>; <text>",
                                "Message 7a-1 TO +49 151 1:  EXPIRED, Error=021; Hello you");
    ASSERT_TRUE(fields);
    EXPECT_EQ(fields->id, "7a-1");
    EXPECT_EQ(fields->stat, "EXPIRED");
    EXPECT_EQ(fields->err, "021");
    EXPECT_EQ(fields->text, "Hello you");
}

TEST(SmppReceiptPattern, WantsAllOfIt) {
    EXPECT_FALSE(matched("ID=<id>;S=<stat>", "ID=;S=2"));
    EXPECT_FALSE(matched("ID=<id>;S=<stat>", "ID=5;S="));
    EXPECT_FALSE(matched("ID=<id>;S=<stat>", " ID=5;S=2"));
    EXPECT_FALSE(matched("ID=<id>;S=<stat>", "ID=5"));
    EXPECT_FALSE(matched("<id> <stat>", ""));
    EXPECT_TRUE(matched("<<<id>>", "<5>"));
}

TEST(SmppReceiptPattern, SaysWhatIsWrongWithIt) {
    for (const auto* const pattern : {"", "text", "<sub>", "<id><stat>", "<skip><id>", "<id:0>", "<id:256>", "<id:>",
                                      "<id", "<number>", "<id> <id>", "<>", "<id:1x>"})
        EXPECT_FALSE(receipt_pattern::parse(pattern).has_value()) << pattern;
    EXPECT_FALSE(receipt_pattern::parse("<id>" + std::string(receipt_pattern::LENGTH_MAX, 'x')).has_value());
}

TEST(SmppReceiptPattern, IsAskedBeforeTheKeywordsAndBelievedWithAState) {
    const auto options = with({"<id> <stat>"});
    const auto patterned = parse_receipt(marked("4055412 5"), options);
    ASSERT_TRUE(patterned);
    EXPECT_EQ(patterned->id, "4055412");
    EXPECT_EQ(patterned->state, message_state::undeliverable);
    // The same link also sends the usual form, whose second word is no state.
    const auto usual = parse_receipt(marked("id:4055412 sub:001 stat:DELIVRD err:000"), options);
    EXPECT_EQ(usual->id, "4055412");
    EXPECT_EQ(usual->state, message_state::delivered);
    EXPECT_EQ(parse_receipt_text("4055412 5", options).id, "4055412");
}

TEST(SmppReceiptPattern, NeverMakesAReceiptOfAHandsetsMessage) {
    deliver_sm message;
    message.short_message = "vote 2";
    EXPECT_FALSE(parse_receipt(message, with({"<id> <stat>"})).has_value());
}

TEST(SmppReceiptPattern, AsksSeveralInTheirOrder) {
    const auto options = with({"A <id> <stat>", "<stat> <id>"});
    EXPECT_EQ(parse_receipt(marked("A 17 2"), options)->id, "17");
    EXPECT_EQ(parse_receipt(marked("DELIVRD 18"), options)->id, "18");
}

// Time may grow with the text and the pattern, never with the ways of dividing the text.
TEST(SmppReceiptPattern, IsOnePassOverHostileTexts) {
    const auto pattern = receipt_pattern::parse("<id>a<sub>a<dlvrd>a<stat>a<err>a<skip>a<text>b<skip>").value();
    const std::string text(64 * 1024, 'a');
    receipt_fields fields;
    EXPECT_FALSE(pattern.match(text, fields));
}

TEST(SmppReceiptPattern, SurvivesAnyPatternAndText) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random{seed};
    constexpr std::string_view LETTERS = "<<>>idstaterr:01 :;skiptext\xFF\x1B";
    const auto make = [&](size_t length_max) {
        std::string made(random() % length_max, ' ');
        for (auto& letter : made)
            letter = LETTERS[random() % LETTERS.size()];
        return made;
    };
    for (int round = 0; round < 3'000; ++round) {
        const auto pattern = receipt_pattern::parse((random() % 2 != 0 ? "<id>" : "") + make(30));
        if (!pattern) continue;
        const auto text = make(60);
        receipt_fields fields;
        if (!pattern->match(text, fields)) continue;
        for (const auto& field : {fields.id, fields.stat, fields.text}) {
            if (field) EXPECT_GE(text.find(*field), 0U);
        }
    }
}

}  // namespace kaskad::smpp
