#pragma once

#include "engine/turn.hpp"

#include <optional>

// What currencies are worth in each other today, and how that comes in.

namespace kaskad::engine {

// The newest rate, unless it is older than [billing] says; of one currency in itself 1.
std::optional<billing::exchange> rate_today(const turn& turn, const billing::currency_pair& pair);

void handle(turn& turn, const facts::import_exchange_rates& command);
void handle(turn& turn, const facts::query_exchange_rates& command);

}  // namespace kaskad::engine
