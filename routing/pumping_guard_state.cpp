#include "routing/pumping_guard.hpp"

#include <fmt/format.h>

#include <algorithm>

// How the guard is written to octets and read again, and how its evidence is told to people.

namespace kaskad::routing {

namespace {

constexpr uint64_t VERSION = 1;
constexpr int64_t ALLOWED_MS_MAX = 366LL * 86'400'000;

}  // namespace

std::string pumping_guard::save(int64_t now_ms) const {
    state_writer to;
    to.put_count(VERSION);
    to.put_time(now_ms);
    to.put_count(clients_.size());
    for (const auto& [id, of] : clients_) {
        to.put_count(id.value);
        of.profile.save(to);
        to.put_count(of.blocks.size());
        for (const auto& [place, at] : of.blocks.entries()) {
            to.put_count(place.sender);
            to.put_count(place.block);
            at.profile.save(to);
            to.put_count(static_cast<uint64_t>(std::clamp<int64_t>(at.allowed_until_ms - now_ms, 0, ALLOWED_MS_MAX)));
        }
    }
    return to.take();
}

std::expected<pumping_guard, state_fault> pumping_guard::load(std::string_view octets, int64_t now_ms,
                                                              const pumping_options& options, size_t blocks_max,
                                                              size_t blocks_of_client_max) {
    state_reader from{octets};
    if (from.take_count(UINT64_MAX) != VERSION && from.is_good()) return std::unexpected(state_fault::unknown_version);
    const auto saved_ms = from.take_time();
    from.shift_times(std::min<int64_t>(now_ms - saved_ms, 0), saved_ms);
    pumping_guard made{options, blocks_max, blocks_of_client_max};
    for (auto clients = from.take_count(octets.size()); clients > 0 && from.is_good(); --clients) {
        auto& of = made.client_of({static_cast<uint32_t>(from.take_count(UINT32_MAX))});
        of.profile.load(from);
        for (auto left = from.take_count(octets.size()); left > 0 && from.is_good(); --left) {
            const key place{.sender = from.take_count(UINT64_MAX), .block = from.take_count(UINT64_MAX)};
            auto& at = made.find_or_add(of, place);
            at.profile.load(from);
            at.allowed_until_ms = now_ms + static_cast<int64_t>(from.take_count(ALLOWED_MS_MAX));
        }
    }
    if (!from.is_good() || !from.is_at_end()) return std::unexpected(state_fault::damaged);
    return made;
}

std::string_view to_string(pumping_verdict value) {
    switch (value) {
        case pumping_verdict::none:
            return "none";
        case pumping_verdict::delay:
            return "delay";
        case pumping_verdict::hold:
            return "hold";
        case pumping_verdict::block:
            return "block";
    }
    return "none";
}

std::string explain(const pumping_evidence& evidence) {
    auto text = fmt::format("{} messages within an hour, at most {} in any hour of the seven days before.",
                            evidence.hour, evidence.hour_usual);
    if (evidence.is_wide)
        text += fmt::format(" They go to {}{} different numbers of ten thousand.", evidence.numbers,
                            evidence.numbers >= PUMPING_NUMBERS_MAX ? " or more" : "");
    if (evidence.is_dense)
        text += fmt::format(" {:.0f} % of the numbers lie side by side.", 100 * evidence.neighbour_share);
    if (evidence.is_without_effect)
        text += fmt::format(" Of {} that should have had their effect {} had, {:.0f} % is usual.", evidence.settled,
                            evidence.converted, 100 * evidence.conversion_usual);
    return text;
}

}  // namespace kaskad::routing
