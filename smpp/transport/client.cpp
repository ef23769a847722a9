#include "smpp/transport/client.hpp"

#include "core/assert.hpp"
#include "net/secret.hpp"
#include "smpp/transport/dialer.hpp"
#include "smpp/version.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::smpp::transport {

namespace {

using std::chrono::milliseconds;

template <typename... Function>
struct overloaded : Function... {
    using Function::operator()...;
};

failure_kind kind_of(command_status refusal) {
    switch (refusal) {
        case command_status::rinvpaswd:
        case command_status::rinvsysid:
        case command_status::rinvsystyp:
            return failure_kind::credentials;
        default:
            return failure_kind::busy;
    }
}

std::string text_of(command_status status) {
    const auto name = status_name(status);
    const auto number = static_cast<uint32_t>(status);
    return name.empty() ? fmt::format("bind refused: status {:#x}", number)
                        : fmt::format("bind refused: {} ({:#x})", name, number);
}

}  // namespace

std::string_view to_string(client_state state) {
    switch (state) {
        case client_state::idle:
            return "idle";
        case client_state::connecting:
            return "connecting";
        case client_state::binding:
            return "binding";
        case client_state::bound:
            return "bound";
        case client_state::unbinding:
            return "unbinding";
        case client_state::waiting:
            return "waiting";
        case client_state::stopped:
            return "stopped";
    }
    ASSERT(false);
}

// The life of the client is one coroutine: dial, serve until the socket is closed, wait, again. So there is never a
// second connection before the first is closed.
struct client_core : std::enable_shared_from_this<client_core> {
    client_core(net::shard& where, client_options given, client_events& listener)
        : home{where},
          options{std::move(given)},
          events{&listener},
          delay{options.retry},
          turn{where.get_executor()},
          timer{where.get_executor(), [this] { turn.notify(); }},
          stop_timer{where.get_executor(), [this] { cut(); }} {}

    net::shard& home;
    client_options options;
    client_events* events;  // null: the client is destroyed
    back_off delay;
    net::wakeup turn;  // the connection has ended, the wait is over, or stop
    net::timer timer;
    net::timer stop_timer;
    dial_switch dialing;
    std::shared_ptr<connection> current;
    client_state state = client_state::idle;
    uint32_t epoch = 0;
    bool stopping = false;
    bool paused = false;
    bool ended = false;
    bool was_bound = false;
    command_status refusal = command_status::rok;
    net::clock::time_point bound_at;
    milliseconds pause{0};  // before the next try
    std::function<void()> stopped;

    net::task<void> run(std::shared_ptr<client_core> self);
    using connected = std::expected<std::unique_ptr<net::stream>, std::string>;

    net::task<connected> connect();
    net::task<connected> await_call();
    void begin_connection();
    net::task<void> wait(milliseconds time);
    void bind_now();
    void take_call(const outbind& request);
    net::task<void> serve(std::unique_ptr<net::stream> stream);
    void handle(session_event& event);
    void handle_closed(event::closed& closed);
    void handle_end();
    milliseconds next_pause(failure_kind kind);
    void report_failure(failure_kind kind, std::string text);
    void report_loss(event::closed& closed);
    void finish();
    void cut();
    connection* connection_of(uint32_t wanted_epoch);
};

namespace {

class forwarded_events : public connection_events {
  public:
    explicit forwarded_events(std::weak_ptr<client_core> core) : core_{std::move(core)} {}

    void on_event(connection&, session_event& event) override {
        if (auto core = core_.lock()) core->handle(event);
    }
    void on_end() override {
        if (auto core = core_.lock()) core->handle_end();
    }

  private:
    std::weak_ptr<client_core> core_;
};

}  // namespace

net::task<void> client_core::run(std::shared_ptr<client_core> self) {
    while (!stopping) {
        auto stream = options.outbind.door ? co_await await_call() : co_await connect();
        if (stopping) break;
        if (stream) {
            co_await serve(std::move(*stream));
        } else {
            report_failure(failure_kind::lost, std::move(stream.error()));
        }
        co_await wait(pause);
    }
    finish();
}

net::task<client_core::connected> client_core::connect() {
    const auto order = options.choose ? options.choose() : dial_order{options.host, options.port};
    co_await wait(order.wait);
    if (stopping) co_return std::unexpected("stopped");
    begin_connection();
    co_return co_await dial(home,
                            {.host = order.host,
                             .port = order.port,
                             .tls = options.tls,
                             .tls_name = options.tls_name,
                             .local_address = options.local_address,
                             .deadline = options.connect_deadline},
                            dialing);
}

net::task<client_core::connected> client_core::await_call() {
    begin_connection();
    co_return co_await options.outbind.door->take(dialing);
}

void client_core::begin_connection() {
    state = client_state::connecting;
    refusal = command_status::rok;
    ++epoch;
}

net::task<void> client_core::wait(milliseconds time) {
    if (stopping || time.count() == 0) co_return;
    state = client_state::waiting;
    const auto due = net::clock::now() + time;
    timer.expire_at(due);
    while (!stopping && net::clock::now() < due)
        co_await turn.wait();
    timer.cancel();
}

net::task<void> client_core::serve(std::unique_ptr<net::stream> stream) {
    state = client_state::binding;
    was_bound = ended = false;
    current = std::make_shared<connection>(home, std::move(stream), options.session, options.limits);
    if (paused) current->pause_reading();
    current->start(std::make_unique<forwarded_events>(weak_from_this()));
    if (!options.outbind.door) bind_now();
    while (!ended)
        co_await turn.wait();
    current.reset();
}

// Checked by the configuration: a field that cannot be encoded would otherwise fail here for ever.
void client_core::bind_now() {
    if (!current->bind(options.bind)) current->close();
}

// Somebody else who calls is cut off without a word (SMPP 3.4 §2.2.1).
void client_core::take_call(const outbind& request) {
    const bool is_known = request.system_id == options.outbind.system_id &&
                          net::is_same_secret(request.password, options.outbind.password);
    if (is_known) return bind_now();
    refusal = command_status::rinvpaswd;
    current->close();
}

void client_core::handle(session_event& event) {
    if (!events) return;
    std::visit(overloaded{
                   [&](const event::bound& bound) {
                       state = client_state::bound;
                       was_bound = true;
                       bound_at = net::clock::now();
                       events->on_bound(epoch, bound);
                       if (stopping && current) current->unbind();
                   },
                   [&](const event::outbind_received& call) { take_call(call.request); },
                   [&](const event::bind_refused& refused) { refusal = refused.status; },
                   [&](event::request_received& request) { events->on_request(epoch, request); },
                   [&](event::response_received& response) { events->on_response(epoch, response); },
                   [&](const event::request_timed_out& request) { events->on_time_out(epoch, request); },
                   [&](event::closed& closed) { handle_closed(closed); },
                   [&](const auto&) { events->on_oddity(epoch, event); },
               },
               event);
}

void client_core::handle_end() {
    ended = true;
    turn.notify();
}

void client_core::handle_closed(event::closed& closed) {
    state = client_state::unbinding;
    if (was_bound) return report_loss(closed);
    if (options.outbind.door && refusal == command_status::rinvpaswd) {
        return report_failure(failure_kind::credentials, "called by somebody else");
    }
    const bool refused = refusal != command_status::rok;
    // The version stays lower from here: a server that was upgraded is asked for more after the next start.
    options.bind.interface_version = version_after_refusal(options.bind.interface_version, refusal);
    options.session.interface_version = version_after_refusal(options.session.interface_version, refusal);
    report_failure(refused ? kind_of(refusal) : failure_kind::lost,
                   refused ? text_of(refusal) : fmt::format("not bound: {}", to_string(closed.reason)));
}

// Who is called waits for the next call at once.
milliseconds client_core::next_pause(failure_kind kind) {
    return stopping || options.outbind.door ? milliseconds{0} : delay.next(kind);
}

void client_core::report_failure(failure_kind kind, std::string text) {
    pause = next_pause(kind);
    events->on_failure(
        {.kind = kind, .status = refusal, .text = std::move(text), .failures = delay.failures(), .retry_after = pause});
}

void client_core::report_loss(event::closed& closed) {
    if (net::clock::now() - bound_at >= options.stable_after) delay.reset();
    pause = next_pause(failure_kind::lost);
    events->on_down(epoch, {.reason = closed.reason,
                            .unanswered = std::move(closed.unanswered),
                            .unsent = std::move(closed.unsent),
                            .retry_after = pause});
}

void client_core::finish() {
    state = client_state::stopped;
    stop_timer.cancel();
    if (stopped) home.post(std::exchange(stopped, nullptr));
}

void client_core::cut() {
    if (current) current->cut();
}

connection* client_core::connection_of(uint32_t wanted_epoch) {
    return wanted_epoch == epoch && current ? current.get() : nullptr;
}

client::client(net::shard& home, client_options options, client_events& events)
    : core_{std::make_shared<client_core>(home, std::move(options), events)} {
    ASSERT(core_->options.session.role == session_role::esme);
}

client::~client() {
    core_->events = nullptr;
    core_->stopped = nullptr;
    core_->stopping = true;
    core_->dialing.end();
    core_->turn.notify();
    core_->cut();
}

client_state client::state() const {
    const bool ending = core_->state == client_state::bound && !core_->current->session().is_bound();
    return ending ? client_state::unbinding : core_->state;
}

uint32_t client::epoch() const {
    return core_->epoch;
}

size_t client::window_free() const {
    return core_->current ? core_->current->session().window_free() : 0;
}

size_t client::outstanding() const {
    return core_->current ? core_->current->session().outstanding() : 0;
}

void client::start() {
    ASSERT(core_->state == client_state::idle);
    core_->state = client_state::connecting;
    net::spawn(core_->home.get_executor(), core_->run(core_));
}

void client::stop(milliseconds time_max, std::function<void()> done) {
    ASSERT(!core_->stopping);
    core_->stopping = true;
    core_->stopped = std::move(done);
    core_->dialing.end();
    if (core_->state == client_state::idle || core_->state == client_state::connecting) return core_->finish();
    if (core_->state == client_state::bound) core_->state = client_state::unbinding;
    core_->stop_timer.expire_after(time_max);
    if (core_->current) core_->current->unbind();
    core_->turn.notify();
}

std::expected<uint32_t, send_error> client::submit(uint32_t epoch, const submit_sm& message, uint64_t token) {
    auto* connection = core_->connection_of(epoch);
    if (!connection) return std::unexpected(send_error::not_bound);
    return connection->submit(message, token);
}

std::expected<uint32_t, send_error> client::query(uint32_t epoch, const query_sm& question, uint64_t token) {
    auto* connection = core_->connection_of(epoch);
    if (!connection) return std::unexpected(send_error::not_bound);
    return connection->query(question, token);
}

std::expected<uint32_t, send_error> client::cancel(uint32_t epoch, const cancel_sm& wish, uint64_t token) {
    auto* connection = core_->connection_of(epoch);
    if (!connection) return std::unexpected(send_error::not_bound);
    return connection->cancel(wish, token);
}

std::expected<uint32_t, send_error> client::data(uint32_t epoch, const data_sm& message, uint64_t token) {
    auto* connection = core_->connection_of(epoch);
    if (!connection) return std::unexpected(send_error::not_bound);
    return connection->data(message, token);
}

bool client::reply(uint32_t epoch, const request_ref& ref, command_status status) {
    auto* connection = core_->connection_of(epoch);
    if (!connection || connection->session().is_closed()) return false;
    connection->reply(ref, status);
    return true;
}

void client::change(const session_options& session, const back_off_options& retry) {
    // The version may have been lowered on the way.
    const auto version = core_->options.session.interface_version;
    const auto awaits_outbind = core_->options.session.awaits_outbind;
    core_->options.session = session;
    core_->options.session.interface_version = version;
    core_->options.session.awaits_outbind = awaits_outbind;
    core_->delay.change(retry);
    if (core_->current) core_->current->change(session);
}

void client::pause_reading() {
    core_->paused = true;
    if (core_->current) core_->current->pause_reading();
}

void client::resume_reading() {
    core_->paused = false;
    if (core_->current) core_->current->resume_reading();
}

}  // namespace kaskad::smpp::transport
