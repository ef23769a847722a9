#include "smpp/receipt_mode.hpp"

#include "core/assert.hpp"

#include <array>

namespace kaskad::smpp {

namespace {

struct mode_entry {
    receipt_mode mode;
    std::string_view name;
};

constexpr std::array MODE_TABLE{
    mode_entry{receipt_mode::each, "each"},      mode_entry{receipt_mode::first, "first"},
    mode_entry{receipt_mode::last, "last"},      mode_entry{receipt_mode::one, "one"},
    mode_entry{receipt_mode::automatic, "auto"},
};

}  // namespace

std::string_view to_string(receipt_mode mode) {
    for (const auto& entry : MODE_TABLE)
        if (entry.mode == mode) return entry.name;
    return {};
}

std::optional<receipt_mode> parse_receipt_mode(std::string_view text) {
    for (const auto& entry : MODE_TABLE)
        if (entry.name == text) return entry.mode;
    return std::nullopt;
}

bool is_for_all(receipt_mode mode, size_t part, size_t parts) {
    ASSERT(part >= 1 && part <= parts);
    switch (mode) {
        case receipt_mode::first:
            return part == 1;
        case receipt_mode::last:
            return part == parts;
        case receipt_mode::one:
            return true;
        case receipt_mode::each:
        case receipt_mode::automatic:
            return parts == 1;
    }
    return false;
}

void receipt_mode_tally::note(const receipted_parts& sample) {
    ASSERT(sample.parts >= 2);
    ASSERT(sample.receipted <= sample.parts);
    ++count_;
    if (sample.receipted != 1) return;
    ++one_only_;
    if (sample.has_first) ++first_only_;
    if (sample.has_last) ++last_only_;
}

std::optional<receipt_mode> receipt_mode_tally::take_verdict() {
    if (count_ < SAMPLES) return std::nullopt;
    const auto fits = [this](uint32_t fitting) { return fitting * 100 >= count_ * FITTING_PERCENT; };
    const auto verdict = fits(first_only_)  ? receipt_mode::first
                         : fits(last_only_) ? receipt_mode::last
                         : fits(one_only_)  ? receipt_mode::one
                                            : receipt_mode::each;
    *this = {};
    return verdict;
}

}  // namespace kaskad::smpp
