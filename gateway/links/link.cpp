#include "gateway/links/link.hpp"

#include "core/assert.hpp"
#include "core/mutant.hpp"
#include "gateway/links/link_terms.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace kaskad::gateway::links {

namespace {

using std::chrono::milliseconds;

constexpr size_t CANCELS_MAX = 1'000;  // that wait

// Numbers of the binds a declaration wants.
std::vector<uint32_t> wanted_numbers(const facts::link& terms) {
    std::vector<uint32_t> numbers;
    for (uint32_t bind = 0; bind < std::min(terms.binds, RECEIVERS_FROM); ++bind) {
        numbers.push_back(bind);
        if (has_receivers(terms)) numbers.push_back(RECEIVERS_FROM + bind);
    }
    return numbers;
}

smpp::bind_type type_of(const facts::link& terms, uint32_t number) {
    if (!has_receivers(terms)) return smpp::bind_type::transceiver;
    return is_receiver(number) ? smpp::bind_type::receiver : smpp::bind_type::transmitter;
}

}  // namespace

link::link(link_surroundings around, link_options options, const facts::link& terms, std::function<void(link&)> ended)
    : around_{std::move(around)},
      options_{options},
      terms_{terms},
      receipts_{make_receipt_terms(terms)},
      ended_{std::move(ended)},
      retire_max_{options_.retire_max},
      throttle_{throttle_options(), around_.home.steady_ms()},
      token_{around_.home.make_alarm([this] { settle(); })},
      probe_{around_.home.make_alarm([this] { probe_hosts(); })} {
    ASSERT(terms_.id);
    make_hosts();
    blocked_ = around_.out.is_blocked();
}

smpp::throttle::options link::throttle_options() const {
    return {.rate = terms_.rate,
            .pause_ms = options_.throttle_pause.count(),
            .recovery_ms = options_.throttle_recovery.count()};
}

link_counts link::counts() const {
    auto counts = counts_;
    counts.link = terms_.id;
    counts.name = terms_.name;
    counts.binds = active_ ? static_cast<uint32_t>(wanted_numbers(terms_).size()) : 0;
    counts.parts_waiting = waiting_.size();
    counts.rate_milli = throttle_.rate_milli();
    for (const auto& [number, bind] : binds_) {
        counts.binds_bound += bind->is_bound() ? 1 : 0;
        counts.parts_in_flight += bind->in_flight();
        counts.window += bind->is_bound() && bind->carries() ? bind->window() : 0;
        counts.credits_open += bind->credits().open();
    }
    put_hosts(counts);
    return counts;
}

void link::start() {
    settle_binds();
}

void link::change(const facts::link& terms) {
    ASSERT(terms.id == terms_.id);
    const bool is_new_rate = terms.rate != terms_.rate;
    const bool is_same = is_same_connection(terms, terms_);
    terms_ = terms;
    if (!is_same) make_hosts();
    receipts_ = make_receipt_terms(terms);
    active_ = true;
    retire_max_ = options_.retire_max;
    hosts_->change(host_options());
    for (const auto& [number, bind] : binds_) {
        if (is_same && !bind->is_retiring() && is_wanted(*bind)) bind->change(terms_);
    }
    if (is_new_rate) throttle_.change(throttle_options(), around_.home.steady_ms());
    settle_binds();
    settle_soon();
}

void link::take_down(milliseconds time_max) {
    active_ = false;
    retire_max_ = time_max;
    settle_binds();
}

operator_bind* link::find(uint32_t number) {
    const auto found = binds_.find(number);
    return found == binds_.end() ? nullptr : found->second.get();
}

bool link::is_wanted(const operator_bind& bind) const {
    const auto numbers = wanted_numbers(terms_);
    return active_ && is_same_connection(bind.made_for(), terms_) &&
           std::ranges::find(numbers, bind.number()) != numbers.end();
}

// An operator counts binds, so the old one of a number is gone before the new one is made.
void link::settle_binds() {
    std::vector<operator_bind*> unwanted;
    for (const auto& [number, bind] : binds_) {
        if (!bind->is_retiring() && !is_wanted(*bind)) unwanted.push_back(bind.get());
    }
    for (auto* bind : unwanted)
        retire(*bind);
    if (!active_) {
        if (binds_.empty())
            around_.home.post([self = shared_from_this()] {
                if (!self->active_ && self->binds_.empty()) self->ended_(*self);
            });
        return;
    }
    for (const auto number : wanted_numbers(terms_)) {
        if (!find(number)) make_bind(number);
    }
}

void link::make_bind(uint32_t number) {
    bind_context context{
        .home = around_.home,
        .make_wire = around_.make_wire,
        .out = around_.out,
        .counts = counts_,
        .terms = terms_,
        .receipts = receipts_,
        .hosts = hosts_,
        .epochs = around_.epochs,
        .utc_ms = around_.utc_ms,
        .changed = [this] { settle_soon(); },
        .congestion = [this](uint32_t state) { throttle_.note_congestion(state, around_.home.steady_ms()); },
        .ended = [this](operator_bind& bind) { hand_back_waiting(bind); }};
    auto made = std::make_unique<operator_bind>(std::move(context), number, type_of(terms_, number), terms_);
    if (const auto opened = made->open(); !opened) {
        spdlog::error("link {}: not connected: {}", terms_.name, opened.error());
        ++counts_.bind_failures;
        return;
    }
    if (blocked_) made->pause_reading();
    made->start();
    binds_.emplace(number, std::move(made));
}

void link::retire(operator_bind& bind) {
    hand_back_waiting(bind);
    bind.retire(retire_max_, [weak = weak_from_this(), number = bind.number()] {
        if (const auto self = weak.lock()) self->forget(number);
    });
}

void link::forget(uint32_t number) {
    ASSERT(find(number)->is_retiring());
    hosts_->forget(number);
    binds_.erase(number);
    settle_binds();
}

void link::hand_back_waiting(operator_bind& bind) {
    std::erase_if(waiting_, [&](const waiting_part& each) {
        const bool is_its = each.bind == bind.number();
        if (is_its) bind.hand_back(each.what());
        return is_its;
    });
}

void link::submit(facts::submit_part effect) {
    auto* bind = find(effect.bind.bind);
    if (!bind || !bind->is_epoch(effect.bind.epoch)) {
        ++counts_.not_sent;
        return around_.out.send(facts::submit_not_sent{effect.bind, effect.part});
    }
    bind->note_received();
    // A credit granted before it began to unbind.
    if (!bind->is_granting()) return bind->hand_back({effect.part});
    waiting_.push_back({effect.bind.bind, effect.part, std::move(effect.pdu), effect.tokens});
    settle_soon();
}

void link::query(facts::query_part effect) {
    auto* bind = find(effect.bind.bind);
    if (!bind || !bind->is_epoch(effect.bind.epoch)) return;
    bind->note_received();
    if (!bind->is_granting()) return bind->hand_back({effect.part, flight_kind::query});
    const uint32_t tokens = terms_.query_takes_token ? 1 : 0;
    waiting_.push_back({effect.bind.bind, effect.part, std::move(effect.pdu), tokens});
    settle_soon();
}

void link::cancel(facts::cancel_part effect) {
    cancels_.push_back(std::move(effect));
    if (cancels_.size() > CANCELS_MAX) {
        around_.out.send(facts::revoke_answered{terms_.id, cancels_.front().part, facts::revocation::failed});
        cancels_.pop_front();
    }
    settle_soon();
}

void link::answer_deliver(const facts::answer_deliver& effect) {
    if (auto* bind = find(effect.bind.bind)) bind->answer_deliver(effect);
}

void link::slow() {
    throttle_.cut(around_.home.steady_ms());
    settle_soon();
}

void link::set_blocked(bool blocked) {
    blocked_ = blocked;
    for (const auto& [number, bind] : binds_)
        blocked ? bind->pause_reading() : bind->resume_reading();
    if (!blocked) settle_soon();
}

// Once a turn of the shard, however many answers and effects it brought.
void link::settle_soon() {
    if (settling_) return;
    settling_ = true;
    around_.home.post([weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->settle();
    });
}

void link::settle() {
    settling_ = false;
    const auto now = around_.home.steady_ms();
    send_cancels(now);
    send_waiting(now);
    if (!blocked_) grant(now);
    wait_for_token(now);
    move_misplaced();
    probe_->expire_at(active_ ? hosts_->next_probe() : alarm::NEVER);
}

operator_bind* link::find_free() {
    for (const auto& [number, bind] : binds_)
        if (bind->is_granting() && bind->may_send()) return bind.get();
    return nullptr;
}

// Nobody is there who could be asked.
void link::fail_cancels() {
    for (const auto& each : cancels_)
        around_.out.send(facts::revoke_answered{terms_.id, each.part, facts::revocation::failed});
    cancels_.clear();
}

void link::send_cancels(int64_t now) {
    if (cancels_.empty()) return;
    if (std::ranges::none_of(binds_, [](const auto& each) { return each.second->is_granting(); }))
        return fail_cancels();
    const uint32_t tokens = terms_.query_takes_token ? 1 : 0;
    while (!cancels_.empty()) {
        auto* bind = find_free();
        if (!bind || !throttle_.take(tokens, now)) return;
        const auto next = std::move(cancels_.front());
        cancels_.pop_front();
        bind->cancel(next.part, next.pdu);
    }
}

void link::send_waiting(int64_t now) {
    const bool is_unpaced = core::mutated(core::mutant::rate_ignored);
    // A window that was made smaller is empty enough again only when answers have come.
    while (!waiting_.empty() && find(waiting_.front().bind)->may_send() &&
           (is_unpaced || throttle_.take(waiting_.front().tokens, now))) {
        const auto next = std::move(waiting_.front());
        waiting_.pop_front();
        auto* bind = find(next.bind);
        ASSERT(bind != nullptr);
        if (const auto* submit = std::get_if<smpp::submit_sm>(&next.pdu)) {
            bind->submit(next.part, *submit);
        } else {
            bind->query(next.part, std::get<smpp::query_sm>(next.pdu));
        }
    }
}

// Tokens that are spoken for: by credits the engine holds, and by parts that wait here.
uint64_t link::promised() const {
    uint64_t sum = 0;
    for (const auto& each : waiting_)
        sum += each.tokens;
    for (const auto& [number, bind] : binds_)
        sum += bind->credits().open();
    return sum;
}

void link::grant(int64_t now) {
    const uint64_t expected = tokens_expected(throttle_, now, options_.credit_look_ahead.count());
    const auto taken = promised();
    if (expected <= taken) return;
    std::vector<operator_bind*> takers;
    std::vector<uint64_t> free;
    for (const auto& [number, bind] : binds_) {
        if (bind->slots_free() == 0) continue;
        takers.push_back(bind.get());
        free.push_back(bind->slots_free());
    }
    if (takers.empty()) return;
    const auto shares = share_out(expected - taken, free, first_++ % takers.size());
    for (size_t index = 0; index < takers.size(); ++index) {
        if (shares[index] > 0) takers[index]->grant(shares[index]);
    }
}

void link::wait_for_token(int64_t now) {
    auto due = alarm::NEVER;
    if (!cancels_.empty() && find_free()) due = std::max(now + 1, throttle_.next_at(1, now));
    if (!waiting_.empty() && find(waiting_.front().bind)->may_send())
        due = std::min(due, std::max(now + 1, throttle_.next_at(waiting_.front().tokens, now)));
    const bool has_room = std::ranges::any_of(binds_, [](const auto& each) { return each.second->slots_free() > 0; });
    const auto next = promised() + 1;
    // Beyond the bucket no token is expected before one is taken, which settles anew.
    const bool fits = throttle_.is_unlimited() || next <= throttle_.burst();
    if (!blocked_ && has_room && fits) {
        due = std::min(due, expected_at(throttle_, static_cast<uint32_t>(std::min<uint64_t>(next, UINT32_MAX)), now,
                                        options_.credit_look_ahead.count()));
    }
    token_->expire_at(due);
}

}  // namespace kaskad::gateway::links
