#include "tests/simulation/plan.hpp"

#include "tests/simulation/chance.hpp"

#include <fmt/format.h>

namespace kaskad::simulation {

namespace {

constexpr core::currency EURO{{'E', 'U', 'R'}};
constexpr int64_t MINUTE_MS = 60'000;

facts::declared_price priced(std::string link, int64_t e8) {
    facts::declared_price result;
    result.link = std::move(link);
    result.row.currency = EURO;
    result.row.price = {e8};
    return result;
}

engine::options draw_limits(chance& luck) {
    engine::options limits;
    for (auto& klass : limits.classes) {
        klass.validity_ms = luck.between(4 * MINUTE_MS, 20 * MINUTE_MS);
        klass.deadline_ms = klass.deadline_ms == 0 ? 0 : luck.between(MINUTE_MS, klass.validity_ms);
        if (klass.resend_ms > 0) klass.resend_ms = luck.between(1'000, MINUTE_MS);
        klass.policy = static_cast<routing::policy_kind>(luck.between(0, 3));
    }
    limits.receipt_grace_ms = luck.between(MINUTE_MS, 5 * MINUTE_MS);
    limits.idempotency_ms = 6 * 3'600'000LL;
    limits.attempts_max = static_cast<uint32_t>(luck.between(2, 4));
    limits.retry_delay_ms = luck.between(500, 5'000);
    limits.failover_ms = luck.between(1'000, 10'000);
    limits.hot_horizon_ms = luck.between(2'000, 5 * MINUTE_MS);
    limits.messages_hot = 64;
    limits.queue_hot = 16;
    // Small enough for false hits, and quick to make at each start.
    limits.key_filter_bits = 4'096;
    limits.people_filter_bits = 256;
    limits.due_hot = static_cast<size_t>(luck.between(10, 100));
    limits.events_hot = static_cast<size_t>(luck.between(4, 64));
    limits.fetches_max = static_cast<size_t>(luck.between(2, 16));
    limits.waiting_max = static_cast<size_t>(luck.between(8, 256));
    limits.callbacks_parallel = static_cast<uint32_t>(luck.between(1, 8));
    limits.callback_retries_open = static_cast<uint32_t>(luck.between(4, 64));
    limits.callback_tries_max = 1'000;
    limits.callback_delay_ms = 500;
    limits.callback_delay_max_ms = MINUTE_MS;
    return limits;
}

facts::link draw_link(chance& luck, uint32_t number) {
    facts::link link;
    link.name = fmt::format("link-{}", number);
    link.digest = "1";
    link.system_id = "sim";
    link.bind_type = luck.happens(300) ? "transmitter_receiver" : "transceiver";
    link.binds = static_cast<uint32_t>(luck.between(1, 3));
    link.window = static_cast<uint32_t>(luck.between(1, 10));
    link.rate = luck.happens(200) ? 0 : static_cast<uint32_t>(luck.between(2, 40));
    link.response_timeout_ms = static_cast<uint32_t>(luck.between(2'000, 30'000));
    link.enquire_link_ms = 30'000;
    link.reconnect_max_ms = 20'000;
    link.capability.revokes = luck.happens(500);
    return link;
}

facts::declared_client draw_client(chance& luck, uint32_t number) {
    facts::declared_client client;
    client.value.name = fmt::format("client-{}", number);
    client.value.digest = "1";
    client.value.currency = EURO;
    client.value.default_sender = "Shop";
    client.value.charge = luck.happens(500) ? billing::charge_rule::on_submit : billing::charge_rule::on_delivered;
    client.value.margin_min = {-1'000'000'000};  // prices are drawn without a thought of profit
    client.value.opening_balance = {luck.happens(300) ? luck.between(1, 20) * 1'000'000 : 10'000'000'000};
    facts::endpoint endpoint;
    endpoint.name = "main";
    endpoint.digest = "1";
    endpoint.url = "https://client.example/sms";
    endpoint.is_default = true;
    client.endpoints.push_back(endpoint);
    return client;
}

facts::declare draw_declaration(chance& luck) {
    facts::declare command;
    const auto links = luck.between(2, 3);
    for (uint32_t number = 1; number <= links; ++number) {
        command.links.push_back(draw_link(luck, number));
        command.prices.push_back(priced(command.links.back().name, luck.between(1, 9) * 1'000'000));
    }
    const auto clients = luck.between(1, 3);
    for (uint32_t number = 1; number <= clients; ++number)
        command.clients.push_back(draw_client(luck, number));
    command.prices.push_back(priced("", 8'000'000));
    command.plan = {{"49", {"", "DE", "Germany"}, 0}, {"49151", {"26201", "DE", "Telekom"}, 0}};
    return command;
}

operator_habits draw_operators(chance& luck) {
    // Some seeds have operators of one bad habit, some of many, some of none.
    const auto habit = [&](int64_t most) {
        return luck.happens(500) ? static_cast<uint32_t>(luck.between(1, most)) : 0;
    };
    operator_habits result;
    result.response_ms_max = luck.happens(300) ? luck.between(1'000, 5'000) : luck.between(5, 300);
    result.response_lost = habit(30);
    result.response_twice = habit(50);
    result.refused = habit(100);
    result.receipt_none = habit(100);
    result.receipt_early = habit(300);
    result.receipt_late = habit(300);
    result.receipt_twice = habit(200);
    result.receipt_contrary = habit(100);
    result.receipt_enroute = habit(200);
    result.negative = habit(200);
    result.bind_refused = habit(300);
    result.trouble_every_ms = luck.happens(700) ? luck.between(MINUTE_MS, 10 * MINUTE_MS) : 0;
    return result;
}

storage_habits draw_storage(chance& luck) {
    storage_habits result;
    result.file_journal = luck.happens(400);
    result.sync_ms_max = luck.between(1, 20);
    result.append_fails = luck.happens(400) ? 2 : 0;
    result.write_fails = luck.happens(400) ? 10 : 0;
    result.linger_ms = luck.between(1, 2'000);
    result.projector.groups_per_batch_max = static_cast<size_t>(luck.between(1, 500));
    result.projector.groups_waiting_max = static_cast<size_t>(luck.between(200, 10'000));
    if (luck.happens(400)) {
        result.stall_every_ms = luck.between(3 * MINUTE_MS, 20 * MINUTE_MS);
        result.stall_ms = luck.between(MINUTE_MS / 4, 6 * MINUTE_MS);
    }
    return result;
}

client_habits draw_clients(chance& luck) {
    client_habits result;
    result.request_lost = luck.happens(500) ? 20 : 0;
    result.answer_lost = luck.happens(500) ? 50 : 0;
    result.asked_twice = luck.happens(700) ? 60 : 0;
    result.other_body = 5;
    result.scheduled = luck.happens(500) ? 100 : 0;
    result.long_text = static_cast<uint32_t>(luck.between(0, 300));
    result.recipients = luck.happens(300) ? 5 : 300;
    result.burst_max = static_cast<size_t>(luck.between(1, 400));
    result.callback_fails = luck.happens(500) ? 100 : 0;
    result.callback_answer_lost = luck.happens(500) ? 50 : 0;
    result.callback_down_every_ms = luck.happens(300) ? 10 * MINUTE_MS : 0;
    return result;
}

// Of chance of their own, so that the rest of a seed's plan is what it is without them.
void draw_resellers(chance luck, plan& made) {
    for (auto& client : made.declaration.clients) {
        if (luck.happens(400)) continue;
        facts::smpp_account account;
        account.system_id = "at-" + client.value.name;
        account.default_class = static_cast<core::message_class>(luck.below(core::MESSAGE_CLASS_COUNT));
        account.binds = static_cast<uint32_t>(luck.between(1, 4));
        account.window = static_cast<uint32_t>(luck.between(1, 10));
        account.rate = luck.happens(500) ? static_cast<uint32_t>(luck.between(8, 20)) : 0;
        facts::endpoint receipts;
        receipts.name = "smpp:" + account.system_id;
        receipts.digest = "1";
        receipts.url = account.system_id;
        receipts.kind = facts::endpoint_kind::smpp;
        receipts.parallel = account.window * account.binds;
        using enum facts::event_kind;
        for (const auto kind : {delivered, failed, expired, cancelled, unknown})
            receipts.kinds.push_back(static_cast<uint8_t>(kind));
        client.value.accounts.push_back(std::move(account));
        client.endpoints.push_back(std::move(receipts));
    }
    made.resellers.burst_max = static_cast<size_t>(luck.between(1, 30));
    made.resellers.receipt_refused = luck.happens(500) ? 100 : 0;
    made.resellers.receipt_ignored = luck.happens(500) ? 30 : 0;
}

// Some clients stand below others, and are charged by rules of their own; likewise of chance of their own.
void draw_tree(chance luck, plan& made) {
    if (luck.happens(400)) return;
    auto& clients = made.declaration.clients;
    const auto unit = luck.happens(200) ? facts::charge_unit::message : facts::charge_unit::part;
    for (size_t place = 0; place < clients.size(); ++place) {
        auto& client = clients[place].value;
        client.clients_max = 10;
        client.unit = unit == facts::charge_unit::part && luck.happens(300) ? facts::charge_unit::delivered_part : unit;
        if (luck.happens(300)) client.charge = billing::charge_rule::on_accepted;
        client.without_receipt_percent = luck.happens(300) ? static_cast<uint32_t>(luck.between(1, 100)) : 0;
        client.balance_low = {luck.happens(300) ? luck.between(1, 20) * 1'000'000 : 0};
        if (luck.happens(300))
            client.quotas.push_back({.country = {}, .limit = luck.between(50, 2'000), .warn_percent = 80});
        if (luck.happens(200)) client.rate = static_cast<uint32_t>(luck.between(8, 200));
        if (place == 0 || luck.happens(300)) continue;
        clients[place].parent = clients[luck.below(place)].value.name;
        client.pricing = facts::pricing_rule::parent;
        client.markup_ppm = static_cast<int32_t>(luck.between(0, 500'000));
    }
}

facts::channel_capability capability_of(core::channel channel) {
    facts::channel_capability can;
    can.proves_delivered = true;
    can.proves_read = true;
    can.takes_text = true;
    can.ttl_min_s = channel == core::channel::whatsapp ? 0 : 30;
    can.ttl_max_s = channel == core::channel::whatsapp ? 0 : 3'600;
    can.proves_sent = channel != core::channel::viber;
    can.refuses_at_once = channel == core::channel::viber;
    can.revokes = channel == core::channel::telegram;
    return can;
}

void draw_account(chance& luck, core::channel channel, plan& made) {
    auto& declaration = made.declaration;
    facts::link account;
    account.name = std::string{core::to_string(channel)};
    account.digest = "1";
    account.channel = channel;
    account.adapter = "simulated";
    account.window = static_cast<uint32_t>(luck.between(1, 10));
    account.capability = capability_of(channel);
    account.capability.is_idempotent = channel == core::channel::viber && luck.happens(300);
    for (const auto& name : {account.name, std::string{}}) {
        declaration.prices.push_back(priced(name, luck.between(1, 9) * 1'000'000));
        declaration.prices.back().row.channel = channel;
    }
    declaration.links.push_back(std::move(account));
}

messenger_habits draw_habits(chance& luck) {
    const auto habit = [&](int64_t most) {
        return luck.happens(600) ? static_cast<uint32_t>(luck.between(1, most)) : 0;
    };
    messenger_habits result;
    result.answer_ms_max = luck.happens(300) ? luck.between(1'000, 5'000) : luck.between(5, 300);
    result.absent = habit(300);
    result.refused = habit(50);
    result.retry = habit(100);
    result.throttle = habit(100);
    result.account = habit(30);
    result.config = habit(30);
    result.answer_lost = habit(100);
    result.negative = habit(200);
    result.report_none = habit(200);
    result.report_early = habit(200);
    result.report_late = habit(200);
    result.report_twice = habit(300);
    result.report_reversed = habit(300);
    result.report_contrary = habit(200);
    result.read = static_cast<uint32_t>(luck.between(200, 900));
    result.revoke_lost = habit(100);
    result.replies = habit(60);
    result.opt_outs = habit(20);
    result.trouble_every_ms = luck.happens(700) ? luck.between(MINUTE_MS, 10 * MINUTE_MS) : 0;
    result.cascades = static_cast<uint32_t>(luck.between(100, 500));
    return result;
}

// In half of the seeds messages go by cascades too, again of chance of their own.
void draw_messengers(chance luck, plan& made) {
    if (luck.happens(500)) return;
    draw_account(luck, core::channel::viber, made);
    draw_account(luck, core::channel::telegram, made);
    if (luck.happens(700)) draw_account(luck, core::channel::whatsapp, made);
    made.messengers = draw_habits(luck);
    made.limits.cascade.unreachable_ms = luck.between(10'000, 10 * MINUTE_MS);
    made.limits.cascade.unreachable_max_ms = made.limits.cascade.unreachable_ms * 4;
    made.limits.cascade.revoke_wait_ms = luck.between(500, 10'000);
    made.limits.cascade.grace_ms = luck.between(1'000, 10'000);
    for (auto& client : made.declaration.clients) {
        if (luck.happens(300)) client.value.charge_by = facts::cascade_charge::attempt;
        if (luck.happens(400)) client.value.reserve_by = facts::cascade_reserve::step;
    }
}

}  // namespace

plan draw_benchmark(int64_t rate, int64_t seconds) {
    chance luck{1};
    plan result;
    result.seed = 1;
    result.load_ms = seconds * 1'000;
    result.rate_milli = rate * 1'000;
    result.mailbox = 1'024;
    result.messages_max = 1'000'000;
    result.declaration = draw_declaration(luck);
    result.operators_count = result.declaration.links.size();
    for (auto& link : result.declaration.links) {
        link.window = 100;
        link.rate = 0;
        link.binds = 2;
    }
    for (auto& client : result.declaration.clients)
        client.value.opening_balance = {1'000'000'000'000};
    result.clients.burst_max = static_cast<size_t>(rate);
    result.clients.recipients = 100'000;
    return result;
}

plan draw_plan(uint64_t seed) {
    chance luck{seed};
    plan result;
    result.seed = seed;
    result.messages_max = static_cast<size_t>(luck.between(200, 4'000));
    result.tick_ms = luck.between(100, 1'000);
    result.fetch_ms_max = luck.happens(300) ? 2'000 : 20;
    result.crash_every_ms = luck.happens(600) ? luck.between(2 * MINUTE_MS, 20 * MINUTE_MS) : 0;
    result.declare_every_ms = luck.happens(300) ? luck.between(5 * MINUTE_MS, 20 * MINUTE_MS) : 0;
    result.limits = draw_limits(luck);
    result.declaration = draw_declaration(luck);
    result.operators_count = result.declaration.links.size();
    result.operators = draw_operators(luck);
    result.storage = draw_storage(luck);
    result.clients = draw_clients(luck);
    draw_resellers(chance{seed ^ 0x5A11}, result);
    draw_tree(chance{seed ^ 0x7233}, result);
    draw_messengers(chance{seed ^ 0xCA5C}, result);
    chance office{seed ^ 0xB111};
    result.has_office = office.happens(500);
    if (result.has_office) result.month_ends_ms = office.between(5 * MINUTE_MS, result.load_ms / 2);
    chance database{seed ^ 0xDB};
    result.storage.sqlite = database.happens(250);
    result.storage.checkpoint_pages = static_cast<int>(database.between(10, 1'000));
    return result;
}

}  // namespace kaskad::simulation
