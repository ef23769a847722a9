#include "gateway/reconciliation_posting.hpp"

#include "gateway/api_answer.hpp"
#include "gateway/kept_file.hpp"
#include "gateway/long_work.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::string_view RECONCILIATIONS = "/v1/admin/reconciliations";

checked<json::object> post(api_caller& api, const posting_wish& wish, const json::object& body, bool is_dry_run) {
    const auto path = std::string{RECONCILIATIONS} + (is_dry_run ? "?dry_run=true" : "");
    auto told = read_answer(api.post(path, wish.gateway.operator_key, json::serialize(body)));
    if (!told) return refuse(told.error());
    return *std::move(told);
}

void tell(const json::object& made, const char* verb) {
    fmt::print("{} as reconciliation {}, {}: accepted {} {}, disputed {}\n", verb, text_at(made, "id"),
               text_at(made, "state"), text_at(made, "accepted"), text_at(made, "currency"), text_at(made, "disputed"));
}

// What stands in the books by this file already is told as it stands there.
bool is_told_before(const json::object& made) {
    const bool is_repeat = text_at(made, "repeated") == "true";
    if (is_repeat) tell(made, "this file was posted before,");
    return is_repeat;
}

}  // namespace

checked<void> post_reconciliation(const reconciled& run, const reconciliation_request& asked,
                                  const posting_wish& wish) {
    const auto order = make_reconciliation_order(run, asked, wish.heading);
    if (!order) return refuse("nothing is posted: " + order.error());
    fmt::print("{}", print_order(*order, asked.mapping));
    api_caller api{wish.gateway.url};
    const auto would_be = post(api, wish, order->body, true);
    if (!would_be) return std::unexpected(would_be.error());
    if (is_told_before(*would_be)) return {};
    const auto question = fmt::format("Post this to the account of {}?", wish.heading.link);
    if (!wish.yes && !is_agreed(question)) return refuse("nothing was posted");
    if (is_interrupted()) return refuse("interrupted; nothing was posted");
    const auto kept = keep_file(wish.file, run.identity.sha256, wish.folder);
    if (!kept) return refuse("nothing was posted: " + kept.error());
    const auto made = post(api, wish, order->body, false);
    if (!made) return std::unexpected(made.error());
    if (is_told_before(*made)) return {};
    tell(*made, "posted");
    fmt::print("the file is kept as {}\n", kept->string());
    return {};
}

}  // namespace kaskad::gateway
