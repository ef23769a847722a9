#include "gateway/front_end.hpp"

#include "gateway/account_view.hpp"
#include "gateway/countries.hpp"
#include "gateway/explanation.hpp"
#include "gateway/link_statuses.hpp"
#include "gateway/links/link_connection.hpp"
#include "gateway/port_probe.hpp"
#include "gateway/sheet_desk.hpp"
#include "net/tls.hpp"
#include "net/zone.hpp"

#include <chrono>
#include <filesystem>
#include <future>
#include <random>
#include <system_error>
#include <utility>

namespace kaskad::gateway {

namespace {

using namespace std::chrono_literals;

constexpr auto STOP_DEADLINE = 5s;

// application's own number is 1.
constexpr facts::token ROUTE_TEST_TOKEN = uint64_t{effect_router::OWN_TOKENS} << 48 | 2;
constexpr facts::token FEE_TOKEN = uint64_t{effect_router::OWN_TOKENS} << 48 | 3;
constexpr facts::token SUPPLIER_TOKEN = uint64_t{effect_router::OWN_TOKENS} << 48 | 4;
constexpr facts::token USAGE_TOKEN = uint64_t{effect_router::OWN_TOKENS} << 48 | 5;

// Begins something that calls back on a shard, and waits for that, not for ever.
template <typename Begin>
void wait_for(Begin&& begin) {
    const auto ended = std::make_shared<std::promise<void>>();
    auto done = ended->get_future();
    begin([ended] { ended->set_value(); });
    done.wait_for(STOP_DEADLINE + 1s);
}

std::expected<api::server_options, std::string> make_server_options(const config::process_options& options) {
    const auto& wanted = options.api;
    api::server_options result;
    result.http.address = wanted.address;
    result.http.port = wanted.port;
    result.http.reuse_port = options.node.shards > 1;
    result.http.body_max = wanted.body_limit;
    result.http.connections_max = wanted.connections_max;
    if (wanted.tls_certificate.empty()) return result;
    auto tls =
        net::make_tls_server({.certificate_chain_file = wanted.tls_certificate, .private_key_file = wanted.tls_key});
    if (!tls) return std::unexpected(tls.error());
    result.http.tls = std::move(*tls);
    return result;
}

std::expected<clients::server_options, std::string> make_client_options(const config::smpp_options& wanted) {
    clients::server_options result;
    result.names_credentials = wanted.names_credentials;
    auto& listener = result.listener;
    listener.address = wanted.address;
    listener.port = wanted.port;
    listener.connections_max = wanted.connections_max;
    listener.connections_per_address_max = wanted.connections_per_address;
    listener.unbound_max = wanted.unbound_max;
    auto& session = listener.session;
    session.system_id = "Kaskad";
    session.interface_version = smpp::VERSION_50;
    session.window_size = config::SMPP_WINDOW_MAX;  // each account's own is smaller
    session.inbound_window_size = config::SMPP_WINDOW_MAX;
    session.session_init_timeout_ms = wanted.session_init_ms;
    session.enquire_link_interval_ms = wanted.enquire_link_ms;
    session.inactivity_timeout_ms = wanted.inactivity_ms;
    session.response_timeout_ms = wanted.response_timeout_ms;
    session.long_credentials = true;
    session.takes_rare_requests = true;
    if (wanted.tls_certificate.empty()) return result;
    auto tls = net::make_tls_server({.certificate_chain_file = wanted.tls_certificate,
                                     .private_key_file = wanted.tls_key,
                                     .client_ca_file = wanted.tls_client_ca});
    if (!tls) return std::unexpected(tls.error());
    listener.tls = std::move(*tls);
    return result;
}

}  // namespace

std::expected<std::unique_ptr<front_end>, std::string> front_end::open(const config::process_options& options,
                                                                       front_end_ports ports) {
    std::unique_ptr<front_end> made{new front_end{std::move(ports)}};
    std::error_code no_folder;  // then every comparison says so
    made->comparisons_ = std::make_shared<comparison_desk>(
        comparison_desk_options{.folder = std::filesystem::temp_directory_path(no_folder).string(),
                                .utc_ms = [&clock = made->ports_.inner.clock()] { return clock.read().utc_ms; }});
    made->make_shards(std::max<size_t>(1, options.node.shards));
    if (const auto ok = made->open_rooms(options); !ok) return std::unexpected(ok.error());
    return made;
}

void front_end::make_shards(size_t count) {
    seed_ = std::random_device{}();
    rooms_.resize(count);
    auto& engine = ports_.inner.engine();
    for (size_t number = 0; number < count; ++number) {
        auto& home = *shards_.emplace_back(std::make_unique<net::shard>("shard-" + std::to_string(number)));
        rooms_[number].home = &home;
        asking_.push_back(std::make_unique<engine_door>(home, engine, engine_door::verb::ask));
        telling_.push_back(std::make_unique<engine_door>(home, engine, engine_door::verb::tell));
    }
    watch_ = std::make_unique<position_watch>(*shards_.front(), ports_.inner.projector());
}

std::expected<void, std::string> front_end::open_rooms(const config::process_options& options) {
    auto wanted = make_server_options(options);
    if (!wanted) return std::unexpected(wanted.error());
    probe_secret_ = options.route_test.secret;
    if (rooms_.size() > 1) {
        const auto listener = find_listener(wanted->http.address, wanted->http.port);
        if (!listener.empty()) return std::unexpected(listener);
    }
    for (size_t number = 0; number < rooms_.size(); ++number) {
        wanted->number = static_cast<uint16_t>(number);
        if (const auto ok = open_room(number, *wanted, options); !ok) return ok;
        wanted->http.port = api_port();  // where any free one was asked for
    }
    if (const auto ok = open_clients(options.smpp); !ok) return ok;
    router_ = std::make_unique<effect_router>(
        rooms_, ports_.inner.fetches(), ports_.inner.engine(),
        [this](std::string_view sealed) { return open_secret(sealed); },
        [this](facts::answer answer) { take_own_answer(std::move(answer)); });
    open_route_tests(options.route_test.schedules);
    fees_ = std::make_unique<fee_clock>(
        *shards_.front(),
        fee_clock_options{.token = FEE_TOKEN,
                          .utc_ms = [&clock = ports_.inner.clock()] { return clock.read().utc_ms; }},
        *asking_.front());
    usage_ = std::make_unique<usage_poster>(
        *shards_.front(),
        usage_poster_options{.token = USAGE_TOKEN,
                             .open_secret = [this](std::string_view sealed) { return open_secret(sealed); },
                             .utc_ms = [&clock = ports_.inner.clock()] { return clock.read().utc_ms; }},
        *asking_.front(), ports_.inner.reports());
    observer_ = std::make_unique<observer>(ports_.numbers, ports_.inner.projector());
    ports_.inner.engine().set_observer([this](const engine::engine& engine) { observer_->observe(engine, rooms_); });
    return {};
}

void front_end::open_route_tests(const std::vector<config::route_test_schedule>& schedules) {
    route_tests_ = std::make_unique<route_test_clock>(
        *shards_.front(),
        route_test_clock_options{.schedules = schedules,
                                 .token = ROUTE_TEST_TOKEN,
                                 .utc_ms = [&clock = ports_.inner.clock()] { return clock.read().utc_ms; }},
        *asking_.front());
}

// The journal's thread.
void front_end::take_own_answer(facts::answer answer) {
    const auto token = answer.reply_to;
    const bool is_of_clocks = token >= ROUTE_TEST_TOKEN && token <= USAGE_TOKEN;
    if (!is_of_clocks) return ports_.on_own_answer(std::move(answer));
    shards_.front()->post([this, token, answer = std::move(answer)] {
        if (token == FEE_TOKEN) return fees_->handle_answer(answer);
        if (token == SUPPLIER_TOKEN) return rooms_.front().suppliers->handle_answer(answer);
        if (token == USAGE_TOKEN) return usage_->handle_answer(answer);
        route_tests_->handle_answer(answer);
    });
}

std::expected<void, std::string> front_end::open_room(size_t number, const api::server_options& options,
                                                      const config::process_options& settings) {
    auto& room = rooms_[number];
    auto server = api::server::open(*room.home, options, server_ports(number));
    if (!server) return std::unexpected(server.error());
    room.server = std::move(*server);
    links::connection_means means;
    means.open_password = [this](const std::string& sealed) { return ports_.key.open(sealed); };
    means.seed = seed_;
    room.links = links::make_link_set(*room.home, std::move(means), {}, *telling_[number]);
    room.channels = open_channels(number);
    const auto utc_s = [&clock = ports_.inner.clock()] { return clock.read().utc_ms / 1'000; };
    room.callbacks = std::make_unique<api::callback_sender>(*room.home, api::callback_sender_options{.utc_s = utc_s},
                                                            *telling_[number], ports_.numbers);
    open_lookups(number, settings);
    if (number == 0) open_suppliers();
    return {};
}

void front_end::open_suppliers() {
    rooms_.front().suppliers = std::make_unique<supplier_watch>(
        *rooms_.front().home,
        supplier_watch_options{.token = SUPPLIER_TOKEN,
                               .open_secret = [this](std::string_view sealed) { return open_secret(sealed); },
                               .utc_ms = [&clock = ports_.inner.clock()] { return clock.read().utc_ms; }},
        *telling_.front(), ports_.numbers);
}

std::unique_ptr<channels::channel_set> front_end::open_channels(size_t number) {
    channels::channel_set_options wanted;
    wanted.callbacks.number = static_cast<uint16_t>(effect_router::CHANNEL_TOKENS + number);
    wanted.open_secret = [this](std::string_view sealed) { return open_secret(sealed); };
    wanted.find_adapter = channels::find_adapter;
    wanted.utc_ms = [&clock = ports_.inner.clock()] { return clock.read().utc_ms; };
    return std::make_unique<channels::channel_set>(*rooms_[number].home, std::move(wanted), *telling_[number]);
}

// Any shard: the account may live on another.
void front_end::take_channel_call(api::channel_call call) {
    auto& room = rooms_[call.account.value % rooms_.size()];
    room.home->post([&room, call = std::move(call)]() mutable {
        auto answer = [answer = std::move(call.answer)](channels::callback_result result) mutable {
            if (result) return answer(std::move(*result));
            answer(std::unexpected(api::channel_refusal{result.error().status, std::move(result.error().why)}));
        };
        room.channels->handle_callback({call.account, std::move(call.key), std::move(call.request), std::move(answer)});
    });
}

void front_end::open_lookups(size_t number, const config::process_options& options) {
    if (options.lookup.url.empty()) return;
    lookup_asker_options wanted{.call = options.lookup, .open_max = options.engine.lookup.open_max, .steady_ms = {}};
    wanted.steady_ms = [&clock = ports_.inner.clock()] { return clock.read().steady_ms; };
    rooms_[number].lookups =
        std::make_unique<lookup_asker>(*rooms_[number].home, std::move(wanted), *telling_[number], ports_.numbers);
}

std::expected<void, std::string> front_end::open_clients(const config::smpp_options& options) {
    if (!options.enabled) return {};
    auto wanted = make_client_options(options);
    if (!wanted) return std::unexpected(wanted.error());
    const auto number = rooms_.size() - 1;
    auto opened = clients::server::open(*rooms_[number].home, std::move(*wanted),
                                        {.ask = *asking_[number],
                                         .tell = *telling_[number],
                                         .passwords = passwords_,
                                         .why_not_durable = [&inner = ports_.inner] { return inner.why_not_durable(); },
                                         .utc_ms = [&clock = ports_.inner.clock()] { return clock.read().utc_ms; },
                                         .steady_ms = smpp::transport::steady_ms});
    if (!opened) return std::unexpected(opened.error());
    rooms_[number].clients = std::move(*opened);
    return {};
}

api::server_ports front_end::server_ports(size_t number) {
    return {
        .engine = *asking_[number],
        .reader = ports_.inner.pages(),
        .numbers = ports_.numbers,
        .await_position = [this](
                              uint64_t position, net::clock::time_point deadline,
                              std::function<void(bool)> done) { watch_->await(position, deadline, std::move(done)); },
        .why_not_ready = [&inner = ports_.inner] { return inner.why_not_ready(); },
        .why_not_durable = [&inner = ports_.inner] { return inner.why_not_durable(); },
        .words = {.explain = explain_decision, .octets = part_octets},
        .accounts = [this] { return describe_accounts(); },
        .statuses = [this] { return link_statuses_of(rooms_); },
        .polls = [this] { return rooms_.front().suppliers->polls(); },
        .sheets = &ports_.inner.sheets(),
        .judge_sheet = [desk = sheet_desk{[&clock = ports_.inner.clock()] { return clock.read().utc_ms; }}](
                           store::reader& from, const api::sheet_question& asked) { return desk.judge(from, asked); },
        .probes = {.secret = probe_secret_,
                   .utc_s = [&clock = ports_.inner.clock()] { return clock.read().utc_ms / 1'000; }},
        .known = {.is_zone = net::is_zone,
                  .is_country = [all = countries::load()](std::string_view code) { return all.is_known(code); }},
        .utc_ms = [&clock = ports_.inner.clock()] { return clock.read().utc_ms; },
        .reports = &ports_.inner.reports(),
        .comparisons = &ports_.inner.comparisons(),
        .compare_file = [desk = comparisons_](
                            store::report_reader& from,
                            api::comparison_question asked) { return desk->compare(from, std::move(asked)); },
        .channels = [this](api::channel_call call) { take_channel_call(std::move(call)); }};
}

std::string front_end::describe_accounts() const {
    const auto& clients = rooms_.back().clients;
    return render_accounts(clients ? *clients->counts() : clients::server_counts{});
}

std::optional<std::string> front_end::open_secret(std::string_view sealed) const {
    auto opened = ports_.key.open(sealed);
    if (!opened) return std::nullopt;
    return std::move(*opened);
}

void front_end::start() {
    passwords_.start();
    for (auto& shard : shards_)
        shard->start();
}

void front_end::admit_clients() {
    shards_.front()->post([this] {
        route_tests_->start();
        fees_->start();
        rooms_.front().suppliers->start();
        usage_->start();
    });
    for (auto& room : rooms_)
        room.home->post([&room] {
            room.server->admit_clients();
            if (room.clients) room.clients->admit_clients();
        });
}

void front_end::retire() {
    comparisons_->stop();
    if (auto& clients = rooms_.back().clients)
        wait_for([&](std::function<void()> done) { clients->stop(STOP_DEADLINE, std::move(done)); });
    for (auto& room : rooms_) {
        wait_for([&](std::function<void()> done) { room.server->stop(STOP_DEADLINE, std::move(done)); });
    }
    for (auto& room : rooms_) {
        wait_for([&](std::function<void()> done) { room.links->stop(STOP_DEADLINE, std::move(done)); });
        wait_for([&](std::function<void()> done) { room.channels->stop(STOP_DEADLINE, std::move(done)); });
        room.home->post([&room] {
            room.callbacks->stop();
            if (room.lookups) room.lookups->stop();
            if (room.suppliers) room.suppliers->stop();
        });
    }
    shards_.front()->post([this] { usage_->stop(); });
}

void front_end::stop() {
    passwords_.stop();
    for (auto& shard : shards_)
        shard->stop();
}

}  // namespace kaskad::gateway
