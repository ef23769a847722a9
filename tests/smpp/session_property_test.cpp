#include "random_pdu.hpp"
#include "session_pair.hpp"
#include "smpp/throttle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <random>
#include <set>
#include <span>

// Two real sessions on random schedules: whatever is cut, delayed, refused, dropped or answered twice, each request
// ends exactly once, and neither window nor rate is ever exceeded.

namespace kaskad::smpp {

namespace {

// Tokens of one side: how often each ended.
struct ledger {
    size_t window;
    std::set<uint64_t> open{};
    size_t ended = 0;

    void end(uint64_t token) {
        EXPECT_EQ(open.erase(token), 1U) << "token " << token << " ended twice or never began";
        ++ended;
    }
};

class random_run {
  public:
    explicit random_run(uint64_t seed)
        : random_{seed},
          submits_{1 + seed % 7},
          deliveries_{1 + seed % 11},
          pair_{options(submits_.window), options(deliveries_.window), 1 + seed % 97},
          throttle_{{.rate = 50, .burst = 5, .pause_ms = 50, .recovery_ms = 500}, 0} {}

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
    static session_options options(size_t window) {
        return {.window_size = window,
                .violations_max = 1'000'000,
                .first_sequence_number = sequence::LAST - 20,
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
        EXPECT_LE(submits_.open.size(), submits_.window);
        EXPECT_LE(deliveries_.open.size(), deliveries_.window);
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
            if (const auto* const response = std::get_if<event::response_received>(&next)) {
                own.end(response->token);
                if (response->request == command_id::submit_sm && response->status == command_status::rthrottled)
                    throttle_.cut(pair_.now);
            }
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
    ledger submits_;
    ledger deliveries_;
    session_pair pair_;
    throttle throttle_;
    uint64_t token_ = 0;
    std::vector<request_ref> at_smsc_;
    std::vector<request_ref> at_esme_;
    std::vector<int64_t> sent_at_;
};

// What a session told and wrote.
struct story {
    std::vector<session_event> told;
    std::string written;

    friend bool operator==(const story&, const story&) = default;
};

// A session of this role, bound, that is given the stream in pieces of these sizes, the last one over and over.
story story_of(session_role role, const std::string& stream, std::span<const size_t> pieces) {
    wire_peer peer{role, {.system_id = "SMSC", .inbound_window_size = 5, .violations_max = 10}};
    role == session_role::esme ? peer.bind_as_esme() : peer.bind_as_smsc();
    for (uint64_t token = 1; token <= 4; ++token) {
        const auto sent = role == session_role::esme ? peer->machine.submit(session_pair::message(), token, peer.now)
                                                     : peer->machine.deliver({}, token, peer.now);
        EXPECT_TRUE(sent.has_value());
    }
    story result;
    for (size_t at = 0, i = 0; at < stream.size(); ++i) {
        const size_t size = pieces[std::min(i, pieces.size() - 1)];
        peer.send_raw(stream.substr(at, size));
        at += std::min(size, stream.size() - at);
    }
    peer->collect();
    std::ranges::move(peer->events, std::back_inserter(result.told));
    peer->machine.poll_output(result.written);
    return result;
}

// What answers the first requests of a session of this role, and much else.
std::string conversation(session_role role) {
    std::string stream;
    const auto add = [&](pdu_body body, uint32_t number, command_status status = command_status::rok) {
        EXPECT_TRUE(encode({status, number, std::move(body)}, stream).has_value());
    };
    const bool is_client = role == session_role::esme;
    const uint32_t first = is_client ? 2 : 1;
    add(enquire_link{}, 1);
    add(is_client ? pdu_body{deliver_sm{}} : pdu_body{session_pair::message()}, 2);
    stream += from_hex("0000001100000110000000000a342ee70f");
    add(is_client ? pdu_body{submit_sm_resp{"x", {}}} : pdu_body{deliver_sm_resp{}}, first);
    add(generic_nack{}, first + 2, command_status::rinvcmdid);
    add(generic_nack{}, 99, command_status::rinvcmdid);
    add(data_sm_resp{"x", {}}, first + 1);
    add(unbind{}, 4);
    return stream;
}

// PDUs of any kind, some with a broken body; numbers that answer our requests now and then.
std::string random_stream(uint64_t seed) {
    random_pdu pdus{seed};
    std::mt19937_64 random{seed};
    std::string stream;
    for (size_t count = 2 + random() % 10; count > 0; --count) {
        pdu next = pdus.next();
        next.sequence_number = 1 + random() % 6;
        std::string frame;
        EXPECT_TRUE(encode(next, frame, {.long_credentials = true}).has_value());
        if (random() % 4 == 0 && frame.size() > HEADER_SIZE)
            frame[HEADER_SIZE + random() % (frame.size() - HEADER_SIZE)] ^= 0x41;
        stream += frame;
    }
    return stream;
}

constexpr std::array ROLES{session_role::esme, session_role::smsc};

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
    for (const auto role : ROLES) {
        const std::string stream = conversation(role);
        const story whole = story_of(role, stream, std::array{stream.size()});
        EXPECT_EQ(whole.told.size(), 7U);
        for (size_t cut = 1; cut < stream.size(); ++cut)
            EXPECT_TRUE(story_of(role, stream, std::array{cut, stream.size()}) == whole) << "cut at " << cut;
        EXPECT_TRUE(story_of(role, stream, std::array{size_t{1}}) == whole);
    }
}

TEST(SmppSessionProperty, EverySplitOfAnyStreamTellsTheSameStory) {
    const uint64_t seed = std::random_device{}();
    for (uint64_t round = 0; round < 100; ++round) {
        SCOPED_TRACE("seed " + std::to_string(seed + round));
        const std::string stream = random_stream(seed + round);
        std::mt19937_64 random{seed + round};
        std::array<size_t, 16> pieces{};
        std::ranges::generate(pieces, [&] { return 1 + random() % 200; });
        for (const auto role : ROLES)
            ASSERT_TRUE(story_of(role, stream, pieces) == story_of(role, stream, std::array{stream.size()}));
    }
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
