#pragma once

#include "billing/calendar.hpp"
#include "engine/price_notice.hpp"
#include "gateway/api/json_writer.hpp"
#include "gateway/api/price_sheet.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

// Who has to be told of what a sheet makes dearer, as a preview says it. The engine judges again when the sheet is
// applied, and knows in which country a network is, which here is not known: where a row of a network goes, its
// country's is not looked for.

namespace kaskad::gateway {

using price_notices = std::vector<engine::price_notice>;

// `after`: the owner's imported rows as they would stand.
price_notices notices_of(const api::sheet_question& asked, const std::vector<routing::price_row>& after,
                         const billing::calendar& calendar, int64_t now_utc_ms);

// The sheet's rows that make something dearer too early begin as early as they may. Returns how many were moved.
size_t move_to_notice(std::vector<routing::price_row>& sheet, const price_notices& notices);

bool has_early(const price_notices& notices);

void write_notices(api::json_writer& out, const price_notices& notices, const billing::calendar& calendar);

}  // namespace kaskad::gateway
