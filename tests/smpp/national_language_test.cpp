#include "smpp/national_language.hpp"

#include "hex.hpp"
#include "smpp/alphabet.hpp"
#include "vectors.hpp"

#include <gmock/gmock.h>

namespace kaskad::smpp {

namespace {

constexpr uint8_t SPACE = 0x20;

const json::array& tables() {
    static const json::value file = read_json("gsm_tables.json");
    return file.at("tables").as_array();
}

language language_of(const json::value& table) {
    return static_cast<language>(table.at("nli").to_number<uint8_t>());
}

// The file's entry for a septet, 0 for none. The Indic locking tables' space is missing there (see its note).
char32_t expected_in(const json::value& table, const char* which, uint8_t septet) {
    const auto& entry = table.at(which).at(septet);
    const bool is_locking = std::string_view{which} == "locking";
    if (entry.is_null()) return is_locking && septet == SPACE ? U' ' : 0;
    const auto text = text_of(entry);
    return utf8_reader{text}.next().value_or(0);
}

// Every septet of a table, as it is read and as it is found again.
void check_table(const json::value& table, const char* which, bool is_escaped, shift_tables shifts) {
    for (int number = 0; number < 128; ++number) {
        const auto septet = static_cast<uint8_t>(number);
        const auto expected = expected_in(table, which, septet);
        const auto shown = read_septet(septet, is_escaped, shifts);
        SCOPED_TRACE(std::string{which} + " septet " + std::to_string(number));
        if (expected == 0) {
            EXPECT_EQ(shown, is_escaped ? read_septet(septet, false, shifts) : U' ');
            continue;
        }
        EXPECT_EQ(shown, expected);
        const auto code = find_gsm_code(expected, shifts);
        ASSERT_TRUE(code.has_value());
        EXPECT_EQ(read_septet(code->value, code->is_extended, shifts), expected);
    }
}

}  // namespace

TEST(SmppNationalLanguage, HasEveryEntryOfEveryTable) {
    ASSERT_EQ(tables().size(), LANGUAGES_ALL.size() + 1);
    for (const auto& table : tables()) {
        const auto value = language_of(table);
        if (value != language::none) {
            EXPECT_EQ(text_of(table.at("language")), to_string(value));
        }
        SCOPED_TRACE(to_string(value));
        EXPECT_EQ(!table.at("locking").is_null(), value == language::none || has_locking_table(value));
        if (!table.at("locking").is_null()) check_table(table, "locking", false, {.locking = value});
        check_table(table, "single_shift", true, {.single = value});
    }
}

// A character that a table has only behind an escape costs two septets, and only with its own table.
TEST(SmppNationalLanguage, FindsWhatOnlyATableHas) {
    const char32_t s_cedilla = U'ş';
    EXPECT_FALSE(find_gsm_code(s_cedilla, shift_tables{}).has_value());
    EXPECT_EQ(find_gsm_code(s_cedilla, {.single = language::turkish})->septets(), 2U);
    EXPECT_EQ(find_gsm_code(s_cedilla, {.locking = language::turkish})->septets(), 1U);
    EXPECT_FALSE(find_gsm_code(s_cedilla, {.single = language::spanish}).has_value());
    // The Turkish locking table has no é, the Urdu one no capitals.
    EXPECT_FALSE(find_gsm_code(U'è', {.locking = language::turkish}).has_value());
    EXPECT_FALSE(find_gsm_code(U'A', {.locking = language::urdu}).has_value());
    EXPECT_EQ(find_gsm_code(U'A', {language::urdu, language::urdu})->septets(), 2U);
}

TEST(SmppNationalLanguage, AgreesWithOtherImplementations) {
    for_each("gsm7_table_sample", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto value = static_cast<language>(input.at("nli").to_number<uint8_t>());
        const bool is_locking = text_of(input.at("table")) == "locking";
        const shift_tables shifts = is_locking ? shift_tables{.locking = value} : shift_tables{.single = value};
        const auto raw = from_hex(text_of(input.at("octets_hex")));
        EXPECT_EQ(decode_gsm7(as_octets(raw), shifts), text_of(expect.at("text")));
    });
}

TEST(SmppNationalLanguage, ShowsTheBaseCharacterBehindAnEscapeWithoutMeaning) {
    const auto decoded = [](std::string_view hex, shift_tables shifts) {
        const auto raw = from_hex(hex);
        return decode_gsm7(as_octets(raw), shifts);
    };
    EXPECT_EQ(decoded("1b42", {.single = language::turkish}), "B");
    EXPECT_EQ(decoded("1b07", {.locking = language::turkish}), "ı");
    EXPECT_EQ(decoded("1b1b", {.single = language::hindi}), " ");
    EXPECT_EQ(decoded("1b", {.single = language::hindi}), " ");
    EXPECT_EQ(decoded("80", {.locking = language::hindi}), "\xEF\xBF\xBD");
}

}  // namespace kaskad::smpp
