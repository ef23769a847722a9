#include "gateway/simulators/channel_world.hpp"

#include "net/http_cut.hpp"
#include "tests/simulators/channel_fixture.hpp"

#include <gmock/gmock.h>

namespace kaskad::gateway::simulators {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using ChannelWorld = ChannelFixture;

TEST_F(ChannelWorld, TellsWhatWasPlannedInItsTime) {
    EXPECT_EQ(send(provider::whatsapp, "79161234500").response.status, 200);
    EXPECT_THAT(advance(DELAY_MS - 1), IsEmpty());
    EXPECT_THAT(states_in(advance(1)), ElementsAre("sent"));
    EXPECT_THAT(states_in(advance(DELAY_MS)), ElementsAre("delivered"));
    const auto last = advance(DELAY_MS);
    ASSERT_THAT(states_in(last), ElementsAre("read"));
    EXPECT_EQ(last[0].url, "http://127.0.0.1:8080/v1/channels/whatsapp/callbacks");
    EXPECT_EQ(last[0].fields.find("X-Hub-Signature-256"), sign_whatsapp("app", last[0].body));
    EXPECT_EQ(world().counts().callbacks_answered, 3u);
    EXPECT_EQ(world().events(), 0u);
}

TEST_F(ChannelWorld, PostsToTheAccountItWasToldAbout) {
    ASSERT_TRUE(parse_account("viber=viber_main/k3y", options_));
    options_.callback_base = "http://gateway:9000/";
    send(provider::viber, "79161234501");
    const auto calls = advance(2 * DELAY_MS);
    ASSERT_EQ(calls.size(), 1u);
    EXPECT_EQ(calls[0].url, "http://gateway:9000/v1/channels/viber_main/callbacks/k3y");
}

TEST_F(ChannelWorld, PostsWhereTheSendSays) {
    ask(request("/sendVerificationMessage",
                R"({"phone_number":"+79161234501","code":"1234","callback_url":"http://there/x"})", "Bearer AAGx"));
    EXPECT_EQ(advance(DELAY_MS).at(0).url, "http://there/x");
}

TEST_F(ChannelWorld, LosesAnAnswerOfASendThatItTook) {
    EXPECT_EQ(send(provider::whatsapp, "79161234509").response.status, net::STATUS_CUT);
    EXPECT_THAT(states_in(advance(5 * DELAY_MS)), ElementsAre("sent", "delivered"));
    EXPECT_EQ(world().counts().lost, 1u);
}

TEST_F(ChannelWorld, PostsACallbackBeforeTheAnswer) {
    const auto reply = send(provider::telegram_gateway, "79161234508");
    ASSERT_EQ(reply.first.size(), 1u);
    EXPECT_EQ(state_in(reply.first[0].call), "delivered");
    world().handle_posted(reply.first[0].number, 200, now_);
    EXPECT_THAT(advance(5 * DELAY_MS), IsEmpty());
}

TEST_F(ChannelWorld, RefusesOnceAndTwiceAndThenTakes) {
    EXPECT_EQ(send(provider::whatsapp, "79161234513").response.status, 429);
    EXPECT_EQ(send(provider::whatsapp, "79161234513").response.status, 200);
    EXPECT_EQ(send(provider::whatsapp, "79161234513").response.status, 429) << "counted anew";
    EXPECT_EQ(send(provider::fcm, "15").response.status, 503);
    EXPECT_EQ(send(provider::fcm, "15").response.status, 503);
    EXPECT_EQ(send(provider::fcm, "15").response.status, 200);
}

TEST_F(ChannelWorld, TellsManyStatusesInOnePost) {
    send(provider::whatsapp, "79161234523");
    const auto calls = advance(2 * DELAY_MS);
    ASSERT_EQ(calls.size(), 2u);
    const auto body = json(calls[1].body);
    EXPECT_EQ(body.at_pointer("/entry/0/changes/0/value/statuses").as_array().size(), 50u);
    EXPECT_EQ(text_at(body, "/entry/0/changes/0/value/statuses/49/biz_opaque_callback_data"), "7.1");
    EXPECT_EQ(text_at(body, "/entry/0/changes/0/value/statuses/0/biz_opaque_callback_data"), "");
}

TEST_F(ChannelWorld, ForgesAndDoesNotRepeatIt) {
    send(provider::whatsapp, "79161234521");
    const auto calls = advance(100 * DELAY_MS, 401);
    ASSERT_EQ(calls.size(), 2u);
    EXPECT_NE(calls[0].fields.find("X-Hub-Signature-256"), sign_whatsapp("app", calls[0].body));
    EXPECT_EQ(world().counts().callbacks_given_up, 2u);
}

// After 1, 2, 4 and 8 seconds; the fifth try is the last.
TEST_F(ChannelWorld, RepeatsACallbackThatIsNotTaken) {
    send(provider::viber, "79161234501");
    EXPECT_EQ(advance(2 * DELAY_MS, 503).size(), 1u);
    EXPECT_EQ(advance(999, 503).size(), 0u);
    EXPECT_EQ(advance(1, 0).size(), 1u);
    EXPECT_EQ(advance(1'999, 503).size(), 0u);
    EXPECT_EQ(advance(1, 503).size(), 1u);
    EXPECT_EQ(advance(4'000, 503).size(), 1u);
    EXPECT_EQ(advance(8'000, 503).size(), 1u);
    EXPECT_EQ(advance(1'000'000, 503).size(), 0u);
    EXPECT_EQ(world().counts().callbacks_given_up, 1u);
    EXPECT_EQ(world().counts().callbacks_repeated, 4u);
    EXPECT_EQ(world().events(), 0u);
}

std::string id_of(const channel_reply& reply) {
    const auto body = boost::json::parse(reply.response.body);
    for (const auto* pointer : {"/result/request_id", "/result/message_id", "/sid"})
        if (auto id = text_at(body, pointer); !id.empty()) return id;
    return {};
}

TEST_F(ChannelWorld, TakesBackWhatIsNotDelivered) {
    const auto revoke = [&](const std::string& id) {
        return ask(request("/revokeVerificationMessage", fmt::format(R"({{"request_id":"{}"}})", id), "Bearer AAGx"));
    };
    const auto taken = id_of(send(provider::telegram_gateway, "79161234524"));
    EXPECT_THAT(states_in(advance(10 * LATE_MS)), ElementsAre("sent"));
    EXPECT_TRUE(json(revoke(taken).response.body).at("ok").as_bool());
    EXPECT_THAT(states_in(advance(DELAY_MS)), ElementsAre("revoked"));
    revoke(taken);
    EXPECT_THAT(advance(LATE_MS), IsEmpty()) << "told once";

    const auto late = id_of(send(provider::telegram_gateway, "79161234525"));
    EXPECT_THAT(states_in(advance(DELAY_MS)), ElementsAre("sent"));
    revoke(late);
    EXPECT_THAT(states_in(advance(10 * LATE_MS)), ElementsAre("delivered")) << "at once, and not again later";

    const auto ordinary = id_of(send(provider::telegram_gateway, "79161234501"));
    advance(2 * DELAY_MS);
    revoke(ordinary);
    EXPECT_THAT(advance(LATE_MS), IsEmpty()) << "it was delivered";
    EXPECT_EQ(world().counts().revoked, 2u);
    EXPECT_FALSE(json(revoke("none").response.body).at("ok").as_bool());
}

TEST_F(ChannelWorld, SaysWhetherACallWasTakenBack) {
    const auto cancel = [&](const channel_reply& call) {
        return ask(request("/2010-04-01/Accounts/AC1/Calls/" + id_of(call) + ".json", "Status=canceled",
                           "Basic " + net::to_base64("AC1:auth")))
            .response.status;
    };
    EXPECT_EQ(cancel(send(provider::twilio, "79161234524")), 200);
    EXPECT_EQ(cancel(send(provider::twilio, "79161234525")), 400);
    EXPECT_THAT(states_in(advance(DELAY_MS)), ElementsAre("canceled", "ringing", "in-progress"));
    EXPECT_THAT(states_in(advance(10 * LATE_MS)), ElementsAre("completed")) << "and not again later";
}

TEST_F(ChannelWorld, UsesUpTheFeeOfACheckOnce) {
    const auto check = ask(request("/checkSendAbility", R"({"phone_number":"+79161234501"})", "Bearer AAGx"));
    const auto id = id_of(check);
    EXPECT_FALSE(json(check.response.body).at("result").as_object().contains("delivery_status"));
    const auto sent =
        request("/sendVerificationMessage",
                fmt::format(R"({{"phone_number":"+79161234501","code":"1234","request_id":"{}"}})", id), "Bearer AAGx");
    EXPECT_EQ(id_of(ask(sent)), id);
    EXPECT_THAT(states_in(advance(5 * DELAY_MS)), ElementsAre("sent", "delivered"));
    EXPECT_EQ(text_at(json(ask(sent).response.body), "/error"), "REQUEST_ID_INVALID");
    const auto asked =
        ask(request("/checkVerificationStatus", fmt::format(R"({{"request_id":"{}"}})", id), "Bearer AAGx"));
    EXPECT_EQ(text_at(json(asked.response.body), "/result/delivery_status/status"), "delivered");
}

TEST_F(ChannelWorld, SendsTheSameAttemptOnceWhereTheContractSaysSo) {
    for (const auto who : {provider::voice, provider::webhook}) {
        const auto first = send(who, "79161234501").response;
        const auto again = send(who, "79161234501").response;
        EXPECT_EQ(first.body, again.body);
        EXPECT_EQ(advance(5 * DELAY_MS).size(), 2u) << to_string(who);
    }
}

TEST_F(ChannelWorld, DropsReordersAndFailsWhatItIsToldTo) {
    world().set_faults({.drop_percent = 100});
    send(provider::whatsapp, "79161234501");
    EXPECT_THAT(advance(5 * DELAY_MS), IsEmpty());
    EXPECT_EQ(world().counts().callbacks_dropped, 2u);
    // Each waits three delays more, once.
    world().set_faults({.reorder_percent = 100});
    send(provider::whatsapp, "79161234501");
    EXPECT_THAT(advance(4 * DELAY_MS - 1), IsEmpty());
    EXPECT_THAT(states_in(advance(DELAY_MS)), ElementsAre("sent"));
    EXPECT_THAT(states_in(advance(DELAY_MS)), ElementsAre("delivered"));
    world().set_faults({.latency_ms = 70, .status = 503});
    const auto reply = send(provider::whatsapp, "79161234501");
    EXPECT_EQ(reply.response.status, 503);
    EXPECT_EQ(reply.delay_ms, 70);
    EXPECT_THAT(advance(5 * DELAY_MS), IsEmpty()) << "nothing was done";
}

// With half of them late, some overtake others; with the same seed the same ones.
TEST_F(ChannelWorld, LetsSomeCallbacksOvertake) {
    const auto play = [&] {
        world_.reset();
        now_ = 0;
        world().set_faults({.reorder_percent = 50});
        for (int i = 0; i < 20; ++i)
            send(provider::telegram_gateway, "79161234500");
        return states_in(advance(100 * DELAY_MS));
    };
    const auto first = play();
    ASSERT_EQ(first.size(), 60u);
    EXPECT_FALSE(std::ranges::is_sorted(first, {}, [](const auto& state) {
        return state == "sent" ? 0 : state == "delivered" ? 1 : 2;
    }));
    EXPECT_EQ(play(), first);
}

TEST_F(ChannelWorld, FollowsAScriptBeforeTheDigits) {
    auto script = parse_channel_script(provider::viber, R"({"number":"+79161234510","events":[
        {"after_ms":5,"event":"delivered"},{"after_ms":10,"event":"reply","text":"Hello"}]})");
    ASSERT_TRUE(script) << script.error();
    ASSERT_TRUE(world().scripts().set(provider::viber, *script));
    EXPECT_EQ(text_at(json(send(provider::viber, "79161234510").response.body), "/status"), "0");
    EXPECT_THAT(states_in(advance(10)), ElementsAre("0", "Hello"));
    EXPECT_TRUE(world().scripts().remove(provider::viber, "79161234510"));
    EXPECT_EQ(text_at(json(send(provider::viber, "79161234510").response.body), "/status"), "9");
}

TEST_F(ChannelWorld, BringsWhatAPersonWritesUnasked) {
    EXPECT_TRUE(world().write(provider::whatsapp, "79161234567", "Are you there?", now_));
    EXPECT_FALSE(world().write(provider::twilio, "79161234567", "no", now_));
    const auto calls = advance(0);
    ASSERT_EQ(calls.size(), 1u);
    const auto body = json(calls[0].body);
    EXPECT_EQ(text_at(body, "/entry/0/changes/0/value/messages/0/text/body"), "Are you there?");
    EXPECT_EQ(text_at(body, "/entry/0/changes/0/value/messages/0/from"), "79161234567");
    EXPECT_EQ(text_at(body, "/entry/0/changes/0/value/messages/0/context/id"), "");
}

TEST_F(ChannelWorld, RefusesWhenTooMuchIsToCome) {
    options_.events_max = 5;  // two steps each: two sends, and not a third
    EXPECT_EQ(send(provider::whatsapp, "79161234501").response.status, 200);
    EXPECT_EQ(send(provider::whatsapp, "79161234501").response.status, 200);
    EXPECT_EQ(send(provider::whatsapp, "79161234501").response.status, 429);
    EXPECT_EQ(world().counts().full, 1u);
    EXPECT_EQ(send(provider::whatsapp, "79161234516").response.status, 200) << "nothing will come of it";
    advance(5 * DELAY_MS);
    EXPECT_EQ(send(provider::whatsapp, "79161234501").response.status, 200);
}

TEST_F(ChannelWorld, ForgetsTheOldestMessages) {
    options_.messages_max = 2;
    const auto first = id_of(send(provider::telegram_gateway, "79161234524"));
    const auto second = id_of(send(provider::telegram_gateway, "79161234524"));
    send(provider::telegram_gateway, "79161234524");
    EXPECT_EQ(world().messages(), 2u);
    EXPECT_EQ(world().counts().forgotten, 1u);
    const auto ask_for = [&](const std::string& id) {
        const auto answer =
            ask(request("/checkVerificationStatus", fmt::format(R"({{"request_id":"{}"}})", id), "Bearer AAGx"));
        return text_at(json(answer.response.body), "/error");
    };
    EXPECT_EQ(ask_for(first), "REQUEST_ID_INVALID");
    EXPECT_EQ(ask_for(second), "");
}

TEST_F(ChannelWorld, CountsRefusalsOfSoManyAddresses) {
    EXPECT_EQ(send(provider::whatsapp, "79161234515").response.status, 500);
    for (size_t i = 1; i < channel_world::REFUSED_MAX; ++i)
        send(provider::whatsapp, fmt::format("7{:08}10", i));
    EXPECT_EQ(send(provider::whatsapp, "79161234515").response.status, 500) << "the second, and all are forgotten";
    EXPECT_EQ(send(provider::whatsapp, "79161234515").response.status, 500);
    EXPECT_EQ(send(provider::whatsapp, "79161234515").response.status, 200);
}

TEST_F(ChannelWorld, KnowsNoOtherPaths) {
    EXPECT_EQ(ask(request("/v1/messages", "{}")).response.status, 404);
    EXPECT_EQ(ask(request("/", "{}")).response.status, 404);
}

}  // namespace
}  // namespace kaskad::gateway::simulators
