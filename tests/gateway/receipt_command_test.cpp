#include "gateway/receipt_command.hpp"

#include "tests/smpp/vectors.hpp"

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

json::object receipt_of(std::string_view text) {
    return json::parse(describe_receipt(text)).as_object();
}

json::object time_of(std::string_view text) {
    return json::parse(describe_time(text).json).as_object();
}

}  // namespace

TEST(ReceiptCommand, ShowsEveryField) {
    EXPECT_EQ(receipt_of("id:0123456789 sub:002 dlvrd:001 submit date:1005232039 done date:1005242339 stat:UNDELIV "
                         "err:21b text:This is a sample mes"),
              (json::object{{"id", "0123456789"},
                            {"sub", 2},
                            {"dlvrd", 1},
                            {"submit_date", "2010-05-23T20:39:00"},
                            {"done_date", "2010-05-24T23:39:00"},
                            {"stat", "UNDELIV"},
                            {"err", "21b"},
                            {"state", "undeliverable"},
                            {"text", "This is a sample mes"}}));
}

TEST(ReceiptCommand, LeavesOutWhatIsMissing) {
    EXPECT_EQ(receipt_of("id:7 sub:null done date:0000000000 stat:WHAT"),
              (json::object{{"id", "7"}, {"stat", "WHAT"}, {"state", "unknown"}}));
    EXPECT_EQ(receipt_of("err:5 text:"), (json::object{{"err", "5"}, {"text", ""}}));
    EXPECT_EQ(receipt_of(""), json::object{});
}

TEST(ReceiptCommand, IsJsonWhateverTheOperatorWrote) {
    EXPECT_EQ(receipt_of("id:a\"\\\x01 stat:DELIVRD text:caf\xE9").at("text"), "caf\xC3\xA9");
    for (int octet = 1; octet < 256; ++octet) {
        const std::string letter(1, static_cast<char>(octet));
        EXPECT_NO_THROW(receipt_of("id:" + letter + " stat:" + letter + " err:" + letter + letter)) << octet;
    }
}

// What other implementations' tests assert of the same strings.
TEST(ReceiptCommand, AgreesWithOthersAboutReceipts) {
    smpp::for_each("dlr_text", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto shown = receipt_of(smpp::text_of(input.at("text")));
        for (const auto* const name : {"id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err", "text"}) {
            const auto* const expected = expect.if_contains(name);
            if (expected == nullptr) continue;
            EXPECT_EQ(shown.contains(name), !expected->is_null()) << name;
            if (shown.contains(name)) EXPECT_EQ(shown.at(name), *expected) << name;
        }
        if (const auto* const missing = expect.if_contains("missing")) {
            EXPECT_FALSE(shown.contains(missing->as_string()));
            EXPECT_EQ(shown.size(), 8U);
        }
    });
}

TEST(TimeCommand, AgreesWithOthersAboutTimes) {
    smpp::for_each("time", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto text = smpp::text_of(input.at("string"));
        const auto shown = time_of(text);
        EXPECT_EQ(describe_time(text).is_time, !expect.contains("error"));
        EXPECT_EQ(shown.contains("error"), expect.contains("error"));
        EXPECT_EQ(shown.size(), 1U);
        const auto* const utc = expect.if_contains("utc");
        if (utc != nullptr && !input.contains("now")) EXPECT_EQ(shown.at("utc"), *utc);
        if (const auto* const relative = expect.if_contains("relative")) EXPECT_EQ(shown.at("relative"), *relative);
        const auto* const seconds = expect.if_contains("seconds");
        if (seconds == nullptr) return;
        const auto& units = shown.at("relative").as_object();
        const auto unit = [&](std::string_view name) { return units.at(name).as_int64(); };
        EXPECT_EQ(((unit("days") * 24 + unit("hours")) * 60 + unit("minutes")) * 60 + unit("seconds"),
                  seconds->as_int64());
    });
}

TEST(TimeCommand, ShowsTheFormsThereAre) {
    EXPECT_EQ(time_of("250523203911"), (json::object{{"utc", "2025-05-23T20:39:11Z"}}));
    EXPECT_EQ(time_of("380101000000000+"), (json::object{{"utc", "1938-01-01T00:00:00Z"}}));
    EXPECT_EQ(time_of("371231235959948-"), (json::object{{"utc", "2038-01-01T11:59:59.9Z"}}));
    EXPECT_EQ(time_of("250230000000000+"), (json::object{{"error", "not_in_calendar"}}));
    EXPECT_EQ(time_of("000000000000000R").at("relative").at("seconds"), 0);
}

}  // namespace kaskad::gateway
