#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// A PDF of A4 pages with text and lines, by libharu. Lengths are whole tenths of a point, counted from the upper left
// corner. The fonts are embedded, so that it looks the same everywhere; what they have no letter for stands there as a
// box. The same calls make the same octets. Knows nothing of what is printed.

namespace kaskad::gateway {

// Files of TrueType.
struct pdf_fonts {
    std::string regular;
    std::string bold;
};

// Debian's DejaVu Sans, which has Latin, Greek and Cyrillic letters.
pdf_fonts installed_fonts();

struct pdf_about {
    std::string title;
    std::string author;
    int64_t made_utc_ms = 0;
};

struct pdf_style {
    int size = 90;  // tenths of a point
    bool is_bold = false;
};

struct pdf_place {
    int x = 0;
    int y = 0;  // of the text's base line
};

class pdf_document {
  public:
    static constexpr int WIDTH = 5953;
    static constexpr int HEIGHT = 8419;

    // The error is a sentence: a font cannot be read.
    static std::expected<pdf_document, std::string> create(const pdf_about& about, const pdf_fonts& fonts);
    ~pdf_document();
    pdf_document(pdf_document&& other) noexcept;

    size_t pages() const;
    int width_of(const std::string& text, pdf_style style) const;
    // In lines that are no wider; broken at spaces, and within a word only where it alone is too wide.
    std::vector<std::string> wrap(const std::string& text, pdf_style style, int width) const;

    // What is drawn goes to the last page added, or the one turned to, from 0.
    void add_page();
    void turn_to(size_t page);
    void write(pdf_place at, const std::string& text, pdf_style style = {});
    void write_before(pdf_place end, const std::string& text, pdf_style style = {});
    void draw_line(pdf_place from, int length);

    // The file. Nothing can be drawn any more. The error is a sentence.
    std::expected<std::string, std::string> finish();

  private:
    struct parts;
    explicit pdf_document(std::unique_ptr<parts> made);

    std::string cut(std::string_view word, pdf_style style, int width, std::vector<std::string>& lines) const;

    std::unique_ptr<parts> parts_;
};

}  // namespace kaskad::gateway
