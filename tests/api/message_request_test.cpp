#include "gateway/api/message_request.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kaskad::gateway::api {
namespace {

message_item parse_one(const std::string& body) {
    auto request = parse_message_request(body);
    EXPECT_TRUE(request) << request.error().detail << "\n" << body;
    if (!request) return std::unexpected(request.error());
    EXPECT_EQ(request->items.size(), 1U);
    return request->items.front();
}

// A whole message but for the members given.
std::string with(const std::string& members) {
    return R"({"to":"+491512345678","text":"hi",)" + members + "}";
}

TEST(MessageRequest, ReadsEveryField) {
    const auto item = parse_one(R"({"to": "+49 151 2345678", "from": "Shop", "text": "Grüße \u20AC \uD83D\uDE00",
        "class": "otp", "client_ref": "order-7", "validity": 3600, "send_at": "2026-03-01T08:30:00Z",
        "callback_url": "https://example.com/hook?x=1"})");
    ASSERT_TRUE(item);
    EXPECT_EQ(item->to, "+49 151 2345678");
    EXPECT_EQ(item->from, "Shop");
    EXPECT_EQ(item->text, "Grüße € 😀");
    EXPECT_EQ(item->klass, core::message_class::otp);
    EXPECT_EQ(item->client_ref, "order-7");
    EXPECT_EQ(item->validity_s, 3600);
    EXPECT_EQ(item->send_at_utc, 1772353800000);
    EXPECT_EQ(item->callback_url, "https://example.com/hook?x=1");
}

TEST(MessageRequest, LeavesTheRestToTheEngine) {
    const auto item = parse_one(R"({"to":"","text":""})");
    ASSERT_TRUE(item);
    EXPECT_EQ(item->klass, std::nullopt);
    EXPECT_EQ(item->validity_s, 0);
    EXPECT_EQ(item->send_at_utc, 0);
    EXPECT_EQ(item->item, 0U);
}

struct bad_field {
    std::string body;
    std::string code;
    std::string field;
};

class MessageFields : public ::testing::TestWithParam<bad_field> {};

TEST_P(MessageFields, AreRefusedByName) {
    const auto& [body, code, field] = GetParam();
    const auto item = parse_one(body);
    ASSERT_FALSE(item) << body;
    EXPECT_EQ(item.error().code(), code) << body;
    EXPECT_EQ(item.error().status(), 422);
    ASSERT_FALSE(item.error().errors.empty());
    EXPECT_EQ(item.error().errors.front().field, field);
    EXPECT_FALSE(item.error().errors.front().why.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, MessageFields,
    ::testing::Values(
        bad_field{R"({"text":"hi"})", "missing_field", "to"}, bad_field{R"({"to":"1"})", "missing_field", "text"},
        bad_field{with(R"("colour":"red")"), "unknown_field", "colour"},
        bad_field{with(R"("To":"1")"), "unknown_field", "To"}, bad_field{with(R"("":1)"), "unknown_field", ""},
        bad_field{R"({"to":491512345678,"text":"hi"})", "wrong_type", "to"},
        bad_field{R"({"to":["+49"],"text":"hi"})", "wrong_type", "to"},
        bad_field{R"({"to":null,"text":"hi"})", "wrong_type", "to"},
        bad_field{R"({"to":"1","text":{"a":1}})", "wrong_type", "text"},
        bad_field{R"({"to":"1","text":"a\u0000b"})", "invalid_text", "text"},
        bad_field{R"({"to":"1\u0000","text":"a"})", "invalid_field", "to"},
        bad_field{with(R"("from":true)"), "wrong_type", "from"},
        bad_field{with(R"("class":"urgent")"), "invalid_class", "class"},
        bad_field{with(R"("class":"OTP")"), "invalid_class", "class"},
        bad_field{with(R"("class":1)"), "wrong_type", "class"},
        bad_field{with(R"("client_ref":"12345678901234567890123456789012345678901234567890123456789012345")"),
                  "invalid_client_ref", "client_ref"},
        bad_field{with(R"("validity":"3600")"), "wrong_type", "validity"},
        bad_field{with(R"("validity":60.5)"), "wrong_type", "validity"},
        bad_field{with(R"("validity":1e2)"), "wrong_type", "validity"},
        bad_field{with(R"("validity":1e999)"), "wrong_type", "validity"},
        bad_field{with(R"("validity":99999999999999999999)"), "wrong_type", "validity"},
        bad_field{with(R"("validity":0)"), "invalid_validity", "validity"},
        bad_field{with(R"("validity":-1)"), "invalid_validity", "validity"},
        bad_field{with(R"("validity":31622401)"), "invalid_validity", "validity"},
        bad_field{with(R"("validity":9223372036854775808)"), "invalid_validity", "validity"},
        bad_field{with(R"("validity":-9223372036854775808)"), "invalid_validity", "validity"},
        bad_field{with(R"("send_at":"tomorrow")"), "invalid_send_at", "send_at"},
        bad_field{with(R"("send_at":"1970-01-01T00:00:00Z")"), "invalid_send_at", "send_at"},
        bad_field{with(R"("send_at":1772353800)"), "wrong_type", "send_at"},
        bad_field{with(R"("callback_url":"ftp://example.com/")"), "invalid_callback_url", "callback_url"},
        bad_field{with(R"("callback_url":"https://u:p@example.com/")"), "invalid_callback_url", "callback_url"},
        bad_field{with(R"("callback_url":"https://example.com/a/../b")"), "invalid_callback_url", "callback_url"},
        bad_field{with(R"("callback_url":"https://example.com/a/%2e%2E/b")"), "invalid_callback_url", "callback_url"},
        bad_field{with(R"("callback_url":"https://example.com/a/..?x")"), "invalid_callback_url", "callback_url"},
        bad_field{with(R"("callback_url":"https://example.com/%zz")"), "invalid_callback_url", "callback_url"}));

TEST(MessageRequest, ReadsTheNetworkThatTheClientNames) {
    EXPECT_EQ(parse_one(with(R"("network":"26201")"))->network, "26201");
    EXPECT_EQ(parse_one(with(R"("network":"262-01")"))->network, "26201");
    EXPECT_EQ(parse_one(with(R"("network":"310260")"))->network, "310260");
    for (const auto* bad : {R"("network":"")", R"("network":"2620")", R"("network":"26-201")", R"("network":"2620123")",
                            R"("network":"2620a")"}) {
        const auto item = parse_one(with(bad));
        ASSERT_FALSE(item) << bad;
        EXPECT_EQ(item.error().errors.front().field, "network");
    }
    EXPECT_EQ(parse_one(with(R"("network":26201)")).error().code(), "wrong_type");
}

TEST(MessageRequest, ReadsParametersOfOperators) {
    const auto item = parse_one(with(R"("tlvs":[{"tag":5121,"text":"1207"},{"tag":16383,"hex":"00fF"}])"));
    ASSERT_TRUE(item);
    EXPECT_EQ(item->tlvs, (smpp::tlv_list{{0x1401, "1207"}, {0x3FFF, std::string{"\0\xFF", 2}}}));
}

TEST(MessageRequest, RefusesParametersThatAreNotTheOperatorsOrHaveNoForm) {
    const auto of = [](const std::string& list) { return parse_one(with("\"tlvs\":" + list)); };
    for (const auto* item :
         {R"({"tag":5119,"text":"a"})", R"({"tag":16384,"text":"a"})", R"({"tag":1060,"text":"a"})",
          R"({"tag":-1,"text":"a"})", R"({"tag":70656,"text":"a"})", R"({"tag":"5120","text":"a"})", R"({"tag":5120})",
          R"({"text":"a"})", R"({"tag":5120,"text":"a","hex":"61"})", R"({"tag":5120,"text":"a","more":1})",
          R"({"tag":5120,"hex":"6"})", R"({"tag":5120,"hex":"6g"})", R"({"tag":5120,"text":1})", R"(5120)"}) {
        const auto seen = of(std::string{"["} + item + "]");
        ASSERT_FALSE(seen) << item;
        EXPECT_EQ(seen.error().code(), "invalid_field");
        EXPECT_EQ(seen.error().errors.front().field, "tlvs");
    }
    EXPECT_FALSE(of(R"([{"tag":5120,"text":"a"},{"tag":5120,"text":"b"}])")) << "twice";
    EXPECT_EQ(of(R"({"tag":5120})").error().code(), "wrong_type");
    EXPECT_TRUE(of("[]"));
    const auto long_text = [&](size_t octets) {
        return of(R"([{"tag":5120,"text":")" + std::string(octets, 'a') + R"("}])");
    };
    EXPECT_TRUE(long_text(255));
    EXPECT_FALSE(long_text(256));
    std::string many;
    for (int tag = 5120; tag < 5129; ++tag)
        many += (many.empty() ? "" : ",") + (R"({"tag":)" + std::to_string(tag) + R"(,"text":""})");
    EXPECT_FALSE(of("[" + many + "]")) << "nine";
    EXPECT_TRUE(of("[" + many.substr(0, many.rfind(",{")) + "]")) << "eight";
}

TEST(MessageRequest, TakesTheLongestReferenceAndValidity) {
    std::string ref;
    for (size_t i = 0; i < CLIENT_REF_CHARACTERS_MAX; ++i)
        ref += "ж";
    const auto item = parse_one(with(R"("client_ref":")" + ref + R"(","validity":31622400)"));
    ASSERT_TRUE(item);
    EXPECT_EQ(item->client_ref, ref);
}

TEST(MessageRequest, NamesAllFieldsAtFaultButNotWithoutEnd) {
    const auto item = parse_one(R"({"to":1,"text":2,"class":"x","validity":"y"})");
    ASSERT_FALSE(item);
    EXPECT_EQ(item.error().errors.size(), 4U);
    EXPECT_EQ(item.error().code(), "wrong_type");

    std::string body = "{";
    for (int i = 0; i < 5000; ++i)
        body += "\"f" + std::to_string(i) + "\":0,";
    const auto flooded = parse_one(body + R"("to":"1","text":"a"})");
    ASSERT_FALSE(flooded);
    EXPECT_EQ(flooded.error().errors.size(), FIELD_ERRORS_MAX);
}

TEST(MessageRequest, ARefusedItemDoesNotStopTheOthers) {
    const auto request = parse_message_request(R"([{"to":"1","text":"a"}, 7, {"to":"2"}, {"to":"3","text":"c"}])");
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->is_array);
    ASSERT_EQ(request->items.size(), 4U);
    EXPECT_TRUE(request->items[0]);
    EXPECT_FALSE(request->items[1]);
    EXPECT_EQ(request->items[1].error().code(), "wrong_type");
    EXPECT_EQ(request->items[2].error().code(), "missing_field");
    EXPECT_EQ(request->items[3]->text, "c");
}

std::string array_of(size_t count) {
    std::string body = "[";
    for (size_t i = 0; i < count; ++i)
        body += i ? ",{}" : "{}";
    return body + "]";
}

TEST(MessageRequest, CountsTheItemsOfAnArray) {
    EXPECT_EQ(parse_message_request("[]").error().code(), "invalid_item_count");
    EXPECT_EQ(parse_message_request(array_of(1001)).error().code(), "invalid_item_count");
    const auto full = parse_message_request(array_of(1000));
    ASSERT_TRUE(full);
    EXPECT_EQ(full->items.size(), 1000U);
}

struct bad_body {
    std::string body;
    size_t line;
    size_t column;
};

class MessageBodies : public ::testing::TestWithParam<bad_body> {};

TEST_P(MessageBodies, AreRefusedWithThePlace) {
    const auto& [body, line, column] = GetParam();
    const auto request = parse_message_request(body);
    ASSERT_FALSE(request) << body;
    EXPECT_EQ(request.error().status(), 400);
    EXPECT_EQ(request.error().code(), "malformed_json");
    ASSERT_TRUE(request.error().where) << body;
    EXPECT_EQ(request.error().where->line, line) << body;
    EXPECT_EQ(request.error().where->column, column) << body;
}

INSTANTIATE_TEST_SUITE_P(
    Table, MessageBodies,
    ::testing::Values(bad_body{"", 1, 1}, bad_body{"   ", 1, 4}, bad_body{"hello", 1, 1}, bad_body{"\"a\"", 1, 1},
                      bad_body{" 12", 1, 2}, bad_body{"null", 1, 1}, bad_body{"{\n \"to\": \n,}", 3, 1},
                      bad_body{R"({"to":"1")", 1, 10}, bad_body{R"({"a":1,})", 1, 8}, bad_body{"{}x", 1, 3},
                      bad_body{"{} {}", 1, 4}, bad_body{R"({"a":NaN})", 1, 6}, bad_body{R"({"a":Infinity})", 1, 6},
                      bad_body{R"({"a":01})", 1, 7}, bad_body{R"({"a":+1})", 1, 6}, bad_body{R"({"a":0x1})", 1, 7},
                      bad_body{R"({"a":1.})", 1, 8}, bad_body{R"({'a':1})", 1, 2}, bad_body{"{\"a\":\"\n\"}", 1, 7},
                      bad_body{"[[[[[[[[[", 1, 9}, bad_body{"{}// no", 1, 3}, bad_body{R"({"a":"\x"})", 1, 8},
                      bad_body{R"({"a":"\uD800"})", 1, 13}, bad_body{"{\"a\":\"\xC0\xAF\"}", 1, 7},
                      bad_body{"{\"a\":\"\xED\xA0\x80\"}", 1, 7}, bad_body{"{\"a\":\"\xFF\"}", 1, 7},
                      bad_body{std::string{"{\0}", 3}, 1, 2}));

TEST(MessageRequest, SaysThatABodyIsNestedTooDeep) {
    const auto request = parse_message_request(std::string(100'000, '['));
    ASSERT_FALSE(request);
    EXPECT_TRUE(request.error().detail.contains("deeper than 8")) << request.error().detail;
}

TEST(MessageRequest, TakesEightLevels) {
    const auto item = parse_one(R"({"a":[[[[[[[]]]]]]]})");
    ASSERT_FALSE(item);
    EXPECT_EQ(item.error().code(), "missing_field");
}

}  // namespace
}  // namespace kaskad::gateway::api
