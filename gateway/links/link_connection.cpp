#include "gateway/links/link_connection.hpp"

#include "gateway/links/link_terms.hpp"
#include "gateway/links/shard_loop.hpp"

#include <utility>

namespace kaskad::gateway::links {

namespace {

class client_wire final : public operator_wire {
  public:
    client_wire(net::shard& home, smpp::transport::client_options options, smpp::transport::client_events& events)
        : client_{home, std::move(options), events} {}

    void start() override { client_.start(); }
    void stop(std::chrono::milliseconds time_max, std::function<void()> done) override {
        client_.stop(time_max, std::move(done));
    }
    std::expected<uint32_t, smpp::send_error> submit(uint32_t epoch, const smpp::submit_sm& message,
                                                     uint64_t token) override {
        return client_.submit(epoch, message, token);
    }
    bool reply(uint32_t epoch, const smpp::request_ref& ref, smpp::command_status status) override {
        return client_.reply(epoch, ref, status);
    }
    void pause_reading() override { client_.pause_reading(); }
    void resume_reading() override { client_.resume_reading(); }

  private:
    smpp::transport::client client_;
};

}  // namespace

std::expected<smpp::transport::client_options, std::string> make_client_options(const facts::link& link,
                                                                                const connection_means& means) {
    auto password = means.open_password(link.password_sealed);
    if (!password) return std::unexpected("its password cannot be unsealed: " + password.error());
    smpp::transport::client_options options;
    options.host = link.host;
    options.port = link.port;
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
    return [&home, means = std::move(means)](
               const wire_request& wanted) -> std::expected<std::unique_ptr<operator_wire>, std::string> {
        auto options = make_client_options(wanted.terms, means);
        if (!options) return std::unexpected(options.error());
        options->bind.type = wanted.type;
        options->retry.seed += uint64_t{wanted.terms.id.value} << 32 | wanted.number;
        return std::make_unique<client_wire>(home, std::move(*options), wanted.events);
    };
}

std::unique_ptr<link_set> make_link_set(net::shard& home, connection_means means, link_set_options options,
                                        facts::command_port& engine) {
    options.make_wire = make_wires(home, std::move(means));
    return std::make_unique<link_set>(std::make_unique<shard_loop>(home), std::move(options), engine);
}

}  // namespace kaskad::gateway::links
