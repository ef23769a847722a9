#include "config/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace kaskad::config {

namespace {

// Longer words are no key of ours, and the table of distances is square.
constexpr size_t WORD_LENGTH_MAX = 64;

}  // namespace

size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::vector<size_t>> distance(left.size() + 1, std::vector<size_t>(right.size() + 1));
    for (size_t i = 0; i <= left.size(); ++i) {
        for (size_t j = 0; j <= right.size(); ++j) {
            auto& here = distance[i][j];
            if (i == 0 || j == 0) {
                here = i + j;
                continue;
            }
            const bool same = left[i - 1] == right[j - 1];
            here = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, distance[i - 1][j - 1] + (same ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if (swapped) here = std::min(here, distance[i - 2][j - 2] + 1);
        }
    }
    return distance[left.size()][right.size()];
}

std::string suggestion(std::string_view written, std::span<const std::string> known) {
    if (written.size() > WORD_LENGTH_MAX) return {};
    size_t nearest = TYPING_DISTANCE_MAX + 1;
    std::string_view meant;
    for (const auto& word : known) {
        const size_t distance = edit_distance(written, word);
        // A word of two letters is within two typing errors of every other one.
        if (distance >= nearest || distance >= word.size()) continue;
        nearest = distance;
        meant = word;
    }
    return meant.empty() ? std::string{} : fmt::format("; did you mean \"{}\"?", meant);
}

}  // namespace kaskad::config
