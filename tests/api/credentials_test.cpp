#include "gateway/api/credentials.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::api {
namespace {

facts::api_key make_key(std::string_view key, bool operator_scope = false) {
    return {.name = "k", .sha256 = net::to_hex(net::as_octets(net::sha256(key))), .operator_scope = operator_scope};
}

facts::client make_client(uint32_t id, std::vector<facts::api_key> keys) {
    facts::client client;
    client.id = core::client_id{id};
    client.keys = std::move(keys);
    return client;
}

TEST(Credentials, FindTheClientOfAKey) {
    credential_book book;
    book.apply({make_client(1, {make_key("a"), make_key("b", true)})});
    book.apply({make_client(2, {make_key("c")})});
    const auto known = book.snapshot();
    EXPECT_EQ(known->size(), 3U);
    ASSERT_NE(known->find("a"), nullptr);
    EXPECT_EQ(known->find("a")->client.value, 1U);
    EXPECT_FALSE(known->find("a")->operator_scope);
    EXPECT_TRUE(known->find("b")->operator_scope);
    EXPECT_EQ(known->find("c")->client.value, 2U);
    EXPECT_EQ(known->find("d"), nullptr);
    EXPECT_EQ(known->find(""), nullptr);
}

TEST(Credentials, FollowTheDeclarations) {
    credential_book book;
    book.apply({make_client(1, {make_key("a")})});
    const auto before = book.snapshot();
    auto changed = make_client(1, {make_key("b")});
    changed.enabled = false;
    book.apply({changed});
    const auto after = book.snapshot();
    EXPECT_NE(before->find("a"), nullptr) << "a snapshot does not change";
    EXPECT_EQ(after->find("a"), nullptr);
    ASSERT_NE(after->find("b"), nullptr);
    EXPECT_FALSE(after->find("b")->enabled);
    book.apply({changed, true});
    EXPECT_EQ(book.snapshot()->size(), 0U);
}

// Two clients with one key: whose message it would be, and who would pay, is not known.
TEST(Credentials, AKeyOfTwoClientsOpensNeither) {
    credential_book book;
    book.apply({make_client(1, {make_key("a")})});
    book.apply({make_client(2, {make_key("a")})});
    EXPECT_EQ(book.snapshot()->find("a"), nullptr);
}

TEST(Credentials, ADigestThatIsNoneIsPassedOver) {
    credential_book book;
    book.apply({make_client(1, {{.name = "x", .sha256 = "secret", .operator_scope = false}, make_key("a")})});
    EXPECT_EQ(book.snapshot()->size(), 1U);
}

TEST(BearerToken, IsTakenFromItsHeader) {
    EXPECT_EQ(bearer_token("Bearer demo"), "demo");
    EXPECT_EQ(bearer_token("bearer  demo"), "demo");
    for (const auto* header :
         {"", "Bearer", "Bearer ", "Basic demo", "Bearerdemo", "demo", "Bearer a b", "Bearer \xC3\xA9"})
        EXPECT_EQ(bearer_token(header), "") << header;
    EXPECT_EQ(bearer_token("Bearer " + std::string(257, 'a')), "");
}

}  // namespace
}  // namespace kaskad::gateway::api
