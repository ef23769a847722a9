#include "gateway/application.hpp"

#include "config/digest.hpp"
#include "gateway/back_end.hpp"
#include "gateway/front_end.hpp"
#include "gateway/ported_watch.hpp"
#include "gateway/storage.hpp"
#include "net/seal.hpp"

#include <prometheus/registry.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <utility>

namespace kaskad::gateway {

namespace {

using namespace std::chrono_literals;

constexpr auto DECLARE_DEADLINE = 30s;

std::string key_file_of(const config::process_options& options) {
    if (!options.store.key_file.empty()) return options.store.key_file;
    return (data_folder(options.store) / "kaskad.key").string();
}

facts::token own_token(uint64_t number) {
    return uint64_t{effect_router::OWN_TOKENS} << 48 | number;
}

}  // namespace

class application::inside {
  public:
    inside(config::settings settings, net::sealing_key key, std::string salt, std::function<void()> on_taken_over)
        : settings_{std::move(settings)},
          key_{std::move(key)},
          salt_{std::move(salt)},
          on_taken_over_{std::move(on_taken_over)} {}
    ~inside() { stop(); }

    std::expected<void, std::string> build(storage stored);
    std::expected<std::vector<std::string>, std::string> start();
    std::expected<std::vector<std::string>, std::string> declare(config::settings& read);
    std::expected<std::vector<std::string>, std::string> reload();
    void stop();
    uint16_t api_port() const { return front_->api_port(); }

  private:
    back_end_events events();
    ported_events ported_words();
    void take_own_answer(facts::answer answer);

    config::settings settings_;
    net::sealing_key key_;
    std::string salt_;
    std::function<void()> on_taken_over_;
    std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
    api::metrics metrics_{registry_};
    std::unique_ptr<back_end> back_;
    std::unique_ptr<front_end> front_;
    std::unique_ptr<ported_watch> ported_;
    std::atomic<std::promise<facts::reply>*> awaiting_{nullptr};
    bool started_ = false;
};

// Nothing of it happens before start(), and then there is a front end.
back_end_events application::inside::events() {
    return {.on_effects = [this](effects released) { front_->route(std::move(released)); },
            .on_released = [this] { front_->release(); },
            .on_synced =
                [this](size_t groups, std::chrono::nanoseconds time) {
                    metrics_.count_journal_sync(groups, std::chrono::duration<double>(time).count());
                },
            .on_projected =
                [this](uint64_t groups) {
                    metrics_.set_projector_lag(groups);
                    front_->note_projected();
                },
            .on_lag = [this](double seconds) { metrics_.observe_projector_lag(seconds); },
            .on_taken_over = on_taken_over_};
}

ported_events application::inside::ported_words() {
    return {.on_opened =
                [this](const std::string& file, const routing::ported_numbers& numbers) {
                    spdlog::info("ported numbers: {}: {} numbers in use", file, numbers.size());
                    metrics_.set_ported(file, numbers.size(), numbers.as_of_ms() / 1'000);
                },
            .on_trouble =
                [this](const std::string& file, const std::string& why) {
                    spdlog::error("ported numbers: {}; what was read of {} before stays in use", why, file);
                    metrics_.count_ported_trouble(file);
                }};
}

std::expected<void, std::string> application::inside::build(storage stored) {
    auto back = back_end::open(settings_.process, std::move(stored), events());
    if (!back) return std::unexpected(back.error());
    back_ = std::move(*back);
    auto front = front_end::open(
        settings_.process,
        {.inner = *back_, .numbers = metrics_, .key = key_, .on_own_answer = [this](facts::answer answer) {
             take_own_answer(std::move(answer));
         }});
    if (!front) return std::unexpected(front.error());
    front_ = std::move(*front);
    ported_ = std::make_unique<ported_watch>(ported_words(), [this](ported_watch::lookup found) {
        return back_->engine().try_set_ported(std::move(found));
    });
    return {};
}

void application::inside::take_own_answer(facts::answer answer) {
    if (auto* waiting = awaiting_.exchange(nullptr)) waiting->set_value(std::move(answer.value));
}

std::expected<std::vector<std::string>, std::string> application::inside::start() {
    started_ = true;
    ported_->start(settings_.ported_numbers);
    back_->start();
    front_->start();
    auto changes = declare(settings_);
    if (changes) front_->admit_clients();
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
    if (!back_->engine().try_ask(std::move(command))) {
        awaiting_ = nullptr;
        return std::unexpected("the engine is too busy to take the declarations; try again");
    }
    back_->engine().wake();
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
    if (!ported_->name(read->ported_numbers)) changes->push_back("ported_numbers: still being read; reload once more");
    for (const auto& key : config::keys_changed(settings_.process, read->process)) {
        changes->push_back(key + ": changed in the file; it takes a restart");
    }
    return changes;
}

// From the edges inwards: requests under way are answered, links unbind, and what was decided by then becomes durable.
void application::inside::stop() {
    if (!std::exchange(started_, false)) return;
    ported_->stop();
    front_->retire();
    back_->stop();
    front_->stop();
}

application::application(std::unique_ptr<inside> parts) : inside_{std::move(parts)} {}
application::~application() = default;

std::expected<std::unique_ptr<application>, std::string> application::open(config::settings settings,
                                                                           std::function<void()> on_taken_over) {
    auto stored =
        open_storage(settings.process, {.info = [](const std::string& text) { spdlog::info("store: {}", text); },
                                        .warning = [](const std::string& text) { spdlog::warn("store: {}", text); }});
    if (!stored) return std::unexpected(stored.error());
    const auto key_file = key_file_of(settings.process);
    auto key = net::sealing_key::open_file(key_file);
    if (!key) return std::unexpected(key.error());
    std::ifstream octets{key_file, std::ios::binary};
    std::string salt{std::istreambuf_iterator<char>{octets}, {}};
    auto parts =
        std::make_unique<inside>(std::move(settings), std::move(*key), std::move(salt), std::move(on_taken_over));
    if (const auto ok = parts->build(std::move(*stored)); !ok) return std::unexpected(ok.error());
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
