#include "engine/route_tests.hpp"

#include "core/assert.hpp"
#include "engine/admission.hpp"
#include "engine/forced_route.hpp"
#include "engine/holds.hpp"
#include "engine/message_charge.hpp"
#include "engine/money.hpp"
#include "engine/probe_reception.hpp"
#include "engine/reply.hpp"
#include "engine/route_test_text.hpp"
#include "engine/utc_day.hpp"

#include <algorithm>
#include <expected>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;

constexpr int64_t VALIDITY_S_MIN = 60;
constexpr size_t BY_OCTETS_MAX = 64;
constexpr uint64_t NODE_TESTS = 1ULL << 40;

checked<const facts::client*> find_test_client(const turn& turn) {
    for (const auto& [id, client] : turn.memory.clients)
        if (client.enabled && client.name == ROUTE_TEST_CLIENT) return &client;
    return refuse(refusal_code::invalid_declaration, "client",
                  "route tests go out for the client \"route-test\", and none is declared: add a [[client]] of this "
                  "name");
}

checked<core::link_id> find_test_link(const turn& turn, const std::string& name) {
    for (const auto& [id, link] : turn.memory.links) {
        if (link.name != name || !link.enabled) continue;
        if (takes_new(link)) return id;
        return refuse(refusal_code::no_route, "link", "the link takes nothing new now: it is paused or drained");
    }
    return refuse(refusal_code::not_found, "link", "there is no such link");
}

checked<std::vector<std::string>> parse_numbers(const turn& turn, const facts::start_route_test& command,
                                                const facts::client& client) {
    const auto most = turn.limits.route_test.numbers_max;
    if (command.numbers.empty() || command.numbers.size() > most) {
        return refuse(refusal_code::invalid_recipient, "numbers",
                      "a test goes to 1 to " + std::to_string(most) + " numbers");
    }
    std::vector<std::string> numbers;
    for (const auto& text : command.numbers) {
        const auto parsed = core::parse_recipient(text, client.home);
        if (!parsed) return refuse(refusal_code::invalid_recipient, "numbers", text + ": " + parsed.error());
        if (std::ranges::find(numbers, parsed->digits) != numbers.end())
            return refuse(refusal_code::invalid_recipient, "numbers", text + " stands there twice");
        numbers.push_back(parsed->digits);
    }
    return numbers;
}

bool is_of_today(const turn& turn, const facts::route_test& test) {
    return day_number(test.started_utc) == day_number(turn.now.utc_ms);
}

core::amount spent_today(const turn& turn) {
    core::amount spent;
    for (const auto& [id, test] : turn.memory.route_tests)
        if (is_of_today(turn, test)) spent = spent + test.cost;
    return spent;
}

// The oldest that may go: today's are needed, for what they cost counts.
std::optional<uint64_t> find_oldest_ended(const turn& turn) {
    for (const auto& [id, test] : turn.memory.route_tests)
        if (test.has_ended && !is_of_today(turn, test)) return id;
    return std::nullopt;
}

checked<void> check_room(const turn& turn) {
    const auto& limits = turn.limits.route_test;
    if (limits.daily_budget.e6 == 0) {
        return refuse(refusal_code::budget_spent, "",
                      "there are no route tests: [route_test] daily_budget is 0 in the configuration");
    }
    const auto klass = static_cast<size_t>(core::message_class::transactional);
    if (turn.memory.pressure_percent >= ADMISSION_PERCENT[klass])
        return refuse(refusal_code::overloaded, "", "too much work is waiting; try again");
    if (turn.memory.route_tests.size() >= limits.tests_max && !find_oldest_ended(turn)) {
        return refuse(refusal_code::budget_spent, "",
                      "as many tests as are kept (" + std::to_string(limits.tests_max) + ") began today");
    }
    return {};
}

// A text that can go out, with all that its admission needs.
struct ready_text {
    facts::test_text kind = facts::test_text::latin;
    std::string tag;
    facts::submit_message command;
    facts::message draft;
    prepared decided;
};

struct ready_test {
    facts::route_test record;
    std::vector<ready_text> texts;
};

// What speaks against the link is what a tester wants to know.
refusal explained(const turn& turn, const facts::message& draft, core::link_id link, refusal refused) {
    if (refused.code != refusal_code::no_route) return refused;
    const auto decision = route_over(turn, draft, link, {});
    if (!decision.candidates.empty())
        refused.detail =
            "the link does not take it: " + std::string{core::to_string(decision.candidates.front().verdict)};
    return refused;
}

checked<ready_text> make_text(turn& turn, const facts::route_test& test, ready_text text, const facts::client& client) {
    auto& command = text.command;
    command.client = client.id;
    command.from = test.sender;
    command.text = make_test_text(text.kind, text.tag);
    command.klass = core::message_class::transactional;
    command.route_test = test.id;
    command.validity_s = std::max(VALIDITY_S_MIN, turn.limits.route_test.wait_ms / 1'000);
    if (const auto ok = fill_parties(turn, text.draft, command, client); !ok) return std::unexpected(ok.error());
    auto decided = prepare(turn, text.draft, command, client, test.link);
    if (!decided) return std::unexpected(explained(turn, text.draft, test.link, std::move(decided.error())));
    text.decided = std::move(*decided);
    return text;
}

facts::route_test_message record_of(const ready_text& text) {
    return {.number = text.draft.recipient,
            .kind = text.kind,
            .message = text.draft.id,
            .tag = text.tag,
            .text = text.command.text,
            .parts = text.draft.parts,
            .received = {}};
}

checked<void> add_text(turn& turn, ready_test& test, ready_text text, const facts::client& client) {
    auto made = make_text(turn, test.record, std::move(text), client);
    if (!made) return std::unexpected(made.error());
    const auto& decision = made->decided.decision;
    const auto cost = core::charge(decision.price, made->draft.parts);
    if (!cost) return refuse(refusal_code::no_price, "numbers", cost.error());
    test.record.cost = test.record.cost + *cost;
    test.record.currency = decision.currency;
    test.record.messages.push_back(record_of(*made));
    test.texts.push_back(std::move(*made));
    return {};
}

checked<void> check_budget(const turn& turn, const facts::route_test& test) {
    const auto budget = turn.limits.route_test.daily_budget;
    const auto spent = spent_today(turn);
    if (spent + test.cost <= budget) return {};
    return refuse(refusal_code::budget_spent, "",
                  "it would cost " + core::to_string(test.cost) + ", and of today's " + core::to_string(budget) + " " +
                      core::to_string(test.currency) + " " + core::to_string(spent) + " is spent");
}

facts::route_test make_record(const turn& turn, const facts::start_route_test& command, core::link_id link,
                              const facts::client& client) {
    facts::route_test made;
    made.id = turn.memory.node.last_route_test + 1;
    made.link = link;
    made.sender = command.sender.empty() ? client.default_sender : command.sender;
    made.by = command.by.substr(0, BY_OCTETS_MAX);
    made.schedule = command.schedule.substr(0, BY_OCTETS_MAX);
    made.started_utc = turn.now.utc_ms;
    made.ends_steady = turn.now.steady_ms + turn.limits.route_test.wait_ms;
    return made;
}

checked<void> add_texts(turn& turn, ready_test& test, const std::vector<std::string>& numbers,
                        const facts::client& client) {
    const auto seed = turn.memory.node.number * NODE_TESTS + test.record.id;
    core::message_id_source ids{turn.memory.node.number, turn.memory.node.last_message};
    uint32_t place = 0;
    for (const auto& number : numbers) {
        for (const auto kind : TEST_TEXTS) {
            ready_text text{
                .kind = kind, .tag = make_test_tag(seed, place++), .command = {}, .draft = {}, .decided = {}};
            text.command.to = "+" + number;
            text.draft.id = ids.next(turn.now.utc_ms);
            if (const auto ok = add_text(turn, test, std::move(text), client); !ok) return ok;
        }
    }
    return {};
}

// Looks only: everything that may be refused is refused here.
checked<ready_test> prepare_test(turn& turn, const facts::start_route_test& command) {
    const auto client = find_test_client(turn);
    if (!client) return std::unexpected(client.error());
    if (const auto ok = check_room(turn); !ok) return std::unexpected(ok.error());
    const auto link = find_test_link(turn, command.link);
    if (!link) return std::unexpected(link.error());
    const auto numbers = parse_numbers(turn, command, **client);
    if (!numbers) return std::unexpected(numbers.error());
    ready_test test{.record = make_record(turn, command, *link, **client), .texts = {}};
    if (const auto ok = add_texts(turn, test, *numbers, **client); !ok) return std::unexpected(ok.error());
    if (const auto ok = check_budget(turn, test.record); !ok) return std::unexpected(ok.error());
    return test;
}

void record(turn& turn, const facts::route_test& test) {
    auto node = turn.memory.node;
    node.last_route_test = test.id;
    auto changes = changes_of(facts::route_test{test}, std::move(node));
    if (turn.memory.route_tests.size() >= turn.limits.route_test.tests_max) {
        const auto oldest = find_oldest_ended(turn);
        ASSERT(oldest.has_value());
        changes.push_back({facts::route_test{.id = *oldest, .messages = {}}, true});
    }
    turn.emit({.kind = facts::fact_kind::route_test_started,
               .link = test.link,
               .note = test.schedule.empty() ? "by " + test.by : "schedule " + test.schedule,
               .changes = std::move(changes)});
}

}  // namespace

void handle(turn& turn, const facts::start_route_test& command) {
    auto test = prepare_test(turn, command);
    if (!test) return turn.send(facts::answer{command.reply_to, 0, std::move(test.error())});
    // After this point the test has begun.
    record(turn, test->record);
    for (auto& text : test->texts) {
        const auto reserved = reserve(turn, text.draft);
        ASSERT(reserved.has_value());  // of nothing
        admit(turn, text.draft, text.command, std::move(text.decided));
    }
    const auto& made = test->record;
    turn.send(facts::answer{
        command.reply_to, 0,
        facts::route_test_started{made.id, static_cast<uint32_t>(made.messages.size()), made.cost, made.currency}});
}

void handle(turn& turn, const facts::query_route_tests& command) {
    facts::route_tests told;
    const auto& tests = turn.memory.route_tests;
    for (auto each = tests.rbegin(); each != tests.rend(); ++each)
        if (command.id == 0 || each->first == command.id) told.rows.push_back(each->second);
    if (command.id != 0 && told.rows.empty()) {
        const refusal none{refusal_code::not_found, "", "there is no such route test, or it is not kept any more"};
        return turn.send(facts::answer{command.reply_to, 0, none});
    }
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

void end_route_tests(turn& turn) {
    std::vector<facts::route_test> over;
    for (const auto& [id, test] : turn.memory.route_tests)
        if (!test.has_ended && test.ends_steady <= turn.now.steady_ms) over.push_back(test);
    for (auto& test : over) {
        if (turn.is_long()) return;
        test.has_ended = true;
        note_texts_sent(turn, test);
        turn.emit({.kind = facts::fact_kind::route_test_ended,
                   .link = test.link,
                   .note = "test " + std::to_string(test.id),
                   .changes = changes_of(std::move(test))});
    }
}

}  // namespace kaskad::engine
