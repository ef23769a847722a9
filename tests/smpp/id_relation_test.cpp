#include "smpp/id_relation.hpp"

#include "smpp/message_id_forms.hpp"

#include <gmock/gmock.h>

#include <map>
#include <random>

namespace kaskad::smpp {

namespace {

receipt with_id(std::string id) {
    receipt value;
    value.id = std::move(id);
    value.has_text_id = true;
    return value;
}

std::vector<std::string> keys(const receipt& value, id_relation known = id_relation::unknown) {
    std::vector<std::string> result;
    for (const auto& reading : id_readings(value, known))
        result.push_back(reading.key);
    return result;
}

}  // namespace

TEST(SmppIdRelation, ForgetsCaseAndLeadingZeros) {
    EXPECT_EQ(plain_key("00AB12"), "ab12");
    EXPECT_EQ(plain_key("0000"), "0");
    EXPECT_EQ(plain_key("0"), "0");
    EXPECT_EQ(plain_key(""), "");
    EXPECT_EQ(plain_key("C87C2273-7EDB"), "c87c2273-7edb");
    EXPECT_EQ(plain_key("0-SAR-0"), "0-sar-0");
}

TEST(SmppIdRelation, ReadsANumberInEveryNotation) {
    EXPECT_EQ(id_readings(with_id("0489708364"), id_relation::unknown),
              (std::vector<id_reading>{{"489708364", id_relation::same},
                                       {"1d305b4c", id_relation::receipt_decimal},
                                       {*hex_to_decimal("489708364"), id_relation::receipt_hex}}));
    EXPECT_THAT(keys(with_id("1D305B4C")), testing::ElementsAre("1d305b4c", "489708364"));
    EXPECT_THAT(keys(with_id("c87c2273-7edb")), testing::ElementsAre("c87c2273-7edb"));
    EXPECT_THAT(keys(with_id("7")), testing::ElementsAre("7"));
    EXPECT_TRUE(keys(receipt{}).empty());
}

TEST(SmppIdRelation, PutsWhatIsKnownFirst) {
    EXPECT_EQ(keys(with_id("489708364"), id_relation::receipt_decimal).front(), "1d305b4c");
    EXPECT_EQ(keys(with_id("489708364"), id_relation::same).front(), "489708364");
}

TEST(SmppIdRelation, BelievesTheTlvToRepeatTheResponse) {
    auto value = with_id("38601fa");
    value.is_id_from_tlv = true;
    value.text_id = "0059113978";
    EXPECT_EQ(keys(value).front(), "38601fa");
    EXPECT_EQ(id_readings(value, id_relation::unknown).front().relation, id_relation::same);
}

// Ids of any size: the reading that the operator meant is among them, and finds the response's key.
TEST(SmppIdRelation, EveryHabitIsAmongTheReadings) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937_64 random{seed};
    for (int round = 0; round < 2'000; ++round) {
        const auto decimal = std::to_string(random() >> random() % 60) + (round % 3 == 0 ? "0123456789" : "");
        const auto hex = *decimal_to_hex(decimal);
        EXPECT_THAT(keys(with_id("00" + decimal)), testing::Contains(plain_key(hex)));
        EXPECT_THAT(keys(with_id(hex)), testing::Contains(plain_key("0" + decimal)));
        EXPECT_THAT(keys(with_id(hex)), testing::Contains(plain_key("0" + hex)));
    }
}

TEST(SmppIdRelation, IsPlainAfterTwentyThatAgree) {
    id_relation_tally tally;
    for (uint32_t count = 0; count + 1 < id_relation_tally::SAMPLES; ++count) {
        tally.note(id_relation::receipt_hex);
        ASSERT_FALSE(tally.take_verdict().has_value());
    }
    tally.note(id_relation::receipt_hex);
    EXPECT_EQ(tally.take_verdict(), id_relation::receipt_hex);
    EXPECT_FALSE(tally.take_verdict().has_value());
}

TEST(SmppIdRelation, IsNotPlainWhileTheyDisagree) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 200; ++round) {
        id_relation_tally tally;
        const uint32_t others = 2 + random() % 9;  // more than one in twenty
        for (uint32_t count = 0; count < id_relation_tally::SAMPLES; ++count)
            tally.note(count < others ? id_relation::same : id_relation::receipt_decimal);
        EXPECT_FALSE(tally.take_verdict().has_value()) << others;
    }
}

TEST(SmppIdRelation, IsTheModeCalledAuto) {
    EXPECT_EQ(parse_id_mode("auto"), id_mode::automatic);
    EXPECT_EQ(response_key("00AB", id_mode::automatic), "ab");
    EXPECT_THAT(receipt_keys(with_id("00AB"), id_mode::automatic), testing::ElementsAre("ab", "171"));
}

}  // namespace kaskad::smpp
