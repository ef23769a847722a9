#include "gateway/clients/account.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::clients {
namespace {

facts::client client_of(uint32_t id, const std::string& system_id) {
    facts::client client;
    client.id = core::client_id{id};
    client.accounts.push_back({.system_id = system_id, .addresses = {"10.0.0.0/8"}});
    return client;
}

facts::endpoint receipts_of(uint32_t id, uint32_t client, const std::string& system_id) {
    facts::endpoint endpoint;
    endpoint.id = core::endpoint_id{id};
    endpoint.client = core::client_id{client};
    endpoint.url = system_id;
    endpoint.kind = facts::endpoint_kind::smpp;
    return endpoint;
}

TEST(ClientsAccount, IsFoundBySystemIdAndByItsReceipts) {
    account_book book;
    book.apply({client_of(1, "shop")});
    book.apply(facts::publish_endpoint{receipts_of(7, 1, "shop")});
    const auto known = book.snapshot();
    ASSERT_NE(known->find("shop"), nullptr);
    EXPECT_EQ(known->find("shop")->endpoint.value, 7U);
    EXPECT_EQ(known->find(core::endpoint_id{7}), known->find("shop"));
    EXPECT_EQ(known->find("SHOP"), nullptr);
    EXPECT_EQ(known->find(core::endpoint_id{8}), nullptr);
}

TEST(ClientsAccount, ComesOnlyFromItsAddresses) {
    account_book book;
    book.apply({client_of(1, "shop")});
    const auto known = book.snapshot()->find("shop");
    EXPECT_TRUE(known->may_come_from("10.1.2.3"));
    EXPECT_FALSE(known->may_come_from("127.0.0.1"));
}

TEST(ClientsAccount, OfTwoClientsWithOneSystemIdNeitherBinds) {
    account_book book;
    book.apply({client_of(1, "shop")});
    book.apply({client_of(2, "shop")});
    EXPECT_EQ(book.snapshot()->find("shop"), nullptr);
    book.apply({client_of(2, "shop"), true});
    ASSERT_NE(book.snapshot()->find("shop"), nullptr);
    EXPECT_EQ(book.snapshot()->find("shop")->client.value, 1U);
}

TEST(ClientsAccount, AnEndpointThatIsGoneKeepsNoReceipts) {
    account_book book;
    book.apply({client_of(1, "shop")});
    book.apply(facts::publish_endpoint{receipts_of(7, 1, "shop")});
    book.apply(facts::publish_endpoint{receipts_of(7, 1, "shop"), true});
    EXPECT_FALSE(book.snapshot()->find("shop")->endpoint);
}

}  // namespace
}  // namespace kaskad::gateway::clients
