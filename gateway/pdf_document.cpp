#include "gateway/pdf_document.hpp"

#include "core/assert.hpp"
#include "core/calendar.hpp"
#include "gateway/api/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <hpdf.h>
#include <sstream>
#include <type_traits>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr HPDF_REAL LINE_WIDTH = 0.5F;  // points
constexpr int EM = 1'000;               // of a font's own lengths
constexpr const char* ENCODING = "UTF-8";

struct document_end {
    void operator()(HPDF_Doc document) const { HPDF_Free(document); }
};

HPDF_REAL points(int tenths) {
    return static_cast<HPDF_REAL>(tenths) / 10;
}

std::string failure_of(HPDF_Doc document) {
    return fmt::format("the PDF cannot be made: libharu says 0x{:04X}", HPDF_GetError(document));
}

void describe(HPDF_Doc document, const pdf_about& about) {
    const auto at = core::to_civil(about.made_utc_ms);
    const HPDF_Date date{at.year, at.month, at.day, at.hour, at.minute, at.second, 'Z', 0, 0};
    HPDF_SetInfoDateAttr(document, HPDF_INFO_CREATION_DATE, date);
    HPDF_SetInfoDateAttr(document, HPDF_INFO_MOD_DATE, date);
    HPDF_SetInfoAttr(document, HPDF_INFO_TITLE, about.title.c_str());
    HPDF_SetInfoAttr(document, HPDF_INFO_AUTHOR, about.author.c_str());
}

std::expected<HPDF_Font, std::string> load_font(HPDF_Doc document, const std::string& file) {
    const char* name = HPDF_LoadTTFontFromFile(document, file.c_str(), HPDF_TRUE);
    const auto font = name ? HPDF_GetFont(document, name, ENCODING) : nullptr;
    if (font) return font;
    return std::unexpected(
        fmt::format("the font {} cannot be read (libharu says 0x{:04X}); it is in Debian's package "
                    "fonts-dejavu-core",
                    file, HPDF_GetError(document)));
}

}  // namespace

struct pdf_document::parts {
    std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, document_end> document;
    HPDF_Font regular = nullptr;
    HPDF_Font bold = nullptr;
    std::vector<HPDF_Page> pages;
    HPDF_Page page = nullptr;

    HPDF_Font font(pdf_style style) const { return style.is_bold ? bold : regular; }
};

pdf_fonts installed_fonts() {
    return {KASKAD_FONT_FOLDER "/DejaVuSans.ttf", KASKAD_FONT_FOLDER "/DejaVuSans-Bold.ttf"};
}

pdf_document::pdf_document(std::unique_ptr<parts> made) : parts_{std::move(made)} {}
pdf_document::~pdf_document() = default;
pdf_document::pdf_document(pdf_document&& other) noexcept = default;

std::expected<pdf_document, std::string> pdf_document::create(const pdf_about& about, const pdf_fonts& fonts) {
    auto made = std::make_unique<parts>();
    // Without a handler of errors the first one is kept, and everything behind it does nothing.
    made->document.reset(HPDF_NewEx(nullptr, nullptr, nullptr, 0, nullptr));
    auto* document = made->document.get();
    if (!document) return std::unexpected("the PDF cannot be made: no memory");
    HPDF_UseUTFEncodings(document);
    HPDF_SetCurrentEncoder(document, ENCODING);
    HPDF_SetCompressionMode(document, HPDF_COMP_ALL);
    describe(document, about);
    const auto regular = load_font(document, fonts.regular);
    if (!regular) return std::unexpected(regular.error());
    const auto bold = load_font(document, fonts.bold);
    if (!bold) return std::unexpected(bold.error());
    made->regular = *regular;
    made->bold = *bold;
    return pdf_document{std::move(made)};
}

size_t pdf_document::pages() const {
    return parts_->pages.size();
}

int pdf_document::width_of(const std::string& text, pdf_style style) const {
    const auto* octets = reinterpret_cast<const HPDF_BYTE*>(text.data());
    const auto measured = HPDF_Font_TextWidth(parts_->font(style), octets, static_cast<HPDF_UINT>(text.size()));
    return static_cast<int>(int64_t{measured.width} * style.size / EM);
}

std::vector<std::string> pdf_document::wrap(const std::string& text, pdf_style style, int width) const {
    std::vector<std::string> lines;
    std::string line;
    std::istringstream words{text};
    for (std::string word; std::getline(words, word, ' ');) {
        const auto longer = line.empty() ? word : line + ' ' + word;
        if (width_of(longer, style) <= width) {
            line = longer;
            continue;
        }
        if (!line.empty()) lines.push_back(std::move(line));
        line = cut(word, style, width, lines);
    }
    if (!line.empty()) lines.push_back(std::move(line));
    return lines;
}

// Lines of a word that is too wide; what is left of it goes on. A letter that is wider than the line stands there all
// the same.
std::string pdf_document::cut(std::string_view word, pdf_style style, int width,
                              std::vector<std::string>& lines) const {
    std::string line;
    while (!word.empty()) {
        const auto octets = std::max<size_t>(api::utf8_character_size(word), 1);
        const auto longer = line + std::string{word.substr(0, octets)};
        if (line.empty() || width_of(longer, style) <= width) {
            line = longer;
            word.remove_prefix(octets);
        } else {
            lines.push_back(std::exchange(line, {}));
        }
    }
    return line;
}

void pdf_document::add_page() {
    parts_->page = HPDF_AddPage(parts_->document.get());
    HPDF_Page_SetSize(parts_->page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
    HPDF_Page_SetLineWidth(parts_->page, LINE_WIDTH);
    parts_->pages.push_back(parts_->page);
}

void pdf_document::turn_to(size_t page) {
    ASSERT(page < pages());
    parts_->page = parts_->pages[page];
}

void pdf_document::write(pdf_place at, const std::string& text, pdf_style style) {
    HPDF_Page_BeginText(parts_->page);
    HPDF_Page_SetFontAndSize(parts_->page, parts_->font(style), points(style.size));
    HPDF_Page_TextOut(parts_->page, points(at.x), points(HEIGHT - at.y), text.c_str());
    HPDF_Page_EndText(parts_->page);
}

void pdf_document::write_before(pdf_place end, const std::string& text, pdf_style style) {
    write({end.x - width_of(text, style), end.y}, text, style);
}

void pdf_document::draw_line(pdf_place from, int length) {
    HPDF_Page_MoveTo(parts_->page, points(from.x), points(HEIGHT - from.y));
    HPDF_Page_LineTo(parts_->page, points(from.x + length), points(HEIGHT - from.y));
    HPDF_Page_Stroke(parts_->page);
}

std::expected<std::string, std::string> pdf_document::finish() {
    auto* document = parts_->document.get();
    HPDF_SaveToStream(document);
    if (HPDF_GetError(document) != HPDF_OK) return std::unexpected(failure_of(document));
    auto size = HPDF_GetStreamSize(document);
    std::string octets(size, '\0');
    HPDF_ResetStream(document);
    HPDF_ReadFromStream(document, reinterpret_cast<HPDF_BYTE*>(octets.data()), &size);
    if (HPDF_GetError(document) != HPDF_OK || size != octets.size()) return std::unexpected(failure_of(document));
    return octets;
}

}  // namespace kaskad::gateway
