#include "smpp/east_asian.hpp"

#include "hex.hpp"
#include "smpp/unicode.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <iconv.h>
#include <random>

namespace kaskad::smpp {

namespace {

constexpr std::string_view UNREADABLE = "\xEF\xBF\xBD";

// The C library's reading; empty where it has none.
class libc_charset {
  public:
    explicit libc_charset(const char* name) : converter_{iconv_open("UTF-8", name)} {}
    ~libc_charset() { iconv_close(converter_); }
    libc_charset(const libc_charset&) = delete;
    libc_charset& operator=(const libc_charset&) = delete;

    std::string read(std::string octets) {
        iconv(converter_, nullptr, nullptr, nullptr, nullptr);
        std::string text(64, '\0');
        char* in = octets.data();
        char* out = text.data();
        size_t in_left = octets.size();
        size_t out_left = text.size();
        if (iconv(converter_, &in, &in_left, &out, &out_left) == static_cast<size_t>(-1)) return {};
        text.resize(text.size() - out_left);
        return text;
    }

  private:
    iconv_t converter_;
};

std::string pair(int lead, int trail) {
    return {static_cast<char>(lead), static_cast<char>(trail)};
}

// Every pair there is, read by us and by the C library.
void compare_pairs(const char* name, int first, const std::function<std::string(octets)>& ours,
                   const std::function<std::string(int, int)>& theirs_of) {
    libc_charset library{name};
    size_t known = 0;
    for (int lead = first; lead < first + 94; ++lead)
        for (int trail = first; trail < first + 94; ++trail) {
            const auto octets = pair(lead, trail);
            const auto theirs = library.read(theirs_of(lead, trail));
            const auto read = ours(as_octets(octets));
            if (theirs.empty() || theirs.size() > 3) {
                EXPECT_TRUE(read.starts_with(UNREADABLE)) << to_hex(octets) << " " << read << " " << theirs;
            } else {
                EXPECT_EQ(read, theirs) << to_hex(octets);
                ++known;
            }
        }
    EXPECT_GT(known, 6'000U);
}

std::string decoded(std::string_view hex, std::string (*decode)(octets)) {
    const auto raw = from_hex(hex);
    return decode(as_octets(raw));
}

std::string japanese(std::string_view hex, japanese_form form) {
    const auto raw = from_hex(hex);
    return decode_japanese(as_octets(raw), form);
}

}  // namespace

TEST(SmppEastAsian, HasEveryCharacterOfJisX0208) {
    const auto ours = [](octets input) { return decode_japanese(input, japanese_form::jis_x_0208); };
    compare_pairs("EUC-JP", 0x21, ours, [](int lead, int trail) { return pair(lead | 0x80, trail | 0x80); });
}

TEST(SmppEastAsian, HasEveryCharacterOfJisX0212) {
    compare_pairs("EUC-JP", 0x21, decode_jis_x_0212,
                  [](int lead, int trail) { return "\x8F" + pair(lead | 0x80, trail | 0x80); });
}

TEST(SmppEastAsian, HasEveryCharacterOfKsX1001) {
    compare_pairs("EUC-KR", 0xA1, decode_ks_c_5601, pair);
}

TEST(SmppEastAsian, ReadsTheFormsOfJapanese) {
    EXPECT_EQ(japanese("82b182f182c982bf82cd414283758fa482cc", japanese_form::shift_jis), "こんにちはABブ商の");
    EXPECT_EQ(japanese("b1b2df", japanese_form::shift_jis), "ｱｲﾟ");
    EXPECT_EQ(japanese("a4b3a4f3418eb1", japanese_form::euc_jp), "こんAｱ");
    EXPECT_EQ(japanese("8fb0a1", japanese_form::euc_jp), "丂");
    EXPECT_EQ(japanese("24332473", japanese_form::jis_x_0208), "こん");
    EXPECT_EQ(decoded("411b2442243324731b2842421b284931", decode_iso_2022_jp), "AこんBｱ");
    EXPECT_EQ(decoded("1b24284430211b284a7a", decode_iso_2022_jp), "丂z");
    EXPECT_EQ(decoded("beC8b3e7", decode_ks_c_5601), "안녕");
}

TEST(SmppEastAsian, ReadsWhateverOctetsCome) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    for (int round = 0; round < 20'000; ++round) {
        std::string raw;
        for (size_t i = 0, count = random() % 12; i < count; ++i)
            raw.push_back(static_cast<char>(random() % 3 == 0 ? 0x1B : random()));
        for (const auto form : {japanese_form::shift_jis, japanese_form::jis_x_0208, japanese_form::euc_jp})
            EXPECT_FALSE(find_invalid_utf8(decode_japanese(as_octets(raw), form)).has_value()) << to_hex(raw);
        for (auto* const decode : {decode_iso_2022_jp, decode_jis_x_0212, decode_ks_c_5601})
            EXPECT_FALSE(find_invalid_utf8(decode(as_octets(raw))).has_value()) << to_hex(raw);
    }
}

}  // namespace kaskad::smpp
