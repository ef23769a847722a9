#include "bench/routing/plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <stdexcept>

namespace kaskad::bench::routing {

namespace {

constexpr int64_t BEFORE_MS = 30 * SECOND;
constexpr int64_t AFTER_MS = 2 * MINUTE;
constexpr int64_t STEP_MS = 2 * SECOND;

std::ofstream open(const std::filesystem::path& file) {
    std::ofstream to{file};
    if (!to) throw std::runtime_error{"cannot write " + file.string()};
    return to;
}

std::optional<incident> first_met(const game_record& record) {
    const auto found =
        std::ranges::find_if(record.incidents, [&](const auto& each) { return shift_seconds(record, each) >= 0; });
    return found == record.incidents.end() ? std::nullopt : std::optional{*found};
}

// The share of a network's attempts within a step of time that went over the link.
double share_at(const game_record& record, const incident& of, int64_t at_ms) {
    double all = 0;
    double there = 0;
    const auto begin = std::ranges::lower_bound(record.rows, at_ms, {}, &attempt_row::at_ms);
    for (auto row = begin; row != record.rows.end() && row->at_ms < at_ms + STEP_MS; ++row) {
        if (row->network != of.network) continue;
        all += 1;
        there += row->link == of.link ? 1 : 0;
    }
    return all > 0 ? there / all : 0;
}

}  // namespace

void write_regret(const suite_result& result, const std::filesystem::path& folder) {
    auto to = open(folder / "regret.dat");
    to << "scenario";
    for (const auto name : result.plan.contestants)
        to << fmt::format("\t\"{}\"", name);
    for (size_t scenario = 0; scenario < result.plan.scenarios.size(); ++scenario) {
        to << fmt::format("\n\"{}\"", result.plan.scenarios[scenario]->name);
        for (const auto name : result.plan.contestants)
            to << fmt::format("\t{:.3f}", result.regret(name, scenario));
    }
    to << "\n";
}

void write_shift(const traffic& load, uint64_t seed, const std::filesystem::path& folder) {
    const auto truth = make_world(*find_scenario("black hole"), load, seed);
    const std::vector<std::string_view> names{"batch", "thompson", "kaskad"};
    std::vector<game_record> records;
    for (const auto name : names)
        records.push_back(play(truth, make_contestant(name, load.networks).get()));
    // Each at the first black hole that most of its own traffic met.
    std::vector<incident> met;
    for (const auto& record : records) {
        const auto first = first_met(record);
        if (!first) throw std::runtime_error{"no traffic met a black hole in that run"};
        met.push_back(*first);
    }
    auto to = open(folder / "shift.dat");
    to << "seconds";
    for (const auto name : names)
        to << fmt::format("\t\"{}\"", name);
    for (auto at = -BEFORE_MS; at < AFTER_MS; at += STEP_MS) {
        to << fmt::format("\n{}", at / SECOND);
        for (size_t place = 0; place < records.size(); ++place)
            to << fmt::format("\t{:.3f}", share_at(records[place], met[place], met[place].from_ms + at));
    }
    to << "\n";
}

}  // namespace kaskad::bench::routing
