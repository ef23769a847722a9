#include "config/key.hpp"
#include "config/schema.hpp"
#include "core/message_class.hpp"

#include <limits>

// [engine] and [engine.class.*]: the limits and delays of delivery, a key for each member of engine::options.

namespace kaskad::config {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;
constexpr int64_t HOUR = 60 * MINUTE;
constexpr int64_t DAY = 24 * HOUR;
constexpr int64_t ATTEMPTS_MAX = 32;

using o = engine::options;
using k = keys_of<o>;

section<engine::class_options> class_section() {
    using c = engine::class_options;
    using keys = keys_of<c>;
    return {"How messages of this class are treated.",
            {
                keys::whole("deadline_ms", &c::deadline_ms, {0, 7 * DAY},
                            "A message not sent by then is expired, and the client is not charged. 0 = as long as it "
                            "is valid."),
                keys::whole("validity_ms", &c::validity_ms, {MINUTE, 31 * DAY},
                            "How long the operator may try, where the client does not say."),
                keys::whole("resend_ms", &c::resend_ms, {-1, HOUR},
                            "What left without an answer when a connection broke goes out again after this time. "
                            "-1 = never: it ends unknown."),
                keys::flag("resend_elsewhere", &c::resend_elsewhere,
                           "Send it again over another link where there is one, as a whole; otherwise only the part "
                           "in doubt, over the same link."),
                keys::whole("floor_percent", &c::floor_percent, {0, 50},
                            "The share of a link's segments this class gets even while higher classes wait."),
                keys::text("policy", &c::policy, policy_form(),
                           "How links are chosen for clients without a [[client.route]] of their own."),
                keys::whole("delivery_floor_percent", &c::delivery_floor_percent, {0, 100},
                            "A link that delivers less, at the lower bound of what is believed, gives way to others."),
                keys::whole("band_percent", &c::band_percent, {0, 100},
                            "policy balanced: how many points below the best quality a link may be."),
                keys::whole("in_time_ms", &c::in_time_ms, {0, DAY},
                            "policies best_quality and balanced: a delivery later than this counts for nothing. 0 = "
                            "whenever."),
                keys::whole("wait_max_ms", &c::wait_max_ms, {0, DAY},
                            "A link whose queue takes longer gives way to others. 0 = none does."),
                keys::whole("links_after_failure", &c::links_after_failure, {0, ATTEMPTS_MAX - 1},
                            "A receipt says that the link or the network failed: over so many other links it goes "
                            "then, while it is valid; the client hears of the last only."),
                keys::flag("again_after_subscriber", &c::again_after_subscriber,
                           "The same where the subscriber is why, as with a phone that is off, and not for good."),
            }};
}

section<o> classes_section() {
    const auto of = [](core::message_class which) {
        return [which](auto& options) -> auto& {
            return options.classes[static_cast<size_t>(which)];
        };
    };
    std::vector<key<o>> all;
    for (const auto which : {core::message_class::otp, core::message_class::transactional, core::message_class::service,
                             core::message_class::marketing})
        all.push_back(k::table(std::string{core::to_string(which)}, of(which), class_section()));
    return {"", std::move(all)};
}

std::vector<key<o>> time_keys() {
    return {
        k::whole("validity_max_ms", &o::validity_max_ms, {MINUTE, 31 * DAY},
                 "The longest validity a client may ask for."),
        k::whole("schedule_max_ms", &o::schedule_max_ms, {0, 2 * 366 * DAY},
                 "How far ahead a message may be scheduled."),
        k::whole("receipt_grace_ms", &o::receipt_grace_ms, {0, 7 * DAY},
                 "How long after its validity a message without a receipt still waits before it ends unknown."),
        k::whole("late_receipt_ms", &o::late_receipt_ms, {0, 31 * DAY},
                 "How long after that a late receipt still finds its message."),
        k::whole("receipt_maturity_ms", &o::receipt_maturity_ms, {1, DAY},
                 "A long message whose first receipt is so old shows which parts its link confirms (receipts = auto)."),
        k::whole("parked_receipt_ms", &o::parked_receipt_ms, {0, 31 * DAY},
                 "How long a receipt that fits no message is kept, in case its message is yet to be answered for."),
        k::whole("inbound_wait_ms", &o::inbound_wait_ms, {1'000, DAY},
                 "How long a text from a handset waits for its other parts before it is handed on incomplete."),
        k::whole("inbound_repeat_ms", &o::inbound_repeat_ms, {0, DAY},
                 "The same text from the same handset to the same number over the same link within this time is taken "
                 "for the operator's repeat, and dropped. 0 = never."),
        k::whole("idempotency_ms", &o::idempotency_ms, {MINUTE, 31 * DAY},
                 "How long an Idempotency-Key is remembered."),
        k::whole("hot_horizon_ms", &o::hot_horizon_ms, {MINUTE, DAY},
                 "Work due within this time is held in memory; the rest waits in the database."),
    };
}

std::vector<key<o>> retry_keys() {
    return {
        k::whole("attempts_max", &o::attempts_max, {1, ATTEMPTS_MAX},
                 "Links tried for one message, the first one included."),
        k::whole("retries_max", &o::retries_max, {0, 100},
                 "Times a submit that the operator refused for the moment is repeated on the same link."),
        k::whole("retry_delay_ms", &o::retry_delay_ms, {1, HOUR},
                 "The wait before the first repeat; it doubles with each, up to retry_delay_max_ms."),
        k::whole("retry_delay_max_ms", &o::retry_delay_max_ms, {1, DAY}, "The longest such wait."),
        k::whole("failover_ms", &o::failover_ms, {0, HOUR},
                 "A link without a connection for so long hands its queue to the others."),
        k::whole("code_again_ms", &o::code_again_ms, {0, HOUR},
                 "A one-time code to the same recipient within this time goes over another link, and the first is "
                 "taken for not arrived until its receipt comes. 0 = not looked at."),
        k::whole("probe_otp_permille", &o::probe_otp_permille, {0, 1'000},
                 "One-time codes of a thousand that may go over another link than the best as believed, so that the "
                 "belief stays true."),
        k::whole("probe_permille", &o::probe_permille, {0, 1'000}, "The same of all other messages."),
        k::text("probe_cost_max", &o::probe_cost_max, price_form(),
                "What such messages may cost in a day (UTC) beside the best, in the currency of the buy prices."),
        k::whole("pumping_delay_ms", &o::pumping_delay_ms, {1, DAY},
                 "Messages that look a little like traffic pumping wait so long (pumping = \"guard\")."),
        k::whole("leaving_ms", &o::leaving_ms, {0, DAY},
                 "A removed link that has sent all stays bound for so long, for the receipts of it."),
    };
}

std::vector<key<o>> memory_keys() {
    return {
        k::whole("messages_hot", &o::messages_hot, {100, 100'000'000}, "Messages in memory, over all queues."),
        k::whole("queue_hot", &o::queue_hot, {10, 10'000'000},
                 "Messages in memory per link, class and client; a longer queue has its tail in the database."),
        k::whole("due_hot", &o::due_hot, {10, 10'000'000}, "Due messages fetched ahead from the database."),
        k::whole("parked_receipts_max", &o::parked_receipts_max, {10, 100'000},
                 "Parked receipts kept; beyond it the oldest goes."),
        k::whole("inbound_parts_max", &o::inbound_parts_max, {10, 1'000'000},
                 "Parts kept of texts from handsets that are not whole, one of over 255 octets counting several times; "
                 "beyond it the oldest text is handed on incomplete."),
        k::whole("inbound_prints_max", &o::inbound_prints_max, {10, 10'000'000},
                 "Texts from handsets remembered to know an operator's repeat; beyond it the oldest is forgotten."),
        k::whole("events_hot", &o::events_hot, {10, 10'000'000},
                 "Events in memory per callback endpoint; one that is further behind is fed from the database."),
        k::whole("feed_events_max", &o::feed_events_max, {1'000, 100'000'000},
                 "Events that a feed holds until they are fetched; beyond it the oldest are given up."),
        k::whole("fetches_max", &o::fetches_max, {1, 65'536}, "Reads from the database under way at once."),
        k::whole("waiting_max", &o::waiting_max, {1, 1'000'000},
                 "Commands that may wait for such a read; beyond it new messages are refused for the moment."),
        k::whole("links_max", &o::links_max, {1, 4'096}, "Links that may be declared."),
        k::whole("imports_max", &o::imports_max, {1, 10'000}, "Imports of prices that are kept; the oldest goes."),
        k::whole("arms_max", &o::arms_max, {1, 10'000'000},
                 "Links times networks of which deliveries are learnt; of more nothing is."),
        k::whole(
            "learnt_numbers_max", &o::learnt_numbers_max, {1, 10'000'000},
            "Numbers of which a network is kept that is not the plan's; beyond it the one learnt longest ago goes."),
        k::whole("learnt_number_ms", &o::learnt_number_ms, {HOUR, 3'650 * DAY},
                 "What was learnt of a number is believed for so long."),
        k::whole("recent_codes_max", &o::recent_codes_max, {0, 10'000'000},
                 "Recipients whose last one-time code is remembered; beyond it the oldest is forgotten."),
    };
}

std::vector<key<o>> callback_keys() {
    return {
        k::whole("callbacks_parallel", &o::callbacks_parallel, {1, 256}, "Callbacks under way per endpoint."),
        k::whole("callback_retries_open", &o::callback_retries_open, {1, 100'000},
                 "Failed callbacks waiting for their next try per endpoint; with more, that endpoint pauses."),
        k::whole("callback_tries_max", &o::callback_tries_max, {1, 1'000},
                 "Tries before an event is given up; it stays readable over the API."),
        k::whole("callback_delay_ms", &o::callback_delay_ms, {1, HOUR},
                 "The wait before the second try; it doubles with each, up to callback_delay_max_ms."),
        k::whole("callback_delay_max_ms", &o::callback_delay_max_ms, {1, DAY}, "The longest such wait."),
        k::whole("callback_progress_ms", &o::callback_progress_ms, {1, MINUTE},
                 "How often an endpoint's progress is written down at most. After a crash, callbacks of this time may "
                 "come twice."),
    };
}

}  // namespace

section<engine::options> engine_section() {
    section<o> all{
        "Delivery: how long, how often, how much in memory. All _ms are milliseconds: a minute is 60000, an hour "
        "3600000, a "
        "day 86400000.",
        {}};
    for (const auto& group : {time_keys(), retry_keys(), memory_keys(), callback_keys()})
        all.keys.insert(all.keys.end(), group.begin(), group.end());
    all.keys.push_back(k::table("class", std::identity{}, classes_section()));
    return all;
}

}  // namespace kaskad::config
