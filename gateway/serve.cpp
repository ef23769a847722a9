#include "gateway/serve.hpp"

#include "config/summary.hpp"
#include "gateway/application.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/core.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <csignal>
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

// Catches signals from its making on: a SIGHUP that comes while we start would end us, and waits here instead.
class signal_wait {
  public:
    // From here on the end is an orderly one. Not before: a long start may be cut short.
    void catch_end() {
        signals_.add(SIGINT);
        signals_.add(SIGTERM);
    }

    // Any thread: ends run(), for a reason that is no orderly end.
    void end_failed() {
        has_failed_ = true;
        context_.stop();
    }
    bool has_failed() const { return has_failed_; }

    // Sits in the main thread until it is told to end.
    void run(application& running) {
        await_next(running);
        context_.run();
        // Who asks a second time does not want to wait for an orderly end.
        signals_.remove(SIGINT);
        signals_.remove(SIGTERM);
    }

  private:
    void await_next(application& running) {
        signals_.async_wait([this, &running](boost::system::error_code trouble, int number) {
            if (trouble) return;
            if (number != SIGHUP) return spdlog::info("stopping");
            reload(running);
            await_next(running);
        });
    }

    boost::asio::io_context context_{1};
    boost::asio::signal_set signals_{context_, SIGHUP};
    std::atomic<bool> has_failed_{false};
};

}  // namespace

int serve(const std::string& config_file) {
    auto settings = read(config_file);
    if (!settings) return EXIT_CONFIG;
    if (const auto trouble = set_up_log(settings->process.log)) return fail(*trouble);
    std::signal(SIGPIPE, SIG_IGN);
    signal_wait signals;
    const auto address = settings->process.api.address;
    auto opened = application::open(std::move(*settings), [&] { signals.end_failed(); });
    if (!opened) return fail(opened.error());
    auto& running = **opened;
    signals.catch_end();
    const auto changes = running.start();
    if (!changes) {
        running.stop();
        fmt::print(stderr, "kaskad: the declarations of {} are refused: {}\n", config_file, changes.error());
        return EXIT_CONFIG;
    }
    log_changes(*changes);
    spdlog::info("ready: API on {}:{}", address, running.api_port());
    signals.run(running);
    running.stop();
    return signals.has_failed() ? EXIT_FAILED : EXIT_OK;
}

int check(const std::string& config_file) {
    const auto settings = read(config_file);
    if (!settings) return EXIT_CONFIG;
    fmt::print("{}\n", config::describe(*settings));
    return EXIT_OK;
}

}  // namespace kaskad::gateway
