#include "bench/routing/contestant.hpp"

#include "bench/routing/baselines.hpp"
#include "bench/routing/ours.hpp"

namespace kaskad::bench::routing {

const std::vector<std::string_view>& contestant_names() {
    static const std::vector<std::string_view> names{"least cost",      "cost, floor", "best quality", "round robin",
                                                     "resolved window", "batch",       "thompson",     "kaskad"};
    return names;
}

std::unique_ptr<contestant> make_contestant(std::string_view name, size_t networks) {
    auto made = make_ours(name, networks);
    return made ? std::move(made) : make_baseline(name, networks);
}

}  // namespace kaskad::bench::routing
