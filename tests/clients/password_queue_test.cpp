#include "gateway/clients/password_queue.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::clients {
namespace {

password_check check_of(std::string address, std::string system_id) {
    return {.address = std::move(address), .system_id = std::move(system_id), .password = "", .hash = {}, .done = {}};
}

TEST(ClientsPasswordQueue, ServesAddressesInTurn) {
    password_queue queue{{.per_address_max = 8, .total_max = 100}};
    for (const auto* guess : {"a1", "a2", "a3"})
        ASSERT_TRUE(queue.try_add(check_of("attacker", guess)));
    ASSERT_TRUE(queue.try_add(check_of("client", "c1")));
    std::string order;
    while (!queue.is_empty())
        order += queue.take().system_id + " ";
    EXPECT_EQ(order, "a1 c1 a2 a3 ");
}

TEST(ClientsPasswordQueue, HasRoomForOthersWhenOneAddressHasFilledItsLine) {
    password_queue queue{{.per_address_max = 2, .total_max = 3}};
    EXPECT_TRUE(queue.try_add(check_of("a", "1")));
    EXPECT_TRUE(queue.try_add(check_of("a", "2")));
    auto third = check_of("a", "3");
    EXPECT_FALSE(queue.try_add(std::move(third)));
    EXPECT_EQ(third.system_id, "3") << "untouched";
    EXPECT_TRUE(queue.try_add(check_of("b", "4")));
    EXPECT_FALSE(queue.try_add(check_of("c", "5"))) << "all lines together are bounded too";
    EXPECT_EQ(queue.size(), 3U);
    queue.take();
    EXPECT_TRUE(queue.try_add(std::move(third)));
}

}  // namespace
}  // namespace kaskad::gateway::clients
