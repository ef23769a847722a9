#pragma once

#include "gateway/api/price_sheet.hpp"
#include "gateway/margin_reading.hpp"
#include "gateway/sheet_form.hpp"
#include "gateway/sheet_notices.hpp"
#include "gateway/sheet_rows.hpp"

#include <cstdint>
#include <string>

// What a preview of a sheet says, as JSON. Pure.

namespace kaskad::gateway {

struct sheet_preview {
    const sheet_form& form;
    const sheet_rows& read;
    const routing::sheet_difference& difference;
    int64_t at_utc_ms = 0;
    uint32_t version = 0;
    const effect_reading& effect;
    const api::link_names& links;
    const price_notices& notices;
    size_t moved = 0;  // rows that begin later, so that who has to be told is told in time
    const billing::calendar& calendar;
    std::string token;  // empty: it cannot be applied
};

// Of each kind of change the first `changes_max` are shown.
std::string render_preview(const sheet_preview& shown, size_t changes_max);

}  // namespace kaskad::gateway
