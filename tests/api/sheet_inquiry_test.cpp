#include "gateway/api/sheet_inquiry.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace kaskad::gateway::api {
namespace {

constexpr facts::token TOKEN = 5;

facts::owner_prices prices_of(routing::price_owner owner, uint32_t id) {
    return {.version = 7, .owner = owner, .owner_id = id};
}

facts::contract_row contract_of(uint32_t client, std::string name, uint32_t days) {
    facts::contract_row row{{}, std::move(name)};
    row.value.client = {client};
    row.value.notice_days = days;
    return row;
}

facts::client_standing client_of(uint32_t id, std::string name) {
    facts::client_standing row;
    row.value.id = {id};
    row.value.name = std::move(name);
    return row;
}

template <typename Command>
Command asked(const std::optional<facts::command>& command) {
    EXPECT_TRUE(command.has_value());
    const auto* found = command ? std::get_if<Command>(&*command) : nullptr;
    EXPECT_NE(found, nullptr);
    return found ? *found : Command{};
}

const facts::contracts CONTRACTS{
    {contract_of(1, "shop", 30), contract_of(2, "bank", 0), contract_of(3, "gone", 30), contract_of(4, "zoo", 7)}};

facts::client_standings clients() {
    facts::client_standings told{
        {client_of(1, "shop"), client_of(2, "bank"), client_of(3, "gone"), client_of(4, "zoo"), client_of(5, "kiosk")}};
    told.rows[2].value.enabled = false;
    told.rows[4].value.parent = {1};
    return told;
}

TEST(ApiSheetInquiry, OfALinkOnlyItsPricesAreAsked) {
    sheet_inquiry inquiry{{.owner = {"alpha", ""}}};
    EXPECT_EQ(asked<facts::query_prices>(inquiry.first(TOKEN)).owner.link, "alpha");
    EXPECT_FALSE(inquiry.take({TOKEN, 0, prices_of(routing::price_owner::link, 3)}));
    EXPECT_EQ(inquiry.prices().owner_id, 3U);
    EXPECT_TRUE(inquiry.told().empty());
}

TEST(ApiSheetInquiry, OfAClientThatIsToldTheListIsAskedToo) {
    sheet_inquiry inquiry{{.owner = {"", "shop"}}};
    asked<facts::query_contracts>(inquiry.take({TOKEN, 0, prices_of(routing::price_owner::client, 1)}));
    EXPECT_EQ(asked<facts::query_clients>(inquiry.take({TOKEN, 0, CONTRACTS})).reply_to, TOKEN);
    const auto list = asked<facts::query_prices>(inquiry.take({TOKEN, 0, clients()}));
    EXPECT_EQ(list.owner.client + list.owner.link, "");
    EXPECT_FALSE(inquiry.take({TOKEN, 0, prices_of(routing::price_owner::price_list, 1)}));
    ASSERT_EQ(inquiry.told().size(), 1U);
    EXPECT_EQ(inquiry.told()[0].notice_days, 30U);
    EXPECT_EQ(inquiry.others().size(), 1U);
}

TEST(ApiSheetInquiry, OfAClientThatIsNotToldNothingElseIs) {
    sheet_inquiry inquiry{{.owner = {"", "bank"}}};
    inquiry.take({TOKEN, 0, prices_of(routing::price_owner::client, 2)});
    inquiry.take({TOKEN, 0, CONTRACTS});
    EXPECT_FALSE(inquiry.take({TOKEN, 0, clients()}));
    sheet_inquiry other{{.owner = {"", "bank"}}};
    other.take({TOKEN, 0, prices_of(routing::price_owner::client, 2)});
    EXPECT_FALSE(other.take({TOKEN, 0, facts::contracts{}}));
}

TEST(ApiSheetInquiry, OfTheListEachClientThatIsToldIsAsked) {
    sheet_inquiry inquiry{{.owner = {}}};
    inquiry.take({TOKEN, 0, prices_of(routing::price_owner::price_list, facts::DEFAULT_PRICE_LIST.value)});
    inquiry.take({TOKEN, 0, CONTRACTS});
    EXPECT_EQ(asked<facts::query_prices>(inquiry.take({TOKEN, 0, clients()})).owner.client, "shop");
    EXPECT_EQ(
        asked<facts::query_prices>(inquiry.take({TOKEN, 0, prices_of(routing::price_owner::client, 1)})).owner.client,
        "zoo");
    EXPECT_FALSE(inquiry.take({TOKEN, 0, prices_of(routing::price_owner::client, 4)}));
    EXPECT_EQ(inquiry.told().size(), 2U);
    EXPECT_EQ(inquiry.others().size(), 2U);
}

}  // namespace
}  // namespace kaskad::gateway::api
