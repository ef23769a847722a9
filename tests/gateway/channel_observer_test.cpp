#include "gateway/channel_observer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <memory>

// What accounts count, as metrics: each growth once.

namespace kaskad::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

channels::account_counts viber() {
    channels::account_counts counts;
    counts.account = core::link_id{7};
    counts.name = "viber";
    counts.state = channels::account_state::up;
    counts.open = 4;
    counts.calls = 12;
    counts.outcomes[0] = 10;
    counts.unanswered = 2;
    counts.call_ms = 1'500;
    counts.callbacks = 5;
    counts.callbacks_put_off = 1;
    counts.callbacks_forged = 3;
    return counts;
}

}  // namespace

TEST(GatewayChannelObserver, CountsWhatHasGrownSinceTheLastLook) {
    api::metrics numbers{std::make_shared<prometheus::Registry>()};
    channel_observer observer{numbers};
    observer.observe(viber());
    observer.observe(viber());
    auto now = viber();
    now.outcomes[0] = 11;
    now.state = channels::account_state::down;
    observer.observe(now);
    const auto text = numbers.render();
    EXPECT_THAT(text, HasSubstr("kaskad_link_binds_bound{link=\"viber\"} 0"));
    EXPECT_THAT(text, HasSubstr("kaskad_channel_calls_open{account=\"viber\"} 4"));
    EXPECT_THAT(text, HasSubstr("kaskad_channel_calls_total{account=\"viber\",outcome=\"accepted\"} 11"));
    EXPECT_THAT(text, HasSubstr("kaskad_channel_calls_total{account=\"viber\",outcome=\"unanswered\"} 2"));
    EXPECT_THAT(text, HasSubstr("kaskad_channel_call_seconds_total{account=\"viber\"} 1.5"));
    EXPECT_THAT(text, HasSubstr("kaskad_channel_callbacks_total{account=\"viber\",result=\"taken\"} 4"));
    EXPECT_THAT(text, HasSubstr("kaskad_channel_callbacks_total{account=\"viber\",result=\"put_off\"} 1"));
    EXPECT_THAT(text, HasSubstr("kaskad_channel_callbacks_total{account=\"viber\",result=\"forged\"} 3"));
    EXPECT_THAT(text, Not(HasSubstr("result=\"unreadable\"")));
}

TEST(GatewayChannelObserver, AnAccountMadeAnewCountsFromItsBeginning) {
    api::metrics numbers{std::make_shared<prometheus::Registry>()};
    channel_observer observer{numbers};
    observer.observe(viber());
    auto anew = viber();
    anew.calls = 1;
    anew.outcomes[0] = 1;
    anew.unanswered = 0;
    observer.observe(anew);
    EXPECT_THAT(numbers.render(), HasSubstr("kaskad_channel_calls_total{account=\"viber\",outcome=\"accepted\"} 11"));
}

}  // namespace kaskad::gateway
