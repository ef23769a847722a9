#include "tests/simulation/client_server.hpp"

#include "smpp/segmentation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::simulation {

namespace {

namespace clients = gateway::clients;

constexpr int64_t JUDGE_MS_MAX = 100;

smpp::session_options options_of_server() {
    smpp::session_options options{.role = smpp::session_role::smsc};
    options.system_id = "Kaskad";
    options.interface_version = smpp::VERSION_50;
    options.window_size = 1'000;
    options.response_timeout_ms = 20'000;
    return options;
}

}  // namespace

// What a socket is to the program.
class client_server::line final : public smpp::transport::session_port {
  public:
    line(client_server& owner, std::shared_ptr<connection> wire)
        : owner_{owner}, wire_{std::move(wire)}, bind_{*owner.service_, *this} {}

    const smpp::session& session() const override { return wire_->at(side::smsc); }
    const std::string& remote_address() const override { return ADDRESS; }
    uint16_t remote_port() const override { return 1; }
    bool is_secure() const override { return false; }

    void accept_bind() override {
        inner().accept_bind(owner_.when_.now_ms());
        pump_soon();
    }
    void reject_bind(smpp::command_status status) override {
        inner().reject_bind(status);
        pump_soon();
    }
    std::expected<uint32_t, smpp::send_error> deliver(const smpp::deliver_sm& message, uint64_t token) override {
        auto sent = inner().deliver(message, token, owner_.when_.now_ms());
        pump_soon();
        return sent;
    }
    std::expected<uint32_t, smpp::send_error> data(const smpp::data_sm& message, uint64_t token) override {
        auto sent = inner().data(message, token, owner_.when_.now_ms());
        pump_soon();
        return sent;
    }
    std::expected<void, smpp::pdu_error> reply(const smpp::request_ref& ref, smpp::command_status status,
                                               std::string_view message_id, smpp::tlv_list tlvs) override {
        pump_soon();
        return inner().reply(ref, status, message_id, std::move(tlvs));
    }
    std::expected<void, smpp::pdu_error> reply(const smpp::request_ref& ref, const smpp::pdu_body& response) override {
        pump_soon();
        return inner().reply(ref, response);
    }
    void unbind() override {
        inner().unbind(owner_.when_.now_ms());
        pump_soon();
    }
    void close() override {
        inner().close();
        pump_soon();
    }

    void hear(smpp::session_event& event) {
        const bool has_ended = std::holds_alternative<smpp::event::closed>(event);
        const bool is_request = std::holds_alternative<smpp::event::request_received>(event);
        bind_.handle(event);
        // When all that came with it is judged too.
        if (is_request) owner_.when_.after(0, weak_from_this(), [this] { check_window(); });
        // Not from inside its own event.
        if (has_ended) owner_.when_.after(0, owner_.alive_, [this] { owner_.forget(*this); });
    }
    void abandon() { wire_->abandon(side::smsc); }

  private:
    inline static const std::string ADDRESS{"192.0.2.1"};

    smpp::session& inner() { return wire_->at(side::smsc); }
    // As over a socket: what the service does from inside an event has no event of its own before that one is done.
    void pump_soon() {
        if (std::exchange(is_pumping_, true)) return;
        owner_.when_.after(0, weak_from_this(), [this] {
            is_pumping_ = false;
            wire_->pump(side::smsc);
        });
    }
    void check_window() {
        const auto* account = bind_.account();
        if (account == nullptr || session().inbound_outstanding() <= account->who->terms.window) return;
        owner_.watch_.complain(fmt::format("a client's bind has {} submits under way, its window is {}",
                                           session().inbound_outstanding(), account->who->terms.window));
    }

    client_server& owner_;
    std::shared_ptr<connection> wire_;
    clients::client_bind bind_;
    bool is_pumping_ = false;
};

// The door of submits, past which each counts against its account's rate.
class client_server::submits final : public facts::command_port {
  public:
    explicit submits(client_server& owner, engine_doors doors) : owner_{owner}, doors_{std::move(doors)} {}

    bool try_send(facts::command&& command) override {
        const auto* submit = std::get_if<facts::submit_message>(&command);
        if (submit != nullptr) {
            const auto counted = smpp::count_parts(submit->text);
            owner_.watch_.client_submit(submit->client, counted ? counted->parts : 1, owner_.when_.now_ms());
        }
        return doors_.ask(std::move(command));
    }

  private:
    client_server& owner_;
    engine_doors doors_;
};

class client_server::outcomes final : public facts::command_port {
  public:
    explicit outcomes(engine_doors doors) : doors_{std::move(doors)} {}
    bool try_send(facts::command&& command) override {
        doors_.insist(std::move(command));
        return true;
    }

  private:
    engine_doors doors_;
};

// Every password is right, after a while.
class client_server::passwords final : public clients::password_worker {
  public:
    explicit passwords(client_server& owner) : password_worker{{}}, owner_{owner} {}

    void check(clients::password_check what) override {
        auto kept = std::make_shared<clients::password_check>(std::move(what));
        owner_.when_.after(owner_.luck_.between(0, JUDGE_MS_MAX), owner_.alive_, [this, kept] {
            kept->done(clients::password_verdict::right);
            owner_.home_.poll();
        });
    }

  private:
    client_server& owner_;
};

client_server::client_server(agenda& when, chance luck, watch& watch, engine_doors doors)
    : when_{when},
      luck_{luck},
      watch_{watch},
      ask_{std::make_unique<submits>(*this, doors)},
      tell_{std::make_unique<outcomes>(doors)},
      passwords_{std::make_unique<passwords>(*this)} {
    clients::service_ports ports{.ask = *ask_,
                                 .tell = *tell_,
                                 .passwords = *passwords_,
                                 .why_not_durable = std::move(doors.why_not_durable),
                                 .utc_ms = [this] { return when_.now().utc_ms; },
                                 .steady_ms = [this] { return when_.now_ms(); }};
    service_ = std::make_shared<clients::service>(home_, std::move(ports), false);
    service_->admit_clients();
}

client_server::~client_server() {
    for (const auto& each : lines_)
        each->abandon();
}

std::shared_ptr<connection> client_server::connect(const smpp::session_options& client) {
    auto wire = std::make_shared<connection>(when_, luck_.branch(1), client, options_of_server());
    auto made = std::make_shared<line>(*this, wire);
    wire->listen(side::smsc, [raw = made.get()](smpp::session_event& event) { raw->hear(event); });
    wire->pump(side::smsc);
    lines_.push_back(std::move(made));
    return wire;
}

void client_server::forget(const line& ended) {
    std::erase_if(lines_, [&](const auto& each) { return each.get() == &ended; });
}

void client_server::take(const facts::publish_client& effect) {
    book_.apply(effect);
    service_->set_accounts(book_.snapshot());
}

void client_server::take(const facts::publish_endpoint& effect) {
    if (effect.value.kind != facts::endpoint_kind::smpp) return;
    endpoints_.insert(effect.value.id);
    book_.apply(effect);
    service_->set_accounts(book_.snapshot());
}

}  // namespace kaskad::simulation
