#pragma once

#include "gateway/bill_plan.hpp"
#include "gateway/bill_table.hpp"
#include "store/error.hpp"

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

// Carries a client's month out: its orders first, then the invoice that they stand on. Each step happens once however
// often it is asked for, so that a run that ended half-way is simply run again.

namespace kaskad::store {

class view;

}  // namespace kaskad::store

namespace kaskad::gateway {

store::result<billing_records> read_billing_records(store::view& from);

// Asks a running gateway: the body of its answer, or a sentence that says what is wrong.
using post_request = std::function<std::expected<std::string, std::string>(const std::string& path, std::string body)>;

// Why the database may lack some of what was booked until then, by the time of the last that it holds and by what the
// gateway says of itself (GET /metrics); nothing: it holds all of it.
std::optional<std::string> find_lag(int64_t as_of_utc_ms, int64_t until_utc_ms, std::string_view metrics);

struct billed {
    bill_row row;
    std::string remark;  // what somebody should do about it; empty = nothing
};

// A dry run books nothing, and asks the gateway only where no order would have to come before the invoice. The error
// says why there is no invoice; orders that were booked before it stay booked.
std::expected<billed, std::string> bill(bill_subject subject, const bill_terms& terms, const post_request& post,
                                        bool is_dry_run);

}  // namespace kaskad::gateway
