#include "gateway/application.hpp"

#include "config/digest.hpp"
#include "core/assert.hpp"
#include "engine/admission.hpp"
#include "gateway/effect_router.hpp"
#include "gateway/engine_thread.hpp"
#include "gateway/explanation.hpp"
#include "gateway/lag_clock.hpp"
#include "gateway/observer.hpp"
#include "gateway/port_probe.hpp"
#include "gateway/position_watch.hpp"
#include "gateway/storage.hpp"
#include "net/seal.hpp"
#include "store/projector.hpp"

#include <prometheus/registry.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <random>
#include <utility>

namespace kaskad::gateway {

namespace {

using namespace std::chrono_literals;

constexpr uint64_t JOURNAL_OCTETS_MAX = uint64_t{16} << 30;  // kept because the projector stalls
constexpr size_t READER_JOBS = 8'192;
constexpr auto DECLARE_DEADLINE = 30s;
constexpr auto STOP_DEADLINE = 5s;

class engine_door final : public api::engine_port {
  public:
    void set(engine_thread& engine) { engine_ = &engine; }
    bool try_send(facts::command command) override { return engine_->try_send(std::move(command)); }

  private:
    engine_thread* engine_ = nullptr;
};

class link_door final : public links::command_port {
  public:
    void set(engine_thread& engine) { engine_ = &engine; }
    bool try_send(facts::command command) override { return engine_->try_tell(std::move(command)); }

  private:
    engine_thread* engine_ = nullptr;
};

std::string key_file_of(const config::process_options& options) {
    if (!options.store.key_file.empty()) return options.store.key_file;
    return (data_folder(options.store) / "kaskad.key").string();
}

// Begins something that calls back on a shard, and waits for that, not for ever.
template <typename Begin>
void wait_for(Begin&& begin) {
    const auto ended = std::make_shared<std::promise<void>>();
    auto done = ended->get_future();
    begin([ended] { ended->set_value(); });
    done.wait_for(STOP_DEADLINE + 1s);
}

facts::token own_token(uint64_t number) {
    return uint64_t{effect_router::OWN_TOKENS} << 48 | number;
}

}  // namespace

class application::inside {
  public:
    inside(config::settings settings, net::sealing_key key, std::string salt, storage stored)
        : settings_{std::move(settings)}, key_{std::move(key)}, salt_{std::move(salt)}, stored_{std::move(stored)} {}
    ~inside() { stop(); }

    std::expected<void, std::string> build();
    std::expected<std::vector<std::string>, std::string> start();
    std::expected<std::vector<std::string>, std::string> declare(config::settings& read);
    std::expected<std::vector<std::string>, std::string> reload();
    void stop();
    uint16_t api_port() const { return rooms_.front().server->port(); }

  private:
    std::expected<void, std::string> build_core();
    std::expected<void, std::string> build_room(size_t number);
    api::server_options server_options(size_t number) const;
    api::server_ports server_ports();
    std::string why_not_ready() const;
    std::string why_not_durable() const;
    std::optional<std::string> open_secret(std::string_view sealed) const;
    uint32_t pressure_percent() const;
    void note_projected(uint64_t position);
    void note_synced(size_t groups, std::chrono::nanoseconds time);
    void take_durable(store::durable_group&& group, effects&& effects);
    void take_own_answer(facts::answer answer);

    config::settings settings_;
    net::sealing_key key_;
    std::string salt_;
    uint64_t seed_ = std::random_device{}();  // of the jitter between reconnects
    storage stored_;
    std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
    api::metrics metrics_{registry_};
    lag_clock lag_;
    std::vector<std::unique_ptr<net::shard>> shards_;
    std::vector<shard_room> rooms_;
    engine_door engine_door_;
    link_door link_door_;
    std::unique_ptr<clock> clock_;
    std::unique_ptr<engine::engine> engine_;
    std::unique_ptr<store::projector> projector_;
    std::unique_ptr<journal_writer> writer_;
    std::unique_ptr<engine_thread> engine_thread_;
    std::unique_ptr<reader_thread> fetches_;
    std::unique_ptr<reader_thread> pages_;
    std::unique_ptr<position_watch> watch_;
    std::unique_ptr<effect_router> router_;
    std::unique_ptr<observer> observer_;
    std::atomic<std::promise<facts::reply>*> awaiting_{nullptr};
    bool started_ = false;
};

std::expected<void, std::string> application::inside::build_core() {
    auto view = stored_.database->load_start();
    if (!view) return std::unexpected(view.error().text);
    const auto state = stored_.database->state();
    if (!state) return std::unexpected(state.error().text);
    clock_ = std::make_unique<clock>(view->now);
    engine_ = std::make_unique<engine::engine>(settings_.process.engine, settings_.process.node.number);
    projector_ = std::make_unique<store::projector>(
        *stored_.database, *state, store::projector_options{},
        store::projector_events{.on_projected = [this](uint64_t position) { note_projected(position); },
                                .on_trouble = [](const std::string& text) { spdlog::error("database: {}", text); },
                                .on_recovered = [] { spdlog::info("database: writes work again"); }});
    writer_ = std::make_unique<journal_writer>(
        *stored_.journal, store::journal_writer_options{},
        store::journal_writer_events<effects>{
            .on_durable = [this](auto&& group, auto&& effects) { take_durable(std::move(group), std::move(effects)); },
            .on_trouble = [](const std::string& text) { spdlog::error("journal: {}", text); },
            .on_recovered = [] { spdlog::info("journal: writes work again"); },
            .on_synced = [this](size_t groups, std::chrono::nanoseconds time) { note_synced(groups, time); }});
    engine_thread_ = std::make_unique<engine_thread>(*engine_, *clock_, *writer_, engine_thread_options{});
    engine_thread_->set_pressure_gauge([this] { return pressure_percent(); });
    engine_door_.set(*engine_thread_);
    link_door_.set(*engine_thread_);
    auto fetch_reader = stored_.database->make_reader();
    auto page_reader = stored_.database->make_reader();
    if (!fetch_reader) return std::unexpected(fetch_reader.error().text);
    if (!page_reader) return std::unexpected(page_reader.error().text);
    const auto fetch_jobs = std::max(READER_JOBS, settings_.process.engine.fetches_max);
    fetches_ = std::make_unique<reader_thread>("fetches", std::move(*fetch_reader), fetch_jobs,
                                               reader_thread::priority::normal);
    pages_ =
        std::make_unique<reader_thread>("pages", std::move(*page_reader), READER_JOBS, reader_thread::priority::low);
    engine_->start(std::move(*view), clock_->read());
    return {};
}

api::server_options application::inside::server_options(size_t number) const {
    const auto& wanted = settings_.process.api;
    api::server_options options;
    options.http.address = wanted.address;
    options.http.port = number == 0 ? wanted.port : rooms_.front().server->port();
    options.http.reuse_port = settings_.process.node.shards > 1;
    options.http.body_max = wanted.body_limit;
    options.http.connections_max = wanted.connections_max;
    options.number = static_cast<uint16_t>(number);
    return options;
}

api::server_ports application::inside::server_ports() {
    return {.engine = engine_door_,
            .reader = *pages_,
            .numbers = metrics_,
            .await_position =
                [this](uint64_t position, net::clock::time_point deadline, std::function<void(bool)> done) {
                    watch_->await(position, deadline, std::move(done));
                },
            .why_not_ready = [this] { return why_not_ready(); },
            .why_not_durable = [this] { return why_not_durable(); },
            .words = {.explain = explain_decision, .octets = part_octets}};
}

std::expected<void, std::string> application::inside::build_room(size_t number) {
    auto& room = rooms_[number];
    auto options = server_options(number);
    if (!settings_.process.api.tls_certificate.empty()) {
        auto tls = net::make_tls_server({.certificate_chain_file = settings_.process.api.tls_certificate,
                                         .private_key_file = settings_.process.api.tls_key});
        if (!tls) return std::unexpected(tls.error());
        options.http.tls = *tls;
    }
    auto server = api::server::open(*room.home, options, server_ports());
    if (!server) return std::unexpected(server.error());
    room.server = std::move(*server);
    links::link_set_options options_of_links;
    options_of_links.means.open_password = [this](const std::string& sealed) { return key_.open(sealed); };
    options_of_links.means.seed = seed_;
    room.links = std::make_unique<links::link_set>(*room.home, std::move(options_of_links), link_door_);
    return {};
}

std::expected<void, std::string> application::inside::build() {
    if (const auto ok = build_core(); !ok) return ok;
    const auto count = std::max<uint32_t>(1, settings_.process.node.shards);
    rooms_.resize(count);
    for (uint32_t number = 0; number < count; ++number) {
        shards_.push_back(std::make_unique<net::shard>("shard-" + std::to_string(number)));
        rooms_[number].home = shards_.back().get();
    }
    const auto& api = settings_.process.api;
    if (count > 1) {
        if (const auto listener = find_listener(api.address, api.port); !listener.empty())
            return std::unexpected(listener);
    }
    watch_ = std::make_unique<position_watch>(*shards_.front(), *projector_);
    for (uint32_t number = 0; number < count; ++number) {
        if (const auto ok = build_room(number); !ok) return ok;
    }
    const auto utc_s = [this] { return clock_->read().utc_ms / 1'000; };
    rooms_.front().callbacks = std::make_unique<api::callback_sender>(
        *shards_.front(), api::callback_sender_options{.utc_s = utc_s}, engine_door_, metrics_);
    router_ = std::make_unique<effect_router>(
        rooms_, *fetches_, *engine_thread_, [this](std::string_view sealed) { return open_secret(sealed); },
        [this](facts::answer answer) { take_own_answer(std::move(answer)); });
    observer_ = std::make_unique<observer>(metrics_, *projector_);
    engine_thread_->set_observer([this](const engine::engine& engine) { observer_->observe(engine, rooms_); });
    return {};
}

std::optional<std::string> application::inside::open_secret(std::string_view sealed) const {
    auto opened = key_.open(sealed);
    if (!opened) return std::nullopt;
    return std::move(*opened);
}

std::string application::inside::why_not_durable() const {
    return writer_->is_in_trouble() ? "the journal cannot be written" : "";
}

std::string application::inside::why_not_ready() const {
    if (auto why_not = why_not_durable(); !why_not.empty()) return why_not;
    if (engine_thread_->numbers().pressure_percent >= engine::ADMISSION_PERCENT.front())
        return "too much work is waiting";
    return {};
}

uint32_t application::inside::pressure_percent() const {
    if (writer_->is_in_trouble()) return 100;
    const auto kept = writer_->journal_bytes() / (JOURNAL_OCTETS_MAX / 100);
    return static_cast<uint32_t>(
        std::max({kept, uint64_t{writer_->fill_percent()}, uint64_t{projector_->fill_percent()}}));
}

void application::inside::note_projected(uint64_t position) {
    engine_thread_->set_projected(position);
    metrics_.set_projector_lag(projector_->lag_groups());
    lag_.note_projected(position, std::chrono::steady_clock::now(),
                        [this](double seconds) { metrics_.observe_projector_lag(seconds); });
    watch_->note_progress();
    writer_->trim(position);
}

void application::inside::note_synced(size_t groups, std::chrono::nanoseconds time) {
    const auto seconds = std::chrono::duration<double>(time).count();
    metrics_.count_journal_sync(groups, seconds);
}

void application::inside::take_durable(store::durable_group&& group, gateway::effects&& effects) {
    router_->route(std::move(effects));
    if (group.position == 0) return;
    lag_.note_durable(group.position, std::chrono::steady_clock::now());
    projector_->push(std::move(group));
}

void application::inside::take_own_answer(facts::answer answer) {
    if (auto* waiting = awaiting_.exchange(nullptr)) waiting->set_value(std::move(answer.value));
}

std::expected<std::vector<std::string>, std::string> application::inside::start() {
    started_ = true;
    projector_->start();
    writer_->start();
    engine_thread_->start();
    fetches_->start();
    pages_->start();
    for (auto& shard : shards_)
        shard->start();
    auto changes = declare(settings_);
    if (!changes) return changes;
    // Behind the credentials, which were posted before the answer came.
    for (auto& room : rooms_)
        room.home->post([&room] { room.server->admit_clients(); });
    return changes;
}

std::expected<std::vector<std::string>, std::string> application::inside::declare(config::settings& read) {
    config::seal_and_digest(
        read.declared, read.secrets, [this](std::string_view plain) { return key_.seal(plain); }, salt_);
    read.secrets = {};
    std::promise<facts::reply> answered;
    auto answer = answered.get_future();
    awaiting_ = &answered;
    auto command = read.declared;
    command.reply_to = own_token(1);
    if (!engine_thread_->try_send(std::move(command))) {
        awaiting_ = nullptr;
        return std::unexpected("the engine is too busy to take the declarations; try again");
    }
    if (answer.wait_for(DECLARE_DEADLINE) != std::future_status::ready) {
        // Either we take the promise back, or the answer is being set at this moment.
        if (awaiting_.exchange(nullptr) != nullptr)
            return std::unexpected("the declarations were not answered in time");
    }
    const auto reply = answer.get();
    if (const auto* refused = std::get_if<facts::refusal>(&reply)) {
        return std::unexpected(refused->field + ": " + refused->detail);
    }
    return std::get<facts::declared>(reply).changes;
}

std::expected<std::vector<std::string>, std::string> application::inside::reload() {
    auto read = config::load(settings_.file);
    if (!read) {
        std::string text;
        for (const auto& problem : read.error())
            text += (text.empty() ? "" : "\n") + config::to_string(problem);
        return std::unexpected(text);
    }
    auto changes = declare(*read);
    if (!changes) return changes;
    for (const auto& key : config::keys_changed(settings_.process, read->process)) {
        changes->push_back(key + ": changed in the file; it takes a restart");
    }
    return changes;
}

// From the edges inwards: requests under way are answered, links unbind, and what was decided by then becomes durable.
void application::inside::stop() {
    if (!std::exchange(started_, false)) return;
    for (auto& room : rooms_) {
        wait_for([&](std::function<void()> done) { room.server->stop(STOP_DEADLINE, std::move(done)); });
    }
    for (auto& room : rooms_) {
        wait_for([&](std::function<void()> done) { room.links->stop(STOP_DEADLINE, std::move(done)); });
        if (room.callbacks) room.home->post([&room] { room.callbacks->stop(); });
    }
    engine_thread_->stop();
    writer_->stop();
    projector_->stop();
    fetches_->stop();
    pages_->stop();
    for (auto& shard : shards_)
        shard->stop();
}

application::application(std::unique_ptr<inside> parts) : inside_{std::move(parts)} {}
application::~application() = default;

std::expected<std::unique_ptr<application>, std::string> application::open(config::settings settings) {
    auto stored =
        open_storage(settings.process, {.info = [](const std::string& text) { spdlog::info("store: {}", text); },
                                        .warning = [](const std::string& text) { spdlog::warn("store: {}", text); }});
    if (!stored) return std::unexpected(stored.error());
    const auto key_file = key_file_of(settings.process);
    auto key = net::sealing_key::open_file(key_file);
    if (!key) return std::unexpected(key.error());
    std::ifstream octets{key_file, std::ios::binary};
    std::string salt{std::istreambuf_iterator<char>{octets}, {}};
    auto parts = std::make_unique<inside>(std::move(settings), std::move(*key), std::move(salt), std::move(*stored));
    if (const auto ok = parts->build(); !ok) return std::unexpected(ok.error());
    return std::unique_ptr<application>{new application{std::move(parts)}};
}

uint16_t application::api_port() const {
    return inside_->api_port();
}

std::expected<std::vector<std::string>, std::string> application::start() {
    return inside_->start();
}

std::expected<std::vector<std::string>, std::string> application::reload() {
    return inside_->reload();
}

void application::stop() {
    inside_->stop();
}

}  // namespace kaskad::gateway
