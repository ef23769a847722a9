#include "config/key.hpp"
#include "config/schema.hpp"

// Of a [[link]]: asking for receipts that do not come, and taking back what waits there.

namespace kaskad::config {

namespace {

using k = keys_of<written_link>;
using l = written_link;

constexpr int64_t SECOND = 1'000;
constexpr int64_t DAY = 86'400 * SECOND;

}  // namespace

std::vector<key<l>> query_keys() {
    const auto revokes = [](auto& link) -> auto& {
        return link.capability.revokes;
    };
    return {
        k::whole(
            "query_after_ms", &l::query_after_ms, {0, 7 * DAY},
            "The operator is asked (query_sm) about a part without a receipt so long after its response, and again "
            "after the same time. 0 = never."),
        k::whole("query_times", &l::query_times, {1, 20}, "So often it is asked about one part."),
        k::whole("query_rate", &l::query_rate, {1, 1'000}, "Questions a second, at most."),
        k::flag("query_takes_token", &l::query_takes_token,
                "A question counts in rate like a segment; a slot of the window it takes always."),
        k::flag("cancel_sm", revokes,
                "true: the operator takes parts back (cancel_sm) that it has not delivered yet: a cascade's step over "
                "this link may say revoke."),
    };
}

}  // namespace kaskad::config
