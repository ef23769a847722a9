#include "tests/simulators/smsc_fixture.hpp"

#include <boost/json.hpp>

#include <sstream>

// The lines of JSON.

namespace kaskad::gateway::simulators {

class SmscOutput : public SmscFixture {
  protected:
    std::vector<boost::json::object> lines(const std::string& event) const {
        std::vector<boost::json::object> found;
        std::istringstream input{printed_};
        for (std::string line; std::getline(input, line);) {
            auto parsed = boost::json::parse(line).as_object();
            if (parsed.at("event").as_string() == event) found.push_back(std::move(parsed));
        }
        return found;
    }
};

TEST_F(SmscOutput, LogsEverySubmit) {
    options_.log_submits = true;
    const auto client = connect();
    auto first = message("79001115555", "say \"hi\"\n\x1b\x3c");
    client->submit(first);
    const auto parts =
        smpp::segment("Привет, это длинное сообщение на русском языке, которое не помещается в одну часть",
                      {{.width = smpp::reference_width::bits_8}, 77});
    for (const auto& part : parts->parts) {
        auto pdu = message("79001110001", part.short_message());
        pdu.esm_class = smpp::esm::UDHI;
        pdu.data_coding = 8;
        client->submit(pdu);
    }
    ASSERT_TRUE(wait_for([&] { return client->answers.size() == 3; }));
    ASSERT_TRUE(wait_for([&] { return printed_.size() > 0; }));
    const auto submits = lines("submit");
    ASSERT_EQ(submits.size(), 3U);
    EXPECT_EQ(submits[0].at("text").as_string(), "say \"hi\"\n[");
    EXPECT_EQ(submits[0].at("to").as_string(), "79001115555");
    EXPECT_EQ(submits[0].at("id").as_string(), client->answers[0].id);
    EXPECT_EQ(submits[0].at("system_id").as_string(), "a");
    EXPECT_EQ(submits[1].at("part").as_int64(), 1);
    EXPECT_EQ(submits[2].at("parts").as_int64(), 2);
    EXPECT_EQ(submits[2].at("reference").as_int64(), 77);
    EXPECT_EQ(submits[2].at("status").to_number<uint32_t>(), 0x0BU);
    const std::string whole =
        std::string{submits[1].at("text").as_string()} + std::string{submits[2].at("text").as_string()};
    EXPECT_EQ(whole, "Привет, это длинное сообщение на русском языке, которое не помещается в одну часть");
}

TEST_F(SmscOutput, SaysNothingUnasked) {
    const auto client = connect();
    submit_many(*client, 3);
    let_pass(150ms);
    EXPECT_EQ(printed_, "");
}

TEST_F(SmscOutput, PrintsStatistics) {
    options_.statistics_ms = 100;
    const auto client = connect();
    submit_many(*client, 20);
    ASSERT_TRUE(wait_for([&] {
        const auto all = lines("statistics");
        return !all.empty() && all.back().at("receipts_acknowledged").to_number<uint64_t>() == 20;
    }));
    const auto last = lines("statistics").back();
    EXPECT_EQ(last.at("binds").to_number<uint64_t>(), 1U);
    EXPECT_EQ(last.at("submits").to_number<uint64_t>(), 20U);
    EXPECT_EQ(last.at("accepted").to_number<uint64_t>(), 20U);
    EXPECT_EQ(last.at("receipts_waiting").to_number<uint64_t>(), 0U);
}

}  // namespace kaskad::gateway::simulators
