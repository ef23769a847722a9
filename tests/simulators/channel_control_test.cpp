#include "gateway/simulators/channels_control.hpp"
#include "tests/simulators/channel_fixture.hpp"

#include <gmock/gmock.h>

namespace kaskad::gateway::simulators {
namespace {

using ::testing::HasSubstr;

class ChannelControl : public ChannelFixture {
  protected:
    control_reply control(std::string method, std::string target, std::string body = {}) {
        return handle_control(
            world(), {.method = std::move(method), .target = std::move(target), .body = std::move(body)}, now_);
    }
    int status(std::string method, std::string target, std::string body = {}) {
        return control(std::move(method), std::move(target), std::move(body)).response.status;
    }
};

TEST_F(ChannelControl, KeepsWhatWasReceivedUpToItsLimit) {
    options_.requests_max = 3;
    for (int number = 1; number <= 5; ++number)
        send(number % 2 == 1 ? provider::whatsapp : provider::viber, fmt::format("7916123450{}", number));
    const auto all = json(control("GET", "/sim/requests").response.body);
    EXPECT_EQ(all.at("kept").to_number<int>(), 3);
    EXPECT_EQ(all.at("dropped").to_number<int>(), 2);
    EXPECT_EQ(all.at("last").to_number<int>(), 5);
    const auto& third = all.at("requests").at(0);
    EXPECT_EQ(text_at(third, "/channel"), "whatsapp");
    EXPECT_EQ(text_at(third, "/path"), "/v21.0/100/messages");
    EXPECT_EQ(text_at(third, "/headers/Authorization"), "Bearer EAAx");
    EXPECT_THAT(text_at(third, "/body"), HasSubstr("79161234503"));
    EXPECT_EQ(text_at(third, "/answer/status"), "200");
    EXPECT_EQ(json(control("GET", "/sim/requests?channel=viber").response.body).at("requests").as_array().size(), 1u);
    EXPECT_EQ(json(control("GET", "/sim/requests?after=4").response.body).at("requests").as_array().size(), 1u);
    EXPECT_EQ(json(control("GET", "/sim/requests?count=2").response.body).at("requests").as_array().size(), 2u);
    EXPECT_EQ(status("GET", "/sim/requests?channel=pigeon"), 404);
    EXPECT_EQ(status("DELETE", "/sim/requests"), 204);
    const auto none = json(control("GET", "/sim/requests").response.body);
    EXPECT_EQ(none.at("kept").to_number<int>() + none.at("dropped").to_number<int>(), 0);
}

TEST_F(ChannelControl, KeepsTheBeginningOfALongBody) {
    ask(request("/vibersrvc/1/send_message", std::string(channel_requests::BODY_MAX + 1, 'x')));
    const auto kept = json(control("GET", "/sim/requests").response.body).at("requests").at(0);
    EXPECT_EQ(text_at(kept, "/body").size(), channel_requests::BODY_MAX);
    EXPECT_EQ(kept.at("body_octets").to_number<size_t>(), channel_requests::BODY_MAX + 1);
}

TEST_F(ChannelControl, TakesAScriptOrSaysWhatIsWrongWithIt) {
    const auto refusal = [&](std::string_view channel, std::string body) {
        const auto reply = control("POST", fmt::format("/sim/{}/script", channel), std::move(body)).response;
        return reply.status == 422 ? text_at(json(reply.body), "/error") : std::to_string(reply.status);
    };
    EXPECT_EQ(refusal("viber", R"({"number":"7","events":[{"after_ms":1,"event":"read"}]})"), "204");
    EXPECT_EQ(refusal("viber", R"({"number":"7","answer":"lost","callback_first":true,"events":[]})"), "204");
    EXPECT_EQ(refusal("viber", "[]"), "the body is no JSON object");
    EXPECT_EQ(refusal("viber", R"({"events":[]})"), "number is missing");
    EXPECT_THAT(refusal("viber", R"({"number":"7","answer":"no"})"), HasSubstr("answer is none of"));
    EXPECT_THAT(refusal("viber", R"({"number":"7","revoke":"no"})"), HasSubstr("revoke is neither"));
    EXPECT_EQ(refusal("viber", R"({"number":"7","events":1})"), "events is no array");
    EXPECT_EQ(refusal("viber", R"({"number":"7","events":[{"event":"sent"}]})"),
              "\"sent\" is no event of viber; there are delivered, read, expired, opted_out, reply, unknown");
    EXPECT_THAT(refusal("viber", R"({"number":"7","events":[{"event":"read","after_ms":-1}]})"), HasSubstr("-1"));
    EXPECT_THAT(refusal("viber", R"({"number":"7","events":[{"event":"read","after_ms":604800001}]})"),
                HasSubstr("604800001"));
    EXPECT_THAT(refusal("viber", R"({"number":"7","events":[{"event":"read","count":1001}]})"), HasSubstr("1001"));
    EXPECT_EQ(status("POST", "/sim/pigeon/script", "{}"), 404);
}

TEST_F(ChannelControl, HoldsSoManyScriptsAndSoManyEvents) {
    const auto events = [](size_t count) {
        std::string body = R"({"number":"7","events":[)";
        for (size_t i = 0; i < count; ++i)
            body += fmt::format(R"({}{{"event":"read"}})", i == 0 ? "" : ",");
        return body + "]}";
    };
    EXPECT_EQ(status("POST", "/sim/viber/script", events(SCRIPT_EVENTS_MAX)), 204);
    EXPECT_EQ(status("POST", "/sim/viber/script", events(SCRIPT_EVENTS_MAX + 1)), 422);
    const auto script = [&](size_t number) {
        return status("POST", "/sim/viber/script", fmt::format(R"({{"number":"{}"}})", number));
    };
    for (size_t number = world().scripts().size(); number < channel_scripts::SCRIPTS_MAX; ++number)
        ASSERT_EQ(script(1'000 + number), 204);
    EXPECT_EQ(script(1), 429);
    EXPECT_EQ(script(1'001), 204) << "in the place of the one before";
    EXPECT_EQ(status("DELETE", "/sim/viber/script?number=1001"), 204);
    EXPECT_EQ(status("DELETE", "/sim/viber/script?number=1001"), 404);
    EXPECT_EQ(script(1), 204);
}

TEST_F(ChannelControl, AdvancesOnlyAClockThatStands) {
    EXPECT_EQ(status("POST", "/sim/clock/advance", R"({"ms":5})"), 409);
    world_.reset();
    options_.is_virtual = true;
    const auto reply = control("POST", "/sim/clock/advance", R"({"ms":5})");
    EXPECT_TRUE(reply.is_advance);
    EXPECT_EQ(reply.advance_ms, 5);
    EXPECT_EQ(status("POST", "/sim/clock/advance", R"({"ms":-1})"), 422);
    EXPECT_EQ(status("POST", "/sim/clock/advance", fmt::format(R"({{"ms":{}}})", ADVANCE_MAX_MS + 1)), 422);
    EXPECT_EQ(status("POST", "/sim/clock/advance", "{}"), 422);
}

TEST_F(ChannelControl, SetsFaultsThatMakeSense) {
    EXPECT_EQ(status("POST", "/sim/faults", R"({"latency_ms":5,"drop_percent":100,"status":503})"), 200);
    EXPECT_EQ(world().faults().latency_ms, 5);
    EXPECT_EQ(world().faults().drop_percent, 100u);
    EXPECT_EQ(world().faults().status, 503);
    for (const auto* body : {R"({"latency_ms":60001})", R"({"latency_ms":-1})", R"({"drop_percent":101})",
                             R"({"reorder_percent":-1})", R"({"status":199})", R"({"status":600})", "x"})
        EXPECT_EQ(status("POST", "/sim/faults", body), 422) << body;
    EXPECT_EQ(world().faults().status, 503) << "nothing changed";
    EXPECT_EQ(status("POST", "/sim/faults", "{}"), 200);
    EXPECT_EQ(world().faults().status, 0) << "what is left out is 0";
}

TEST_F(ChannelControl, LetsAPersonWrite) {
    EXPECT_EQ(status("POST", "/sim/viber/reply", R"({"from":"79161234567","text":"Hello"})"), 204);
    EXPECT_EQ(advance(0).size(), 1u);
    EXPECT_EQ(status("POST", "/sim/viber/reply", R"({"from":"79161234567"})"), 422);
    EXPECT_EQ(status("POST", "/sim/twilio/reply", R"({"from":"79161234567","text":"Hello"})"), 422);
    options_.events_max = 1;
    world_.reset();
    EXPECT_EQ(status("POST", "/sim/viber/reply", R"({"from":"79161234567","text":"Hello"})"), 204);
    EXPECT_EQ(status("POST", "/sim/viber/reply", R"({"from":"79161234567","text":"Hello"})"), 429);
}

TEST_F(ChannelControl, TellsHowItIs) {
    send(provider::viber, "79161234501");
    const auto health = json(control("GET", "/healthz").response.body);
    EXPECT_EQ(text_at(health, "/status"), "ok");
    EXPECT_EQ(number_at(health, "/counts/accepted"), 1);
    EXPECT_EQ(number_at(health, "/events"), 1);
    EXPECT_EQ(status("POST", "/healthz"), 404);
    EXPECT_TRUE(is_control("/sim/x"));
    EXPECT_FALSE(is_control("/simple"));
}

TEST(ChannelsOptions, ReadsPlacesAccountsAndKeys) {
    channels_options options;
    ASSERT_TRUE(parse_listen("0.0.0.0:23300", options));
    EXPECT_EQ(options.address, "0.0.0.0");
    EXPECT_EQ(options.port, 23'300);
    for (const auto* text : {"", "127.0.0.1", "127.0.0.1:", ":5", "127.0.0.1:65536", "127.0.0.1:x"})
        EXPECT_FALSE(parse_listen(text, options)) << text;
    ASSERT_TRUE(parse_account("viber=main", options));
    EXPECT_EQ(callback_url(options, provider::viber), "http://127.0.0.1:8080/v1/channels/main/callbacks");
    EXPECT_EQ(callback_url(options, provider::voice), "http://127.0.0.1:8080/v1/channels/voice/callbacks");
    for (const auto* text : {"", "viber", "viber=", "pigeon=main"})
        EXPECT_FALSE(parse_account(text, options)) << text;
    ASSERT_TRUE(parse_key("whatsapp.access_token=a=b", options));
    EXPECT_EQ(options.keys[provider::whatsapp]["access_token"], "a=b");
    for (const auto* text : {"", "whatsapp", "whatsapp.color=red", "access_token=x", "pigeon.token=x"})
        EXPECT_FALSE(parse_key(text, options)) << text;
}

TEST(ChannelsOptions, RefusesWhatMakesNoSense) {
    EXPECT_EQ(find_fault({}), "");
    const auto fault_of = [](auto edit) {
        channels_options options;
        edit(options);
        return find_fault(options);
    };
    EXPECT_THAT(fault_of([](auto& o) { o.callback_base = "gateway"; }), HasSubstr("callback-base"));
    EXPECT_THAT(fault_of([](auto& o) { o.fate.delay_ms = -1; }), HasSubstr("delay-ms"));
    EXPECT_THAT(fault_of([](auto& o) { o.fate.delivered = 1.1; }), HasSubstr("probabilities"));
    EXPECT_THAT(fault_of([](auto& o) { o.messages_max = 0; }), HasSubstr("messages-max"));
    EXPECT_THAT(fault_of([](auto& o) { o.events_max = 10'000'001; }), HasSubstr("events-max"));
    EXPECT_THAT(fault_of([](auto& o) { o.requests_max = 100'001; }), HasSubstr("requests-max"));
    EXPECT_THAT(fault_of([](auto& o) { o.callback_connections = 0; }), HasSubstr("callback-connections"));
    EXPECT_THAT(fault_of([](auto& o) { o.callback_tries = 101; }), HasSubstr("callback-tries"));
    EXPECT_THAT(fault_of([](auto& o) { o.keys[provider::fcm]["private_key"] = "x"; }), HasSubstr("RSA"));
    EXPECT_THAT(fault_of([](auto& o) { o.keys[provider::webhook]["secret"] = "whsec_x"; }), HasSubstr("whsec_"));
}

TEST(ChannelsOptions, MakesUpWhatNobodyGaveAndSaysSo) {
    channels_options options;
    options.keys[provider::telegram_gateway]["api_token"] = "given";
    options.accounts[provider::viber] = {"main", "k3y"};
    fill_keys(options);
    const auto text = describe_accounts(options, {23'300, 23'301});
    EXPECT_THAT(text,
                HasSubstr("adapter = 'telegram_gateway'\nbase_url = 'http://127.0.0.1:23300'\napi_token = 'given'\n"));
    EXPECT_THAT(text, HasSubstr("[[channel]]\nname = 'main'\nadapter = 'viber_business'\n"
                                "base_url = 'http://127.0.0.1:23300/vibersrvc/1'\n"));
    EXPECT_THAT(text, HasSubstr("callback_base = 'http://127.0.0.1:8080'\ncallback_key = 'k3y'\n"));
    EXPECT_EQ(options.accounts.at(provider::voice).key.size(), 32u) << "nothing else tells that a callback is its own";
    EXPECT_FALSE(options.accounts.contains(provider::whatsapp));
    EXPECT_THAT(text, HasSubstr("private_key = '''\n-----BEGIN PRIVATE KEY-----\n"));
    EXPECT_THAT(text, HasSubstr("adapter = 'smtp'\nhost = '127.0.0.1'\nport = '23301'\nsecurity = 'none'\n"));
    EXPECT_EQ(options.accounts.at(provider::email).key.size(), 32u);
    EXPECT_THAT(text, HasSubstr("token_url = 'http://127.0.0.1:23300/token'\n"));
    channels_options others;
    others.keys[provider::fcm]["private_key"] = "none";  // making one takes seconds
    fill_keys(others);
    EXPECT_NE(others.keys[provider::whatsapp], options.keys[provider::whatsapp]) << "they are secrets";
    EXPECT_EQ(find_fault(options), "");
}

}  // namespace
}  // namespace kaskad::gateway::simulators
