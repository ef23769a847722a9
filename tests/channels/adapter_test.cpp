#include "channels/adapter.hpp"

#include "tests/channels/golden.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kaskad::channels {

TEST(ChannelAdapters, StandInOrderOfTheirNames) {
    std::vector<std::string_view> names;
    for (const auto* one : adapters())
        names.push_back(one->name());
    EXPECT_EQ(names, (std::vector<std::string_view>{"fcm", "smtp", "telegram_bot", "telegram_gateway", "twilio_voice",
                                                    "viber_business", "voice", "webhook", "whatsapp_cloud"}));
}

TEST(ChannelAdapters, AreFoundByName) {
    for (const auto* one : adapters())
        EXPECT_EQ(find_adapter(one->name()), one);
    EXPECT_EQ(find_adapter("whatsapp"), nullptr);
    EXPECT_EQ(find_adapter(""), nullptr);
}

TEST(ChannelAdapters, ExplainTheirSettings) {
    for (const auto* one : adapters()) {
        std::set<std::string_view> names;
        for (const auto& form : one->settings()) {
            EXPECT_TRUE(names.insert(form.name).second) << one->name() << " " << form.name;
            EXPECT_TRUE(form.meaning.ends_with('.')) << one->name() << " " << form.name;
            EXPECT_FALSE(form.is_required && !form.usual.empty()) << one->name() << " " << form.name;
            EXPECT_FALSE(form.is_secret && !form.usual.empty()) << one->name() << " " << form.name;
        }
    }
}

// What a cascade is checked by when it is saved.
TEST(ChannelAdapters, SayWhatCanBeProved) {
    const auto proves = [](std::string_view name) {
        const auto can = find_adapter(name)->capability();
        return std::string{can.proves_sent ? "sent " : ""} + (can.proves_delivered ? "delivered " : "") +
               (can.proves_read ? "read" : "");
    };
    EXPECT_EQ(proves("whatsapp_cloud"), "sent delivered read");
    EXPECT_EQ(proves("viber_business"), "delivered read");
    EXPECT_EQ(proves("telegram_gateway"), "sent delivered read");
    EXPECT_EQ(proves("telegram_bot"), "sent ");
    EXPECT_EQ(proves("fcm"), "sent delivered read");
    EXPECT_EQ(proves("twilio_voice"), "sent delivered read");
    EXPECT_EQ(proves("smtp"), "sent delivered ");
}

TEST(ChannelAdapters, SignTheirCallbacksOrSaySo) {
    for (const auto* one : adapters())
        EXPECT_EQ(one->signs_callbacks(),
                  one->name() != "viber_business" && one->name() != "voice" && one->name() != "smtp")
            << one->name();
}

TEST(ChannelAdapters, TakeAsUsualWhatIsNotWritten) {
    const auto& whatsapp = *find_adapter("whatsapp_cloud");
    EXPECT_EQ(whatsapp.setting(make_account({}), "base_url"), "https://graph.facebook.com");
    EXPECT_EQ(whatsapp.setting(make_account({{"base_url", "http://127.0.0.1:9"}}), "base_url"), "http://127.0.0.1:9");
    EXPECT_EQ(whatsapp.setting(make_account({}), "access_token"), "");
    EXPECT_EQ(whatsapp.setting(make_account({}), "of nobody"), "");
    EXPECT_EQ(make_account({}).get("base_url"), "");
}

TEST(ChannelAdapters, ReadNumbersOfSettings) {
    const auto& voice = *find_adapter("voice");
    EXPECT_EQ(voice.whole_setting(make_account({}), "ring_s"), 30);
    EXPECT_EQ(voice.whole_setting(make_account({{"ring_s", "12"}}), "ring_s"), 12);
    EXPECT_EQ(voice.whole_setting(make_account({{"ring_s", "12s"}}), "ring_s"), 0);
}

TEST(ChannelAttempt, IsWrittenAndReadAgain) {
    EXPECT_EQ(to_text(PART), ATTEMPT);
    EXPECT_EQ(parse_attempt(ATTEMPT), PART);
    const facts::part_ref largest{{INT64_MAX}, 255, 1};
    EXPECT_LE(to_text(largest).size(), 24u);
    EXPECT_EQ(parse_attempt(to_text(largest)), largest);
}

TEST(ChannelAttempt, OfSomebodyElseIsNone) {
    for (const auto* text : {"", ".", "1", "1.", ".1", "1.0", "1.01", "1.256", "1.1.1", "01.1", "-1.1", "1.-1", "1.1 ",
                             "x.1", "99999999999999999999.1", "18446744073709551616.1"})
        EXPECT_EQ(parse_attempt(text), facts::part_ref{}) << text;
}

}  // namespace kaskad::channels
