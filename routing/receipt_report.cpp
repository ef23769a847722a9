#include "routing/receipt_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

// How what was gathered becomes signs, and signs a score.

namespace kaskad::routing {

namespace {

constexpr uint64_t RECEIPTS_MIN = 50;         // for what a link shows by itself
constexpr uint64_t CURVE_RECEIPTS_MIN = 100;  // of each link whose curves are compared
constexpr size_t CURVE_LINKS_MIN = 2;         // others: with one it cannot be told which of the two is odd

constexpr uint32_t TESTS_MIN = 10;
constexpr double REVIVED_SHARE = 0.2;  // of numbers that come back by themselves, before others' tests tell
constexpr double REVIVED_WEIGHT = 20;  // in tests
constexpr double TESTS_MARGIN = 0.3;   // over the others' share
constexpr double TESTS_DEVIATIONS = 4;

constexpr double DATES_SHARE = 0.5;
// Over the air, paging included: typically six seconds (ETSI EMTEL / ITU-T workshop 2006).
constexpr int64_t PHYSICS_MS = 1'000;
constexpr double EARLY_SHARE = 0.2;
constexpr double CONSTANT_SHARE = 0.8;
constexpr double CURVE_DISTANCE = 0.5;  // the median of two is at most half the way to the one that lies
constexpr int64_t TAIL_MS = 60'000;
constexpr double TAIL_SHARE_MIN = 0.05;
constexpr double TAIL_TIMES = 0.1;
constexpr double TAIL_EXPECTED_MIN = 20;

// What a sign is worth at its fullest.
constexpr double PAIRED_WEIGHT = 0.8;
constexpr double DATES_WEIGHT = 0.6;
constexpr double EARLY_WEIGHT = 0.5;
constexpr double CONSTANT_WEIGHT = 0.6;
constexpr double CURVE_WEIGHT = 0.4;
constexpr double TAIL_WEIGHT = 0.3;

double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

// Half its worth at the bound, all at the end of the scale.
double weight_of(double seen, double bound, double worth) {
    return seen < bound ? 0 : worth * (0.5 + 0.5 * share(seen - bound, 1 - bound));
}

}  // namespace

receipt_report receipt_evidence::report(const link_network& key, int64_t now_ms) const {
    receipt_report made{.arm = key};
    const auto* const known = arms_.find(key);
    if (known == nullptr) return made;
    const auto own = sum(*known, now_ms);
    const auto beside = gather(key, now_ms);
    made.delivered = own.delays.count();
    double innocent = 1;
    for (const auto& row : {paired_row(own, beside), dates_row(own), early_row(own), constant_row(own),
                            curve_row(own, beside), tail_row(own, beside)}) {
        if (!row) continue;
        made.rows.push_back(*row);
        innocent *= 1 - row->weight;
    }
    made.score = static_cast<uint32_t>(std::lround(100 * (1 - innocent)));
    made.examples = examples_of(*known, key.link);
    return made;
}

receipt_evidence::others receipt_evidence::gather(const link_network& besides, int64_t now_ms) const {
    others made;
    std::vector<double> late;
    for (const auto& [key, of] : arms_.entries()) {
        if (key.network != besides.network || key.link == besides.link) continue;
        const auto seen = sum(of, now_ms);
        made.tests += seen.tests;
        made.tests_delivered += seen.tests_delivered;
        if (seen.delays.count() < CURVE_RECEIPTS_MIN) continue;
        made.curves.push_back(seen.delays.cumulated());
        late.push_back(1 - seen.delays.share_under(TAIL_MS));
    }
    std::ranges::sort(late);
    if (!late.empty()) made.late_share = (late[(late.size() - 1) / 2] + late[late.size() / 2]) / 2;
    return made;
}

// Two shares beside each other. As far as the others were tested little their share leans on what is natural, and the
// sign is worth less: who always comes last in the chain always meets those that have come back.
std::optional<receipt_row> receipt_evidence::paired_row(const week& own, const others& beside) {
    if (own.tests < TESTS_MIN) return std::nullopt;
    const double seen = share(own.tests_delivered, own.tests);
    const double expected = (beside.tests_delivered + REVIVED_WEIGHT * REVIVED_SHARE) / (beside.tests + REVIVED_WEIGHT);
    const double variance = expected * (1 - expected) * (1.0 / own.tests + 1.0 / (beside.tests + REVIVED_WEIGHT));
    const bool is_sign = seen - expected > TESTS_MARGIN && seen - expected > TESTS_DEVIATIONS * std::sqrt(variance);
    const double known = beside.tests / (beside.tests + REVIVED_WEIGHT);
    const double weight = is_sign ? known * weight_of(seen, expected, PAIRED_WEIGHT) : 0;
    return receipt_row{receipt_sign::paired_numbers, own.tests, seen, expected, weight};
}

std::optional<receipt_row> receipt_evidence::dates_row(const week& own) {
    if (own.dated < RECEIPTS_MIN) return std::nullopt;
    const double seen = share(own.dated_wrongly, own.dated);
    return receipt_row{receipt_sign::dates, own.dated, seen, 0, weight_of(seen, DATES_SHARE, DATES_WEIGHT)};
}

std::optional<receipt_row> receipt_evidence::early_row(const week& own) {
    if (own.delays.count() < RECEIPTS_MIN) return std::nullopt;
    const double seen = own.delays.share_under(PHYSICS_MS);
    return receipt_row{receipt_sign::too_early, own.delays.count(), seen, 0,
                       weight_of(seen, EARLY_SHARE, EARLY_WEIGHT)};
}

std::optional<receipt_row> receipt_evidence::constant_row(const week& own) {
    if (own.delays.count() < RECEIPTS_MIN) return std::nullopt;
    const double seen = own.delays.densest_share();
    return receipt_row{receipt_sign::constant_delay, own.delays.count(), seen, 0,
                       weight_of(seen, CONSTANT_SHARE, CONSTANT_WEIGHT)};
}

std::optional<receipt_row> receipt_evidence::curve_row(const week& own, const others& beside) {
    if (own.delays.count() < CURVE_RECEIPTS_MIN || beside.curves.size() < CURVE_LINKS_MIN) return std::nullopt;
    const double seen = distance(own.delays.cumulated(), median_of(beside.curves));
    return receipt_row{receipt_sign::delay_curve, own.delays.count(), seen, 0,
                       weight_of(seen, CURVE_DISTANCE, CURVE_WEIGHT)};
}

std::optional<receipt_row> receipt_evidence::tail_row(const week& own, const others& beside) {
    const auto count = static_cast<double>(own.delays.count());
    if (beside.curves.size() < CURVE_LINKS_MIN || beside.late_share < TAIL_SHARE_MIN) return std::nullopt;
    if (count * beside.late_share < TAIL_EXPECTED_MIN) return std::nullopt;
    const double seen = 1 - own.delays.share_under(TAIL_MS);
    const double weight = seen < TAIL_TIMES * beside.late_share ? TAIL_WEIGHT : 0;
    return receipt_row{receipt_sign::no_tail, own.delays.count(), seen, beside.late_share, weight};
}

std::string_view to_string(receipt_sign value) {
    switch (value) {
        case receipt_sign::paired_numbers:
            return "paired_numbers";
        case receipt_sign::dates:
            return "dates";
        case receipt_sign::too_early:
            return "too_early";
        case receipt_sign::constant_delay:
            return "constant_delay";
        case receipt_sign::delay_curve:
            return "delay_curve";
        case receipt_sign::no_tail:
            return "no_tail";
    }
    return "paired_numbers";
}

std::string explain(const receipt_row& row) {
    const double seen = 100 * row.seen;
    const double expected = 100 * row.expected;
    switch (row.sign) {
        case receipt_sign::paired_numbers:
            return fmt::format(
                "Of {} numbers on which two other links had failed and no other has delivered it reports "
                "{:.0f} % as delivered; {:.0f} % is usual in its place.",
                row.samples, seen, expected);
        case receipt_sign::dates:
            return fmt::format(
                "{:.0f} % of {} receipts are dated done before they were submitted, or in the same "
                "second.",
                seen, row.samples);
        case receipt_sign::too_early:
            return fmt::format("{:.0f} % of {} receipts came within a second, sooner than a network delivers.", seen,
                               row.samples);
        case receipt_sign::constant_delay:
            return fmt::format("{:.0f} % of {} receipts came after the same time, within a quarter of it.", seen,
                               row.samples);
        case receipt_sign::delay_curve:
            return fmt::format(
                "The delays of {} receipts are {:.2f} away from those of the other links to this "
                "network (0 alike, 1 nothing in common).",
                row.samples, row.seen);
        case receipt_sign::no_tail:
            return fmt::format(
                "{:.1f} % of {} receipts took over a minute; {:.1f} % do on the other links to this "
                "network.",
                seen, row.samples, expected);
    }
    return {};
}

}  // namespace kaskad::routing
