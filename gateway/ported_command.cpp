#include "gateway/ported_command.hpp"

#include "gateway/api/timestamp.hpp"
#include "gateway/clock.hpp"
#include "gateway/ported_build.hpp"
#include "gateway/ported_table.hpp"
#include "gateway/serve.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

struct arguments {
    std::string file;
    std::string rows;
    std::string made;
    std::string as_of;
    std::vector<std::string> numbers;
};

void print_line(const json::object& object) {
    fmt::print("{}\n", json::serialize(object));
}

// "2026-01-31" or a full timestamp; empty: now.
int64_t as_of_ms(const std::string& text) {
    if (text.empty()) return utc_ms_now();
    const auto given = api::parse_timestamp(text.contains('T') ? text : text + "T00:00:00Z");
    if (!given) throw CLI::ValidationError("--as-of", text + " is neither a day, as 2026-01-31, nor a timestamp");
    return *given;
}

int print_report(const ported_report& report, const ported_task& task) {
    for (const auto& fault : report.faults)
        print_line({{"line", fault.line}, {"error", fault.why}});
    if (report.fault_count != 0) {
        print_line({{"file", task.made}, {"written", false}, {"rows", report.rows}, {"faults", report.fault_count}});
        return EXIT_FAILED;
    }
    print_line({{"file", task.made},
                {"written", true},
                {"rows", report.rows},
                {"numbers", report.numbers},
                {"added", report.change.added},
                {"changed", report.change.changed},
                {"same", report.change.same},
                {"gone", report.change.gone},
                {"gone_unknown", report.change.gone_unknown},
                {"as_of", api::render_timestamp(task.as_of_ms)}});
    return EXIT_OK;
}

int make_file(ported_task task, const std::string& as_of) {
    task.as_of_ms = as_of_ms(as_of);
    task.say_progress = [](const std::string& words) { fmt::print(stderr, "kaskad: {}\n", words); };
    return print_report(build_ported(task), task);
}

// Empty: it was said on standard error why there is none.
std::shared_ptr<const ported_table> open_or_say(const std::string& path) {
    auto opened = ported_table::open(path);
    if (opened) return std::move(*opened);
    fmt::print(stderr, "kaskad: {}\n", opened.error());
    return nullptr;
}

int check_file(const std::string& path) {
    const auto table = open_or_say(path);
    if (!table) return EXIT_FAILED;
    print_line({{"file", path},
                {"numbers", table->numbers().size()},
                {"networks", table->numbers().networks()},
                {"as_of", api::render_timestamp(table->numbers().as_of_ms())}});
    return EXIT_OK;
}

int find_numbers(const std::string& path, const std::vector<std::string>& numbers) {
    const auto table = open_or_say(path);
    if (!table) return EXIT_FAILED;
    for (const auto& number : numbers) {
        const auto digits = number.starts_with('+') ? number.substr(1) : number;
        const auto network = table->numbers().find(digits);
        if (network) {
            print_line({{"number", digits}, {"mccmnc", *network}});
        } else {
            print_line({{"number", digits}, {"mccmnc", nullptr}});
        }
    }
    return EXIT_OK;
}

void add_as_of(CLI::App& command, arguments& given) {
    command.add_option("--as-of", given.as_of, "the day or moment that the list tells of; now, if left out");
}

void add_making(CLI::App& ported, const std::shared_ptr<arguments>& given, int& result) {
    auto* build_command = ported.add_subcommand("build", "make a file out of a whole list, rows in any order");
    build_command->add_option("ROWS", given->rows, "CSV: number,mccmnc")->required();
    build_command->add_option("FILE", given->made, "the file to make; one of that name is replaced")->required();
    add_as_of(*build_command, *given);
    build_command->callback(
        [&result, given] { result = make_file({.rows = given->rows, .made = given->made}, given->as_of); });

    auto* apply = ported.add_subcommand("apply", "renew a file by a difference");
    apply->add_option("FILE", given->file, "the file before")->required();
    apply->add_option("ROWS", given->rows, "CSV: number,mccmnc; a number without a network is ported no more")
        ->required();
    apply->add_option("--output", given->made, "the file to make; if left out, FILE is replaced");
    add_as_of(*apply, *given);
    apply->callback([&result, given] {
        const auto& made = given->made.empty() ? given->file : given->made;
        result = make_file({.rows = given->rows, .before = given->file, .made = made}, given->as_of);
    });
}

}  // namespace

void add_ported_command(CLI::App& app, int& result) {
    auto* ported = app.add_subcommand("ported", "files of ported numbers: make, renew, check, look up");
    ported->require_subcommand(1);
    auto given = std::make_shared<arguments>();
    add_making(*ported, given, result);

    auto* check_command = ported->add_subcommand("check", "read every octet of a file and say what it holds");
    check_command->add_option("FILE", given->file, "the file")->required();
    check_command->callback([&result, given] { result = check_file(given->file); });

    auto* find_command = ported->add_subcommand("find", "say which network numbers were ported to");
    find_command->add_option("FILE", given->file, "the file")->required();
    find_command->add_option("NUMBER", given->numbers, "international numbers")->required();
    find_command->callback([&result, given] { result = find_numbers(given->file, given->numbers); });
}

}  // namespace kaskad::gateway
