#pragma once

#include "gateway/api/file_comparison.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

// Sets files that came over the API against the books: what `kaskad reconcile` does, for one caller and with bounds.
// What it puts on disk has no name, and so is gone with it whatever happens. Blocks; for a thread of its own.

namespace kaskad::gateway {

struct comparison_desk_options {
    std::string folder;  // where rows are put aside
    std::function<int64_t()> utc_ms;
    uint64_t rows_max = 1'000'000;  // of each side; each takes 128 octets some three times
};

class comparison_desk {
  public:
    explicit comparison_desk(comparison_desk_options options) : options_{std::move(options)} {}

    // A refusal where it is stopped, or nobody waits any more.
    net::http_response compare(store::report_reader& books, api::comparison_question asked) const;

    // Any thread: what is under way ends soon, and what comes is refused.
    void stop() { is_stopping_ = true; }

  private:
    comparison_desk_options options_;
    std::atomic<bool> is_stopping_{false};
};

}  // namespace kaskad::gateway
