#include "gateway/store_command.hpp"

#include "config/config.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/long_work.hpp"
#include "gateway/retention.hpp"
#include "gateway/serve.hpp"
#include "gateway/storage.hpp"
#include "store/view.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <string>

namespace kaskad::gateway {

namespace {

struct arguments {
    std::string config;
    std::string before;
    bool is_dry = false;
    bool yes = false;
};

constexpr complainer complain{"store"};

drop_progress make_progress() {
    return {.messages =
                [pace = telling_pace{}](uint64_t read) mutable {
                    if (pace.is_due()) fmt::print(stderr, "{} messages added up\n", read);
                    return !is_interrupted();
                },
            .books =
                [pace = telling_pace{}](const walked_books& so_far) mutable {
                    if (pace.is_due())
                        fmt::print(stderr, "{} postings, {} messages verified\n", so_far.postings, so_far.messages);
                    return !is_interrupted();
                }};
}

int drop(const arguments& given, store::database& from) {
    const auto plan = plan_drop(from, given.before, make_progress());
    if (!plan) return complain(plan.error());
    const auto end = api::render_timestamp(core::utc_ms_of(plan->seal.before));
    fmt::print(
        "The books are right. {} messages accepted before {} would go, with their texts and histories; {} totals "
        "of them and all postings stay.\n",
        plan->messages, end, plan->totals);
    if (given.is_dry) return EXIT_OK;
    if (!given.yes && !is_agreed("Drop them? Nothing brings them back.")) return complain("nothing was dropped");
    if (const auto dropped = from.drop_messages(plan->seal); !dropped) return complain(dropped.error().text);
    fmt::print("They are gone; seal {} is {}\n", plan->seal.number, billing::to_string(plan->seal.hash));
    return EXIT_OK;
}

// The lock keeps a gateway off meanwhile, and a running one keeps this off.
int run_drop(const arguments& given) {
    const auto settings = config::load(given.config);
    if (!settings) return complain(config::to_string(settings.error().front()), EXIT_CONFIG);
    const auto say = [](const std::string& text) { fmt::print(stderr, "{}\n", text); };
    auto stored = open_storage(settings->process, {.info = say, .warning = say});
    if (!stored) return complain(stored.error());
    heed_interrupts();
    return drop(given, *stored->database);
}

int print_sealed(const arguments& given) {
    const auto settings = config::load(given.config);
    if (!settings) return complain(config::to_string(settings.error().front()), EXIT_CONFIG);
    auto opened = open_view(settings->process.store);
    if (!opened) return complain(opened.error().text);
    store::report_reader reader{std::move(*opened)};
    const auto seals = reader.read_seals();
    if (!seals) return complain(seals.error().text);
    // One head over all of them.
    for (const auto& each : *seals) {
        const auto head = each.totals.find('\n') + 1;
        fmt::print("{}", each.number == 1 ? each.totals : each.totals.substr(head));
    }
    return EXIT_OK;
}

}  // namespace

void add_store_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("store", "what is kept, and for how long");
    command->require_subcommand(1);
    auto* drop_command = command->add_subcommand(
        "drop", "verify all books, then drop messages of closed months; the gateway must be stopped");
    drop_command->add_option("--config", given->config, "the gateway's TOML file")->required();
    drop_command->add_option("--before", given->before, "the first month that stays, as 2026-05")->required();
    drop_command->add_flag("--dry-run", given->is_dry, "say what would go, and drop nothing");
    drop_command->add_flag("--yes", given->yes, "do not ask");
    drop_command->callback([given, &result] { result = run_drop(*given); });
    auto* sealed_command =
        command->add_subcommand("sealed", "print what dropped messages came to, as CSV; the gateway may run");
    sealed_command->add_option("--config", given->config, "the gateway's TOML file")->required();
    sealed_command->callback([given, &result] { result = print_sealed(*given); });
}

}  // namespace kaskad::gateway
