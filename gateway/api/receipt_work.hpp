#pragma once

#include "gateway/api/receipt_request.hpp"
#include "gateway/api/receipt_view.hpp"
#include "gateway/api/report_work.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Receipts for staff, made page by page on the report reader's thread: sums, lists of parts, parked receipts, and the
// messages whose client is to be told once more.

namespace kaskad::gateway::api {

inline constexpr size_t RECEIPT_ROWS_MAX = 10'000;

std::unique_ptr<report_work> make_receipts_work(receipt_days asked);
std::unique_ptr<report_work> make_receipt_list_work(receipt_list_request asked);
std::unique_ptr<report_work> make_parked_work(parked_request asked);

// A slice of the messages that are meant, rising by id. A dry run goes to the end, counts them and answers.
class repeat_work final : public report_work {
  public:
    explicit repeat_work(repeat_request asked) : asked_{std::move(asked)} {}
    ~repeat_work() override;

    // None, and is_ready() is true: messages() are to be told.
    std::optional<net::http_response> step(store::report_reader& from) override;

    bool is_ready() const override { return is_ready_; }
    const std::vector<core::message_id>& messages() const { return messages_; }
    // There is nothing to tell behind them.
    bool is_last() const { return is_last_; }
    // Looked at, also where it is not meant: where the next slice begins if all of this one is told.
    core::message_id last() const { return last_; }

  private:
    std::optional<net::http_response> begin(store::report_reader& from);
    bool is_meant(const facts::message& message) const;
    void take(const std::vector<store::told_message>& page);
    net::http_response render_counts() const;

    repeat_request asked_;
    std::optional<message_pages> pages_;
    int64_t as_of_utc_ms_ = 0;
    std::map<facts::message_state, uint64_t> counts_;
    uint64_t without_endpoint_ = 0;
    std::vector<core::message_id> messages_;
    core::message_id last_;
    bool is_ready_ = false;
    bool is_last_ = false;
};

}  // namespace kaskad::gateway::api
