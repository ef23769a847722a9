#include "smpp/transport/listener.hpp"

#include "core/assert.hpp"
#include "net/acceptor.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace kaskad::smpp::transport {

namespace {

using net::asio::ip::address;

// What one peer can easily have many of counts as one address.
std::string limit_key(const address& from) {
    if (from.is_v4() || from.to_v6().is_v4_mapped()) return from.to_string();
    const auto octets = from.to_v6().to_bytes();
    return {octets.begin(), octets.begin() + 8};
}

}  // namespace

struct listener_service : std::enable_shared_from_this<listener_service> {
    listener_service(net::shard& where, listener_options given) : home{where}, options{std::move(given)} {}

    // A connection from accept() to its end; the TLS handshake comes before the session.
    struct place {
        std::string key;
        std::weak_ptr<connection> session;
        net::stream* handshake = nullptr;
    };

    net::shard& home;
    listener_options options;
    listener::factory make_events;
    std::shared_ptr<net::acceptor> acceptor;
    std::unordered_map<uint64_t, place> places;
    uint64_t next_place = 0;
    listener_counts counts;
    bool is_closed = false;
    std::function<void()> stopped;  // set while stopping
    std::unique_ptr<net::timer> stop_timer;

    bool is_within_limits(const std::string& key) const;
    void admit(net::tcp_socket socket);
    net::task<void> greet(std::unique_ptr<net::stream> stream, uint64_t number);
    void open_session(std::unique_ptr<net::stream> stream, uint64_t number);
    void forget(uint64_t number);
    void stop(std::chrono::milliseconds time_max, std::function<void()> done);
    void cut_all();
};

namespace {

// Frees the connection's place when it ends, however it ends.
class place_holder {
  public:
    place_holder(std::weak_ptr<listener_service> service, uint64_t number)
        : service_{std::move(service)}, number_{number} {}
    ~place_holder() {
        if (auto service = service_.lock()) service->forget(number_);
    }

    bool is_listening() const {
        const auto service = service_.lock();
        return service && !service->is_closed;
    }

    place_holder(const place_holder&) = delete;
    place_holder& operator=(const place_holder&) = delete;

  private:
    std::weak_ptr<listener_service> service_;
    uint64_t number_;
};

class counted_events : public connection_events {
  public:
    counted_events(std::unique_ptr<connection_events> events, std::weak_ptr<listener_service> service, uint64_t number)
        : holder_{std::move(service), number}, events_{std::move(events)} {}

    void on_event(connection& from, session_event& event) override {
        if (holder_.is_listening()) events_->on_event(from, event);
    }
    void on_end() override {
        if (holder_.is_listening()) events_->on_end();
    }

  private:
    place_holder holder_;
    std::unique_ptr<connection_events> events_;
};

}  // namespace

bool listener_service::is_within_limits(const std::string& key) const {
    const auto from_there = std::ranges::count_if(places, [&](const auto& each) { return each.second.key == key; });
    const auto unbound = std::ranges::count_if(places, [](const auto& each) {
        const auto session = each.second.session.lock();
        return !session || !session->session().is_bound();
    });
    return places.size() < options.connections_max &&
           static_cast<std::size_t>(from_there) < options.connections_per_address_max &&
           static_cast<std::size_t>(unbound) < options.unbound_max;
}

void listener_service::admit(net::tcp_socket socket) {
    ++counts.accepted;
    net::error_code ec;
    const auto remote = socket.remote_endpoint(ec);
    if (ec) return;
    auto key = limit_key(remote.address());
    if (!is_within_limits(key)) {
        ++counts.refused;
        return;
    }
    const auto number = next_place++;
    places.emplace(number, place{.key = std::move(key), .session = {}, .handshake = nullptr});
    auto stream = std::make_unique<net::stream>(std::move(socket));
    if (!options.tls) return open_session(std::move(stream), number);
    net::spawn(home.get_executor(), greet(std::move(stream), number));
}

net::task<void> listener_service::greet(std::unique_ptr<net::stream> stream, uint64_t number) {
    auto self = shared_from_this();
    net::timer limit{home.get_executor(), [raw = stream.get()] { raw->abort(); }};
    limit.expire_after(options.handshake_deadline);
    places.at(number).handshake = stream.get();
    const auto secured = co_await stream->accept_tls(options.tls);
    places.at(number).handshake = nullptr;
    limit.cancel();
    if (secured && !stopped && !is_closed) co_return open_session(std::move(stream), number);
    if (!secured) spdlog::info("smpp: a TLS handshake failed: {}", secured.error());
    forget(number);
}

void listener_service::open_session(std::unique_ptr<net::stream> stream, uint64_t number) {
    auto opened = std::make_shared<connection>(home, std::move(stream), options.session, options.limits);
    auto events = make_events(*opened);
    if (!events) return forget(number);
    places.at(number).session = opened;
    opened->start(std::make_unique<counted_events>(std::move(events), weak_from_this(), number));
}

void listener_service::forget(uint64_t number) {
    places.erase(number);
    if (!places.empty() || !stopped) return;
    stop_timer.reset();
    home.post(std::exchange(stopped, nullptr));
}

void listener_service::stop(std::chrono::milliseconds time_max, std::function<void()> done) {
    ASSERT(!stopped);
    acceptor->close();
    stopped = done ? std::move(done) : [] {};
    stop_timer = std::make_unique<net::timer>(home.get_executor(), [this] { cut_all(); });
    stop_timer->expire_after(time_max);
    for (const auto& [number, place] : places) {
        if (auto session = place.session.lock()) session->unbind();
    }
    if (places.empty()) forget(0);
}

void listener_service::cut_all() {
    acceptor->close();
    for (const auto& [number, place] : places) {
        if (place.handshake) place.handshake->abort();
        if (auto session = place.session.lock()) session->cut();
    }
}

std::expected<std::unique_ptr<listener>, std::string> listener::open(net::shard& home, listener_options options,
                                                                     factory make_events) {
    ASSERT(options.session.role == session_role::smsc);
    auto opened = net::acceptor::open(home, {options.address, options.port, options.reuse_port});
    if (!opened) return std::unexpected("SMPP: " + opened.error());
    auto service = std::make_shared<listener_service>(home, std::move(options));
    service->make_events = std::move(make_events);
    service->acceptor = std::move(*opened);
    service->acceptor->start([weak = std::weak_ptr{service}](net::tcp_socket socket) {
        if (auto open = weak.lock()) open->admit(std::move(socket));
    });
    const auto port = service->acceptor->port();
    return std::unique_ptr<listener>{new listener{std::move(service), port}};
}

listener::listener(std::shared_ptr<listener_service> service, uint16_t port)
    : service_{std::move(service)}, port_{port} {}

listener::~listener() {
    auto& home = service_->home;
    home.dispatch([service = std::move(service_)] {
        service->is_closed = true;
        service->cut_all();
    });
}

listener_counts listener::counts() const {
    auto counts = service_->counts;
    counts.connections = service_->places.size();
    return counts;
}

void listener::stop(std::chrono::milliseconds time_max, std::function<void()> done) {
    service_->home.dispatch(
        [service = service_, time_max, done = std::move(done)]() mutable { service->stop(time_max, std::move(done)); });
}

}  // namespace kaskad::smpp::transport
