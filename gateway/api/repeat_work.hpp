#pragma once

#include "gateway/api/receipt_request.hpp"
#include "gateway/api/slice_work.hpp"

#include <map>
#include <utility>

// The messages whose client is to be told once more how they ended.

namespace kaskad::gateway::api {

class repeat_work final : public slice_work {
  public:
    explicit repeat_work(repeat_request asked)
        : slice_work{{asked.after, asked.limit, asked.is_dry_run}}, asked_{std::move(asked)} {}

    facts::command ask_for(core::message_id message, facts::token reply_to) const override;
    uint64_t count_of(const facts::reply& reply) const override;
    // {"messages", "events", "next_after": id or null}: a message may have several submits that asked for a receipt.
    std::string render(const slice_sums& sums, core::message_id next_after) const override;

  private:
    std::expected<pages_wanted, net::http_response> open(store::report_reader& from) override;
    bool take(const store::told_message& told) override;
    std::string render_counts(int64_t as_of_utc_ms) const override;

    repeat_request asked_;
    std::map<facts::message_state, uint64_t> counts_;
    uint64_t without_endpoint_ = 0;
};

}  // namespace kaskad::gateway::api
