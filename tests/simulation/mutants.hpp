#pragma once

#include "core/mutant.hpp"
#include "tests/simulation/plan.hpp"

#include <array>
#include <string_view>

// The faults by name: the product's in the order of core::mutant, those of the simulation's own shells of channel
// accounts in the order of shell_fault, and the one of its disk.

namespace kaskad::simulation {

constexpr std::array<std::string_view, static_cast<size_t>(core::mutant::count)> MUTANT_NAMES{
    "none",
    "acknowledge_before_commit",
    "charge_again",
    "forget_parked_receipt",
    "last_writer_wins",
    "window_one_wider",
    "rate_ignored",
    "skip_a_key",
    "lose_recalled",
    "unmarked_repeat",
    "reserve_without_cover",
    "keep_reservation",
    "forget_keys_at_start",
    "forget_event",
    "forget_lost_bind",
    "client_rate_ignored",
    "client_window_ignored",
    "lose_in_memory"};

constexpr std::string_view LYING_DISK = "disk_never_syncs";

constexpr std::array<std::string_view, static_cast<size_t>(shell_fault::count)> SHELL_FAULT_NAMES{
    "none", "calls_twice", "hides_call", "drops_report", "invents_delivery"};

}  // namespace kaskad::simulation
