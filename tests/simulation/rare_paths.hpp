#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// How often a run went where runs seldom go. Over the standard seeds every count must be above 0: what no seed reaches
// is not tested.

namespace kaskad::simulation {

enum class rare : uint8_t {
    recall,       // a record came back from the database
    refill,       // of a queue's tail
    reserve,      // responses and receipts went on while new work was refused
    not_sent,     // handed back by a dead bind
    barrier_503,  // a read by id gave up on the projector
    job_slice,
    in_doubt,
    by_address,  // a receipt found its part without an id
    parked,      // a receipt before its response, or of nobody
    crash,
    died_unwritten,  // of crash: before the append
    died_untold,     // behind it, and nobody heard of it
    died_telling,    // some heard of it
    died_unprojected,
    died_projected,
    repeated,  // answered from the Idempotency-Key
    mismatch,  // a key with another body
    blocked,   // the engine's mailbox was full
    append_failed,
    write_failed,
    generation,  // the database has more than one
    late,        // a message's end changed after it
    client_throttled,
    client_refused,  // its window, or ours
    client_trouble,  // a bind cut, silent or unbound by its client
    receipt_refused,
    invoiced,
    taken_back,
    invoice_paid,
    month_closed,
    receivable,  // delivered late, of a month that is closed
    // Of cascades.
    channel_next,  // what a provider answers
    channel_retry,
    channel_throttle,
    channel_account,
    channel_config,
    answer_lost,    // nobody knows what became of the call
    echo_join,      // found by our own name for the attempt, the provider's was never told
    report_early,   // before its answer
    late_delivery,  // of a step behind which another had begun
    revoked,
    revoke_late,
    avoid_wait,  // for what is taken back
    step_held,   // for its hours
    timed_out,
    superseded,
    stopped,
    replied,
    refund,
    sms_cancelled,  // by cancel_sm
    sms_cancel_late,
    reconciled,
    dispute_changed,
    receipt_closed,  // nobody waits for it any longer, by a person's word
    count,
};

constexpr std::array<std::string_view, static_cast<size_t>(rare::count)> RARE_NAMES{
    "recall",          "refill",       "reserve",          "not_sent",         "barrier_503",
    "job_slice",       "in_doubt",     "by_address",       "parked",           "crash",
    "died_unwritten",  "died_untold",  "died_telling",     "died_unprojected", "died_projected",
    "repeated",        "mismatch",     "blocked",          "append_failed",    "write_failed",
    "generation",      "late",         "client_throttled", "client_refused",   "client_trouble",
    "receipt_refused", "invoiced",     "taken_back",       "invoice_paid",     "month_closed",
    "receivable",      "channel_next", "channel_retry",    "channel_throttle", "channel_account",
    "channel_config",  "answer_lost",  "echo_join",        "report_early",     "late_delivery",
    "revoked",         "revoke_late",  "avoid_wait",       "step_held",        "timed_out",
    "superseded",      "stopped",      "replied",          "refund",           "sms_cancelled",
    "sms_cancel_late", "reconciled",   "dispute_changed",  "receipt_closed"};

struct rare_paths {
    std::array<uint64_t, static_cast<size_t>(rare::count)> counts{};

    uint64_t& operator[](rare path) { return counts[static_cast<size_t>(path)]; }
    void add(const rare_paths& other) {
        for (size_t index = 0; index < counts.size(); ++index)
            counts[index] += other.counts[index];
    }
};

}  // namespace kaskad::simulation
