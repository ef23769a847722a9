#include "engine/forced_route.hpp"

#include "engine/route_question.hpp"

#include <utility>

namespace kaskad::engine {

routing::decision route_over(const turn& turn, const facts::message& value, core::link_id only,
                             std::vector<core::link_id> tried) {
    auto [request, links] = make_route_question(turn, value, std::move(tried));
    request.terms = {.policy = routing::policy_kind::forced,
                     .may_explore = false,
                     .may_try_new = false,
                     .margin = request.terms.margin,
                     .may_lose = true};
    request.sticky = {};
    std::erase_if(links, [&](const auto& each) { return each.id != only; });
    for (auto& each : links) {
        each.is_allowed = each.is_in_policy = true;
        each.is_of_client = false;
        each.weight = 1;
    }
    return routing::route(request, links, turn.memory.plan, turn.memory.prices);
}

core::link_id link_of_test(const turn& turn, const facts::message& value) {
    const auto test = turn.memory.route_tests.find(value.route_test);
    return test == turn.memory.route_tests.end() ? core::link_id{} : test->second.link;
}

}  // namespace kaskad::engine
