#include "smpp/address_rule.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace kaskad::smpp {
namespace {

using enum address_form;

// TON and NPI of SMPP 3.4 §5.2.5 and §5.2.6 as operators ask for them: short codes are network specific, some countries
// want national numbers, names are alphanumeric.
const std::array RULES = {
    address_rule{.form = numeric, .length_min = 3, .length_max = 6, .ton = ton::NETWORK_SPECIFIC, .npi = npi::UNKNOWN},
    address_rule{.form = numeric, .prefix = "8800", .ton = ton::NATIONAL, .npi = npi::NATIONAL},
    address_rule{.form = alphanumeric, .prefix = "A1", .ton = ton::UNKNOWN, .npi = npi::PRIVATE},
};

struct row {
    std::string_view address;
    uint8_t ton;
    uint8_t npi;
};

}  // namespace

TEST(SmppAddressRule, TheFirstThatFitsCounts) {
    for (const auto& [text, ton, npi] : {
             row{"4915123456789", 1, 1},  // none
             row{"12", 1, 1},             // too short for a short code
             row{"123", 3, 0},            // the shortest
             row{"888000", 3, 0},         // the longest
             row{"8800555", 2, 8},        // one more, and of the second rule
             row{"880055", 3, 0},         // of both: the first
             row{"8801555", 1, 1},        // another prefix
             row{"A1 Bank", 0, 9},        // letters
             row{"A1", 0, 9},             // a prefix is a beginning, or all
             row{"Bank A1", 1, 1},        // and never in the middle
             row{"a1 Bank", 1, 1},        // case counts
             row{"", 1, 1},               //
         }) {
        const auto seen = addressed(RULES, text, ton::INTERNATIONAL, npi::E164);
        EXPECT_EQ(seen, (address{ton, npi, std::string{text}})) << text;
    }
}

TEST(SmppAddressRule, ARuleThatSaysNothingFitsAll) {
    const std::array all = {address_rule{.ton = ton::ABBREVIATED, .npi = npi::WAP}};
    for (const auto* text : {"", "1", "Kaskad", "4915123456789"})
        EXPECT_EQ(addressed(all, text, 1, 1), (address{6, 18, text}));
}

TEST(SmppAddressRule, WithoutRulesNothingChanges) {
    EXPECT_EQ(addressed({}, "Kaskad", ton::ALPHANUMERIC, npi::UNKNOWN), (address{5, 0, "Kaskad"}));
}

// Against the sentence that says what a rule means, term by term.
TEST(SmppAddressRule, FitsExactlyWhatItsTermsSay) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    const auto below = [&](unsigned limit) { return static_cast<uint8_t>(random() % limit); };
    const auto word = [&](size_t size) {
        std::string made;
        while (made.size() < size)
            made += "01A"[below(3)];
        return made;
    };
    for (int turn = 0; turn < 20'000; ++turn) {
        const address_rule rule{.form = static_cast<address_form>(below(3)),
                                .prefix = word(below(3)),
                                .length_min = below(5),
                                .length_max = below(5)};
        const auto text = word(below(6));
        const bool begins = text.substr(0, rule.prefix.size()) == rule.prefix;
        const bool is_long_enough = text.size() >= rule.length_min;
        const bool is_short_enough = rule.length_max == 0 || text.size() <= rule.length_max;
        const bool has_letter = text.find('A') != std::string::npos;
        const bool is_of_form = rule.form == any || (rule.form == alphanumeric) == has_letter;
        ASSERT_EQ(fits(rule, text), begins && is_long_enough && is_short_enough && is_of_form)
            << text << " by " << to_string(rule.form) << " \"" << rule.prefix << "\" " << int{rule.length_min} << ".."
            << int{rule.length_max};
    }
}

}  // namespace kaskad::smpp
