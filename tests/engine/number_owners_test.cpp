#include "engine/number_owners.hpp"

#include <gtest/gtest.h>

// Whose a text from a handset is: the nearest declaration counts.

namespace kaskad::engine::test {

namespace {

constexpr core::client_id ONE{1};
constexpr core::client_id TWO{2};

class EngineNumberOwners : public testing::Test {
  protected:
    void declare(core::client_id client, facts::client_number number) {
        clients_[client].digest = "1";
        clients_[client].numbers.push_back(std::move(number));
    }

    uint32_t owner(std::string_view number, std::string_view text = "", std::string_view link = "alpha") const {
        const number_owners owners{clients_, endpoints_};
        const auto* found = owners.find(link, number, text);
        return found == nullptr ? 0 : found->client.value;
    }

    std::map<core::client_id, facts::client> clients_;
    std::map<core::endpoint_id, facts::endpoint> endpoints_;
};

}  // namespace

TEST_F(EngineNumberOwners, AWholeNumberComesBeforeAPrefixAndALongerPrefixBeforeAShorterOne) {
    declare(ONE, {.address = "49", .is_prefix = true});
    declare(TWO, {.address = "49151", .is_prefix = true});
    declare(ONE, {.address = "4915123"});
    EXPECT_EQ(owner("4915123"), 1U);
    EXPECT_EQ(owner("49151234"), 2U);
    EXPECT_EQ(owner("491"), 1U);
    EXPECT_EQ(owner("49"), 1U);
    EXPECT_EQ(owner("4"), 0U);
    EXPECT_EQ(owner(""), 0U);
}

TEST_F(EngineNumberOwners, TheLongestKeywordThatFitsCounts) {
    declare(ONE, {.address = "8811"});
    declare(TWO, {.address = "8811", .keyword = "info"});
    declare(ONE, {.address = "8811", .keyword = "INFO Sport"});
    EXPECT_EQ(owner("8811", "info"), 2U);
    EXPECT_EQ(owner("8811", "Info  SPORT now"), 1U);
    EXPECT_EQ(owner("8811", "information"), 1U);
    EXPECT_EQ(owner("8811"), 1U);
}

TEST_F(EngineNumberOwners, WithoutAFittingKeywordAnotherPrefixMayOwnIt) {
    declare(ONE, {.address = "8811", .keyword = "JOIN"});
    EXPECT_EQ(owner("8811", "hello"), 0U);
    declare(TWO, {.address = "88", .is_prefix = true});
    EXPECT_EQ(owner("8811", "hello"), 2U);
    EXPECT_EQ(owner("8811", "join"), 1U);
}

TEST_F(EngineNumberOwners, OneShortCodeMayBeOfTwoClientsAtTwoOperators) {
    declare(ONE, {.address = "8811"});
    declare(TWO, {.address = "8811", .link = "beta"});
    EXPECT_EQ(owner("8811", "", "beta"), 2U);
    EXPECT_EQ(owner("8811", "", "alpha"), 1U);
}

TEST_F(EngineNumberOwners, AnEndpointIsFoundByItsNameAmongTheClientsOwn) {
    endpoints_[{7}] = {.id = {7}, .client = TWO, .name = "main"};
    endpoints_[{8}] = {.id = {8}, .client = ONE, .name = "main"};
    declare(ONE, {.address = "8811", .keyword = "Hi", .endpoint = "main"});
    const number_owners owners{clients_, endpoints_};
    const auto* found = owners.find("alpha", "8811", "hi!");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->endpoint, core::endpoint_id{8});
    EXPECT_EQ(found->keyword, "Hi");
    EXPECT_TRUE(owners.has_any("alpha", "8811"));
    EXPECT_FALSE(owners.has_any("alpha", "8812"));
}

TEST_F(EngineNumberOwners, ARemovedClientOwnsNothing) {
    declare(ONE, {.address = "8811"});
    clients_[ONE].digest.clear();
    EXPECT_EQ(owner("8811"), 0U);
}

}  // namespace kaskad::engine::test
