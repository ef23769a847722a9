#include "gateway/usage_command.hpp"

#include "config/config.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/long_work.hpp"
#include "gateway/new_file.hpp"
#include "gateway/seal_audit.hpp"
#include "gateway/serve.hpp"
#include "gateway/storage.hpp"
#include "gateway/usage_export.hpp"
#include "store/view.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

namespace kaskad::gateway {

namespace {

constexpr size_t DAY_LENGTH = 10;

struct arguments {
    std::string config;
    std::string client;
    bool is_all = false;  // or so, and no client
    std::string from;
    std::string to;
    bool is_operator = false;
    std::string output;
};

constexpr complainer complain{"usage"};

std::optional<int64_t> day_of(const std::string& text) {
    return text.size() == DAY_LENGTH ? api::parse_moment(text) : std::nullopt;
}

export_progress make_progress() {
    return [pace = telling_pace{}](const exported& made) mutable {
        if (pace.is_due())
            fmt::print(stderr, "{}  {} messages read, {} lines\n", api::render_timestamp(core::utc_ms_of(made.last)),
                       made.read, made.lines);
        return !is_interrupted();
    };
}

int tell(const exported& made) {
    fmt::print(stderr, "{} messages\n", made.lines);
    return EXIT_OK;
}

int print_usage(store::report_reader& reader, const export_request& asked) {
    const auto sink = [](std::string_view text) {
        return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    };
    const auto made = export_usage(reader, asked, sink, make_progress());
    return made ? tell(*made) : complain(made.error());
}

// The file gets its name when it is whole.
int write_usage(store::report_reader& reader, const export_request& asked, const std::string& path) {
    auto file = new_file::create(path, 0);
    if (!file) return complain(file.error());
    const auto sink = [&file](std::string_view text) {
        file->append(text);
        return true;  // a failure is kept until the end, and told there
    };
    const auto made = export_usage(reader, asked, sink, make_progress());
    if (!made) return complain(made.error());
    if (const auto kept = file->keep(); !kept) return complain(kept.error());
    return tell(*made);
}

int run(const arguments& given) {
    const auto from = day_of(given.from);
    if (!from) return complain("--from: '" + given.from + "' is no day, as 2026-11-01", EXIT_USAGE);
    const auto to = day_of(given.to);
    if (!to || *to <= *from)
        return complain("--to: a day behind --from, as 2026-12-01; it is not part of it", EXIT_USAGE);
    const auto settings = config::load(given.config);
    if (!settings) return complain(config::to_string(settings.error().front()), EXIT_CONFIG);
    auto opened = open_view(settings->process.store);
    if (!opened) return complain(opened.error().text);
    store::report_reader reader{std::move(*opened)};
    const auto clients = reader.read_clients();
    if (!clients) return complain(clients.error().text);
    const auto viewer = given.is_all ? core::client_id{} : api::client_directory{*clients}.find(given.client);
    if (!viewer) return complain("there is no client '" + given.client + "'");
    const auto seals = reader.read_seals();
    if (!seals) return complain(seals.error().text);
    if (const auto note = note_of_dropped(*seals, *from); !note.empty()) fmt::print(stderr, "{}\n", note);
    const export_request asked{{*from, *to}, *viewer, given.is_operator};
    heed_interrupts();
    return given.output.empty() ? print_usage(reader, asked) : write_usage(reader, asked, given.output);
}

}  // namespace

void add_usage_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("usage", "the messages of a period as CSV, a line each");
    command->add_option("--config", given->config, "the gateway's TOML file; it may run")->required();
    auto* who = command->add_option_group("who", "whose messages");
    who->add_option("--client", given->client, "what this client pays for, its own and those of clients below it");
    who->add_flag("--all", given->is_all, "of all clients, at what comes to us");
    who->require_option(1);
    command->add_option("--from", given->from, "the first day (UTC), as 2026-11-01")->required();
    command->add_option("--to", given->to, "the day behind the last")->required();
    command->add_flag("--operator", given->is_operator, "with links, suppliers' ids, costs and postings");
    command->add_option("--output", given->output, "the file, which gets its name when it is whole; else printed");
    command->callback([given, &result] { result = run(*given); });
}

}  // namespace kaskad::gateway
