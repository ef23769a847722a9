#pragma once

#include "core/mutant.hpp"

#include <array>
#include <string_view>

// The faults by name, in the order of core::mutant.

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
    "client_window_ignored"};

}  // namespace kaskad::simulation
