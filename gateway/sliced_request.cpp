#include "gateway/sliced_request.hpp"

#include "gateway/api_answer.hpp"
#include "gateway/long_work.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr int64_t SLICE_MAX = 100;
constexpr int64_t SECOND_MS = 1'000;

// What remains of the time that a slice may take at this pace, however fast it was done.
void keep_pace(api_caller& api, const sliced_request& asked, std::chrono::steady_clock::time_point begun) {
    const auto slice = asked.wanted.at("limit").to_number<int64_t>();
    const auto due = begun + std::chrono::milliseconds{slice * SECOND_MS / asked.per_second};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - std::chrono::steady_clock::now());
    if (left.count() > 0) api.sleep(left);
}

std::string way_on(const json::object& wanted) {
    const auto* after = wanted.if_contains("after");
    if (after == nullptr) return "begin anew";
    return fmt::format("go on with --after {}", std::string_view{after->get_string()});
}

}  // namespace

checked<json::object> ask_gateway(api_caller& api, const sliced_request& asked) {
    auto told = read_answer(api.post(asked.path, asked.operator_key, json::serialize(asked.wanted)));
    if (!told) return refuse(told.error());
    return *std::move(told);
}

checked<void> ask_all(api_caller& api, sliced_request asked, const slice_answer& sink) {
    asked.wanted["limit"] = std::min(SLICE_MAX, asked.per_second);
    int64_t messages = 0;
    for (telling_pace pace;;) {
        const auto begun = std::chrono::steady_clock::now();
        const auto told = ask_gateway(api, asked);
        if (!told)
            return refuse(fmt::format("{}; {} messages were {} before, {}", told.error().why, messages, asked.done,
                                      way_on(asked.wanted)));
        messages += told->at("messages").to_number<int64_t>();
        sink(*told);
        const auto& next = told->at("next_after");
        if (next.is_null()) return {};
        asked.wanted["after"] = next;
        if (is_interrupted())
            return refuse(fmt::format("stopped: {} messages {}, {}", messages, asked.done, way_on(asked.wanted)));
        if (pace.is_due()) fmt::print(stderr, "{} messages {}\n", messages, asked.done);
        keep_pace(api, asked, begun);
    }
}

}  // namespace kaskad::gateway
