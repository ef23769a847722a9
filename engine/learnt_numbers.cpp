#include "engine/learnt_numbers.hpp"

#include "core/assert.hpp"

#include <charconv>
#include <string>

namespace kaskad::engine {

namespace {

constexpr size_t PLACES_MIN = 64;
constexpr size_t FULL_PERCENT = 70;
// The code as a number takes 20 bits; "001" and "01" differ by how many digits there are.
constexpr uint32_t CODE_MASK = (1U << 20) - 1;
constexpr uint32_t IS_SIX = 1U << 20;
constexpr uint32_t RULE_SHIFT = 24;

uint64_t number_of(std::string_view digits) {
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    ASSERT(error == std::errc{});
    ASSERT(end == digits.data() + digits.size());
    return number;
}

bool is_number(std::string_view digits) {
    return !digits.empty() && digits.size() <= 15 && digits.front() != '0' &&
           digits.find_first_not_of("0123456789") == digits.npos;
}

uint32_t pack(std::string_view mccmnc, routing::network_rule rule) {
    if (mccmnc.empty()) return 0;
    ASSERT(mccmnc.size() == 5 || mccmnc.size() == 6);
    const auto six = mccmnc.size() == 6 ? IS_SIX : 0;
    return static_cast<uint32_t>(number_of(mccmnc)) | six | static_cast<uint32_t>(rule) << RULE_SHIFT;
}

std::string code_of(uint32_t packed) {
    if (packed == 0) return {};
    auto text = std::to_string(packed & CODE_MASK);
    const size_t digits = (packed & IS_SIX) != 0 ? 6 : 5;
    return text.insert(0, digits - text.size(), '0');
}

routing::network_rule rule_of(uint32_t packed) {
    return packed == 0 ? routing::network_rule::learnt : static_cast<routing::network_rule>(packed >> RULE_SHIFT);
}

}  // namespace

size_t learnt_numbers::octets() const {
    const auto listed = (by_time_.size() + contradicted_.size()) * sizeof(moment);
    return entries_.capacity() * sizeof(entry) + places_.capacity() * sizeof(uint32_t) + listed * 2;
}

facts::learnt_number learnt_numbers::read(const entry& value) {
    return {.number = std::to_string(value.number),
            .mccmnc = code_of(value.code),
            .rule = rule_of(value.code),
            .link = core::link_id{value.link},
            .learnt_utc = value.learnt_utc,
            .other_mccmnc = code_of(value.other_code),
            .other_rule = rule_of(value.other_code),
            .other_link = core::link_id{value.other_link},
            .other_utc = value.other_utc};
}

std::optional<facts::learnt_number> learnt_numbers::find(std::string_view digits) const {
    if (!is_number(digits)) return std::nullopt;
    const auto* found = find_entry(number_of(digits));
    if (!found) return std::nullopt;
    return read(*found);
}

std::optional<facts::learnt_number> learnt_numbers::oldest() const {
    if (by_time_.empty()) return std::nullopt;
    return read(*find_entry(by_time_.front().second));
}

void learnt_numbers::assign(const facts::learnt_number& value) {
    erase(value.number);
    ASSERT(is_number(value.number));
    add({.number = number_of(value.number),
         .learnt_utc = value.learnt_utc,
         .other_utc = value.other_utc,
         .link = value.link.value,
         .other_link = value.other_link.value,
         .code = pack(value.mccmnc, value.rule),
         .other_code = pack(value.other_mccmnc, value.other_rule)});
}

void learnt_numbers::erase(std::string_view digits) {
    if (!is_number(digits) || places_.empty()) return;
    const auto place = place_of(number_of(digits));
    if (places_[place] == 0) return;
    const auto index = places_[place] - 1;
    unlist(entries_[index]);
    free_place(place);
    // The last one moves into the gap.
    if (index + 1 != entries_.size()) {
        places_[place_of(entries_.back().number)] = index + 1;
        entries_[index] = entries_.back();
    }
    entries_.pop_back();
}

// Fibonacci hashing: numbers of one range differ in their last digits only.
size_t learnt_numbers::home_of(uint64_t number) const {
    return (number * 0x9E3779B97F4A7C15ULL >> 32) & (places_.size() - 1);
}

size_t learnt_numbers::place_of(uint64_t number) const {
    auto place = home_of(number);
    while (places_[place] != 0 && entries_[places_[place] - 1].number != number)
        place = (place + 1) & (places_.size() - 1);
    return place;
}

const learnt_numbers::entry* learnt_numbers::find_entry(uint64_t number) const {
    if (places_.empty()) return nullptr;
    const auto found = places_[place_of(number)];
    return found == 0 ? nullptr : &entries_[found - 1];
}

void learnt_numbers::add(const entry& value) {
    if ((entries_.size() + 1) * 100 > places_.size() * FULL_PERCENT) grow();
    entries_.push_back(value);
    places_[place_of(value.number)] = static_cast<uint32_t>(entries_.size());
    list(value);
}

void learnt_numbers::grow() {
    places_.assign(places_.empty() ? PLACES_MIN : places_.size() * 2, 0);
    for (uint32_t index = 0; index < entries_.size(); ++index)
        places_[place_of(entries_[index].number)] = index + 1;
}

// Those behind move up, so that none is cut off from its home by a gap.
void learnt_numbers::free_place(size_t place) {
    const auto mask = places_.size() - 1;
    auto gap = place;
    for (auto next = (gap + 1) & mask; places_[next] != 0; next = (next + 1) & mask) {
        const auto home = home_of(entries_[places_[next] - 1].number);
        if (((next - home) & mask) < ((next - gap) & mask)) continue;
        places_[gap] = places_[next];
        gap = next;
    }
    places_[gap] = 0;
}

void learnt_numbers::list(const entry& value) {
    by_time_.insert({value.learnt_utc, value.number});
    if (value.other_code != 0) contradicted_.insert({-value.learnt_utc, value.number});
}

void learnt_numbers::unlist(const entry& value) {
    by_time_.erase({value.learnt_utc, value.number});
    if (value.other_code != 0) contradicted_.erase({-value.learnt_utc, value.number});
}

}  // namespace kaskad::engine
