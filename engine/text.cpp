#include "engine/text.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

// The two lists name the same forms by the same numbers.
static_assert(static_cast<int>(facts::text_encoding::gsm7) == static_cast<int>(smpp::encoding::gsm7));
static_assert(static_cast<int>(facts::text_encoding::ucs2) == static_cast<int>(smpp::encoding::ucs2));
static_assert(static_cast<int>(facts::text_encoding::iso8859_8) == static_cast<int>(smpp::encoding::hebrew));

template <typename Set, typename Value>
Set set_of_all(const std::vector<Value>& values) {
    Set set = 0;
    for (const auto value : values)
        set = static_cast<Set>(set | smpp::set_of(value));
    return set;
}

}  // namespace

smpp::text_terms text_terms_of(const facts::link& link) {
    return {.width = link.reference_width == 16 ? smpp::reference_width::bits_16 : smpp::reference_width::bits_8,
            .split = link.split,
            .alphabet = link.data_coding_0,
            .languages = set_of_all<smpp::language_set>(link.national_tables),
            .charsets = set_of_all<smpp::charset_set>(link.charsets),
            .transliterations = set_of_all<smpp::transliteration_set>(link.transliterate)};
}

std::expected<text_plan, smpp::text_error> plan_text(const facts::link& link, std::string_view text) {
    if (link.channel != core::channel::sms) return text_plan{{}, {.parts = 1, .pdus = 1}};
    const auto terms = text_terms_of(link);
    const auto counted = smpp::count_parts(text, terms);
    if (!counted) return std::unexpected(counted.error());
    return text_plan{terms, *counted};
}

void set_text(facts::attempt& attempt, const text_plan& plan) {
    ASSERT(plan.count.pdus >= 1);
    attempt.terms = plan.terms;
    attempt.segments = static_cast<uint16_t>(plan.count.parts > plan.count.pdus ? plan.count.parts : 0);
    attempt.parts.clear();
    for (uint32_t number = 1; number <= plan.count.pdus; ++number)
        attempt.parts.push_back({.number = static_cast<uint8_t>(number)});
}

uint32_t segments_of_part(const facts::attempt& attempt) {
    const bool is_payload = attempt.segments > attempt.parts.size();
    return is_payload ? attempt.segments : 1;
}

facts::text_encoding to_stored(smpp::encoding coding) {
    return static_cast<facts::text_encoding>(coding);
}

}  // namespace kaskad::engine
