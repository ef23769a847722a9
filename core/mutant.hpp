#pragma once

#include <cstdint>

// Faults to be switched on, one at a time, to prove that the simulation sees them. Only its own build defines
// KASKAD_MUTANTS; in the program mutated() is constant false and nothing of a fault is compiled in.

namespace kaskad::core {

enum class mutant : uint8_t {
    none,
    acknowledge_before_commit,  // effects leave, then the journal is written
    charge_again,               // on every submit of a message
    forget_parked_receipt,      // a receipt before its response is answered and dropped
    last_writer_wins,           // the receipt that came last decides
    window_one_wider,           // than declared
    rate_ignored,               // tokens are not taken
    skip_a_key,                 // a batch leaves out one of its rows
    lose_recalled,              // a record fetched for a receipt is not taken in
    unmarked_repeat,            // sent again in doubt without `possible_duplicate`
    reserve_without_cover,      // balance and limit are not looked at
    keep_reservation,           // a message ends and its reservation does not
    forget_keys_at_start,       // Idempotency-Keys in the database are not looked for after a restart
    forget_event,               // the end of a message that was in doubt is told to nobody
    forget_lost_bind,           // receipts under way on a client's bind are not sent again when it is lost
    client_rate_ignored,        // clients may submit as fast as they like
    client_window_ignored,      // and any number at once
    lose_in_memory,             // a message that is kept small forgets when it was accepted
    count,
};

#ifdef KASKAD_MUTANTS
bool mutated(mutant which);
void switch_on(mutant which);
#else
constexpr bool mutated(mutant) {
    return false;
}
#endif

}  // namespace kaskad::core
