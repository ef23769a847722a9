#include "channels/adapter.hpp"
#include "engine/facts/cascade_names.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/simulators/channel_world.hpp"
#include "net/url.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Each adapter against the simulated provider that was written from the provider's documents, apart from it: what one
// sends the other must take, and what one reports the other must read.

namespace kaskad::gateway {
namespace {

using channels::adapter;
using simulators::channel_world;
using simulators::provider;

constexpr int64_t UTC_MS = 1'700'000'000'000;
constexpr int64_t DELAY_MS = 1'000;
constexpr std::string_view HOST = "http://127.0.0.1:23000";
constexpr core::message_id MESSAGE{77};

std::string_view word_of(const channels::reply_reading& reading) {
    if (reading.is_ambiguous) return "doubt";
    switch (reading.outcome) {
        case facts::channel_outcome::accepted:
            return "accepted";
        case facts::channel_outcome::next:
            return "next";
        case facts::channel_outcome::retry:
            return "retry";
        case facts::channel_outcome::throttle:
            return "throttle";
        case facts::channel_outcome::account:
            return "account";
        case facts::channel_outcome::config:
            return "config";
    }
    return "";
}

net::http_request as_request(const net::http_call& call) {
    const auto url = net::parse_url(call.url);
    net::http_request request{.method = call.method, .target = url ? url->target : "", .body = call.body};
    for (size_t index = 0; index < call.fields.size(); ++index)
        request.fields.add(call.fields.at(index).name, call.fields.at(index).value);
    return request;
}

// One adapter's account with its simulated provider.
class scene {
  public:
    scene(std::string_view name, provider who) : adapter_{*channels::find_adapter(name)}, who_{who} {
        simulators::channels_options options;
        options.fate.delay_ms = DELAY_MS;
        options.keys[provider::fcm]["private_key"] = key();
        options.keys[provider::webhook]["secret"] = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
        simulators::fill_keys(options);
        account_.settings = {options.keys.at(who).begin(), options.keys.at(who).end()};
        account_.settings["base_url"] = std::string{HOST} + (who == provider::viber ? "/vibersrvc/1" : "");
        account_.settings["url"] = std::string{HOST} + (who == provider::voice ? "/voice/calls" : "/webhook/messages");
        account_.settings["token_url"] = std::string{HOST} + "/token";
        account_.callback_url = simulators::callback_url(options, who);
        world_ = std::make_unique<channel_world>(std::move(options), UTC_MS);
        fetch_token();
    }

    // What became of a send, and then of its callbacks.
    std::string play(uint32_t digits, std::string_view template_name = {}) {
        last_ = {};
        const auto call = adapter_.make_call(wanted(digits, template_name), account_);
        if (!call) return call.error();
        auto reply = world_->handle_request(as_request(*call), now_, real_utc_ms());
        std::string told;
        for (const auto& first : reply.first)
            tell(first, told);
        std::string text = "lost";
        if (reply.response.status != 0) {
            last_ = adapter_.read_reply(reply.response);
            text = word_of(last_);
        }
        if (!reply.first.empty()) text = "first" + told + ", " + text;
        return text + callbacks();
    }

    std::string revoke(uint32_t digits) {
        const auto what = wanted(digits, {});
        const auto call = adapter_.make_revocation(
            {.part = what.part, .provider_id = last_.provider_id, .recipient = what.recipient}, account_);
        if (!call) return "cannot";
        const auto answer =
            adapter_.read_revocation(world_->handle_request(as_request(*call), now_, real_utc_ms()).response);
        return std::string{facts::to_string(answer.result)} + callbacks();
    }

  private:
    // Adapters that look at a clock of their own look at the real one.
    static int64_t real_utc_ms() {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    }

    // Making one takes a second; all scenes share it.
    static const std::string& key() {
        static const auto ONE = [] {
            simulators::channels_options options;
            simulators::fill_keys(options);
            return options.keys[provider::fcm]["private_key"];
        }();
        return ONE;
    }

    facts::send_over_channel wanted(uint32_t digits, std::string_view template_name) {
        facts::send_over_channel what;
        what.part = {.message = MESSAGE, .attempt = ++attempts_, .part = 1};
        what.recipient = fmt::format("791612345{:02}", digits);
        what.address = who_ == provider::fcm ? fmt::format("token-{:02}", digits) : fmt::format("55{:02}", digits);
        what.content.channel = adapter_.channel();
        if (who_ == provider::telegram_gateway) {
            what.content.code = "1234";
        } else if (template_name.empty()) {
            what.content.text = "Hello";
        } else {
            what.content.template_name = template_name;
            what.content.language = "ru";
        }
        return what;
    }

    void fetch_token() {
        const auto call = adapter_.make_token_call(account_, real_utc_ms());
        if (!call) return;
        const auto read = adapter_.read_token(world_->handle_request(as_request(*call), 0, real_utc_ms()).response);
        ASSERT_TRUE(read) << read.error();
        account_.token = read->token;
    }

    std::string callbacks() {
        std::string text;
        const auto until = now_ + 100 * DELAY_MS;
        while (world_->next_due() <= until) {
            now_ = world_->next_due();
            world_->handle_due(now_, real_utc_ms());
            while (const auto post = world_->poll_post())
                tell(*post, text);
        }
        now_ = until;
        return text;
    }

    void tell(const simulators::channel_post& post, std::string& into) {
        const auto read = adapter_.read_callback(as_request(post.call), account_, real_utc_ms());
        world_->handle_posted(post.number, read ? 200 : read.error().status, now_);
        const auto add = [&](std::string_view word) { into.append(" ").append(word); };
        if (into.empty()) into += ":";
        if (post.call.url.ends_with("/forged")) return add("elsewhere");
        if (!read) return add(std::to_string(read.error().status));
        add_reports(read->reports, into);
        for (const auto& heard : read->heard)
            add(heard.said == facts::channel_heard::word::text ? "\"" + heard.text + "\"" : "opted_out");
        // Where the message is named, the report says so itself.
        const auto kept =
            std::ranges::find(read->reports, facts::attempt_state::unknown, &facts::channel_reported::state);
        const bool is_kept = kept != read->reports.end();
        if (read->unknown > 0 && !is_kept) add("unknown");
    }

    // Those that nothing joins to the send are counted.
    void add_reports(const std::vector<facts::channel_reported>& reports, std::string& into) const {
        size_t strangers = 0;
        for (const auto& report : reports) {
            const bool is_ours = report.part.message == MESSAGE ||
                                 (!report.provider_id.empty() && report.provider_id == last_.provider_id);
            strangers += is_ours ? 0 : 1;
            if (is_ours) into.append(" ").append(facts::to_string(report.state));
        }
        if (strangers > 0) into.append(fmt::format(" ({} of others)", strangers));
    }

    const adapter& adapter_;
    provider who_;
    channels::account account_;
    std::unique_ptr<channel_world> world_;
    channels::reply_reading last_;
    int64_t now_ = 0;
    uint8_t attempts_ = 0;
};

struct line {
    uint32_t digits;
    std::string_view what;
};

void expect_lines(scene& played, std::span<const line> lines) {
    for (const auto& [digits, what] : lines)
        EXPECT_EQ(played.play(digits), what) << digits;
}

// The classes and states are those of the maps in the providers' documents; a provider whose posts echo nothing can say
// nothing of a send whose answer was lost.
TEST(ChannelContracts, OfWhatsApp) {
    scene played{"whatsapp_cloud", provider::whatsapp};
    constexpr std::array LINES{line{0, "accepted: sent delivered read"},
                               line{2, "accepted: sent read"},
                               line{4, "accepted: sent undelivered delivered"},
                               line{7, "accepted: read delivered sent"},
                               line{8, "first: delivered, accepted"},
                               line{9, "lost: sent delivered"},
                               line{10, "next"},
                               line{11, "accepted: sent undelivered"},
                               line{12, "accepted: sent undelivered"},
                               line{13, "throttle"},
                               line{14, "account"},
                               line{15, "retry"},
                               line{16, "accepted"},
                               line{18, "accepted: sent delivered opted_out"},
                               line{19, "accepted: sent delivered \"1\""},
                               line{20, "config"},
                               line{21, "accepted: 401 401"},
                               line{22, "accepted: sent unknown delivered"},
                               line{23, "accepted: sent delivered (49 of others)"}};
    expect_lines(played, LINES);
    EXPECT_EQ(played.play(1, "order_out"), "accepted: sent delivered");
    EXPECT_EQ(played.play(1, "missing_it"), "config");
}

TEST(ChannelContracts, OfViber) {
    scene played{"viber_business", provider::viber};
    constexpr std::array LINES{line{0, "accepted: delivered read"},
                               line{3, "accepted: expired"},
                               line{4, "accepted: expired delivered"},
                               line{5, "accepted: delivered expired"},
                               line{7, "accepted: read delivered"},
                               line{8, "first: (1 of others), accepted"},
                               line{9, "lost: (1 of others)"},
                               line{10, "next"},
                               line{12, "next"},
                               line{14, "account"},
                               line{15, "retry"},
                               line{18, "accepted: delivered opted_out"},
                               line{20, "config"},
                               line{21, "accepted: elsewhere"},
                               line{22, "accepted: unknown delivered"}};
    expect_lines(played, LINES);
    EXPECT_EQ(played.play(1, "order"), "accepted: delivered");
    EXPECT_EQ(played.play(1, "missing_it"), "config");
}

TEST(ChannelContracts, OfTelegramGateway) {
    scene played{"telegram_gateway", provider::telegram_gateway};
    constexpr std::array LINES{line{0, "accepted: sent delivered read"},
                               line{4, "accepted: sent expired delivered"},
                               line{8, "first: delivered, accepted"},
                               line{9, "lost: sent delivered"},
                               line{10, "next"},
                               line{13, "throttle"},
                               line{14, "account"},
                               line{15, "doubt"},
                               line{21, "accepted: 401 401"},
                               line{22, "accepted: sent unknown delivered"},
                               line{24, "accepted: sent"}};
    expect_lines(played, LINES);
    EXPECT_EQ(played.revoke(24), "asked: cancelled");
}

TEST(ChannelContracts, OfTelegramBot) {
    scene played{"telegram_bot", provider::telegram_bot};
    constexpr std::array LINES{line{10, "next"},
                               line{12, "next"},
                               line{13, "throttle"},
                               line{14, "account"},
                               line{15, "doubt"},
                               line{16, "accepted"},
                               line{18, "accepted: opted_out"},
                               line{19, "accepted: \"1\""},
                               line{20, "config"},
                               line{21, "accepted: 401"},
                               line{22, "accepted: unknown"}};
    expect_lines(played, LINES);
}

TEST(ChannelContracts, OfPush) {
    scene played{"fcm", provider::fcm};
    constexpr std::array LINES{line{0, "accepted: delivered read"},
                               line{8, "first: delivered, accepted"},
                               line{9, "lost: delivered"},
                               line{10, "next"},
                               line{13, "throttle"},
                               line{14, "account"},
                               line{15, "retry"},
                               line{20, "config"},
                               line{21, "accepted: 401"},
                               line{22, "accepted: unknown delivered"}};
    expect_lines(played, LINES);
}

// What a call came to is known when it is over: until then it was made.
TEST(ChannelContracts, OfTwilio) {
    scene played{"twilio_voice", provider::twilio};
    constexpr std::array LINES{line{0, "accepted: sent sent delivered"},
                               line{1, "accepted: sent sent delivered"},
                               line{3, "accepted: sent undelivered"},
                               line{7, "accepted: delivered sent sent"},
                               line{10, "next"},
                               line{11, "accepted: sent undelivered"},
                               line{12, "accepted: undelivered"},
                               line{13, "throttle"},
                               line{14, "account"},
                               line{15, "doubt"},
                               line{21, "accepted: 401 401 401"},
                               line{22, "accepted: sent unknown sent delivered"},
                               line{26, "accepted: sent undelivered"},
                               line{27, "accepted: sent sent read \"1\" delivered"},
                               line{24, "accepted: sent"}};
    expect_lines(played, LINES);
    EXPECT_EQ(played.revoke(24), "yes: cancelled");
    EXPECT_EQ(played.play(25), "accepted: sent sent delivered");
    EXPECT_EQ(played.revoke(25), "too_late");
}

TEST(ChannelContracts, OfVoice) {
    scene played{"voice", provider::voice};
    constexpr std::array LINES{line{0, "accepted: sent delivered read"},
                               line{3, "accepted: sent undelivered"},
                               line{8, "first: delivered, accepted"},
                               line{9, "lost: sent delivered"},
                               line{10, "next"},
                               line{11, "accepted: sent undelivered"},
                               line{12, "accepted: undelivered"},
                               line{13, "throttle"},
                               line{14, "account"},
                               line{15, "retry"},
                               line{21, "accepted: elsewhere elsewhere"},
                               line{22, "accepted: sent unknown delivered"},
                               line{26, "accepted: sent undelivered"},
                               line{27, "accepted: sent delivered read \"1\""}};
    expect_lines(played, LINES);
}

TEST(ChannelContracts, OfWebhook) {
    scene played{"webhook", provider::webhook};
    constexpr std::array LINES{line{0, "accepted: sent delivered read"},
                               line{3, "accepted: sent expired"},
                               line{4, "accepted: sent expired delivered"},
                               line{8, "first: delivered, accepted"},
                               line{9, "lost: sent delivered"},
                               line{10, "next"},
                               line{11, "accepted: sent undelivered"},
                               line{12, "next"},
                               line{13, "throttle"},
                               line{14, "account"},
                               line{15, "retry"},
                               line{18, "accepted: sent delivered opted_out"},
                               line{19, "accepted: sent delivered \"1\""},
                               line{20, "config"},
                               line{21, "accepted: 401 401"},
                               line{22, "accepted: sent unknown delivered"},
                               line{23, "accepted: sent delivered (49 of others)"}};
    expect_lines(played, LINES);
    EXPECT_EQ(played.play(1, "order"), "accepted: sent delivered");
    EXPECT_EQ(played.play(1, "missing_it"), "config");
}

}  // namespace
}  // namespace kaskad::gateway
