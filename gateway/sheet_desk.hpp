#pragma once

#include "gateway/api/price_sheet.hpp"
#include "gateway/spreadsheet.hpp"

#include <cstdint>
#include <functional>

// Reads and judges sheets of prices for the API: what a sheet changes, what is wrong with it, what it does to the
// margin and, where it was shown before, the command that applies it. Blocks; for a reader's thread.

namespace kaskad::gateway {

// Of each kind of change, that are shown; all are counted.
inline constexpr size_t CHANGES_SHOWN_MAX = 1'000;

class sheet_desk {
  public:
    explicit sheet_desk(std::function<int64_t()> utc_ms, spreadsheet_limits limits = {})
        : utc_ms_{std::move(utc_ms)}, limits_{std::move(limits)} {}

    api::sheet_verdict judge(store::reader& from, const api::sheet_question& asked) const;

  private:
    std::function<int64_t()> utc_ms_;
    spreadsheet_limits limits_;
};

}  // namespace kaskad::gateway
