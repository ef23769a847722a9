#pragma once

#include "routing/state_octets.hpp"

#include <cstdint>
#include <string_view>

// Keeps attempts off a link, or off a link for one network, that shows trouble, and lets it come back by steps. Judges
// by what it is told; whether a collapse of deliveries is the link's doing, ejection.hpp judges before. Pure; the time
// is given in, never earlier than before.

namespace kaskad::routing {

enum class breaker_state : uint8_t {
    closed = 0,     // everything may pass
    open = 1,       // nothing may
    half_open = 2,  // single attempts, as a test
    ramping = 3,    // a share that grows with time
};

// What opened it.
enum class breaker_cause : uint8_t {
    none = 0,
    link_errors = 1,
    slow_responses = 2,
    bind_lost = 3,
    missing_positives = 4,
    error_share = 5,
};

// refused: the fault is the message's, the sender's or the client's, or the operator asks to go slower. It says nothing
// about the link, neither good nor bad.
enum class response_outcome : uint8_t { taken, link_error, refused };

struct breaker_options {
    uint32_t errors_in_row = 5;
    // Errors of the last 30 to 60 s that are so many standard deviations above what is usual there, and such a share.
    double errors_surprise = 5;
    double errors_share_min = 0.1;
    int64_t response_ms_max = 10'000;  // 95 % of responses come within it
    uint32_t responses_min = 20;       // of the last 30 to 60 s, before their times and errors are judged
    int64_t unbound_ms_max = 60'000;
    double surprise_min = -5;  // standard deviations; arm::surprise
    int64_t open_ms = 30'000;  // times how often it was opened
    int64_t open_ms_max = 300'000;
    uint32_t proofs_wanted = 3;     // good ends of test attempts before it ramps
    int64_t probe_each_ms = 1'000;  // between test attempts
    int64_t proof_ms_max = 60'000;  // the end of a test attempt that is not known by then is a bad one
    uint32_t probes_max = 10;       // test attempts without enough deliveries, where deliveries are the proof
    int64_t ramp_ms = 60'000;       // from a tenth to all
    int64_t calm_ms = 300'000;      // closed for so long: one opening less counts
};

// How far the positives of attempts that left at or after `from_ms` are below what should have come.
struct positives_surprise {
    double deviations = 0;
    int64_t from_ms = 0;
};

class breaker {
  public:
    explicit breaker(const breaker_options& options = {}) : options_{options} {}

    breaker_state state() const { return state_; }
    breaker_cause cause() const { return cause_; }            // none when closed
    int64_t open_until_ms() const { return open_until_ms_; }  // of open; it stays open longer while unbound
    uint32_t openings() const { return openings_; }           // that still count
    // Attempts that left earlier were judged already: surprise about them is not listened to. 0 at first.
    int64_t judged_from_ms() const { return judged_from_ms_; }
    bool is_at_rest() const { return state_ == breaker_state::closed && openings_ == 0 && is_bound_; }

    // The share of attempts that may pass now, 0 to 1; of a half-open one 1 for the one attempt that may leave now.
    double share(int64_t now_ms);
    // Whether the attempt with this key may pass. Same state, same key, same answer.
    bool admits(int64_t now_ms, uint64_t chance_key);

    void note_attempt(int64_t now_ms);
    // To an attempt that left at `sent_ms`; a response that never came is a link error when the wait for it ends.
    void note_response(response_outcome outcome, int64_t sent_ms, int64_t now_ms);
    // A positive receipt of an attempt that left at `sent_ms`.
    void note_delivered(int64_t sent_ms, int64_t now_ms);
    void note_surprise(const positives_surprise& seen, int64_t now_ms);
    void note_bound(bool is_bound, int64_t now_ms);

    // What outlives a restart: that it was opened, why and how often. A test that was under way begins anew.
    void save(state_writer& to, int64_t now_ms) const;
    void load(state_reader& from, int64_t now_ms);

  private:
    // Of half a minute each.
    struct response_count {
        uint32_t all = 0;
        uint32_t slow = 0;
        uint32_t errors = 0;
    };

    void advance(int64_t now_ms);
    void advance_half_open();
    void calm_down();
    void turn_responses();
    void open(breaker_cause cause);
    void half_open();
    void count_response(int64_t took_ms, bool is_error);
    void count_proof();
    bool is_slow() const;
    bool errs_more_than_usual() const;
    void learn_usual(const response_count& half_minute);
    bool wants_positives() const { return cause_ == breaker_cause::missing_positives; }
    bool is_passing() const { return state_ == breaker_state::closed || state_ == breaker_state::ramping; }
    // Whether it left as a test.
    bool is_probe(int64_t sent_ms) const { return state_ == breaker_state::half_open && sent_ms >= since_ms_; }

    breaker_options options_;
    int64_t now_ms_ = 0;
    breaker_state state_ = breaker_state::closed;
    breaker_cause cause_ = breaker_cause::none;
    int64_t since_ms_ = 0;  // when this state began; of closed, when one opening less was counted last
    int64_t open_until_ms_ = 0;
    int64_t judged_from_ms_ = 0;
    uint32_t openings_ = 0;

    uint32_t errors_ = 0;  // in a row
    response_count responses_now_;
    response_count responses_before_;
    int64_t responses_ms_ = 0;  // when responses_now_ began
    // Of responses until the last minute, older ones for less.
    double usual_responses_ = 0;
    double usual_errors_ = 0;

    bool is_bound_ = true;
    int64_t unbound_ms_ = 0;

    uint32_t probes_ = 0;
    uint32_t proofs_ = 0;
    int64_t probe_ms_ = 0;        // the last one's
    bool is_probe_open_ = false;  // its response is awaited
};

std::string_view to_string(breaker_state value);
std::string_view to_string(breaker_cause value);

}  // namespace kaskad::routing
