#include "smpp/id_relation.hpp"

#include "core/assert.hpp"
#include "smpp/digits.hpp"
#include "smpp/letter_case.hpp"
#include "smpp/message_id_forms.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace kaskad::smpp {

namespace {

bool is_hex_digit(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'f');
}

void add(std::vector<id_reading>& readings, std::optional<std::string> key, id_relation relation) {
    if (!key || key->empty()) return;
    if (std::ranges::find(readings, *key, &id_reading::key) != readings.end()) return;
    readings.push_back({std::move(*key), relation});
}

// Digits alone may be decimal or hexadecimal; with a letter among them they are no decimal number.
void add_all(std::vector<id_reading>& readings, std::string_view id) {
    add(readings, plain_key(id), id_relation::same);
    add(readings, decimal_to_hex(id), id_relation::receipt_decimal);
    add(readings, hex_to_decimal(id), id_relation::receipt_hex);
}

}  // namespace

std::string_view to_string(id_relation relation) {
    switch (relation) {
        case id_relation::unknown:
            return "unknown";
        case id_relation::same:
            return "same";
        case id_relation::receipt_decimal:
            return "receipt_decimal";
        case id_relation::receipt_hex:
            return "receipt_hex";
    }
    return "unknown";
}

std::string plain_key(std::string_view id) {
    std::string key{id};
    std::ranges::transform(key, key.begin(), to_lower);
    if (key.size() < 2 || !std::ranges::all_of(key, is_hex_digit)) return key;
    return key.substr(std::min(key.find_first_not_of('0'), key.size() - 1));
}

std::vector<id_reading> id_readings(const receipt& value, id_relation known) {
    std::vector<id_reading> readings;
    // The TLV repeats the id of the response (SMPP 3.4 §5.3.2.12); without an id in the text it may be the receipt's.
    const auto& text_id = value.text_id.empty() ? value.id : value.text_id;
    if (value.is_id_from_tlv) add(readings, plain_key(value.id), id_relation::same);
    if (!text_id.empty()) add_all(readings, text_id);
    const auto likeliest = std::ranges::find(readings, known, &id_reading::relation);
    if (likeliest != readings.end()) std::rotate(readings.begin(), likeliest, std::next(likeliest));
    return readings;
}

void id_relation_tally::note(id_relation relation) {
    ASSERT(relation != id_relation::unknown);
    ++counts_[static_cast<size_t>(relation)];
}

std::optional<id_relation> id_relation_tally::take_verdict() {
    const auto count = std::accumulate(counts_.begin(), counts_.end(), 0U);
    if (count < SAMPLES) return std::nullopt;
    const auto best = std::ranges::max_element(counts_);
    const bool is_plain = *best * 100 >= count * FITTING_PERCENT;
    const auto relation = static_cast<id_relation>(best - counts_.begin());
    counts_ = {};
    return is_plain ? std::optional{relation} : std::nullopt;
}

}  // namespace kaskad::smpp
