#pragma once

#include "gateway/api/money_sums.hpp"
#include "gateway/api/payment.hpp"
#include "gateway/api/receipt_request.hpp"
#include "gateway/api/slice_work.hpp"

#include <map>
#include <string>
#include <utility>

// The messages that an operator took before a moment and never said a word about, and what it comes to when nobody
// waits for that word any longer.

namespace kaskad::gateway::api {

// Of all that are meant. held: for what is not charged yet. to_charge and to_release: what becomes of it by the
// clients' rule for messages without a receipt; of cascades, whose rule asks for more than the message, all of it is
// told as released.
struct closing_sums {
    uint64_t messages = 0;
    money_sums charged;
    money_sums held;
    money_sums to_charge;
    money_sums to_release;
    money_sums owed;  // to the supplier, whatever is done
};

// How a client pays for what nobody ever said a word about.
struct silence_rule {
    facts::charge_moment moment = facts::charge_moment::as_client;
    bool by_part = false;  // for each that was delivered
    uint32_t percent = 0;
};

class close_work final : public slice_work {
  public:
    // by: whose word it is.
    close_work(close_request asked, std::string by)
        : slice_work{{asked.after, asked.limit, asked.is_dry_run}}, asked_{std::move(asked)}, by_{std::move(by)} {}

    facts::command ask_for(core::message_id message, facts::token reply_to) const override;
    uint64_t count_of(const facts::reply& reply) const override;
    // {"messages", "left", "next_after": id or null}. left: it got its receipt meanwhile, or is sent anew.
    std::string render(const slice_sums& sums, core::message_id next_after) const override;

  private:
    std::expected<pages_wanted, net::http_response> open(store::report_reader& from) override;
    bool take(const store::told_message& told) override;
    std::string render_counts(int64_t as_of_utc_ms) const override;
    void count(const store::told_message& told);

    close_request asked_;
    std::string by_;
    core::link_id link_;
    std::map<core::client_id, silence_rule> rules_;
    closing_sums sums_;
};

}  // namespace kaskad::gateway::api
