#include "gateway/invoice_pdf.hpp"

#include "gateway/invoice_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace kaskad::gateway {

namespace {

// Where things stand, in tenths of a point.
constexpr int LEFT = 567;
constexpr int RIGHT = pdf_document::WIDTH - LEFT;
constexpr int TOP = 650;
constexpr int BOTTOM = pdf_document::HEIGHT - 800;
constexpr int FOOT = pdf_document::HEIGHT - 450;
constexpr int MIDDLE = 3'050;         // the second party begins here
constexpr int VALUES = LEFT + 1'150;  // what stands behind a label
constexpr int NETWORKS = 3'000;
constexpr int QUANTITIES_END = 4'250;
constexpr int GAP = 80;
constexpr int ROW = 125;
constexpr int SPACE = 200;  // between blocks

constexpr pdf_style PLAIN{};
constexpr pdf_style BOLD{.is_bold = true};
constexpr pdf_style SMALL{.size = 75};
constexpr pdf_style TITLE{.size = 140, .is_bold = true};

// One of the papers that a document consists of: the invoice, or the act behind it.
struct paper {
    std::string title;
    std::string_view from;
    std::string_view to;
    std::vector<std::pair<std::string_view, std::string>> facts;
};

class printer {
  public:
    printer(pdf_document& to, const billing::invoice& value)
        : to_{to}, value_{value}, words_{words_of(value.language)}, currency_{core::to_string(value.currency)} {}

    void print_invoice();
    void print_act();
    void number_pages();

  private:
    std::string money(core::amount amount) const { return in_coins(amount, value_.currency, words_.signs); }
    std::string days() const;
    std::string number_of(uint64_t number) const;

    void print_paper(const paper& what);
    int print_party(pdf_place at, std::string_view label, const billing::party& who, int width);
    void print_facts(const paper& what);
    void add_payment(paper& to) const;
    void print_table();
    void print_table_head();
    void print_line(const billing::invoice_line& line);
    void print_sums();
    void print_sum(const std::string& label, core::amount amount, pdf_style style);
    void print_text(const std::string& text, pdf_style style = PLAIN);
    void begin_page();
    // True: there was none, and a page was begun.
    bool make_room(int height);

    pdf_document& to_;
    const billing::invoice& value_;
    const invoice_words& words_;
    std::string currency_;
    int y_ = TOP;
};

std::string joined(std::string_view first, std::string_view second) {
    return fmt::format("{} {}", first, second);
}

std::string printer::days() const {
    return fmt::format("{} – {}", printed_day(value_.from_day, words_), printed_day(value_.to_day - 1, words_));
}

// Of another invoice of the same seller.
std::string printer::number_of(uint64_t number) const {
    auto other = value_;
    other.number = number;
    return billing::printed_number(other);
}

void printer::begin_page() {
    to_.add_page();
    y_ = TOP;
}

bool printer::make_room(int height) {
    if (y_ + height <= BOTTOM) return false;
    begin_page();
    return true;
}

// Returns where it ends.
int printer::print_party(pdf_place at, std::string_view label, const billing::party& who, int width) {
    to_.write(at, std::string{label}, SMALL);
    const auto print = [&](const std::string& text, pdf_style style) {
        for (const auto& line : to_.wrap(text, style, width)) {
            at.y += ROW;
            to_.write(at, line, style);
        }
    };
    print(who.name, BOLD);
    for (const auto& line : who.address)
        print(line, PLAIN);
    print(who.tax_number, PLAIN);
    return at.y;
}

void printer::print_facts(const paper& what) {
    for (const auto& [label, text] : what.facts) {
        to_.write({LEFT, y_}, std::string{label});
        to_.write({VALUES, y_}, text);
        y_ += ROW;
    }
}

void printer::print_table_head() {
    to_.write({LEFT, y_}, std::string{words_.description}, BOLD);
    to_.write({NETWORKS, y_}, std::string{words_.network}, BOLD);
    to_.write_before({QUANTITIES_END, y_}, std::string{words_.quantity}, BOLD);
    to_.write_before({RIGHT, y_}, fmt::format("{}, {}", words_.net, currency_), BOLD);
    to_.draw_line({LEFT, y_ + 40}, RIGHT - LEFT);
    y_ += ROW + 40;
}

void printer::print_line(const billing::invoice_line& line) {
    if (make_room(ROW)) print_table_head();
    to_.write({NETWORKS, y_}, line.network.empty() ? line.country : joined(line.country, line.network));
    if (line.units > 0) to_.write_before({QUANTITIES_END, y_}, printed_count(line.units, words_.signs));
    to_.write_before({RIGHT, y_}, money(line.net));
    for (const auto& text : to_.wrap(described(line, words_), PLAIN, NETWORKS - LEFT - GAP)) {
        if (make_room(ROW)) print_table_head();
        to_.write({LEFT, y_}, text);
        y_ += ROW;
    }
}

void printer::print_table() {
    make_room(4 * ROW);
    print_table_head();
    for (const auto& line : value_.lines)
        print_line(line);
}

void printer::print_sum(const std::string& label, core::amount amount, pdf_style style) {
    to_.write({NETWORKS, y_}, label, style);
    to_.write_before({RIGHT, y_}, joined(money(amount), currency_), style);
    y_ += ROW;
}

void printer::print_sums() {
    make_room(5 * ROW);
    to_.draw_line({LEFT, y_ - 80}, RIGHT - LEFT);
    y_ += 40;
    print_sum(std::string{words_.net}, value_.net, PLAIN);
    print_sum(joined(words_.tax, printed_percent(value_.tax_ppm, words_.signs)), value_.tax, PLAIN);
    print_sum(std::string{words_.gross}, value_.gross, BOLD);
    y_ += SPACE - ROW;
}

void printer::print_text(const std::string& text, pdf_style style) {
    const int height = style.size + ROW - PLAIN.size;
    for (const auto& line : to_.wrap(text, style, RIGHT - LEFT)) {
        make_room(height);
        to_.write({LEFT, y_}, line, style);
        y_ += height;
    }
}

void printer::print_paper(const paper& what) {
    begin_page();
    const int from_end = print_party({LEFT, y_}, what.from, value_.from, MIDDLE - LEFT - GAP);
    const int to_end = print_party({MIDDLE, y_}, what.to, value_.to, RIGHT - MIDDLE);
    y_ = std::max(from_end, to_end) + 2 * SPACE;
    print_text(what.title, TITLE);
    y_ += SPACE - ROW;
    print_facts(what);
    y_ += SPACE;
    print_table();
    print_sums();
    y_ += SPACE;
    print_text(value_.tax_text);
}

// Of what gives money back nothing is due.
void printer::add_payment(paper& to) const {
    if (value_.gross.e6 <= 0) return;
    if (value_.due_day == 0)
        to.facts.emplace_back(words_.payment, words_.from_balance);
    else
        to.facts.emplace_back(words_.due, printed_day(value_.due_day, words_));
}

void printer::print_invoice() {
    const bool is_note = value_.kind == billing::invoice_kind::credit_note;
    const auto title = joined(is_note ? words_.credit_note : words_.invoice, billing::printed_number(value_));
    paper what{title, words_.from, words_.to, {{words_.issued, printed_day(value_.issued_day, words_)}}};
    if (is_note)
        what.facts.emplace_back(words_.cites, number_of(value_.cites));
    else
        add_payment(what);
    what.facts.emplace_back(words_.period, days());
    print_paper(what);
    if (value_.gross.e6 <= 0 || value_.due_day == 0 || value_.from.bank.empty()) return;
    y_ += SPACE;
    make_room(static_cast<int>(value_.from.bank.size() + 1) * ROW);
    print_text(std::string{words_.bank}, BOLD);
    for (const auto& line : value_.from.bank)
        print_text(line);
}

// Both sign that the services of the invoice were rendered. There is none of what was taken back.
void printer::print_act() {
    if (!words_.has_act || value_.kind != billing::invoice_kind::invoice) return;
    const auto number = billing::printed_number(value_);
    print_paper({fmt::format("{} {} {}", words_.act, number, words_.act_about),
                 words_.act_from,
                 words_.act_to,
                 {{words_.issued, printed_day(value_.issued_day, words_)},
                  {words_.act_reason, joined(words_.invoice, number)},
                  {words_.period, days()}}});
    y_ += SPACE;
    print_text(std::string{words_.act_text});
    y_ += 2 * SPACE;
    make_room(3 * ROW);
    for (const auto& [x, label] : {std::pair{LEFT, words_.act_from}, std::pair{MIDDLE, words_.act_to}}) {
        to_.write({x, y_}, std::string{label});
        to_.draw_line({x + 700, y_ + 20}, RIGHT - MIDDLE - 700);
    }
}

// "RE-2026-0012, page 1 of 3"
void printer::number_pages() {
    const auto number = billing::printed_number(value_);
    for (size_t page = 0; page < to_.pages(); ++page) {
        to_.turn_to(page);
        to_.write_before({RIGHT, FOOT},
                         fmt::format("{}, {} {} {} {}", number, words_.page, page + 1, words_.page_of, to_.pages()),
                         SMALL);
    }
}

}  // namespace

std::expected<std::string, std::string> make_invoice_pdf(const billing::invoice& value, const pdf_fonts& fonts) {
    auto document = pdf_document::create({billing::printed_number(value), value.from.name, value.issued_utc}, fonts);
    if (!document) return std::unexpected(document.error());
    printer printer{*document, value};
    printer.print_invoice();
    printer.print_act();
    printer.number_pages();
    return document->finish();
}

}  // namespace kaskad::gateway
