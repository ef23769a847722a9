#include "gateway/supplier_watch.hpp"

#include "core/assert.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace kaskad::gateway {

namespace {

constexpr int OK = 200;

std::expected<std::string, std::string> body_of(const net::http_result& result) {
    if (!result) return std::unexpected(std::string{net::to_string(result.error().code)});
    if (result->status != OK) return std::unexpected("it answered " + std::to_string(result->status));
    return result->body;
}

net::http_call make_call(const std::string& url, std::chrono::milliseconds deadline) {
    net::http_call call;
    call.method = "GET";
    call.url = url;
    call.fields.add("Accept", "application/json");
    call.fields.add("User-Agent", "Kaskad/1");
    call.deadline = deadline;
    call.repeatable = true;
    return call;
}

}  // namespace

supplier_watch::supplier_watch(net::shard& home, supplier_watch_options options, facts::command_port& engine,
                               api::metrics& numbers)
    : options_{std::move(options)},
      engine_{engine},
      numbers_{numbers},
      published_{std::make_shared<const std::vector<api::supplier_poll>>()},
      due_{home.get_executor(), [this] { go_on(); }},
      standings_{home.get_executor(), [this] { ask_standings(); }},
      client_{home, {}} {
    ASSERT(options_.open_secret);
    ASSERT(options_.utc_ms);
}

void supplier_watch::handle_effect(const facts::publish_link& effect) {
    if (stopped_) return;
    questions_.handle_link(effect, net::clock::now());
    publish();
    due_.expire_at(questions_.due());
}

void supplier_watch::stop() {
    stopped_ = true;
    due_.cancel();
    standings_.cancel();
    client_.stop();
}

void supplier_watch::go_on() {
    const auto now = net::clock::now();
    bool has_told = false;
    while (const auto what = questions_.poll_told(now))
        has_told = tell(*what) || has_told;
    while (const auto what = questions_.poll_question(now))
        ask(*what);
    // Asked behind what was told: the books are those of that moment.
    if (has_told) ask_standings();
    due_.expire_at(questions_.due());
}

void supplier_watch::ask(const supplier_question& what) {
    auto call = make_call(what.url, options_.answer_deadline);
    if (!what.header_sealed.empty()) {
        const auto header = options_.open_secret(what.header_sealed);
        if (!header)
            return handle_result(what, std::unexpected("balance_header cannot be opened: was the key file changed?"));
        const auto colon = header->find(": ");
        call.fields.add(std::string_view{*header}.substr(0, colon), std::string_view{*header}.substr(colon + 2));
    }
    client_.send(std::move(call), [this, what](const net::http_result& result) {
        if (stopped_) return;
        handle_result(what, body_of(result));
        go_on();
    });
}

void supplier_watch::handle_result(const supplier_question& what,
                                   const std::expected<std::string, std::string>& answer) {
    const auto trouble = questions_.handle_answer(what, answer, {net::clock::now(), options_.utc_ms()});
    if (!trouble) return;
    if (trouble->is_new) spdlog::warn("balance with the supplier of {}: {}", trouble->name, trouble->why);
    numbers_.count_supplier_trouble(trouble->name);
    publish();
}

bool supplier_watch::tell(const facts::tell_balance& what) {
    const bool is_taken = engine_.try_send(facts::command{what});
    const auto now = net::clock::now();
    questions_.handle_told(what.link, is_taken, now, now + options_.resend_delay);
    return is_taken;
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
        questions_.handle_standing(row);
    show(told->rows);
    publish();
}

// The rows are of all links that are in use: one that is not among them any more has no numbers, rather than its last.
void supplier_watch::show(const std::vector<facts::supplier_standing>& rows) {
    auto before = std::exchange(shown_, {});
    for (const auto& row : rows) {
        numbers_.set_supplier(row.name, {.owed = row.owed,
                                         .left = row.has_limit ? std::optional{row.left} : std::nullopt,
                                         .told = row.has_told ? std::optional{row.told} : std::nullopt});
        shown_.insert(row.name);
        before.erase(row.name);
    }
    for (const auto& link : before)
        numbers_.drop_supplier(link);
}

void supplier_watch::publish() {
    published_.store(std::make_shared<const std::vector<api::supplier_poll>>(questions_.polls()));
}

}  // namespace kaskad::gateway
