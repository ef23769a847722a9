#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Mistakes about money and prices, with the words and the place people are told.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ConfigPriceMistake, MoneyThatIsNoString) {
    const std::string why =
        "expected a decimal number in quotes, as \"0.0345\" (money is never floating point), found ";
    EXPECT_THAT(mistakes("[[price]]\nprice = 0.07\ncurrency = \"EUR\"\ndefault = true\n"),
                ElementsAre("kaskad.toml:2:9: price.price: " + why + "a number with a fraction"));
    EXPECT_THAT(mistakes("[[price]]\nprice = 1\ncurrency = \"EUR\"\ndefault = true\n"),
                ElementsAre("kaskad.toml:2:9: price.price: " + why + "a whole number"));
    EXPECT_THAT(mistakes(client_with("limit = 1.5\n")),
                ElementsAre("kaskad.toml:4:9: client.limit: " + why + "a number with a fraction"));
}

TEST(ConfigPriceMistake, MoneyThatIsNotExact) {
    const auto price = [](std::string_view text) {
        return mistakes("[[price]]\nprice = \"" + std::string{text} + "\"\ncurrency = \"EUR\"\ndefault = true\n");
    };
    EXPECT_THAT(price("0.00000001"), IsEmpty());
    EXPECT_THAT(price("0,07"), ElementsAre("kaskad.toml:2:9: price.price: '0,07' is not an exact decimal number: only "
                                           "digits and one '.' are allowed"));
    EXPECT_THAT(price("0.000000001"), ElementsAre("kaskad.toml:2:9: price.price: '0.000000001' is not an exact decimal "
                                                  "number: at most 8 decimals"));
    EXPECT_THAT(price("-1"), ElementsAre("kaskad.toml:2:9: price.price: a price is not negative"));
    EXPECT_THAT(mistakes(client_with("limit = \"-1\"\n")),
                ElementsAre("kaskad.toml:4:9: client.limit: must not be negative"));
}

TEST(ConfigPriceMistake, PricesOfNobody) {
    const auto with = [](std::string_view more) {
        return mistakes(link_with("") + client_with("") + price_with(more));  // prices begin on line 9
    };
    EXPECT_THAT(with("link = \"a\"\ndefault = true\n"), IsEmpty());
    EXPECT_THAT(with("client = \"c\"\ndefault = true\n"), IsEmpty());
    EXPECT_THAT(with("link = \"alpha\"\ndefault = true\n"),
                ElementsAre("kaskad.toml:12:8: price.link: no [[link]] is called \"alpha\""));
    EXPECT_THAT(with("client = \"d\"\ndefault = true\n"),
                ElementsAre("kaskad.toml:12:10: price.client: no [[client]] is called \"d\""));
    EXPECT_THAT(with("link = \"a\"\nclient = \"c\"\ndefault = true\n"),
                ElementsAre("kaskad.toml:13:10: price.client: a price is of a link or of a client, not of both"));
    EXPECT_THAT(
        mistakes("[[client]]\nname = \"shop\"\ncurrency = \"EUR\"\n" +
                 price_with("client = \"shpo\"\ndefault = true\n")),
        ElementsAre("kaskad.toml:7:10: price.client: no [[client]] is called \"shpo\"; did you mean \"shop\"?"));
}

TEST(ConfigPriceMistake, PricesForNowhereOrTwoPlaces) {
    const std::string why =
        "kaskad.toml:1:1: price: say where it holds, once: prefix, network, mcc, country, or default = true";
    EXPECT_THAT(mistakes(price_with("")), ElementsAre(why));
    EXPECT_THAT(mistakes(price_with("default = false\n")), ElementsAre(why));
    EXPECT_THAT(mistakes(price_with("country = \"DE\"\nnetwork = \"26201\"\n")), ElementsAre(why));
    EXPECT_THAT(mistakes(price_with("network = \"2620\"\n")),
                ElementsAre("kaskad.toml:4:11: price.network: expected a network as 5 or 6 digits (MCC and MNC, ITU-T "
                            "E.212), as \"26201\""));
    EXPECT_THAT(mistakes(price_with("country = \"Germany\"\n")).size(), 1u);
    EXPECT_THAT(mistakes(price_with("mcc = \"262\"\n")), IsEmpty());
    EXPECT_THAT(mistakes(price_with("prefix = \"49151\"\n")), IsEmpty());
    EXPECT_THAT(mistakes(price_with("mcc = \"262\"\nprefix = \"49151\"\n")), ElementsAre(why));
    EXPECT_THAT(mistakes(price_with("mcc = \"26\"\n")),
                ElementsAre("kaskad.toml:4:7: price.mcc: expected an MCC as 3 digits (ITU-T E.212), as \"262\""));
    for (const auto* prefix : {"+49", "0049", "1234567890123456"}) {
        EXPECT_THAT(mistakes(price_with("prefix = \"" + std::string{prefix} + "\"\n")),
                    ElementsAre("kaskad.toml:4:10: price.prefix: expected how numbers begin, country code first, as 1 "
                                "to 15 digits, as \"49151\""));
    }
}

TEST(ConfigPriceMistake, PricesOfNoClassOrSender) {
    EXPECT_THAT(mistakes(price_with("default = true\nclass = \"otp\"\nsenders = \"national\"\n")), IsEmpty());
    EXPECT_THAT(mistakes(price_with("default = true\nclass = \"any\"\n")).size(), 1u);
    EXPECT_THAT(mistakes(price_with("default = true\nsenders = \"any\"\n")).size(), 1u);
    const auto base = price_with("default = true\n");
    EXPECT_THAT(mistakes(base + price_with("default = true\nclass = \"otp\"\n")), IsEmpty());
    EXPECT_THAT(mistakes(base + price_with("default = true\n")).size(), 1u);
}

TEST(ConfigPriceMistake, SharesOnDelivery) {
    const auto with = [](std::string_view more) {
        return mistakes(link_with("") + client_with("") + price_with(more));  // prices begin on line 9
    };
    EXPECT_THAT(with("link = \"a\"\ndefault = true\ndelivered = \"1\"\n"), IsEmpty());
    EXPECT_THAT(with("link = \"a\"\ndefault = true\ndelivered = \"1.00000001\"\n"),
                ElementsAre("kaskad.toml:9:1: price: what is owed on delivery is a share of the price"));
    EXPECT_THAT(with("link = \"a\"\ndefault = true\ndelivered = 0.5\n").size(), 1u);
    const std::string why =
        ": price.delivered: only an operator (link) is paid a share on delivery; a client with "
        "charge = \"on_delivered\" pays all of it then";
    EXPECT_THAT(with("client = \"c\"\ndefault = true\ndelivered = \"0.5\"\n"), ElementsAre("kaskad.toml:14:13" + why));
    EXPECT_THAT(with("default = true\ndelivered = \"0.5\"\n"), ElementsAre("kaskad.toml:13:13" + why));
}

TEST(ConfigPriceMistake, PricesThatContradictEachOther) {
    EXPECT_THAT(mistakes(price_with("country = \"DE\"\n") + price_with("country = \"DE\"\n")),
                ElementsAre("kaskad.toml:5:1: price: row 1 already has a price for the same destination from the same "
                            "time"));
    EXPECT_THAT(mistakes(price_with("country = \"DE\"\n") + price_with("country = \"DE\"\nfrom = 2025-01-01\n")),
                IsEmpty());
    EXPECT_THAT(mistakes(price_with("default = true\nfrom = 2025-01-02\nto = 2025-01-02\n")),
                ElementsAre("kaskad.toml:1:1: price: the price ends before it begins"));
    EXPECT_THAT(
        mistakes(client_with("") + "[[price]]\nclient = \"c\"\ndefault = true\nprice = \"1\"\ncurrency = \"USD\"\n"),
        ElementsAre("kaskad.toml:8:12: price.currency: client \"c\" pays in EUR"));
}

TEST(ConfigPriceMistake, BuyPricesInTwoCurrencies) {
    EXPECT_THAT(
        mistakes(link_with("") + "[[price]]\nlink = \"a\"\ncountry = \"DE\"\nprice = \"1\"\ncurrency = \"EUR\"\n" +
                 "[[price]]\nlink = \"a\"\ncountry = \"FR\"\nprice = \"1\"\ncurrency = \"USD\"\n"),
        ElementsAre("kaskad.toml:11:1: price: buy prices are in one currency: this one is in USD, an earlier one "
                    "in EUR"));
}

}  // namespace
}  // namespace kaskad::config
