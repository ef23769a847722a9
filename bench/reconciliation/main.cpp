#include "billing/reconciliation/row_id.hpp"
#include "core/calendar.hpp"
#include "gateway/reconciliation.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sys/resource.h>

// A reconciliation of so many rows with as many, all but the reading of the database: the supplier's file is written
// first (not measured), then read, identified, put aside, dealt out and matched as `kaskad reconcile` does it. Every
// thousandth row differs, so that there is something to find; with --equal none does, and finding any is a failure.

namespace {

using namespace kaskad;
using billing::reconciliation::row;

constexpr int64_t AHEAD_MS = 7'200'000;                     // their clock, of UTC
constexpr int64_t BEGIN_MS = 1'793'491'200'000 - AHEAD_MS;  // 2026-11-01 by their clock
constexpr int64_t MONTH_MS = 30 * 86'400'000LL;
constexpr uint64_t EVERY = 1'000;

struct wanted_run {
    uint64_t rows = 10'000'000;
    std::string folder = std::filesystem::temp_directory_path();
    bool has_ids = true;
    bool is_equal = false;
};

// More by day than by night, so that the zone can be found; no two at one time and number.
int64_t time_of(uint64_t index, uint64_t rows) {
    const auto even = static_cast<int64_t>(static_cast<__int128>(MONTH_MS) * index / rows);
    const auto day = even / 86'400'000 * 86'400'000;
    const auto inside = even - day;
    return BEGIN_MS + day + (index % 5 == 0 ? inside : 28'800'000 + inside / 2);
}

uint64_t recipient_of(uint64_t index) {
    return 4915100000000 + index * 7919 % 30'000'000;
}

// Written through stdio, a megabyte at a time.
bool write_file(const std::string& path, const wanted_run& wanted) {
    auto* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) return false;
    std::string text = "id,to,from,time,status,parts,price,amount,currency,mccmnc\n";
    for (uint64_t index = 0; index < wanted.rows; ++index) {
        const auto at = core::to_civil(time_of(index, wanted.rows) + AHEAD_MS);
        const auto id = wanted.has_ids ? fmt::format("{:X}", 0xA000000000 + index * 16) : std::string{};
        const auto* amount = !wanted.is_equal && index % EVERY == 0 ? "0.036" : "0.0345";
        fmt::format_to(std::back_inserter(text),
                       "{},{},Shop,{:04}-{:02}-{:02} {:02}:{:02}:{:02},DELIVRD,1,0.0345,{},EUR,26201\n", id,
                       recipient_of(index), at.year, at.month, at.day, at.hour, at.minute, at.second, amount);
        if (text.size() < 1'000'000 && index + 1 < wanted.rows) continue;
        std::fwrite(text.data(), 1, text.size(), file);
        text.clear();
    }
    return std::fclose(file) == 0;
}

gateway::owed_source make_source(const wanted_run& wanted) {
    return
        [wanted](gateway::currency_list& currencies, const gateway::owed_sink& take,
                 const gateway::reconciliation_progress&) -> std::expected<uint64_t, gateway::reconciliation_refusal> {
            row made;
            made.price = {3'450'000};
            made.amount = {34'500};
            made.parts = 1;
            made.part = 1;
            made.state = static_cast<uint8_t>(billing::reconciliation::row_status::delivered);
            made.sender = billing::reconciliation::sender_digest("Shop");
            made.network = 26201;
            made.currency = *currencies.place_of({{'E', 'U', 'R'}});
            for (uint64_t index = 0; index < wanted.rows; ++index) {
                set_id(made, fmt::format("{:x}", 0xA000000000 + index * 16));
                made.recipient = recipient_of(index);
                made.time_ms = static_cast<uint64_t>(time_of(index, wanted.rows));
                made.place = index + 1;
                take(made);
            }
            return wanted.rows;
        };
}

gateway::reconciliation_request make_request(const wanted_run& wanted, const std::string& path) {
    gateway::reconciliation_request asked{.file = path,
                                          .file_name = path,
                                          .mapping = {},
                                          .period = *gateway::parse_span("2026-11"),
                                          .folder = wanted.folder,
                                          .keeps = true};
    asked.mapping.columns = {.id = "id",
                             .recipient = "to",
                             .sender = "from",
                             .part = "",
                             .time = "time",
                             .status = "status",
                             .parts = "parts",
                             .price = "price",
                             .amount = "amount",
                             .currency = "currency",
                             .network = "mccmnc",
                             .units = ""};
    return asked;
}

// Every row has its pair, and nothing else is told.
bool finds_nothing(const gateway::reconciled& run, uint64_t rows) {
    using billing::reconciliation::category;
    uint64_t different = 0;
    for (const auto why : billing::reconciliation::all_categories()) {
        const auto found = run.matched.sums.of(0).at(why).findings;
        if (why == category::exact || found == 0) continue;
        different += found;
        fmt::print(stderr, "{} {}\n", found, billing::reconciliation::to_string(why));
    }
    for (const auto& warning : run.warnings)
        fmt::print(stderr, "{}\n", warning);
    const bool is_all_exact = run.matched.sums.of(0).at(category::exact).findings == rows;
    if (different == 0 && is_all_exact && run.warnings.empty()) return true;
    fmt::print(stderr, "{} differences and {} notes on files that are equal\n", different, run.warnings.size());
    return false;
}

int measure(const wanted_run& wanted) {
    const auto path = wanted.folder + "/kaskad-bench-reconciliation.csv";
    if (!write_file(path, wanted)) return EXIT_FAILURE;
    const auto octets = std::filesystem::file_size(path);
    const auto begin = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return static_cast<double>((std::chrono::steady_clock::now() - begin) / std::chrono::milliseconds{1}) / 1'000;
    };
    std::string last;
    const auto run = gateway::reconcile(make_request(wanted, path), make_source(wanted), [&](const std::string& what) {
        const auto word = what.substr(what.find_first_not_of("0123456789 "));
        if (std::exchange(last, word) != word && !word.starts_with("matching"))
            fmt::print(stderr, "{:7.2f} s  {}\n", seconds(), what);
        return true;
    });
    const auto took = seconds();
    std::filesystem::remove(path);
    if (!run) {
        fmt::print(stderr, "{}\n", run.error().why);
        return EXIT_FAILURE;
    }
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto& step = run->matched.sums.of(0).at(billing::reconciliation::category::price);
    fmt::print("{} rows with as many ({} MB): {:.1f} s, {} MB resident at most; {} differ, by {}; zone {}; ids {}\n",
               wanted.rows, octets / 1'000'000, took, used.ru_maxrss / 1'000, step.findings,
               billing::reconciliation::exact_sum(step.delta_e6), run->zone_words, run->id_words);
    return !wanted.is_equal || finds_nothing(*run, wanted.rows) ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int count, char** words) {
    CLI::App app{"Measures a reconciliation."};
    wanted_run wanted;
    app.add_option("--rows", wanted.rows, "of each side")->capture_default_str();
    app.add_option("--folder", wanted.folder, "where the file and what is put aside take room")->capture_default_str();
    app.add_flag("!--without-ids", wanted.has_ids, "their file has no ids: all is matched by number and time");
    app.add_flag("--equal", wanted.is_equal, "nothing differs: fails if anything is found");
    CLI11_PARSE(app, count, words);
    return measure(wanted);
}
