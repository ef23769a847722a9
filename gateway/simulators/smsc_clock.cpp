#include "gateway/simulators/smsc_simulator.hpp"
#include "gateway/simulators/smsc_visitor.hpp"

#include <algorithm>
#include <utility>
#include <vector>

// What time brings about in the simulated message centre: delayed answers, receipts, cuts, lines of output.

namespace kaskad::gateway::simulators {

namespace {

using smpp::transport::steady_ms;
using std::chrono::milliseconds;

constexpr milliseconds TICK{100};
constexpr size_t LINES_MAX = size_t{64} << 10;  // octets gathered before they are printed
constexpr size_t ITEMS_MAX = 10'000;            // done in one go, before the sockets have their turn

}  // namespace

void smsc_simulator::handle_due() {
    const auto now = steady_ms();
    for (size_t count = 0; count < ITEMS_MAX; ++count) {
        const auto answer = answers_.poll(now);
        if (!answer) break;
        if (const auto to = answer->from.lock()) answer_now(*to, answer->ref, answer->status, answer->id);
    }
    for (size_t count = 0; count < ITEMS_MAX; ++count) {
        const auto slot = receipts_.poll(now);
        if (!slot) break;
        send_receipt(*slot);
    }
    while (const auto reader = readers_.poll(now)) {
        if (const auto connection = reader->lock()) connection->resume_reading();
    }
    wait();
}

void smsc_simulator::wait() {
    const auto due = std::min({answers_.next_due(), receipts_.next_due(), readers_.next_due()});
    if (due == INT64_MAX) return;
    due_.expire_at(net::clock::time_point{milliseconds{due}});
}

void smsc_simulator::handle_tick() {
    const auto now = steady_ms();
    cut_aged(now);
    for (auto& [system_id, account] : accounts_) {
        drop_old(account);
        send_backlog(account);
    }
    if (options_.statistics_ms > 0 && now - printed_ms_ >= options_.statistics_ms) print_statistics(now);
    flush();
    tick_.expire_after(TICK);
}

void smsc_simulator::cut_aged(int64_t now) {
    if (options_.disconnect_ms == 0) return;
    std::vector<smpp::transport::connection*> aged;
    for (const auto& [system_id, account] : accounts_) {
        for (const auto& bind : account.binds) {
            if (now - bind.bound_ms >= options_.disconnect_ms) aged.push_back(bind.connection);
        }
    }
    for (auto* connection : aged) {
        ++counts_.disconnects;
        connection->cut();
    }
}

void smsc_simulator::print_statistics(int64_t now) {
    const auto current = statistics();
    const auto seconds = [](int64_t ms) { return static_cast<double>(ms) / 1000; };
    print_line(to_json(current, printed_, seconds(now - printed_ms_), seconds(now - started_ms_)));
    printed_ = current;
    printed_ms_ = now;
}

void smsc_simulator::print_line(std::string_view line) {
    lines_ += line;
    lines_ += '\n';
    if (lines_.size() >= LINES_MAX) flush();
}

void smsc_simulator::flush() {
    if (print_ && !lines_.empty()) print_(lines_);
    lines_.clear();
}

}  // namespace kaskad::gateway::simulators
