#pragma once

#include "engine/facts/channel_traffic.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Text that comes from providers and people, cut to what is kept of it.

namespace kaskad::channels {

inline constexpr size_t EVIDENCE_MAX = 4'096;   // octets
inline constexpr size_t WORDS_MAX = 255;        // of a provider's own words
inline constexpr size_t PROVIDER_ID_MAX = 255;  // a longer one is none
inline constexpr size_t HEARD_MAX = 4'096;      // of a person's text

// The beginning, cut between characters of UTF-8; what is no UTF-8 becomes "?".
std::string kept_words(std::string_view text, size_t octets_max = WORDS_MAX);
std::string kept_id(std::string_view id);
std::string kept_evidence(std::string_view body);

// "+7 916..." is none, "+7916..." and "7916..." are; empty for what is no number.
std::string digits_of(std::string_view number);
bool is_digits(std::string_view text);

// Characters, not octets, of valid UTF-8.
size_t count_characters(std::string_view text);

// Milliseconds since 1970; 0 for none, and for what cannot be a time of ours.
int64_t utc_of_seconds(std::optional<int64_t> seconds);
int64_t utc_of_milliseconds(std::optional<int64_t> milliseconds);

// As core::read_person_word().
facts::channel_heard::word meaning_of(std::string_view text);

}  // namespace kaskad::channels
