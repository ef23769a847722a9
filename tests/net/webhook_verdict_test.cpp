#include "net/webhook_signature.hpp"

#include <gtest/gtest.h>

namespace kaskad::net {

namespace {

constexpr int64_t NOW_S = 1'800'000'000;
constexpr std::string_view BODY = R"({"number":"+491512345678"})";

http_fields signed_fields(int64_t utc_s = NOW_S, std::string_view key = "the key") {
    hmac_sha256_signer signer{key};
    http_fields fields;
    add_webhook_fields(fields, signer, {"msg_1", utc_s}, BODY);
    return fields;
}

webhook_verdict judge(const http_fields& fields, std::string_view body = BODY) {
    hmac_sha256_signer signer{"the key"};
    return verify_webhook(fields, signer, body, NOW_S);
}

http_fields without(const http_fields& all, std::string_view name) {
    http_fields left;
    for (size_t place = 0; place < all.size(); ++place)
        if (all.at(place).name != name) left.add(all.at(place).name, all.at(place).value);
    return left;
}

}  // namespace

TEST(WebhookVerdict, KnowsItsOwnSignature) {
    EXPECT_EQ(judge(signed_fields()), webhook_verdict::good);
}

TEST(WebhookVerdict, RefusesAnotherBodyOrKey) {
    EXPECT_EQ(judge(signed_fields(), "{}"), webhook_verdict::wrong);
    EXPECT_EQ(judge(signed_fields(NOW_S, "another")), webhook_verdict::wrong);
}

// A request that was listened to is worth nothing five minutes later, nor is one signed ahead.
TEST(WebhookVerdict, RefusesWhatIsNotOfNow) {
    EXPECT_EQ(judge(signed_fields(NOW_S - WEBHOOK_TOLERANCE_S)), webhook_verdict::good);
    EXPECT_EQ(judge(signed_fields(NOW_S - WEBHOOK_TOLERANCE_S - 1)), webhook_verdict::stale);
    EXPECT_EQ(judge(signed_fields(NOW_S + WEBHOOK_TOLERANCE_S + 1)), webhook_verdict::stale);
}

TEST(WebhookVerdict, NeedsAllThreeFields) {
    for (const auto* name : {"webhook-id", "webhook-timestamp", "webhook-signature"})
        EXPECT_EQ(judge(without(signed_fields(), name)), webhook_verdict::missing) << name;
    auto fields = without(signed_fields(), "webhook-timestamp");
    fields.add("webhook-timestamp", "now");
    EXPECT_EQ(judge(fields), webhook_verdict::missing);
}

// While a secret is changed a sender signs with both.
TEST(WebhookVerdict, OneOfSeveralSignaturesSuffices) {
    const auto good = signed_fields();
    auto fields = without(good, "webhook-signature");
    fields.add("webhook-signature", "v1,bm90aGluZw== " + std::string{*good.find("webhook-signature")});
    EXPECT_EQ(judge(fields), webhook_verdict::good);
    auto wrong = without(good, "webhook-signature");
    wrong.add("webhook-signature", "v1,bm90aGluZw== v1,");
    EXPECT_EQ(judge(wrong), webhook_verdict::wrong);
}

}  // namespace kaskad::net
