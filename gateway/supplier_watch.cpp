#include "gateway/supplier_watch.hpp"

#include "core/assert.hpp"
#include "gateway/supplier_balance.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr int OK = 200;
constexpr std::chrono::seconds PAUSE_MAX{3'600};

bool is_asked(const facts::publish_link& effect) {
    const auto& link = effect.value;
    return !effect.gone && link.enabled && !link.supplier.balance_url.empty();
}

// What our books say is there, as the supplier counts it: what may still be bought, and what is kept back.
core::amount ours_of(const facts::supplier_standing& row) {
    return row.credit - row.owed;
}

}  // namespace

std::chrono::seconds pause_after(uint32_t errors, std::chrono::seconds every) {
    auto pause = every;
    for (; errors > 0 && pause < PAUSE_MAX; --errors)
        pause *= 2;
    return std::max(every, std::min(pause, PAUSE_MAX));
}

supplier_watch::supplier_watch(net::shard& home, supplier_watch_options options, facts::command_port& engine,
                               api::metrics& numbers)
    : options_{std::move(options)},
      engine_{engine},
      numbers_{numbers},
      published_{std::make_shared<const std::vector<api::supplier_poll>>()},
      questions_{home.get_executor(), [this] { ask_due(); }},
      standings_{home.get_executor(), [this] { ask_standings(); }},
      client_{home, {}} {
    ASSERT(options_.open_secret);
    ASSERT(options_.utc_ms);
}

// The same terms go on as they were: a reload that changes something else asks nobody.
void supplier_watch::handle_effect(const facts::publish_link& effect) {
    if (stopped_) return;
    const auto& link = effect.value;
    const auto known = asked_.find(link.id);
    if (!is_asked(effect)) {
        if (known != asked_.end()) asked_.erase(known);
        return publish();
    }
    if (known != asked_.end() && known->second.terms == link.supplier) return;
    asked of{.name = link.name, .terms = link.supplier, .version = ++versions_, .due = net::clock::now()};
    of.poll.link = link.id;
    asked_.insert_or_assign(link.id, std::move(of));
    publish();
    arm();
}

void supplier_watch::stop() {
    stopped_ = true;
    questions_.cancel();
    standings_.cancel();
    client_.stop();
}

void supplier_watch::ask_due() {
    const auto now = net::clock::now();
    for (auto& [link, of] : asked_) {
        if (of.is_open || of.due > now) continue;
        of.untold ? tell(of) : ask(of);
    }
    arm();
}

void supplier_watch::ask(asked& of) {
    net::http_call call;
    call.method = "GET";
    call.url = of.terms.balance_url;
    call.fields.add("Accept", "application/json");
    call.fields.add("User-Agent", "Kaskad/1");
    if (!of.terms.balance_header_sealed.empty()) {
        const auto header = options_.open_secret(of.terms.balance_header_sealed);
        if (!header) return note_error(of, "balance_header cannot be opened: was the key file changed?");
        const auto colon = header->find(": ");
        call.fields.add(std::string_view{*header}.substr(0, colon), std::string_view{*header}.substr(colon + 2));
    }
    call.repeatable = true;
    of.is_open = true;
    client_.send(std::move(call), [this, link = of.poll.link, version = of.version](const net::http_result& result) {
        handle_result(link, version, result);
    });
}

void supplier_watch::handle_result(core::link_id link, uint64_t version, const net::http_result& result) {
    const auto found = asked_.find(link);
    if (stopped_ || found == asked_.end() || found->second.version != version) return;
    auto& of = found->second;
    of.is_open = false;
    if (!result) {
        note_error(of, std::string{net::to_string(result.error().code)});
    } else if (result->status != OK) {
        note_error(of, "it answered " + std::to_string(result->status));
    } else if (const auto left = read_balance(result->body, of.terms.balance_path); !left) {
        note_error(of, left.error());
    } else {
        of.errors = 0;
        of.untold = facts::tell_balance{link, *left, options_.utc_ms()};
        tell(of);
    }
    arm();
}

void supplier_watch::note_error(asked& of, std::string why) {
    if (why != of.poll.error) spdlog::warn("balance with the supplier of {}: {}", of.name, why);
    of.poll.error = std::move(why);
    of.poll.error_utc = options_.utc_ms();
    numbers_.count_supplier_trouble(of.name);
    of.due = net::clock::now() + pause_after(++of.errors, std::chrono::seconds{of.terms.balance_every_s});
    publish();
}

// The question behind it is answered from the books as they are at that moment.
void supplier_watch::tell(asked& of) {
    if (!engine_.try_send(facts::command{*of.untold})) {
        of.due = net::clock::now() + options_.resend_delay;
        return;
    }
    of.compare_utc = of.untold->utc;
    of.untold.reset();
    of.due = net::clock::now() + std::chrono::seconds{of.terms.balance_every_s};
    ask_standings();
}

// Where the engine is too busy, the next time is soon enough.
void supplier_watch::ask_standings() {
    if (stopped_) return;
    engine_.try_send(facts::query_suppliers{options_.token});
    standings_.expire_after(options_.standing_every);
}

void supplier_watch::handle_answer(const facts::answer& answer) {
    const auto* told = std::get_if<facts::supplier_standings>(&answer.value);
    if (told == nullptr || stopped_) return;
    for (const auto& row : told->rows)
        take(row);
    publish();
}

void supplier_watch::take(const facts::supplier_standing& row) {
    numbers_.set_supplier(row.name, {.owed = row.owed,
                                     .left = row.has_limit ? std::optional{row.left} : std::nullopt,
                                     .told = row.has_told ? std::optional{row.told} : std::nullopt});
    const auto found = asked_.find(row.link);
    const bool is_of_now = found != asked_.end() && row.has_told && row.told_utc == found->second.compare_utc;
    if (!is_of_now) return;
    auto& of = found->second;
    of.compare_utc = 0;
    of.poll.difference = row.has_limit ? std::optional{row.told - ours_of(row)} : std::nullopt;
}

void supplier_watch::arm() {
    auto due = time_point::max();
    for (const auto& [link, of] : asked_)
        if (!of.is_open) due = std::min(due, of.due);
    questions_.expire_at(due);
}

void supplier_watch::publish() {
    std::vector<api::supplier_poll> all;
    for (const auto& [link, of] : asked_)
        all.push_back(of.poll);
    published_.store(std::make_shared<const std::vector<api::supplier_poll>>(std::move(all)));
}

}  // namespace kaskad::gateway
