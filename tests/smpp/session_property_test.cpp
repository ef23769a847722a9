#include "session_pair.hpp"
#include "smpp/throttle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

// Two real sessions on random schedules: whatever is cut, delayed, refused, dropped or answered twice, each request
// ends exactly once, and neither window nor rate is ever exceeded.

namespace kaskad::smpp {

namespace {

constexpr size_t WINDOW = 7;

// Tokens of one side: how often each ended.
struct ledger {
    std::set<uint64_t> open;
    size_t ended = 0;

    void end(uint64_t token) {
        EXPECT_EQ(open.erase(token), 1U) << "token " << token << " ended twice or never began";
        ++ended;
    }
};

class random_run {
  public:
    explicit random_run(uint64_t seed)
        : random_{seed}, pair_{options(), options(), 1 + seed % 97}, throttle_{{.rate = 50, .burst = 5}, 0} {}

    void run() {
        pair_.bind();
        for (int step = 0; step < 1500 && !is_closed(); ++step)
            do_step();
        pair_.esme.machine.unbind(pair_.now);
        for (int step = 0; step < 400; ++step) {
            pair_.advance(50);
            settle();
        }
        pair_.esme.machine.handle_close();
        pair_.smsc.machine.handle_close();
        settle();
        EXPECT_TRUE(submits_.open.empty()) << submits_.open.size() << " submits never ended";
        EXPECT_TRUE(deliveries_.open.empty());
        EXPECT_GT(submits_.ended, 0U);
    }

  private:
    static session_options options() {
        return {.window_size = WINDOW,
                .violations_max = 1'000'000,
                .enquire_link_interval_ms = 300,
                .enquire_link_timeout_ms = 200,
                .enquire_link_misses_max = 1000,
                .response_timeout_ms = 500,
                .drain_timeout_ms = 300,
                .unbind_timeout_ms = 300};
    }

    bool is_closed() const { return pair_.esme.machine.is_closed() || pair_.smsc.machine.is_closed(); }
    bool chance(unsigned one_in) { return random_() % one_in == 0; }

    void do_step() {
        switch (random_() % 5) {
            case 0:
                submit();
                break;
            case 1:
                deliver();
                break;
            case 2:
                pair_.advance(static_cast<int64_t>(random_() % 60));
                break;
            case 3:
                answer(pair_.smsc, at_smsc_);
                break;
            default:
                answer(pair_.esme, at_esme_);
                break;
        }
        settle();
        EXPECT_LE(pair_.esme.machine.outstanding(), WINDOW);
        EXPECT_LE(pair_.smsc.machine.outstanding(), WINDOW);
    }

    void submit() {
        if (!throttle_.take(1, pair_.now)) return;
        const auto sent = pair_.esme.machine.submit(session_pair::message(), ++token_, pair_.now);
        if (!sent) return;
        submits_.open.insert(token_);
        sent_at_.push_back(pair_.now);
        // At most the rate in the last second, and the burst.
        const auto from = std::ranges::lower_bound(sent_at_, pair_.now - 999);
        EXPECT_LE(sent_at_.end() - from, 50 + 5);
    }

    void deliver() {
        if (pair_.smsc.machine.deliver({}, ++token_, pair_.now)) deliveries_.open.insert(token_);
    }

    void answer(side& from, std::vector<request_ref>& waiting) {
        if (waiting.empty()) return;
        const size_t chosen = random_() % waiting.size();
        const request_ref ref = waiting[chosen];
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(chosen));
        const auto status = chance(5) ? command_status::rthrottled : command_status::rok;
        from.machine.reply(ref, status, ref.id == command_id::submit_sm ? "id" : "");
    }

    void settle() {
        pair_.run();
        drain(pair_.esme, submits_, at_esme_);
        drain(pair_.smsc, deliveries_, at_smsc_);
    }

    void drain(side& from, ledger& own, std::vector<request_ref>& waiting) {
        from.collect();
        for (; !from.events.empty(); from.events.pop_front()) {
            const auto& next = from.events.front();
            if (const auto* const request = std::get_if<event::request_received>(&next))
                waiting.push_back(request->ref);
            if (const auto* const response = std::get_if<event::response_received>(&next)) own.end(response->token);
            if (const auto* const late = std::get_if<event::request_timed_out>(&next)) own.end(late->token);
            const auto* const closed = std::get_if<event::closed>(&next);
            if (closed == nullptr) continue;
            for (const uint64_t token : closed->unanswered)
                own.end(token);
            for (const uint64_t token : closed->unsent)
                own.end(token);
        }
    }

    std::mt19937_64 random_;
    session_pair pair_;
    throttle throttle_;
    uint64_t token_ = 0;
    ledger submits_;
    ledger deliveries_;
    std::vector<request_ref> at_smsc_;
    std::vector<request_ref> at_esme_;
    std::vector<int64_t> sent_at_;
};

// A whole conversation as octets, both directions, and what the esme was told.
std::string story_of(size_t first_cut) {
    wire_peer peer{session_role::esme};
    EXPECT_TRUE(peer->machine.bind({}, 0).has_value());
    std::string stream;
    const auto add = [&](pdu_body body, uint32_t number, command_status status = command_status::rok) {
        EXPECT_TRUE(encode({status, number, std::move(body)}, stream).has_value());
    };
    add(bind_resp{bind_type::transceiver, "SMSC", {make_tlv8(tag::sc_interface_version, 0x34)}}, 1);
    add(enquire_link{}, 1);
    add(deliver_sm{}, 2);
    stream += from_hex("0000001100000110000000000a342ee70f");
    add(submit_sm_resp{"x", {}}, 2, command_status::rthrottled);
    add(generic_nack{}, 99, command_status::rinvcmdid);
    add(unbind{}, 4);
    peer.send_raw(stream.substr(0, first_cut));
    peer.send_raw(stream.substr(std::min(first_cut, stream.size())));
    std::string story;
    peer->collect();
    for (const auto& event : peer->events)
        story += std::to_string(event.index()) + " ";
    std::string output;
    peer->machine.poll_output(output);
    return story + to_hex(output);
}

}  // namespace

TEST(SmppSessionProperty, EveryRequestEndsOnceWithinWindowAndRate) {
    const uint64_t seed = std::random_device{}();
    for (uint64_t round = 0; round < 40; ++round) {
        SCOPED_TRACE("seed " + std::to_string(seed + round));
        random_run{seed + round}.run();
        if (testing::Test::HasFailure()) return;
    }
}

TEST(SmppSessionProperty, EverySplitOfTheStreamTellsTheSameStory) {
    const std::string whole = story_of(SIZE_MAX);
    EXPECT_GT(whole.size(), 40U);
    for (size_t cut = 0; cut < 260; ++cut)
        EXPECT_EQ(story_of(cut), whole) << "cut at " << cut;
}

TEST(SmppSessionProperty, AnyOctetsLeaveTheSessionOpenOrEndIt) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    for (int round = 0; round < 2000; ++round) {
        wire_peer peer{round % 2 == 0 ? session_role::smsc : session_role::esme};
        round % 2 == 0 ? peer.bind_as_smsc() : peer.bind_as_esme();
        std::string raw;
        EXPECT_TRUE(encode({{}, 5, session_pair::message()}, raw).has_value());
        EXPECT_TRUE(encode({{}, 5, deliver_sm{}}, raw).has_value());
        EXPECT_TRUE(encode({{}, 5, bind{}}, raw).has_value());
        for (int i = 0; i < 3; ++i)
            raw[random() % raw.size()] = static_cast<char>(random());
        peer.send_raw(raw);
        peer->collect();
        const bool is_ended = !peer->events.empty() && std::holds_alternative<event::closed>(peer->events.back());
        EXPECT_EQ(peer->machine.is_closed(), is_ended);
    }
}

}  // namespace kaskad::smpp
