#include "gateway/simulators/channel_signature.hpp"

#include "gateway/simulators/channel_jwt.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::simulators {
namespace {

// All expected values by the command line of openssl 3.0.

// printf '{"a":1}' | openssl dgst -sha256 -hmac 'app secret'
TEST(ChannelSignature, OfWhatsApp) {
    EXPECT_EQ(sign_whatsapp("app secret", R"({"a":1})"),
              "sha256=fc55c1418941a60cb50c78f1ff5de2ac07413237e4fc067a9c0cbe27c307ab2a");
}

// K=$(printf AAGtoken | openssl dgst -sha256 -r | cut -d' ' -f1)
// printf '1700000000\n{"a":1}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$K
TEST(ChannelSignature, OfTelegramGateway) {
    EXPECT_EQ(sign_telegram_gateway("AAGtoken", "1700000000", R"({"a":1})"),
              "33b8953549604eda386301cce80364cfa05e911fb75ccd6ee76cccb65d56bac2");
}

// printf 'URLCallSidCA01CallStatusringingTo+79161234500' | openssl dgst -sha1 -hmac auth -binary | openssl base64
TEST(ChannelSignature, OfTwilioSortsTheParameters) {
    EXPECT_EQ(sign_twilio("auth", "http://127.0.0.1:8080/v1/channels/twilio/callbacks",
                          {{"To", "+79161234500"}, {"CallStatus", "ringing"}, {"CallSid", "CA01"}}),
              "Djn+AQuXGN+L6LIq7T9gijvQWz8=");
}

// printf '{"a":1}' | openssl dgst -sha256 -hmac ack
TEST(ChannelSignature, OfAnAcknowledgedPush) {
    EXPECT_EQ(hex_hmac("ack", R"({"a":1})"), "1d838e238048b59ec18b81c996d6d0e6c6aec754537d7c25fdc54ed61ebe60f2");
}

TEST(ChannelSignature, ForgedIsAnotherOfTheSameLength) {
    for (const auto* text : {"sha256=00ff", "Djn+AQuXGN+L6LIq7T9gijvQWz8=", "ab", "0"}) {
        EXPECT_NE(forge(text), text);
        EXPECT_EQ(forge(text).size(), std::string{text}.size());
    }
    EXPECT_EQ(forge(""), "0");
}

// openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024; it opens nothing.
constexpr std::string_view KEY = R"(-----BEGIN PRIVATE KEY-----
MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAMXKuXdXe+/DBF6y
h8OhMFn5uWGv15xsVhky7f9xxvun7dhSnWsMx/VtL4x1ZPwdzCgH/46WiPO5t8MT
bNtD2dSiRWdz+2FCLVBCL2roY72UioU1O+Zwl5UCmOciIUnVkK1UFWshizPt79rV
gD9zuXbEDLIYtVRnXFF7xOIumxTRAgMBAAECgYA3BkbCZJwd/2rfzVrnmZgR798a
xgh9g8YQDJMZVVW9/OG2JIWWml+mb1GjCaWmXcPF/zOhP0+qPihZJLZL6XxXpcNE
Gq2T2WSzcMY6Oa9RAbgmJYCmcwot7uDTVi/gDw4EgiYagfb+fvI5kGAH1QTpuE9Z
4KWUhJ7ffO2TYKJp4QJBAO6CQKaqQ/gsTe/CQoqfnrxAeo7/Q8vy8zZWQwSshq2N
Erv78bvocwOPlJO4InTmah9Iz5oIKxIz1bpV2OmnF7cCQQDUTA47CiR+HgjfYIjb
5BjDt3Pvfi43rJgCpTxWBnqbLeb55vkAvgsVDSSiQDDrUx+N1bbpLD8YAMXzzH2O
Vee3AkB9vr5HIE1lcjZEya47V5xgs73p1jrwM852P1RmCm+W4GGYKmRwJUU+A1zZ
5KKF71TT2ZdaJiRPHHT6IHiT9zxRAkBg+sVdbwqwmiPPdxfN62rsrTdG5ktSn4Np
YfYoDhmgHd3vtvV0w1vop/JeNBikx3oYntJJvi6sVl4XOwj4JoINAkEA0lVVN+F2
5H8zFbOJQfX9t29lzOQYUYu17F2Mg4SGQ51FdulbHsLHYHwLX6LEFvC7ljN3NCAa
QuZ0abqayDN3gg==
-----END PRIVATE KEY-----
)";

constexpr std::string_view HEADER = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9";
constexpr std::string_view CLAIMS =
    "eyJpc3MiOiJrYXNrYWRAc2ltIiwic2NvcGUiOiJodHRwczovL3d3dy5nb29nbGVhcGlzLmNvbS9hdXRoL2ZpcmViYXNlLm1lc3NhZ2luZyIsImF1"
    "ZCI6Imh0dHBzOi8vb2F1dGgyLmdvb2dsZWFwaXMuY29tL3Rva2VuIiwiaWF0IjoxNzAwMDAwMDAwLCJleHAiOjE3MDAwMDM2MDB9";
// printf '%s.%s' "$HEADER" "$CLAIMS" | openssl dgst -sha256 -sign key.pem -binary | openssl base64 -A | tr '+/' '-_'
constexpr std::string_view SIGNATURE =
    "wMrk0BrJSlOlRSrgScyYzA0UHmZV3j6qa1nEivu3JY3xym6YbFolljDguRQ75pO0mGHADZTV6tqKk2gQ4N32AwL0DQz-C75xaSV3KMCmfYNUEeVw"
    "LTcvh5pY5_VWxy1VxGbv0atbThr4cUeCtRmnjbRpqbZH6elu1i3z8oqzx5w";

std::string token(std::string_view header, std::string_view signature) {
    return std::string{header}.append(".").append(CLAIMS).append(".").append(signature);
}

TEST(ChannelJwt, ReadsATokenThatWasSignedWithTheKey) {
    const auto claims = verify_jwt(token(HEADER, SIGNATURE), KEY);
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->issuer, "kaskad@sim");
    EXPECT_EQ(claims->audience, "https://oauth2.googleapis.com/token");
    EXPECT_EQ(claims->scope, "https://www.googleapis.com/auth/firebase.messaging");
    EXPECT_EQ(claims->issued_s, 1'700'000'000);
    EXPECT_EQ(claims->expires_s, 1'700'003'600);
}

TEST(ChannelJwt, RefusesWhatWasNot) {
    EXPECT_FALSE(verify_jwt(token(HEADER, forge(std::string{SIGNATURE})), KEY));
    EXPECT_FALSE(verify_jwt(token("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", SIGNATURE), KEY)) << "HS256";
    EXPECT_FALSE(verify_jwt("", KEY));
    EXPECT_FALSE(verify_jwt("a.b", KEY));
    EXPECT_FALSE(verify_jwt(token(HEADER, SIGNATURE), "no key"));
}

TEST(ChannelJwt, AMadeKeyIsOneAndAnother) {
    const auto made = make_rsa_key();
    EXPECT_TRUE(is_rsa_key(made));
    EXPECT_FALSE(is_rsa_key("no key"));
    EXPECT_FALSE(verify_jwt(token(HEADER, SIGNATURE), made));
}

}  // namespace
}  // namespace kaskad::gateway::simulators
