#include "smpp/joined_text.hpp"
#include "tests/simulators/smsc_fixture.hpp"

namespace kaskad::gateway::simulators {

TEST_F(SmscFixture, SendsATextFromAHandsetToEveryAccountThatReceives) {
    const auto one = connect({.system_id = "a"});
    const auto two = connect({.system_id = "b"});
    const auto deaf = connect({.type = smpp::bind_type::transmitter, .system_id = "c"});
    centre().send_text({"491700000001", "8811", "Info, please"});
    ASSERT_TRUE(wait_for([&] { return one->texts.size() + two->texts.size() == 2; }));
    const auto& pdu = one->texts.at(0);
    EXPECT_EQ(pdu.source, (smpp::address{1, 1, "491700000001"}));
    EXPECT_EQ(pdu.destination, (smpp::address{0, 1, "8811"}));
    EXPECT_EQ(pdu.short_message, "Info, please");
    EXPECT_TRUE(
        wait_for([&] { return printed_.contains(R"("event":"text_answered","number":1,"status":"ESME_ROK")"); }));
    EXPECT_TRUE(printed_.contains(R"("event":"text_not_sent","system_id":"c")"));
    EXPECT_TRUE(deaf->texts.empty());
}

TEST_F(SmscFixture, SendsALongTextInParts) {
    const auto from = connect();
    const std::string text = "Здравствуйте! " + std::string(200, 'x');
    centre().send_text({"491700000001", "8811", text});
    ASSERT_TRUE(wait_for([&] { return from->texts.size() == 4; }));
    std::vector<smpp::text_piece> pieces;
    for (const auto& pdu : from->texts)
        pieces.push_back({pdu.short_message, true, pdu.data_coding});
    EXPECT_EQ(smpp::join_pieces(pieces).text, text);
    EXPECT_TRUE(from->receipts.empty());
}

}  // namespace kaskad::gateway::simulators
