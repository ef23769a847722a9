#include "tshark.hpp"

#include "smpp/udh.hpp"
#include "tshark_expectation.hpp"

#include <gtest/gtest.h>

#include <set>

// A foreign decoder reads every PDU and every TLV we write.

namespace kaskad::smpp {

namespace {

namespace json = boost::json;

void compare_concatenation(const json::object& layers, const pdu_body& body) {
    const auto* const message = std::get_if<submit_sm>(&body);
    if (message == nullptr || (message->esm_class & esm::UDHI) == 0) return;
    const auto header = parse_udh(as_octets(message->short_message));
    ASSERT_TRUE(header.has_value());
    const auto expected = find_concatenation(*header);
    ASSERT_TRUE(expected.has_value());
    const json::value& layer = layers.at("gsm_sms_ud");
    const auto expect_number = [&](std::string_view name, int value) {
        EXPECT_EQ(values_of(layer, name), std::vector<std::string>{std::to_string(value)}) << name;
    };
    expect_number("gsm_sms.udh.mm.msg_id", expected->reference);
    expect_number("gsm_sms.udh.mm.msg_parts", expected->total);
    expect_number("gsm_sms.udh.mm.msg_part", expected->number);
}

// tshark reads one octet of its two.
bool ends_in_rep_num(const pdu_body& body) {
    const auto* const broadcast = std::get_if<broadcast_sm>(&body);
    return broadcast != nullptr && broadcast->tlvs.back().tag == tag::broadcast_rep_num;
}

}  // namespace

TEST(SmppTshark, ReadsEveryPduAsWeMeantIt) {
    if (!has_tshark()) GTEST_SKIP() << "tshark is not installed: no foreign decoder looked at our PDUs";
    const auto samples = pdu_samples();
    const json::array packets = dissect(samples);
    ASSERT_EQ(packets.size(), samples.size());
    size_t compared = 0;
    std::set<command_id> kinds;
    for (size_t i = 0; i < samples.size(); ++i) {
        SCOPED_TRACE(samples[i].name);
        const pdu& value = samples[i].value;
        const auto& layers = packets[i].at("_source").at("layers").as_object();
        EXPECT_TRUE(!layers.contains("_ws.malformed") || ends_in_rep_num(value.body));
        ASSERT_TRUE(layers.contains("smpp"));
        for (const auto& [name, values] : expected_fields(value)) {
            EXPECT_EQ(values_of(layers.at("smpp"), name), values) << name;
            compared += values.size();
        }
        compare_concatenation(layers, value.body);
        kinds.insert(id_of(value.body));
    }
    EXPECT_GT(compared, 2500U);
    EXPECT_EQ(kinds.size(), 33U);
}

}  // namespace kaskad::smpp
