#include "gateway/back_end.hpp"

#include "engine/admission.hpp"
#include "gateway/zone_calendar.hpp"
#include "store/view.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr uint64_t JOURNAL_OCTETS_MAX = uint64_t{16} << 30;  // kept because the projector stalls
constexpr size_t READER_JOBS = 8'192;
constexpr size_t SHEET_JOBS = 8;        // sheets of prices that wait, each with its octets
constexpr size_t REPORT_JOBS = 512;     // pages of reports; each shard has a few under way
constexpr size_t COMPARISON_JOBS = 64;  // files to be compared, each with its octets; each shard has two at most

}  // namespace

std::expected<std::unique_ptr<back_end>, std::string> back_end::open(const config::process_options& options,
                                                                     storage stored, back_end_events events) {
    auto view = stored.database->load_start();
    if (!view) return std::unexpected(view.error().text);
    const auto state = stored.database->state();
    if (!state) return std::unexpected(state.error().text);
    auto fetches = stored.database->make_reader();
    if (!fetches) return std::unexpected(fetches.error().text);
    auto pages = stored.database->make_reader();
    if (!pages) return std::unexpected(pages.error().text);
    auto sheets = stored.database->make_reader();
    if (!sheets) return std::unexpected(sheets.error().text);
    auto reports = open_view(options.store);
    if (!reports) return std::unexpected(reports.error().text);
    auto comparisons = open_view(options.store);
    if (!comparisons) return std::unexpected(comparisons.error().text);
    return std::unique_ptr<back_end>{new back_end{options,
                                                  std::move(stored),
                                                  std::move(events),
                                                  std::move(*view),
                                                  *state,
                                                  {std::move(*fetches), std::move(*pages), std::move(*sheets),
                                                   std::make_unique<store::report_reader>(std::move(*reports)),
                                                   std::make_unique<store::report_reader>(std::move(*comparisons))}}};
}

back_end::back_end(const config::process_options& options, storage stored, back_end_events events,
                   facts::start_view view, const store::database_state& state, readers given)
    : stored_{std::move(stored)},
      events_{std::move(events)},
      clock_{view.now},
      engine_{options.engine, options.node.number},
      projector_{*stored_.database, state, {}, projector_events()},
      writer_{*stored_.journal, {}, writer_events()},
      engine_thread_{engine_, clock_, writer_, {}},
      fetches_{"fetches", std::move(given.fetches), std::max(READER_JOBS, options.engine.fetches_max),
               reader_thread::priority::normal},
      pages_{"pages", std::move(given.pages), READER_JOBS, reader_thread::priority::low},
      sheets_{"sheets", std::move(given.sheets), SHEET_JOBS, reader_thread::priority::low},
      reports_{"reports", std::move(given.reports), REPORT_JOBS, report_thread::priority::low},
      comparisons_{"comparisons", std::move(given.comparisons), COMPARISON_JOBS, report_thread::priority::low} {
    engine_thread_.set_pressure_gauge([this] { return pressure_percent(); });
    engine_thread_.set_lag_gauge([this] { return lag_.waiting(std::chrono::steady_clock::now()).count(); });
    engine_.set_number_check(options.number_check);
    engine_.use_calendar(std::make_shared<zone_calendar>());
    engine_.start(std::move(view), clock_.read());
}

store::projector_events back_end::projector_events() {
    return {.on_projected = [this](uint64_t position) { note_projected(position); },
            .on_trouble = [](const std::string& text) { spdlog::error("database: {}", text); },
            .on_recovered = [] { spdlog::info("database: writes work again"); },
            .on_taken_over = events_.on_taken_over};
}

store::journal_writer_events<effects> back_end::writer_events() {
    return {.on_durable = [this](store::durable_group&& group,
                                 effects&& released) { take_durable(std::move(group), std::move(released)); },
            .on_released = [this] { events_.on_released(); },
            .on_trouble = [](const std::string& text) { spdlog::error("journal: {}", text); },
            .on_recovered = [] { spdlog::info("journal: writes work again"); },
            .on_taken_over = events_.on_taken_over,
            .on_synced = events_.on_synced};
}

void back_end::take_durable(store::durable_group&& group, effects&& released) {
    events_.on_effects(std::move(released));
    if (group.position == 0) return;
    lag_.note_durable(group.position, std::chrono::steady_clock::now());
    projector_.push(std::move(group));
}

void back_end::note_projected(uint64_t position) {
    engine_thread_.set_projected(position);
    lag_.note_projected(position, std::chrono::steady_clock::now(), events_.on_lag);
    events_.on_projected(projector_.lag_groups());
    writer_.trim(position);
}

std::string back_end::why_not_ready() const {
    if (auto why_not = why_not_durable(); !why_not.empty()) return why_not;
    if (engine_thread_.numbers().pressure_percent >= engine::ADMISSION_PERCENT.front())
        return "too much work is waiting";
    return {};
}

std::string back_end::why_not_durable() const {
    return writer_.is_in_trouble() ? "the journal cannot be written" : "";
}

uint32_t back_end::pressure_percent() const {
    if (writer_.is_in_trouble()) return 100;
    const auto kept = writer_.journal_bytes() / (JOURNAL_OCTETS_MAX / 100);
    return static_cast<uint32_t>(
        std::max({kept, uint64_t{writer_.fill_percent()}, uint64_t{projector_.fill_percent()}}));
}

void back_end::start() {
    projector_.start();
    writer_.start();
    engine_thread_.start();
    fetches_.start();
    pages_.start();
    sheets_.start();
    reports_.start();
    comparisons_.start();
}

void back_end::stop() {
    engine_thread_.stop();
    writer_.stop();
    projector_.stop();
    fetches_.stop();
    pages_.stop();
    sheets_.stop();
    reports_.stop();
    comparisons_.stop();
}

}  // namespace kaskad::gateway
