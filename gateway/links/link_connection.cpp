#include "gateway/links/link_connection.hpp"

#include "gateway/links/link_terms.hpp"
#include "gateway/links/shard_loop.hpp"
#include "smpp/transport/dialer.hpp"

#include <map>
#include <utility>

namespace kaskad::gateway::links {

namespace {

constexpr std::chrono::milliseconds PROBE_DEADLINE{5'000};

class client_wire final : public operator_wire {
  public:
    client_wire(net::shard& home, smpp::transport::client_options options, smpp::transport::client_events& events)
        : seed_{options.retry.seed}, client_{home, std::move(options), events} {}

    void start() override { client_.start(); }
    void stop(std::chrono::milliseconds time_max, std::function<void()> done) override {
        client_.stop(time_max, std::move(done));
    }
    std::expected<uint32_t, smpp::send_error> submit(uint32_t epoch, const smpp::submit_sm& message,
                                                     uint64_t token) override {
        return client_.submit(epoch, message, token);
    }
    std::expected<uint32_t, smpp::send_error> query(uint32_t epoch, const smpp::query_sm& question,
                                                    uint64_t token) override {
        return client_.query(epoch, question, token);
    }
    std::expected<uint32_t, smpp::send_error> cancel(uint32_t epoch, const smpp::cancel_sm& wish,
                                                     uint64_t token) override {
        return client_.cancel(epoch, wish, token);
    }
    bool reply(uint32_t epoch, const smpp::request_ref& ref, smpp::command_status status) override {
        return client_.reply(epoch, ref, status);
    }
    void change(const facts::link& terms) override {
        client_.change(make_session_options(terms), make_back_off(terms, seed_));
    }
    void pause_reading() override { client_.pause_reading(); }
    void resume_reading() override { client_.resume_reading(); }

  private:
    uint64_t seed_;
    smpp::transport::client client_;
};

// The doors that are open, by address and port: the binds of a link share one, and it closes with the last of them.
class door_book {
  public:
    using door = std::shared_ptr<smpp::transport::outbind_door>;

    std::expected<door, std::string> find(net::shard& home, const facts::link_host& where) {
        auto& known = doors_[where];
        if (auto open = known.lock()) return open;
        auto opened = smpp::transport::outbind_door::open(home, where.name, where.port);
        if (opened) known = *opened;
        return opened;
    }

  private:
    std::map<facts::link_host, std::weak_ptr<smpp::transport::outbind_door>> doors_;
};

std::expected<smpp::transport::outbind_terms, std::string> make_outbind_terms(net::shard& home, door_book& doors,
                                                                              const facts::link& link,
                                                                              const connection_means& means) {
    auto password = means.open_password(link.outbind_password_sealed);
    if (!password) return std::unexpected("its outbind password cannot be unsealed: " + password.error());
    auto door = doors.find(home, {link.outbind_address, link.outbind_port});
    if (!door) return std::unexpected(door.error());
    return smpp::transport::outbind_terms{std::move(*door), link.outbind_system_id, std::move(*password)};
}

net::task<void> probe(net::shard& home, smpp::transport::dial_target target, std::function<void(bool)> done) {
    smpp::transport::dial_switch never;
    auto stream = co_await smpp::transport::dial(home, std::move(target), never);
    const bool is_up = stream.has_value();
    if (is_up) (*stream)->close();
    done(is_up);
}

}  // namespace

std::expected<smpp::transport::client_options, std::string> make_client_options(const facts::link& link,
                                                                                const connection_means& means) {
    auto password = means.open_password(link.password_sealed);
    if (!password) return std::unexpected("its password cannot be unsealed: " + password.error());
    smpp::transport::client_options options;
    options.host = link.host;
    options.port = link.port;
    options.local_address = link.local_address;
    options.bind = {.system_id = link.system_id,
                    .password = std::move(*password),
                    .system_type = link.system_type,
                    .interface_version = link.interface_version,
                    .address_range = {}};
    options.session = make_session_options(link);
    options.retry = make_back_off(link, means.seed);
    if (!link.tls) return options;
    auto tls = means.make_tls({.ca_file = link.tls_ca, .verify_peer = link.tls_verify});
    if (!tls) return std::unexpected(tls.error());
    options.tls = std::move(*tls);
    return options;
}

wire_maker make_wires(net::shard& home, connection_means means) {
    return [&home, doors = std::make_shared<door_book>(), means = std::move(means)](
               const wire_request& wanted) -> std::expected<std::unique_ptr<operator_wire>, std::string> {
        auto options = make_client_options(wanted.terms, means);
        if (!options) return std::unexpected(options.error());
        if (is_called(wanted.terms, wanted.number)) {
            auto terms = make_outbind_terms(home, *doors, wanted.terms, means);
            if (!terms) return std::unexpected(terms.error());
            options->outbind = std::move(*terms);
            options->session.awaits_outbind = true;
        }
        options->bind.type = wanted.type;
        options->choose = wanted.choose;
        options->retry.seed += uint64_t{wanted.terms.id.value} << 32 | wanted.number;
        return std::make_unique<client_wire>(home, std::move(*options), wanted.events);
    };
}

host_prober make_prober(net::shard& home) {
    return [&home](const facts::link& terms, const facts::link_host& where, std::function<void(bool)> done) {
        smpp::transport::dial_target target{.host = where.name, .port = where.port};
        target.local_address = terms.local_address;
        target.deadline = PROBE_DEADLINE;
        net::spawn(home.get_executor(), probe(home, std::move(target), std::move(done)));
    };
}

std::unique_ptr<link_set> make_link_set(net::shard& home, connection_means means, link_set_options options,
                                        facts::command_port& engine) {
    options.make_wire = make_wires(home, std::move(means));
    options.probe = make_prober(home);
    return std::make_unique<link_set>(std::make_unique<shard_loop>(home), std::move(options), engine);
}

}  // namespace kaskad::gateway::links
