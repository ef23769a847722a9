#pragma once

#include "channels/account_counts.hpp"
#include "gateway/api/metrics.hpp"

#include <map>

// Turns what channel accounts count into metrics. On the observer's thread.

namespace kaskad::gateway {

class channel_observer {
  public:
    explicit channel_observer(api::metrics& numbers) : numbers_{numbers} {}

    void observe(const channels::account_counts& now);

  private:
    api::metrics& numbers_;
    std::map<core::link_id, channels::account_counts> seen_;
};

}  // namespace kaskad::gateway
