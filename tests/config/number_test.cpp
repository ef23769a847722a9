#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// [[client.number]]: whose texts from handsets are, and what is refused with place and remedy.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string number(std::string_view more) {
    return "[[client.number]]\n" + std::string{more};
}

const std::string ENDPOINT =
    "[[client.endpoint]]\nname = \"main\"\nurl = \"https://shop.example/\"\n"
    "secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n";
const std::string ACCOUNT = "[[client.account]]\nsystem_id = \"shop\"\npassword = \"hunter2\"\n";

TEST(ConfigNumber, IsReadWithItsOwnersEndpointOrAccount) {
    const auto result =
        read(link_with("") + client_with(ENDPOINT + ACCOUNT + "inbound_split = \"payload\"\n" +
                                         number("address = \"+49151\"\nprefix = true\nlink = \"a\"\n") +
                                         number("address = \"8811\"\nkeyword = \"Join\"\nendpoint = \"main\"\n") +
                                         number("address = \"8811\"\naccount = \"shop\"\n")));
    ASSERT_TRUE(result) << to_string(result.error()[0]);
    const auto& [client, endpoints, parent] = result->declared.clients.at(0);
    ASSERT_EQ(client.numbers.size(), 3U);
    EXPECT_EQ(client.numbers[0].address, "49151");
    EXPECT_TRUE(client.numbers[0].is_prefix);
    EXPECT_EQ(client.numbers[0].link, "a");
    EXPECT_EQ(client.numbers[1].endpoint, "main");
    EXPECT_EQ(client.numbers[1].keyword, "Join");
    EXPECT_EQ(client.numbers[2].endpoint, endpoints[1].name);
    EXPECT_EQ(endpoints[1].inbound_split, smpp::split_way::payload);
    const auto kind = static_cast<uint8_t>(facts::event_kind::inbound);
    EXPECT_THAT(endpoints[1].kinds, ::testing::Contains(kind));
}

TEST(ConfigNumber, AddressesAreDigits) {
    for (const auto* bad : {"", "+", "88 11", "Shop", "123456789012345678901"}) {
        EXPECT_THAT(mistakes(client_with(number("address = \"" + std::string{bad} + "\"\n"))),
                    ElementsAre(HasSubstr("expected 1 to 20 digits")))
            << bad;
    }
    EXPECT_THAT(mistakes(client_with(number(""))), ElementsAre(HasSubstr("client.number.address")));
}

TEST(ConfigNumber, WhoIsToldMustBeTheClientsOwn) {
    EXPECT_THAT(mistakes(client_with(number("address = \"1\"\naccount = \"shop\"\n"))),
                ElementsAre(HasSubstr("kaskad.toml:6:11: client.number.account: the client has no [[client.account]] "
                                      "with system_id \"shop\"")));
    EXPECT_THAT(mistakes(client_with(number("address = \"1\"\nendpoint = \"main\"\n"))),
                ElementsAre(HasSubstr("the client has no [[client.endpoint]] \"main\"")));
    EXPECT_THAT(mistakes(client_with(ENDPOINT + ACCOUNT +
                                     number("address = \"1\"\naccount = \"shop\"\nendpoint = \"main\"\n"))),
                ElementsAre(HasSubstr("write either account or endpoint")));
    EXPECT_THAT(mistakes(client_with(ENDPOINT + "kinds = [\"message.failed\"]\n" +
                                     number("address = \"1\"\nendpoint = \"main\"\n"))),
                ElementsAre(HasSubstr("add \"message.inbound\" to its kinds")));
    EXPECT_THAT(mistakes(client_with(number("address = \"1\"\nlink = \"a\"\n"))),
                ElementsAre(HasSubstr("there is no link \"a\"")));
}

TEST(ConfigNumber, TheSameNumberAndKeywordStandOnce) {
    const auto twice = mistakes(client_with(number("address = \"8811\"\nkeyword = \"JOIN us\"\n") +
                                            number("address = \"+8811\"\nkeyword = \"join  US\"\n")));
    EXPECT_THAT(twice, ElementsAre(HasSubstr("stands already on line 5")));
    EXPECT_THAT(mistakes(client_with(number("address = \"8811\"\n") + number("address = \"8811\"\nprefix = true\n") +
                                     number("address = \"8811\"\nkeyword = \"a\"\n"))),
                IsEmpty());
}

TEST(ConfigNumber, ALinkSaysHowItsTextsAreRead) {
    const auto result =
        read(link_with("data_coding_scheme = \"gsm\"\nucs2_order = \"little_endian\"\n"
                       "japanese = \"euc_jp\"\nrefuse_unowned = true\n"));
    ASSERT_TRUE(result) << to_string(result.error()[0]);
    const auto& link = result->declared.links.at(0);
    EXPECT_EQ(link.coding_scheme, smpp::coding_scheme::gsm_23038);
    EXPECT_EQ(link.ucs2_order, smpp::octet_order::little_endian);
    EXPECT_EQ(link.japanese, smpp::japanese_form::euc_jp);
    EXPECT_TRUE(link.refuse_unowned);
}

}  // namespace
}  // namespace kaskad::config
