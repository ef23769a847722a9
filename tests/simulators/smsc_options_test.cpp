#include "gateway/simulators/smsc_options.hpp"

#include "gateway/simulators/agenda.hpp"
#include "gateway/simulators/chance.hpp"
#include "gateway/simulators/script.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace kaskad::gateway::simulators {

using smpp::command_status;

TEST(DelayLaw, ReadsAndWritesItsThreeForms) {
    for (const auto* text : {"0", "500", "200-3000", "lognormal:1500/20000"}) {
        const auto law = parse_delay_law(text);
        ASSERT_TRUE(law) << text;
        EXPECT_EQ(to_string(*law), text);
    }
    EXPECT_EQ(parse_delay_law("200-3000"), (delay_law{delay_law::kind::uniform, 200, 3000}));
}

TEST(DelayLaw, RefusesWhatIsNone) {
    for (const auto* text : {"", "x", "-5", "5-", "30-20", "lognormal:5", "lognormal:0/5", "lognormal:9/5", "1.5",
                             "99999999999999999999", "604800001"}) {
        EXPECT_FALSE(parse_delay_law(text)) << text;
    }
}

TEST(DelayLaw, KeepsItsBounds) {
    const delay_law uniform{delay_law::kind::uniform, 200, 300};
    EXPECT_EQ(uniform.delay_ms(0), 200);
    EXPECT_EQ(uniform.delay_ms(0.9999999), 300);
    EXPECT_EQ((delay_law{delay_law::kind::fixed, 7, 0}.delay_ms(0.5)), 7);
}

TEST(DelayLaw, HasTheMedianAndP95ItWasTold) {
    const delay_law law{delay_law::kind::lognormal, 1500, 20000};
    EXPECT_NEAR(static_cast<double>(law.delay_ms(0.5)), 1500, 2);
    EXPECT_NEAR(static_cast<double>(law.delay_ms(0.95)), 20000, 20);
    EXPECT_LE(law.delay_ms(1 - 0x1p-53), DELAY_MAX_MS);
    EXPECT_GE(law.delay_ms(0), 0);
}

TEST(Chance, IsSpreadEvenlyAndSaysTheSameAgain) {
    double sum = 0;
    for (uint64_t subject = 0; subject < 10'000; ++subject) {
        const auto number = chance{5, subject}.number(draw::outcome);
        ASSERT_GE(number, 0);
        ASSERT_LT(number, 1);
        sum += number;
    }
    EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
    EXPECT_EQ((chance{5, 1}.number(draw::outcome)), (chance{5, 1}.number(draw::outcome)));
    EXPECT_NE((chance{5, 1}.number(draw::outcome)), (chance{5, 1}.number(draw::error)));
    EXPECT_NE((chance{5, 1}.number(draw::outcome)), (chance{6, 1}.number(draw::outcome)));
}

TEST(Agenda, GivesItemsWhenTheyAreDueInOrder) {
    agenda<int> items;
    EXPECT_EQ(items.next_due(), INT64_MAX);
    items.add(20, 3);
    items.add(10, 1);
    items.add(10, 2);
    EXPECT_FALSE(items.poll(9));
    EXPECT_EQ(items.poll(10), 1);
    EXPECT_EQ(items.poll(10), 2);
    EXPECT_FALSE(items.poll(10));
    EXPECT_EQ(items.next_due(), 20);
    EXPECT_EQ(items.poll(100), 3);
    EXPECT_TRUE(items.is_empty());
}

TEST(SmscOptions, ReadErrorRates) {
    const auto rates = parse_error_rates("RSYSERR=0.01,ESME_RINVDSTADR=0.005,0x45=1,1025=0");
    ASSERT_TRUE(rates);
    EXPECT_EQ(*rates, (std::vector<error_rate>{{command_status::rsyserr, 0.01},
                                               {command_status::rinvdstadr, 0.005},
                                               {command_status::rsubmitfail, 1},
                                               {static_cast<command_status>(1025), 0}}));
    EXPECT_TRUE(parse_error_rates("")->empty());
    for (const auto* text : {"RSYSERR", "RSYSERR=2", "RSYSERR=-1", "NONSENSE=0.1", "ROK=0.1", "RSYSERR=x", "=0.1"})
        EXPECT_FALSE(parse_error_rates(text)) << text;
}

TEST(SmscOptions, ReadErrorCodesAndWords) {
    EXPECT_EQ(parse_error_codes("1,6,27"), (std::vector<uint32_t>{1, 6, 27}));
    EXPECT_FALSE(parse_error_codes("1000"));
    EXPECT_FALSE(parse_error_codes("1,x"));
    EXPECT_EQ(parse_id_form("hex"), id_form::hex);
    EXPECT_FALSE(parse_id_form("octal"));
    EXPECT_EQ(parse_receipt_policy("never"), receipt_policy::never);
    EXPECT_FALSE(parse_receipt_policy("sometimes"));
}

TEST(SmscOptions, NameTheirFault) {
    EXPECT_EQ(find_fault({}), "");
    EXPECT_NE(find_fault({.name = "sixteen-letters-"}), "");
    EXPECT_NE(find_fault({.delivered = 1.1}), "");
    EXPECT_NE(find_fault({.no_answer = 0.6, .errors = {{command_status::rsyserr, 0.5}}}), "");
    EXPECT_NE(find_fault({.messages_max = 0}), "");
    EXPECT_NE(find_fault({.receipt_window = 0}), "");
    EXPECT_NE(find_fault({.disconnect_ms = -1}), "");
}

TEST(Script, KnowsRecipientsByTheirLastDigits) {
    EXPECT_EQ(find_script("79001110001")->status, command_status::rinvdstadr);
    EXPECT_EQ(find_script("0003")->state, smpp::message_state::expired);
    EXPECT_TRUE(find_script("79001110002")->is_silent);
    EXPECT_FALSE(find_script("79001115555"));
    EXPECT_FALSE(find_script("001"));
    // The help speaks of each.
    for (int number = 0; number <= 12; ++number) {
        const auto digits = std::to_string(10'000 + number).substr(1);
        EXPECT_TRUE(find_script(digits)) << digits;
        EXPECT_TRUE(SCRIPT_HELP.contains("\n  " + digits + "  ")) << digits;
    }
}

}  // namespace kaskad::gateway::simulators
