#include "channels/twiml.hpp"

#include "channels/channel_text.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::channels {

namespace {

// XML 1.0 section 2.2: of the characters below a space only three exist.
bool is_xml_character(char c) {
    return static_cast<uint8_t>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '&':
            out += "&amp;";
            return;
        case '<':
            out += "&lt;";
            return;
        case '>':
            out += "&gt;";
            return;
        case '"':
            out += "&quot;";
            return;
        case '\'':
            out += "&apos;";
            return;
        default:
            out += is_xml_character(c) ? c : ' ';
    }
}

// U+FFFE and U+FFFF are characters of UTF-8 and none of XML.
void drop_noncharacters(std::string& text) {
    for (const std::string_view none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
        for (auto at = text.find(none); at != text.npos; at = text.find(none, at))
            text.replace(at, none.size(), " ");
    }
}

}  // namespace

std::string escape_xml(std::string_view text) {
    auto clean = kept_words(text, text.size());
    drop_noncharacters(clean);
    std::string out;
    out.reserve(clean.size() + clean.size() / 8);
    for (const char c : clean)
        append_escaped(out, c);
    return out;
}

std::string make_twiml(const speech& wanted) {
    const auto voice = wanted.voice.empty() ? std::string{} : fmt::format(R"( voice="{}")", escape_xml(wanted.voice));
    const auto say =
        fmt::format(R"(<Say language="{}"{}>{}</Say>)", escape_xml(wanted.language), voice, escape_xml(wanted.text));
    if (wanted.answer_url.empty()) return fmt::format("<Response>{}</Response>", say);
    return fmt::format(R"(<Response><Gather numDigits="1" action="{}">{}</Gather></Response>)",
                       escape_xml(wanted.answer_url), say);
}

}  // namespace kaskad::channels
