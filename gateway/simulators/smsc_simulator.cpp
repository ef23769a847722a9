#include "gateway/simulators/smsc_simulator.hpp"

#include "core/assert.hpp"
#include "gateway/simulators/smsc_visitor.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

// Binds and submits. Receipts are in smsc_receipts.cpp, time in smsc_clock.cpp.

namespace kaskad::gateway::simulators {

namespace {

using smpp::command_status;
using smpp::transport::steady_ms;
using std::chrono::milliseconds;

constexpr int64_t RESPONSE_AFTER_RECEIPT_MS = 50;  // where the receipt is to come first
constexpr size_t UNANSWERED_MAX = 1'000'000;       // of a connection: those we never mean to answer count as well
constexpr size_t CONNECTIONS_MAX = 4'000;
constexpr uint64_t IDS_PER_MS = 1'000;

int64_t utc_ms() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

smpp::transport::listener_options make_listener_options(const smsc_options& options) {
    smpp::transport::listener_options made;
    made.address = options.address;
    made.port = options.port;
    made.connections_max = CONNECTIONS_MAX;
    made.connections_per_address_max = CONNECTIONS_MAX;
    made.unbound_max = CONNECTIONS_MAX;
    made.session.system_id = options.name;
    made.session.interface_version = smpp::VERSION_50;
    made.session.window_size = options.receipt_window;
    made.session.inbound_window_size = UNANSWERED_MAX;
    made.session.output_max = size_t{16} << 20;
    made.session.enquire_link_interval_ms = options.enquire_link_ms;
    made.session.long_credentials = true;
    return made;
}

// Above the rate by a quarter of a second's worth, as operators count by the second.
smpp::throttle::options make_rate(const smsc_options& options) {
    return {.rate = options.rate, .burst = std::max(1U, options.rate / 4)};
}

}  // namespace

smsc_simulator::smsc_simulator(net::shard& home, smsc_options options, printer print)
    : home_{home},
      options_{std::move(options)},
      print_{std::move(print)},
      started_ms_{steady_ms()},
      printed_ms_{started_ms_},
      due_{home.get_executor(), [this] { handle_due(); }},
      tick_{home.get_executor(), [this] { handle_tick(); }} {
    last_id_ = options_.id_first > 0 ? options_.id_first - 1 : static_cast<uint64_t>(utc_ms()) * IDS_PER_MS;
}

smsc_simulator::~smsc_simulator() {
    flush();
}

std::expected<std::unique_ptr<smsc_simulator>, std::string> smsc_simulator::open(net::shard& home, smsc_options options,
                                                                                 printer print) {
    if (auto fault = find_fault(options); !fault.empty()) return std::unexpected(std::move(fault));
    std::unique_ptr<smsc_simulator> made{new smsc_simulator{home, std::move(options), std::move(print)}};
    if (const auto listening = made->listen(); !listening) return std::unexpected(listening.error());
    return made;
}

std::expected<void, std::string> smsc_simulator::listen() {
    auto opened = smpp::transport::listener::open(home_, make_listener_options(options_),
                                                  [this](smpp::transport::connection& from) {
                                                      return std::make_unique<visitor>(*this, from, ++last_connection_);
                                                  });
    if (!opened) return std::unexpected(opened.error());
    listener_ = std::move(*opened);
    handle_tick();
    return {};
}

smsc_statistics smsc_simulator::statistics() const {
    auto now = counts_;
    for (const auto& [system_id, account] : accounts_)
        now.binds += account.binds.size();
    now.answers_waiting = answers_.size();
    now.receipts_waiting = messages_.size();
    return now;
}

void smsc_simulator::change(const std::function<void(smsc_options&)>& edit) {
    edit(options_);
    for (auto& [system_id, account] : accounts_)
        account.rate.change(make_rate(options_), steady_ms());
}

void smsc_simulator::disconnect() {
    for (auto& [system_id, account] : accounts_) {
        for (const auto& bind : account.binds) {
            ++counts_.disconnects;
            bind.connection->cut();
        }
    }
}

void smsc_simulator::stop(milliseconds time_max, std::function<void()> done) {
    flush();
    listener_->stop(time_max, std::move(done));
}

void smsc_simulator::visitor::on_event(smpp::transport::connection&, smpp::session_event& event) {
    if (const auto* request = std::get_if<smpp::event::request_received>(&event)) {
        centre.handle_submit(*this, *request);
    } else if (const auto* response = std::get_if<smpp::event::response_received>(&event)) {
        if (is_text(response->token)) return centre.handle_text_answer(*response);
        centre.handle_receipt_answer(*account, *response);
    } else if (const auto* late = std::get_if<smpp::event::request_timed_out>(&event)) {
        if (!is_text(late->token)) centre.retry(static_cast<uint32_t>(late->token));
    } else if (const auto* asked = std::get_if<smpp::event::bind_requested>(&event)) {
        centre.decide_bind(*this, asked->request);
    } else if (std::holds_alternative<smpp::event::bound>(event)) {
        centre.add_bind(*this);
    } else if (const auto* closed = std::get_if<smpp::event::closed>(&event)) {
        centre.remove_bind(*this);
        for (const auto& tokens : {closed->unanswered, closed->unsent}) {
            for (const auto token : tokens) {
                if (!is_text(token)) centre.retry(static_cast<uint32_t>(token));
            }
        }
    }
}

void smsc_simulator::decide_bind(visitor& from, const smpp::bind& request) {
    const auto status = judge_bind(request);
    if (status != command_status::rok) {
        ++counts_.binds_refused;
        spdlog::info("bind of \"{}\" from {} refused: {}", request.system_id, from.connection.remote_address(),
                     smpp::status_name(status));
        return from.connection.reject_bind(status);
    }
    from.account = &account_of(request.system_id);
    from.connection.accept_bind();
}

command_status smsc_simulator::judge_bind(const smpp::bind& request) const {
    if (!options_.system_id.empty() && request.system_id != options_.system_id) return command_status::rinvsysid;
    if (!options_.password.empty() && request.password != options_.password) return command_status::rinvpaswd;
    const auto known = accounts_.find(request.system_id);
    if (known == accounts_.end()) {
        return accounts_.size() < ACCOUNTS_MAX ? command_status::rok : command_status::rbindfail;
    }
    const bool is_full = options_.binds_max > 0 && known->second.binds.size() >= options_.binds_max;
    return is_full ? command_status::ralybnd : command_status::rok;
}

smsc_account& smsc_simulator::account_of(const std::string& system_id) {
    const auto found = accounts_.find(system_id);
    if (found != accounts_.end()) return found->second;
    smsc_account made{.system_id = system_id, .rate{make_rate(options_), steady_ms()}, .binds = {}, .backlog = {}};
    return accounts_.emplace(system_id, std::move(made)).first->second;
}

void smsc_simulator::add_bind(visitor& from) {
    from.account->binds.push_back({from.number, &from.connection, steady_ms()});
    spdlog::info("\"{}\" is bound from {}:{}", from.account->system_id, from.connection.remote_address(),
                 from.connection.remote_port());
    send_backlog(*from.account);
}

void smsc_simulator::remove_bind(visitor& from) {
    if (!from.account) return;
    std::erase_if(from.account->binds, [&](const auto& each) { return each.number == from.number; });
}

void smsc_simulator::handle_submit(visitor& from, const smpp::event::request_received& request) {
    if (from.is_cut) return;
    const auto what = read_submission(request.body);
    ASSERT(what.has_value());  // the session hands a centre no other request
    ++counts_.submits;
    ++from.submits;
    slow_down(from);
    auto verdict = judge_submit(*from.account, *what);
    const bool is_cut = is_to_be_cut(from);
    verdict.is_silent |= is_cut;
    if (is_cut && !options_.no_answer_receipts) verdict.has_receipt = false;
    const uint64_t id = verdict.status == command_status::rok ? ++last_id_ : 0;
    if (options_.log_submits) log_submit(from, *what, verdict, id);
    if (verdict.has_receipt) {
        const auto slot = keep(from, *what, verdict, id);
        const auto delay = verdict.response_delay_ms + verdict.receipt_delay_ms;
        verdict.is_receipt_first ? send_receipt(slot) : receipts_.add(steady_ms() + delay, slot);
    }
    is_cut ? cut(from) : answer(from, request.ref, verdict, id);
    wait();
}

// The account's rate first, then what there is room for, then script and chance.
fate smsc_simulator::judge_submit(smsc_account& account, const submission& what) {
    if (!account.rate.take(1, steady_ms())) return {.status = command_status::rthrottled};
    if (messages_.size() + answers_.size() >= options_.messages_max) return {.status = command_status::rmsgqful};
    return decide_fate(options_, account.system_id, what, counts_.submits);
}

void smsc_simulator::answer(visitor& from, const smpp::request_ref& ref, const fate& verdict, uint64_t id) {
    if (verdict.is_silent) {
        ++counts_.unanswered;
        return;
    }
    const auto least = verdict.has_receipt && verdict.is_receipt_first ? RESPONSE_AFTER_RECEIPT_MS : int64_t{0};
    const auto delay = std::max(verdict.response_delay_ms, least);
    if (delay == 0) return answer_now(from.connection, ref, verdict.status, id);
    answers_.add(steady_ms() + delay, {from.connection.weak_from_this(), ref, verdict.status, id});
}

void smsc_simulator::answer_now(smpp::transport::connection& to, const smpp::request_ref& ref, command_status status,
                                uint64_t id) {
    const bool is_taken = status == command_status::rok;
    ++(is_taken                               ? counts_.accepted
       : status == command_status::rthrottled ? counts_.throttled
       : status == command_status::rmsgqful   ? counts_.queue_full
                                              : counts_.refused);
    to.reply(ref, status, is_taken ? id_text(id, options_.ids) : std::string{});
}

bool smsc_simulator::is_to_be_cut(const visitor& from) const {
    return options_.disconnect_submits > 0 && from.submits >= options_.disconnect_submits;
}

void smsc_simulator::cut(visitor& from) {
    from.is_cut = true;
    ++counts_.disconnects;
    ++counts_.unanswered;
    // Later: its events are being handled.
    home_.post([connection = from.connection.weak_from_this()] {
        if (const auto open = connection.lock()) open->cut();
    });
}

void smsc_simulator::slow_down(visitor& from) {
    const auto now = steady_ms();
    if (options_.read_pause_ms == 0 || now < from.paused_until_ms) return;
    from.paused_until_ms = now + options_.read_pause_ms;
    from.connection.pause_reading();
    readers_.add(from.paused_until_ms, from.connection.weak_from_this());
}

void smsc_simulator::log_submit(const visitor& from, const submission& what, const fate& verdict, uint64_t id) {
    boost::json::object line{{"event", "submit"},
                             {"utc_ms", utc_ms()},
                             {"system_id", from.account->system_id},
                             {"connection", from.number},
                             {"from", what.source.addr},
                             {"to", what.destination.addr},
                             {"text", what.text},
                             {"data_coding", what.data_coding},
                             {"part", what.place ? what.place->number : 1},
                             {"parts", what.parts()},
                             {"reference", what.place ? what.place->reference : 0},
                             {"id", id > 0 ? id_text(id, options_.ids) : ""},
                             {"status", static_cast<uint32_t>(verdict.status)},
                             {"answered", !verdict.is_silent}};
    print_line(boost::json::serialize(line));
}

std::string smsc_simulator::id_text(uint64_t id, id_form form) const {
    return form == id_form::hex ? fmt::format("{:x}", id) : fmt::format("{}", id);
}

}  // namespace kaskad::gateway::simulators
