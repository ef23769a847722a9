#include "gateway/simulators/channels_simulator.hpp"

#include "gateway/simulators/channel_json.hpp"
#include "gateway/simulators/channels_control.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway::simulators {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds CALL_DEADLINE{10'000};
constexpr milliseconds ANSWER_DEADLINE{120'000};  // latency and what comes before an answer, together
constexpr size_t BODY_MAX = size_t{256} << 10;

int64_t real_utc_ms() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

net::http_client_options client_options(const channels_options& options) {
    net::http_client_options result;
    result.connections_per_origin = options.callback_connections;
    result.waiting_per_origin = options.events_max;
    result.call_deadline = CALL_DEADLINE;
    return result;
}

net::http_response render_fault(const net::http_fault& fault) {
    return json_answer(fault.status, {{"error", fault.detail}});
}

}  // namespace

channels_simulator::channels_simulator(net::shard& home, channels_options options, int64_t utc_ms)
    : home_{home},
      world_{std::move(options), utc_ms},
      timer_{home.get_executor(), [this] { run_due(); }},
      client_{home, client_options(world_.options())} {}

std::expected<std::unique_ptr<channels_simulator>, std::string> channels_simulator::open(net::shard& home,
                                                                                         channels_options options) {
    std::unique_ptr<channels_simulator> made{new channels_simulator{home, std::move(options), real_utc_ms()}};
    if (auto listening = made->listen(); !listening) return std::unexpected(listening.error());
    return made;
}

std::expected<void, std::string> channels_simulator::listen() {
    const net::http_server_options options{.address = world_.options().address,
                                           .port = world_.options().port,
                                           .body_max = BODY_MAX,
                                           .answer_deadline = ANSWER_DEADLINE};
    auto opened = net::http_server::open(
        home_, options, [this](auto request, auto responder) { handle(std::move(request), std::move(responder)); },
        render_fault);
    if (!opened) return std::unexpected(opened.error());
    server_ = std::move(*opened);
    auto door =
        mail_door::open(home_, {.address = options.address, .port = world_.options().mail_port},
                        [this](auto request, auto responder) { handle(std::move(request), std::move(responder)); });
    if (!door) return std::unexpected(door.error());
    mail_ = std::move(*door);
    return {};
}

int64_t channels_simulator::now_ms() const {
    if (world_.options().is_virtual) return virtual_ms_;
    return std::chrono::duration_cast<milliseconds>(net::clock::now() - started_).count();
}

void channels_simulator::handle(net::http_request request, net::http_responder responder) {
    if (is_control(request.path())) return control(request, std::move(responder));
    auto reply = world_.handle_request(request, now_ms(), real_utc_ms());
    held_answer answer{std::move(responder), std::move(reply.response), reply.delay_ms};
    if (reply.first.empty()) {
        send_answer(std::move(answer));
    } else {
        held_.emplace(reply.first.back().number, std::move(answer));
    }
    for (auto& each : reply.first)
        post(std::move(each));
    wait();
}

void channels_simulator::control(const net::http_request& request, net::http_responder responder) {
    auto reply = handle_control(world_, request, now_ms());
    if (!reply.is_advance) {
        responder.send(std::move(reply.response));
        return wait();
    }
    if (advance_) return responder.send(json_answer(409, {{"error", "the clock is being advanced already"}}));
    advance_.emplace(std::move(responder), virtual_ms_ + reply.advance_ms);
    advance_clock();
}

void channels_simulator::send_answer(held_answer answer) {
    if (answer.delay_ms == 0) return answer.responder.send(std::move(answer.response));
    const auto due = now_ms() + answer.delay_ms;
    late_.add(due, std::make_shared<held_answer>(std::move(answer)));
}

void channels_simulator::post(channel_post what) {
    ++under_way_;
    what.call.deadline = CALL_DEADLINE;
    client_.send(std::move(what.call),
                 [this, number = what.number](net::http_result result) { handle_posted(number, result); });
}

void channels_simulator::handle_posted(uint64_t number, const net::http_result& result) {
    --under_way_;
    world_.handle_posted(number, result ? result->status : 0, now_ms());
    if (auto held = held_.extract(number)) send_answer(std::move(held.mapped()));
    wait();
    if (advance_) advance_clock();
}

void channels_simulator::run_due() {
    const auto now = now_ms();
    world_.handle_due(now, real_utc_ms());
    send_posts();
    while (const auto answer = late_.poll(now))
        (*answer)->responder.send(std::move((*answer)->response));
    wait();
}

void channels_simulator::send_posts() {
    while (auto each = world_.poll_post())
        post(std::move(*each));
}

// From one due moment to the next, each with its posts answered before the one behind it: what a test sees then does
// not depend on who was faster.
void channels_simulator::advance_clock() {
    while (under_way_ == 0 && next_due() <= advance_->until_ms) {
        virtual_ms_ = std::max(virtual_ms_, next_due());
        run_due();
    }
    if (under_way_ > 0) return;
    virtual_ms_ = std::max(virtual_ms_, advance_->until_ms);
    auto done = std::move(*advance_);
    advance_.reset();
    done.responder.send(json_answer(200, {{"now_ms", virtual_ms_}}));
}

int64_t channels_simulator::next_due() const {
    return std::min(world_.next_due(), late_.next_due());
}

// A clock that stands wakes nobody; but what is due now goes out at once.
void channels_simulator::wait() {
    const auto due = next_due();
    if (due == INT64_MAX) return;
    if (!world_.options().is_virtual) return timer_.expire_at(started_ + milliseconds{due});
    if (due <= virtual_ms_ && !advance_) timer_.expire_at(net::clock::now());
}

void channels_simulator::stop(milliseconds time_max, std::function<void()> done) {
    timer_.cancel();
    client_.stop();
    mail_.reset();
    server_->stop(time_max, std::move(done));
}

}  // namespace kaskad::gateway::simulators
