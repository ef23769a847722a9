#include "gateway/waterfall_chart.hpp"

#include "gateway/limited_program.hpp"

#include <fmt/format.h>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::all_categories;
using billing::reconciliation::currency_waterfall;
using billing::reconciliation::exact_sum;

constexpr auto* DEARER = "0xC0392B";
constexpr auto* CHEAPER = "0x2E7D32";
constexpr auto* SUM = "0x455A64";

// A box from one sum to another: x, the box twice as gnuplot's candlesticks want it, colour and name.
std::string box(size_t place, __int128 from, __int128 to, std::string_view name, const char* colour) {
    return fmt::format("{} {} {} {} {} {} \"{}\"\n", place, exact_sum(from), exact_sum(from), exact_sum(to),
                       exact_sum(to), colour, name);
}

}  // namespace

std::string chart_script(const currency_waterfall& of, const std::string& currency) {
    std::string boxes;
    size_t place = 0;
    __int128 sum = 0;
    for (const auto why : all_categories()) {
        const auto delta = of.at(why).delta_e6;
        if (delta == 0) continue;
        boxes += box(place++, sum, sum + delta, to_string(why), delta > 0 ? DEARER : CHEAPER);
        sum += delta;
    }
    boxes += box(place++, 0, sum, "theirs - ours", SUM);
    return fmt::format(
        "set terminal svg size 900,400 font \"sans-serif,12\" background \"white\"\n"
        "set key off\nset grid ytics\nset xzeroaxis lt -1\nset boxwidth 0.6\nset style fill solid 0.9 noborder\n"
        "set ylabel \"{} above ours\"\nset xtics rotate by -25 nomirror noenhanced\nset xrange [-0.6:{}.6]\n"
        "$boxes << END\n{}END\n"
        "plot $boxes using 1:2:3:4:5:6:xtic(7) with candlesticks lc rgb variable\n",
        currency, place - 1, boxes);
}

std::expected<std::string, std::string> draw_waterfall(const currency_waterfall& of, const std::string& currency,
                                                       const std::string& program) {
    auto drawn = run_limited({program, PROGRAM_INPUT}, chart_script(of, currency), {});
    if (!drawn) {
        return std::unexpected(drawn.error().end == program_end::not_installed
                                   ? "there is no chart: gnuplot is not installed"
                                   : "there is no chart: gnuplot draws none");
    }
    const auto begin = drawn->find("<svg");
    if (begin == drawn->npos) return std::unexpected("there is no chart: gnuplot draws none");
    return drawn->substr(begin);
}

}  // namespace kaskad::gateway
