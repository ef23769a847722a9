#pragma once

#include "core/message_class.hpp"
#include "core/money.hpp"
#include "routing/policy.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

// Every limit and delay of the engine, by name. Filled from [engine] in TOML.

namespace kaskad::engine {

struct class_options {
    int64_t deadline_ms = 0;        // not submitted by then: expired uncharged; 0 = the message's validity
    int64_t validity_ms = 0;        // when the client names none
    int64_t resend_ms = 0;          // what is in doubt goes out again after it; negative = never
    bool resend_elsewhere = false;  // as a new attempt over another link if there is one, else the part alone
    uint32_t floor_percent = 0;     // of an account's segments this class gets although higher ones wait
    // How links are chosen for a client whose routing says nothing of the class.
    routing::policy_kind policy = routing::policy_kind::cost_per_delivered;
    uint32_t delivery_floor_percent = 0;  // least share of deliveries, at the lower bound
    uint32_t band_percent = 5;            // balanced: so far below the best quality, in points
    uint32_t in_time_ms = 0;              // best quality and balanced: what counts as in time; 0 = whenever
    uint32_t wait_max_ms = 0;             // a link whose queue takes longer gives way to others; 0 = none does
    // A receipt says that the link, the network or nobody knows who did not deliver: over so many other links it goes
    // then, as long as it is in time.
    uint32_t links_after_failure = 0;
    bool again_after_subscriber = false;  // the same where the subscriber is why
};

// Whom the network of a number is asked of, and what that costs us. Filled from [lookup].
struct lookup_options {
    bool enabled = false;
    core::price price;
    core::currency currency;
    int64_t deadline_ms = 1'500;          // a message waits no longer for its answer
    int64_t request_deadline_ms = 5'000;  // a client who asks waits no longer
    int64_t cache_ms = 24 * 3'600'000LL;  // an answer is good for so long
    size_t open_max = 1'000;              // asked and not answered
    size_t kept_max = 100'000;            // answers that are kept
};

// Texts that go over one link to phones of ours. Filled from [route_test].
struct route_test_options {
    core::amount daily_budget;        // in the currency of buy prices; 0 = there are no tests
    int64_t wait_ms = 15 * 60'000LL;  // for the last SMS
    size_t tests_max = 200;           // that are kept
    size_t numbers_max = 10;          // of one test
};

// Filled from [billing].
struct billing_options {
    core::amount approve_above;  // what a person books beyond it needs a second one's word; 0 = nothing does
    core::price dear_price;      // of clients that do not say what is too dear for them; 0 = nothing is
    int64_t rate_age_ms = 3 * 86'400'000LL;  // an older exchange rate is none
    size_t orders_max = 1'000'000;           // of money, that are kept
    size_t rates_max = 100'000;              // days of exchange rates
    size_t invoices_max = 1'000'000;         // that are kept
    size_t reconciliations_max = 10'000;     // that are kept
    int64_t no_credit_ms = 15 * 60'000LL;    // a link refused for want of credit is left alone for so long
    std::string zone;                        // where our months begin, an IANA name; empty = UTC
};

// Filled from [cascade].
struct cascade_options {
    size_t cascades_max = 100'000;    // that are kept, with those that came with messages
    size_t contacts_max = 1'000'000;  // of people on channels
    int64_t grace_ms = 10'000;        // between the time a provider is given and the end of its step
    int64_t revoke_wait_ms = 5'000;   // for what is taken back, where no second copy may arrive
    // Who could not be reached over a channel is left alone there so long, each time twice as long.
    int64_t unreachable_ms = 7 * 86'400'000LL;
    int64_t unreachable_max_ms = 30 * 86'400'000LL;
};

struct options {
    // otp, transactional, service, marketing
    std::array<class_options, core::MESSAGE_CLASS_COUNT> classes{
        class_options{.deadline_ms = 120'000,
                      .validity_ms = 300'000,
                      .resend_elsewhere = true,
                      .policy = routing::policy_kind::balanced,
                      .in_time_ms = 30'000,
                      .wait_max_ms = 2'000,
                      .links_after_failure = 1},
        class_options{.deadline_ms = 3'600'000, .validity_ms = 86'400'000, .resend_ms = 60'000, .wait_max_ms = 30'000},
        class_options{
            .deadline_ms = 21'600'000, .validity_ms = 86'400'000, .resend_ms = 60'000, .wait_max_ms = 600'000},
        class_options{.validity_ms = 86'400'000, .resend_ms = -1, .floor_percent = 5, .wait_max_ms = 3'600'000}};
    int64_t validity_max_ms = 7 * 86'400'000LL;
    int64_t schedule_max_ms = 366 * 86'400'000LL;
    int64_t receipt_grace_ms = 3'600'000;  // behind the validity, before a message without a receipt ends `unknown`
    int64_t late_receipt_ms = 72 * 3'600'000LL;  // an operator's id is looked for so long after that
    int64_t parked_receipt_ms = 72 * 3'600'000LL;
    int64_t receipt_maturity_ms = 600'000;  // from a long message's first receipt until its link is judged by it
    int64_t inbound_wait_ms = 300'000;      // for the other parts of a text from a handset
    int64_t inbound_repeat_ms = 120'000;    // the same text again within it is the operator's repeat
    int64_t idempotency_ms = 24 * 3'600'000LL;

    uint32_t attempts_max = 4;
    uint32_t retries_max = 5;        // later on the same link
    int64_t retry_delay_ms = 5'000;  // doubles up to the maximum
    int64_t retry_delay_max_ms = 300'000;
    int64_t failover_ms = 5'000;  // a link without a bind for so long hands its queue on
    int64_t leaving_ms = 0;       // a removed link without work waits so long for receipts
    int64_t hot_horizon_ms = 900'000;

    size_t messages_hot = 250'000;  // messages in memory before those without near work leave it
    size_t queue_hot = 10'000;      // messages in memory per (link, class, client)
    size_t due_hot = 10'000;        // due messages fetched ahead
    // Of the filters that say which keys the database does not hold: 1 % false hits at seven million Idempotency-Keys
    // and 1.7 million people with cascades. Powers of two.
    size_t key_filter_bits = size_t{1} << 26;
    size_t people_filter_bits = size_t{1} << 24;
    size_t parked_receipts_max = 10'000;
    size_t inbound_parts_max = 10'000;     // of texts that are not whole
    size_t inbound_prints_max = 100'000;   // of texts that came lately
    size_t events_hot = 10'000;            // per endpoint
    uint64_t feed_events_max = 1'000'000;  // that a feed holds; then the oldest are given up
    size_t fetches_max = 256;              // under way at once
    size_t waiting_max = 4'096;            // commands waiting for a fetch
    size_t links_max = 256;
    size_t arms_max = 100'000;          // of which deliveries are learnt: links times networks
    size_t recent_codes_max = 100'000;  // recipients whose last code is remembered
    int64_t code_again_ms = 120'000;    // a code asked for again within it goes over another link; 0 = not looked at
    // Attempts that may go over another link than the best as believed, so that the belief stays true: a share of
    // one-time codes and of the rest, in thousandths, and what they may cost beside the best in a day (UTC).
    uint32_t probe_otp_permille = 5;
    uint32_t probe_permille = 20;
    core::price probe_cost_max{10 * 100'000'000LL};
    size_t learnt_numbers_max = 1'000'000;
    int64_t learnt_number_ms = 180 * 86'400'000LL;  // what was learnt of a number is believed for so long
    size_t imports_max = 200;                       // of prices, that are kept
    lookup_options lookup;
    route_test_options route_test;
    billing_options billing;
    cascade_options cascade;
    int64_t pumping_delay_ms = 60'000;  // what looks a little like pumping waits so long

    uint32_t callbacks_parallel = 8;         // per endpoint
    uint32_t callback_retries_open = 1'000;  // per endpoint; then it stops, alone
    uint32_t callback_tries_max = 20;
    int64_t callback_delay_ms = 2'000;  // doubles up to the maximum
    int64_t callback_delay_max_ms = 3'600'000;
    int64_t callback_progress_ms = 1'000;
};

}  // namespace kaskad::engine
