#pragma once

#include "engine/facts/command.hpp"
#include "engine/options.hpp"
#include "store/projector.hpp"

#include <cstdint>
#include <vector>

// Everything one seed decides beforehand: limits, load, how often what goes wrong. Permille unless a unit is named.

namespace kaskad::simulation {

struct operator_habits {
    int64_t response_ms_max = 200;
    uint32_t response_lost = 0;
    uint32_t response_twice = 0;
    uint32_t refused = 0;  // with a status from the whole range
    uint32_t receipt_none = 0;
    uint32_t receipt_early = 0;  // before the response
    uint32_t receipt_late = 0;   // minutes instead of seconds
    uint32_t receipt_twice = 0;
    uint32_t receipt_contrary = 0;  // another final state behind the first
    uint32_t receipt_enroute = 0;
    uint32_t negative = 0;
    uint32_t bind_refused = 0;
    int64_t trouble_every_ms = 0;  // between cuts, silences, throttlings; 0 = never
};

struct storage_habits {
    bool file_journal = false;  // on a file system that loses what was not synced
    bool sqlite = false;        // the database, on a disk that loses the same
    int checkpoint_pages = 0;   // of its WAL
    bool disk_lies = false;     // that disk syncs nothing: to prove that the checks see it
    int64_t sync_ms_max = 5;
    uint32_t append_fails = 0;
    uint32_t write_fails = 0;
    uint64_t journal_octets_max = 64 << 20;
    int64_t linger_ms = 50;
    int64_t stall_every_ms = 0;
    int64_t stall_ms = 0;
    store::projector_options projector;
};

struct client_habits {
    uint32_t request_lost = 0;
    uint32_t answer_lost = 0;
    uint32_t asked_twice = 0;  // the same request, at once or minutes later
    uint32_t other_body = 0;   // the key of another request
    uint32_t read = 200;       // reads by id
    uint32_t scheduled = 0;
    uint32_t long_text = 0;
    size_t recipients = 200;
    size_t burst_max = 50;
    uint32_t callback_fails = 0;
    uint32_t callback_answer_lost = 0;
    int64_t callback_down_every_ms = 0;
};

// Of clients that come over SMPP.
struct reseller_habits {
    int64_t burst_every_ms = 60'000;  // on each bind
    size_t burst_max = 20;
    uint32_t long_text = 100;
    uint32_t receipt_refused = 0;
    uint32_t receipt_ignored = 0;
    int64_t answer_ms_max = 500;
    int64_t trouble_every_ms = 120'000;
};

// Of the accounts of messengers, of their providers and of people; and how many messages go by a cascade.
struct messenger_habits {
    int64_t answer_ms_max = 500;
    uint32_t absent = 150;  // people who have no such messenger
    uint32_t refused = 0;
    uint32_t retry = 0;
    uint32_t throttle = 0;
    uint32_t account = 0;
    uint32_t config = 0;
    uint32_t answer_lost = 0;
    uint32_t negative = 0;
    uint32_t report_none = 0;
    uint32_t report_early = 0;  // before the answer
    uint32_t report_late = 0;   // minutes instead of seconds
    uint32_t report_twice = 0;
    uint32_t report_reversed = 0;  // read, then delivered
    uint32_t report_contrary = 0;  // expired and delivered, in any order
    uint32_t read = 500;
    uint32_t revoke_lost = 0;
    uint32_t replies = 0;
    uint32_t opt_outs = 0;
    int64_t trouble_every_ms = 0;  // between accounts that are down, silent or of no use
    uint32_t cascades = 0;
};

// What a shell of a channel account may do wrong, to prove that the checks see it.
enum class shell_fault : uint8_t {
    none,
    calls_twice,
    hides_call,        // it says that what it called for never left
    drops_report,      // it answers a report and forgets it
    invents_delivery,  // of what did not arrive
    count,
};

struct plan {
    uint64_t seed = 0;
    core::message_id traced;  // its facts are printed
    int64_t load_ms = 3'600'000;
    int64_t rate_milli = 1'000;  // messages in a thousand seconds
    size_t mailbox = 8;
    size_t messages_max = 4'000;  // in memory, before new ones are refused
    int64_t tick_ms = 100;
    int64_t fetch_ms_max = 50;
    int64_t crash_every_ms = 0;
    int64_t declare_every_ms = 0;
    bool has_office = false;    // somebody keeps the books
    int64_t month_ends_ms = 0;  // so long after the beginning; 0 = not in this run
    engine::options limits;
    facts::declare declaration;
    operator_habits operators;
    storage_habits storage;
    client_habits clients;
    reseller_habits resellers;
    size_t operators_count = 0;  // the first of the declared links; behind them are accounts of messengers
    messenger_habits messengers;
    shell_fault fault = shell_fault::none;

    bool has_messengers() const { return declaration.links.size() > operators_count; }
};

plan draw_plan(uint64_t seed);
// No faults, a wide road, this many messages a second for so long.
plan draw_benchmark(int64_t rate, int64_t seconds);

}  // namespace kaskad::simulation
