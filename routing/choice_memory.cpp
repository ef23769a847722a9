#include "routing/choice_memory.hpp"

#include "routing/hash_mix.hpp"

#include <algorithm>
#include <bit>

namespace kaskad::routing {

namespace {

// Where the answer to a question is kept: by what differs between networks, and from one second to the next.
size_t place_of(std::span<const choice_option> options, const choice_terms& terms) {
    constexpr uint64_t SPREAD = 0x9E3779B97F4A7C15ULL;  // odd
    uint64_t hash = static_cast<uint64_t>(terms.policy) * 64 + options.size();
    for (const auto& option : options)
        hash = (hash ^ std::bit_cast<uint64_t>(option.cost) ^ std::bit_cast<uint64_t>(option.delivery.alpha)) * SPREAD;
    return mixed(hash) % choice_memory::PLACES;
}

}  // namespace

choice choice_memory::choose(std::span<const choice_option> options, const choice_terms& terms, uint64_t chance_key) {
    if (kept_.empty()) kept_.resize(PLACES);
    auto& at = kept_[place_of(options, terms)];
    if (at.terms == terms && std::ranges::equal(at.options, options)) {
        ++hits_;
    } else {
        at.ready = prepare(options, terms);
        at.options.assign(options.begin(), options.end());
        at.terms = terms;
    }
    return pick(at.ready, options, terms, chance_key);
}

}  // namespace kaskad::routing
