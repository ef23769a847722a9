#include "gateway/serve.hpp"

#include "config/summary.hpp"
#include "gateway/application.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/core.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <functional>
#include <optional>

namespace kaskad::gateway {

namespace {

std::optional<config::settings> read(const std::string& file) {
    auto settings = config::load(file);
    if (settings) {
        for (const auto& warning : settings->warnings)
            fmt::print(stderr, "{}\n", config::to_string(warning));
        return std::move(*settings);
    }
    for (const auto& problem : settings.error())
        fmt::print(stderr, "{}\n", config::to_string(problem));
    return std::nullopt;
}

std::optional<std::string> set_up_log(const config::log_options& options) {
    try {
        if (!options.file.empty()) spdlog::set_default_logger(spdlog::basic_logger_mt("kaskad", options.file));
    } catch (const spdlog::spdlog_ex& trouble) {
        return std::string{"the log file cannot be opened: "} + trouble.what();
    }
    spdlog::set_level(spdlog::level::from_str(options.level));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    spdlog::flush_on(spdlog::level::info);
    return std::nullopt;
}

int fail(const std::string& why) {
    fmt::print(stderr, "kaskad: {}\n", why);
    return EXIT_FAILED;
}

void log_changes(const std::vector<std::string>& changes) {
    for (const auto& change : changes)
        spdlog::info("declared: {}", change);
}

void reload(application& running) {
    const auto changes = running.reload();
    if (!changes) return spdlog::error("reload refused, nothing changed: {}", changes.error());
    spdlog::info("reloaded: {} changes", changes->size());
    log_changes(*changes);
}

// Sits in the main thread until it is told to end.
void wait_for_signals(application& running) {
    boost::asio::io_context context{1};
    boost::asio::signal_set signals{context, SIGINT, SIGTERM, SIGHUP};
    std::function<void()> next = [&] {
        signals.async_wait([&](boost::system::error_code trouble, int number) {
            if (trouble) return;
            if (number != SIGHUP) return spdlog::info("stopping");
            reload(running);
            next();
        });
    };
    next();
    context.run();
}

}  // namespace

int serve(const std::string& config_file) {
    auto settings = read(config_file);
    if (!settings) return EXIT_CONFIG;
    if (const auto trouble = set_up_log(settings->process.log)) return fail(*trouble);
    std::signal(SIGPIPE, SIG_IGN);
    const auto address = settings->process.api.address;
    auto opened = application::open(std::move(*settings));
    if (!opened) return fail(opened.error());
    auto& running = **opened;
    const auto changes = running.start();
    if (!changes) {
        running.stop();
        fmt::print(stderr, "kaskad: the declarations of {} are refused: {}\n", config_file, changes.error());
        return EXIT_CONFIG;
    }
    log_changes(*changes);
    spdlog::info("ready: API on {}:{}", address, running.api_port());
    wait_for_signals(running);
    running.stop();
    return EXIT_OK;
}

int check(const std::string& config_file) {
    const auto settings = read(config_file);
    if (!settings) return EXIT_CONFIG;
    fmt::print("{}\n", config::describe(*settings));
    return EXIT_OK;
}

}  // namespace kaskad::gateway
