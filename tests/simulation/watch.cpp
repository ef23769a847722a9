#include "tests/simulation/watch.hpp"

#include "billing/trial_balance.hpp"
#include "core/assert.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/links/receipt_reading.hpp"
#include "smpp/udh.hpp"
#include "store/memory_database.hpp"
#include "tests/invariants/agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace kaskad::simulation {

namespace {

constexpr size_t TOKEN_DIGITS = 7;
constexpr uint32_t CLIENT_PARTS_MAX = 4;  // of the texts of resellers.cpp

facts::part_state part_state_of(smpp::message_state state) {
    return gateway::links::part_state_of(smpp::receipt{.state = state});
}

// FNV-1a's steps, with eight octets in each: every octet of the run comes by here.
uint64_t mixed_in(uint64_t digest, std::string_view octets) {
    const auto step = [&digest](std::string_view word) {
        uint64_t value = 0;
        std::memcpy(&value, word.data(), word.size());
        digest = (digest ^ value) * 0x100000001B3ULL;
        digest ^= digest >> 32;
    };
    for (; octets.size() > sizeof(digest); octets.remove_prefix(sizeof(digest)))
        step(octets.substr(0, sizeof(digest)));
    step(octets);
    return digest;
}

// What SMPP 3.4 has of our states.
smpp::message_state state_told(facts::message_state state) {
    switch (state) {
        case facts::message_state::delivered:
        case facts::message_state::read:
            return smpp::message_state::delivered;
        case facts::message_state::failed:
            return smpp::message_state::undeliverable;
        case facts::message_state::rejected:
            return smpp::message_state::rejected;
        case facts::message_state::expired:
            return smpp::message_state::expired;
        case facts::message_state::cancelled:
            return smpp::message_state::deleted;
        default:
            return smpp::message_state::unknown;
    }
}

bool has_arrived(const facts::attempt& attempt) {
    return attempt.state == facts::attempt_state::delivered || attempt.state == facts::attempt_state::read;
}

// A report's word, as that of a receipt.
facts::part_state part_state_of(facts::attempt_state state) {
    switch (state) {
        case facts::attempt_state::delivered:
        case facts::attempt_state::read:
            return facts::part_state::delivered;
        case facts::attempt_state::sent:
            return facts::part_state::sent;
        default:
            return facts::part_state::undelivered;
    }
}

rare path_of_stop(core::reason by) {
    if (by == core::reason::superseded) return rare::superseded;
    return by == core::reason::answered_by_recipient ? rare::replied : rare::stopped;
}

}  // namespace

std::string text_of(uint64_t ordinal, size_t length) {
    const auto token = fmt::format("<{:07}>", ordinal);
    std::string text;
    while (text.size() < std::max(length, token.size()))
        text += token;
    return text;
}

uint64_t ordinal_of(std::string_view octets) {
    std::string digits;
    bool inside = false;
    for (const char octet : octets) {
        if (octet == '<') {
            inside = true;
            digits.clear();
        } else if (inside && octet >= '0' && octet <= '9') {
            digits += octet;
        } else if (inside && octet == '>' && digits.size() == TOKEN_DIGITS) {
            return std::stoull(digits);
        } else if (octet != '\0') {
            inside = false;
        }
    }
    return 0;
}

void watch::take(facts::group&& group, uint64_t durable) {
    if (group.facts.empty()) return;
    if (group.position > durable) {
        complain(fmt::format("group {} takes effect and the journal ends at {}", group.position, durable));
    }
    if (group.position <= position_) return;
    if (group.position != position_ + 1) complain(fmt::format("group {} follows {}", group.position, position_));
    position_ = group.position;
    now_ = group.now;
    for (auto& fact : group.facts)
        take(fact);
    if (!billing::unbalanced_currencies(accounts_).empty()) {
        complain(fmt::format("the accounts do not sum to zero after group {}", group.position));
    }
}

void watch::keep(const store::durable_group& group) {
    if (group.position <= stored_position_) return;
    stored_position_ = group.position;
    digest_ = mixed_in(digest_, group.octets);
    if (keeps_groups_) stored_.push_back(group);
}

void watch::compare(store::database& with, chance luck) {
    ASSERT(keeps_groups_);
    store::memory_database made;
    billing::books_end head;
    for (size_t from = 0; from < stored_.size();) {
        const auto to = std::min(stored_.size(), from + 1 + luck.below(2'000));
        const auto batch = store::fold(
            {stored_.begin() + static_cast<std::ptrdiff_t>(from), stored_.begin() + static_cast<std::ptrdiff_t>(to)},
            head);
        ASSERT(batch.has_value());
        head = batch->postings;
        ASSERT(made.write(*batch).has_value());
        from = to;
    }
    invariants::compare_whole(made, with, broken);
}

void watch::compare(const engine::world& memory) {
    for (const auto id : memory.messages.ids()) {
        const auto place = places_.find(id);
        if (place == places_.end()) return complain(fmt::format("memory holds message {}, no fact does", id.value));
        memory.messages.look(id, [&](const facts::message& held) {
            if (facts::encoded(held) != facts::encoded(messages_[place->second]))
                complain(fmt::format("memory holds another message {}", id.value));
        });
    }
    for (const auto& account : accounts_) {
        const auto* held = memory.accounts.find(account.id);
        if (!held || facts::encoded(*held) != facts::encoded(account))
            complain(fmt::format("memory holds another account {}", account.id.value));
    }
}

void watch::print(const facts::fact& fact) const {
    fmt::print("  group {}: {}, attempt {}, part {}, status {:#x}, {}", position_, facts::to_string(fact.kind),
               fact.attempt, fact.part, fact.command_status, fact.note);
    for (const auto& change : fact.changes) {
        const auto* message = std::get_if<facts::message>(&change.after);
        if (message) fmt::print(" -> {}", facts::to_string(message->state));
    }
    fmt::print("\n");
}

void watch::take(facts::fact& fact) {
    using facts::fact_kind;
    if (traced_ && fact.message == traced_) print(fact);
    acknowledgements_.take(fact);
    copies_.take(fact);
    kind_ = fact.kind;
    switch (fact.kind) {
        case fact_kind::part_not_sent:
            ++counts[rare::not_sent];
            break;
        case fact_kind::part_in_doubt:
            ++counts[rare::in_doubt];
            break;
        case fact_kind::receipt_parked:
            ++counts[rare::parked];
            break;
        case fact_kind::job_advanced:
            ++counts[rare::job_slice];
            break;
        case fact_kind::invoice_issued:
            ++counts[rare::invoiced];
            break;
        case fact_kind::invoice_taken_back:
            ++counts[rare::taken_back];
            break;
        case fact_kind::invoice_paid:
            ++counts[rare::invoice_paid];
            break;
        case fact_kind::period_closed:
            ++counts[rare::month_closed];
            break;
        case fact_kind::reconciled:
            ++counts[rare::reconciled];
            break;
        case fact_kind::reconciliation_changed:
            ++counts[rare::dispute_changed];
            break;
        case fact_kind::recalled:
            ++counts[rare::recall];
            return;  // as it was
        default:
            break;
    }
    if (fact.note == "matched by address") ++counts[rare::by_address];
    if (fact.note.starts_with("closed by ")) ++counts[rare::receipt_closed];
    for (auto& change : fact.changes) {
        if (!change.gone) take(change.after);
    }
}

void watch::take(facts::record& record) {
    if (auto* message = std::get_if<facts::message>(&record)) {
        take(*message);
    } else if (const auto* posting = std::get_if<billing::posting>(&record)) {
        books_.take(*posting, broken);
    } else if (const auto* account = std::get_if<billing::account>(&record)) {
        take(*account);
    } else if (const auto* link = facts::find_in<facts::link>(record)) {
        links_[link->id] = *link;
        pace_.change(link->id);
    } else if (const auto* endpoint = std::get_if<facts::endpoint>(&record)) {
        endpoints_[endpoint->id] = *endpoint;
    } else if (const auto* cascade = std::get_if<facts::cascade>(&record)) {
        steps_.take(*cascade);
    } else if (const auto* client = std::get_if<facts::client>(&record)) {
        steps_.take(*client);
        client_rates_[client->id] = client->accounts.empty() ? 0 : client->accounts.front().rate;
    }
}

void watch::take(facts::message& message) {
    receipts_.take(message, broken);
    const auto [place, is_new] = places_.try_emplace(message.id, messages_.size());
    if (is_new) messages_.emplace_back();
    auto& kept = messages_[place->second];
    if (message.cascade != 0) take_cascade(is_new ? nullptr : &kept, message);
    if (message.late && !kept.late) ++counts[rare::late];
    kept = std::move(message);
}

void watch::take_cascade(const facts::message* before, const facts::message& after) {
    steps_.take(before, after, {kind_, position_, now_}, broken);
    calls.take(after, broken);
    if (before) count_cascade(*before, after);
}

void watch::count_cascade(const facts::message& before, const facts::message& after) {
    using facts::fact_kind;
    const bool is_held = kind_ == fact_kind::step_held;
    if (is_held && after.revoke_until_steady > 0) ++counts[rare::avoid_wait];
    if (is_held && after.revoke_until_steady == 0) ++counts[rare::step_held];
    if (after.is_stopped && !before.is_stopped) ++counts[path_of_stop(after.stopped_by)];
    for (size_t place = 0; place < before.attempts.size(); ++place) {
        const auto& now = after.attempts[place];
        const auto& then = before.attempts[place];
        if (now.reason == core::reason::step_timed_out && then.reason != now.reason) ++counts[rare::timed_out];
        if (now.channel == core::channel::sms || now.parts.empty()) continue;
        const bool arrives = has_arrived(now) && !has_arrived(then);
        if (arrives && now.step < after.step) ++counts[rare::late_delivery];
        const bool is_guess = now.parts.front().matched == facts::matched_by::address;
        if (is_guess && then.parts.front().matched != now.parts.front().matched) ++counts[rare::echo_join];
    }
}

void watch::take(const billing::account& account) {
    books_.set_limit(account);
    if (account.kind == billing::account_kind::receivable && account.posted.e6 < 0) ++counts[rare::receivable];
    const auto known = std::ranges::find(accounts_, account.id, &billing::account::id);
    if (known == accounts_.end()) {
        accounts_.push_back(account);
    } else {
        *known = account;
    }
}

void watch::acknowledge(const std::string& key, uint64_t ordinal, core::message_id message) {
    acknowledgements_.acknowledge(key, message, broken);
    by_ordinal_[ordinal] = message;
}

void watch::read(core::message_id message, const facts::message* shown, uint64_t facts_shown) {
    if (!shown) return complain(fmt::format("message {} was acknowledged and cannot be read", message.value));
    auto& before = facts_shown_[message];
    if (facts_shown < before) complain(fmt::format("message {} is shown younger than before", message.value));
    before = facts_shown;
}

void watch::call(const facts::event& event, bool accepted) {
    endings_.call(event, facts::encoded(event), accepted, broken);
}

void watch::check_receipt(const facts::message& message) {
    const auto heard = heard_.find(message.id);
    if (heard != heard_.end() && heard->second.contains(state_told(message.state))) return;
    complain(
        fmt::format("message {} is {}, and no receipt said so", message.id.value, facts::to_string(message.state)));
}

// At once a quarter of a second's worth (gateway/clients/account_state.hpp), or one message (smpp/throttle.hpp).
void watch::client_submit(core::client_id client, uint32_t segments, int64_t now_ms) {
    const auto rate = client_rates_[client];
    const invariants::link_terms allowed{SIZE_MAX, rate, std::max(CLIENT_PARTS_MAX, rate / 4)};
    invariants::complaints own;
    for (uint32_t segment = 0; segment < segments; ++segment)
        client_pace_.take({client.value}, allowed, 0, now_ms, own);
    if (!own.empty()) complain(fmt::format("client {} may submit faster than {} a second", client.value, rate));
}

void watch::submit_left(const facts::link& terms, size_t outstanding, int64_t now_ms) {
    // A tenth of a second's worth at once (smpp/throttle.hpp).
    const auto rate = links_[terms.id].rate;
    const invariants::link_terms allowed{terms.window, rate, std::max(1U, rate / 10)};
    pace_.take(terms.id, allowed, outstanding, now_ms, broken);
}

void watch::part_taken(const smpp::submit_sm& pdu) {
    const auto ordinal = ordinal_of(pdu.short_message);
    const auto known = by_ordinal_.find(ordinal);
    const bool has_udh = (pdu.esm_class & smpp::esm::UDHI) != 0 && pdu.short_message.size() > 5;
    const auto part = has_udh ? static_cast<uint8_t>(pdu.short_message[static_cast<uint8_t>(pdu.short_message[0])]) : 1;
    if (known != by_ordinal_.end()) copies_.carry(known->second, static_cast<uint8_t>(part), broken);
}

void watch::receipt_sent(core::link_id link, const std::string& id, smpp::message_state state) {
    receipts_.send(link, id, part_state_of(state));
}

void watch::receipt_taken(core::link_id link, const std::string& id, smpp::message_state state) {
    receipts_.acknowledge(link, id, part_state_of(state));
}

size_t watch::open_messages() const {
    return static_cast<size_t>(
        std::ranges::count_if(messages_, [](const auto& each) { return !facts::is_final(each.state); }));
}

void watch::report_sent(core::link_id account, const std::string& id, facts::attempt_state state) {
    receipts_.send(account, id, part_state_of(state));
}

void watch::report_taken(core::link_id account, const std::string& id, const facts::part_ref& attempt,
                         facts::attempt_state state) {
    receipts_.acknowledge(account, id, part_state_of(state));
    calls.report(attempt, state);
}

void watch::end() {
    for (const auto& message : messages_) {
        const auto endpoint = endpoints_.find(message.endpoint);
        const bool over_smpp = endpoint != endpoints_.end() && endpoint->second.kind == facts::endpoint_kind::smpp;
        endings_.end(message, endpoint != endpoints_.end() && !over_smpp, broken);
        if (over_smpp) check_receipt(message);
        receipts_.end(message, broken);
        copies_.end(message, broken);
        steps_.end(message, broken);
        calls.end(message, broken);
        books_.compare(message, broken);
    }
    books_.compare_all(accounts_, broken);
    if (books_.open_reservations() > 0) complain(fmt::format("{} reservations never end", books_.open_reservations()));
}

}  // namespace kaskad::simulation
