#pragma once

#include "billing/reservation.hpp"
#include "core/address.hpp"
#include "core/id.hpp"
#include "core/message_class.hpp"
#include "core/money.hpp"
#include "core/reason.hpp"
#include "engine/facts/account_tree.hpp"
#include "engine/facts/cascade.hpp"
#include "engine/facts/channel.hpp"
#include "engine/facts/message.hpp"
#include "engine/facts/smpp_account.hpp"
#include "engine/facts/supplier_terms.hpp"
#include "routing/network.hpp"
#include "routing/policy.hpp"
#include "routing/price_row.hpp"
#include "smpp/address_rule.hpp"
#include "smpp/data_coding.hpp"
#include "smpp/east_asian.hpp"
#include "smpp/id_relation.hpp"
#include "smpp/message_id_forms.hpp"
#include "smpp/receipt.hpp"
#include "smpp/receipt_mode.hpp"
#include "smpp/text_terms.hpp"
#include "smpp/tlv.hpp"
#include "smpp/unicode.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What people set up: links, clients, endpoints, prices, the number plan. Each object keeps the digest of the
// declaration in TOML that made it, so that a start or reload applies differences only; an empty digest = not declared.

namespace kaskad::facts {

// What an operator's own codes mean: of a response by command_status, of a receipt by the others, where one left empty
// fits anything.
struct reason_rule {
    std::string stat;             // in any case
    std::string err;              // leading zeros do not count
    std::string network;          // network_error_code: "3:27" (type and code), or "27" of any type
    uint32_t command_status = 0;  // 0 = a rule for receipts
    core::reason reason = core::reason::none;
    // Of a refusal that is repeated over this link. 0 = as [engine] says for all.
    uint32_t retry_delay_ms = 0;
    uint32_t retries_max = 0;
};

// Where an operator listens.
struct link_host {
    std::string name;  // or an IP address
    uint16_t port = 0;

    friend auto operator<=>(const link_host&, const link_host&) = default;
};

// What a link with several hosts does with them: binds on all, or on the first that can be had.
enum class host_use : uint8_t { shared = 0, standby = 1 };

// What a link was told to do over what is declared. paused: submits nothing. draining: finishes what it has. leaving:
// the same, because it is declared no more; then it is gone. None of them takes anything new.
enum class link_hold : uint8_t { none = 0, paused = 1, draining = 2, leaving = 3 };

enum class limited_by : uint8_t { sender = 0, network = 1 };

// Segments a second of one sender or network over a link; of each for itself where `value` is empty.
struct rate_rule {
    limited_by by = limited_by::sender;
    std::string value;
    uint32_t rate = 0;
};

// What a link's receipts are about. Where they say nothing of the phone, its deliveries are unknown.
enum class receipt_meaning : uint8_t { delivery = 0, acknowledgement = 1, none = 2 };

// Traffic leaves the link before, and what happens within it says nothing of the link.
struct maintenance_window {
    int64_t from_utc_ms = 0;
    int64_t to_utc_ms = 0;
    std::string network;  // MCC-MNC, country or operator group; empty = all
    // Each week instead: weekday 0 = Monday, at that minute of it, `offset_minutes` east of UTC.
    bool is_weekly = false;
    uint32_t weekday = 0;
    uint32_t begin_minute = 0;
    uint32_t minutes = 0;
    int32_t offset_minutes = 0;
};

// What type a sender is, as registered with an operator: to a supplier, or in what a client pays.
struct sender_rule {
    std::string sender;   // empty = any
    std::string network;  // MCC-MNC, operator group or country; empty = any
    routing::sender_type type = routing::sender_type::any;

    friend bool operator==(const sender_rule&, const sender_rule&) = default;
};

struct link {
    core::link_id id;
    std::string name;
    std::string digest;
    bool enabled = true;
    std::string host;  // the first, and its port; empty with an outbind_port
    uint16_t port = 2775;
    bool tls = false;
    bool tls_verify = true;
    std::string tls_ca;
    std::string system_id;
    std::string password_sealed;
    std::string system_type;
    std::string bind_type;  // transceiver | transmitter_receiver
    uint32_t binds = 1;
    uint32_t window = 10;
    uint32_t rate = 0;  // segments a second over all binds; 0 = no limit
    uint8_t interface_version = 0x34;
    uint8_t source_ton_numeric = 1;
    uint8_t source_npi_numeric = 1;
    uint8_t destination_ton = 1;
    uint8_t destination_npi = 1;
    uint8_t reference_width = 8;
    smpp::id_mode ids = smpp::id_mode::exact;
    int32_t zone_minutes = 0;  // the operator's local time, minutes east of UTC
    uint32_t enquire_link_ms = 30'000;
    uint32_t response_timeout_ms = 60'000;
    uint32_t reconnect_min_ms = 1'000;
    uint32_t reconnect_max_ms = 60'000;
    uint32_t reconnect_refused_ms = 300'000;
    std::vector<std::string> countries;  // ISO 3166-1 alpha-2; empty = all
    bool drained = false;                // takes nothing new, finishes what it has
    std::vector<smpp::language> national_tables;
    smpp::default_alphabet data_coding_0 = smpp::default_alphabet::gsm7;
    std::vector<smpp::charset> charsets;  // before UCS-2
    smpp::split_way split = smpp::split_way::udh;
    std::vector<smpp::transliteration> transliterate;
    std::string zone;                           // of its dates by its IANA name; empty = zone_minutes
    std::vector<std::string> receipt_patterns;  // smpp::receipt_pattern
    std::vector<smpp::stat_rule> stats;
    std::vector<reason_rule> reasons;  // the first that fits counts
    bool strict_receipts = false;      // only what is marked as a receipt is one
    smpp::receipt_mode receipts = smpp::receipt_mode::each;
    // Learnt from its traffic, where ids or receipts are automatic; not declared (0031).
    smpp::id_relation learnt_ids = smpp::id_relation::unknown;
    smpp::receipt_mode learnt_receipts = smpp::receipt_mode::each;
    std::string password_digest;  // tells whether a password is the one that was sealed before
    std::string service_type;
    std::vector<smpp::address_rule> source_rules;  // the first that fits counts
    std::vector<smpp::address_rule> destination_rules;
    std::vector<smpp::tlv> tlvs;         // of every part
    std::vector<uint16_t> message_tlvs;  // tags that go along from messages
    uint8_t priority_otp = 0;            // priority_flag by class
    uint8_t priority_transactional = 0;
    uint8_t priority_service = 0;
    uint8_t priority_marketing = 0;
    // How texts from handsets are read, besides data_coding_0.
    smpp::coding_scheme coding_scheme = smpp::coding_scheme::smpp;
    smpp::octet_order ucs2_order = smpp::octet_order::big_endian;
    smpp::japanese_form japanese = smpp::japanese_form::shift_jis;
    bool refuse_unowned = false;         // texts to a number that is nobody's
    std::vector<link_host> other_hosts;  // behind the first
    host_use hosts_use = host_use::shared;
    uint32_t return_after_ms = 300'000;  // standby: an earlier host is good again when it has been up for so long
    std::string local_address;           // to connect from; empty = any
    uint32_t connect_gap_ms = 0;         // at least, between any two connections of the link
    uint32_t query_after_ms = 0;         // a receipt is overdue so long after the response; 0 = never asked for
    uint32_t query_times = 3;            // so often asked, the same time between
    uint32_t query_rate = 1;             // queries a second
    bool query_takes_token = true;       // of the rate
    // Not 0: the operator connects to us there, says outbind with this name and password, and we bind (SMPP 3.4
    // §2.2.1).
    uint16_t outbind_port = 0;
    std::string outbind_address;
    std::string outbind_system_id;
    std::string outbind_password_sealed;
    std::string outbind_password_digest;
    uint32_t recipient_window = 0;  // submits without an answer to one recipient; 0 = no limit
    std::vector<rate_rule> rate_rules;
    bool counts_segments = true;  // a message_payload takes as many tokens of the rate as it has segments
    // Not declared: said by a person while it runs.
    link_hold hold = link_hold::none;
    std::string hold_by;
    std::string hold_why;
    int64_t hold_utc = 0;
    std::vector<std::string> networks;  // MCC-MNC or operator group; empty = all of its countries
    std::vector<uint8_t> classes;       // of core::message_class; empty = all
    std::vector<uint8_t> sender_kinds;  // of core::sender_kind; empty = all
    std::string owner;                  // the client who also owns this supplier: nothing of its goes back to it
    receipt_meaning receipts_mean = receipt_meaning::delivery;
    uint16_t expected_delivery = 0;  // share of 10,000; 0 = not said
    core::amount daily_limit;        // what may be bought in a day (UTC); 0 = no limit
    core::amount credit;             // what may be owed to the supplier; 0 = no limit
    std::vector<maintenance_window> maintenance;
    // Not declared: of the day that the daily limit counts, its beginning and what the link had cost by then.
    int64_t limit_day_utc = 0;
    core::amount cost_before;
    std::vector<sender_rule> senders;    // the first that fits counts
    std::string price_zone;              // in which its prices begin and end, an IANA name; empty = UTC
    bool names_networks = false;         // its receipts say which network a number is in, and are believed
    std::vector<uint16_t> network_tags;  // the TLV with MCC and MNC, or that with the MCC and that with the MNC
    // Of a channel account: over what it goes, whose interface it has, what that can do and needs to know.
    core::channel channel = core::channel::sms;
    std::string adapter;
    channel_capability capability;
    std::vector<channel_setting> settings;
    supplier_terms supplier;
};

// What a key of a client may do; with none named, all of it but to manage.
enum class key_scope : uint8_t {
    send = 0,    // messages and look-ups, and take them back
    read = 1,    // what became of them, balance, prices
    manage = 2,  // the clients below its own: make, change, top up
};

struct api_key {
    std::string name;
    std::string sha256;  // of the key, 64 hex digits
    bool operator_scope = false;
    std::vector<uint8_t> scopes;         // of key_scope
    std::vector<std::string> addresses;  // it may be used from: CIDR blocks; empty = from anywhere
    int64_t expires_utc = 0;             // 0 = never
    bool is_test = false;                // its messages are priced and checked, and never leave
    bool by_request = false;             // made while the program ran: the file does not know it
    int64_t made_utc = 0;
};

// A number, or all that begin with one, whose texts from handsets are the client's.
struct client_number {
    std::string address;  // without "+"
    bool is_prefix = false;
    std::string keyword;   // only texts that begin with it; empty = all
    std::string link;      // only over this one; empty = over any
    std::string endpoint;  // that is told of them; empty = none
};

// Of weighted, chain and forced policies.
struct policy_link {
    std::string name;
    uint32_t weight = 1;

    friend bool operator==(const policy_link&, const policy_link&) = default;
};

// How links are chosen for a client's messages of a class. klass: 0 = all classes without one of their own, else 1 +
// message_class. Shares are of 10,000.
struct route_policy {
    uint8_t klass = 0;
    routing::policy_kind kind = routing::policy_kind::least_cost;
    uint16_t floor = 0;        // least share of deliveries, at the lower bound
    uint16_t band = 0;         // balanced: so far below the best quality
    uint32_t deadline_ms = 0;  // best quality: what counts as in time
    core::price value;         // expected value: of a delivered message
    std::vector<policy_link> links;
    bool no_probes = false;  // none of its messages is used to learn how links are

    friend bool operator==(const route_policy&, const route_policy&) = default;
};

// What is done about traffic that looks like pumping. watch: it is counted and told.
enum class pumping_rule : uint8_t { off = 0, watch = 1, guard = 2 };

struct client {
    core::client_id id;
    std::string name;
    std::string digest;
    bool enabled = true;
    std::vector<api_key> keys;
    core::currency currency;
    routing::price_list_id price_list;  // 0 = the default list
    billing::charge_rule charge = billing::charge_rule::on_submit;
    core::amount limit;  // how far below zero it may go; 0 = prepaid
    core::national_prefix home;
    core::message_class default_class = core::message_class::transactional;
    std::string default_sender;
    uint32_t max_parts = 8;
    uint32_t weight = 1;           // in the deficit round robin
    core::amount opening_balance;  // booked once, when the client is declared first
    std::vector<smpp_account> accounts;
    std::vector<client_number> numbers;
    std::vector<route_policy> policies;
    std::vector<std::string> links_allowed;  // names; empty = all
    std::vector<std::string> links_denied;
    core::price margin_min;       // what an attempt earns at least for each part; negative = may lose so much
    int64_t loss_until_utc = 0;   // until then attempts may lose money
    std::string loss_allowed_by;  // who answers for that
    uint32_t sticky_s = 0;        // so long a recipient keeps its link; 0 = not
    pumping_rule pumping = pumping_rule::off;
    std::vector<sender_rule> senders;  // the first that fits counts
    core::price spend_max;             // on all attempts of a message, for each part; 0 = no limit
    core::price lookup_price;          // of a number it asks about; 0 = it may not
    bool looks_up = false;             // the network of its messages' recipients is asked for before they go
    core::client_id parent;            // the reseller it belongs to, who pays for its messages too; 0 = ours
    pricing_rule pricing = pricing_rule::list;
    int32_t markup_ppm = 0;  // pricing by the parent: on its price, in millionths of it,
    core::price markup;      // and for each part
    core::price earn_min;    // the parent earns at least so much on a part
    std::vector<quota> quotas;
    std::string zone;         // where it is billed, an IANA name; empty = UTC
    uint32_t rate = 0;        // parts a second, of it and all below it; 0 = no limit
    uint32_t rate_burst = 0;  // parts at once; 0 = as many as in a second
    core::price dear_price;   // a part that costs more than this goes only to countries_allowed; 0 = as [billing] says
    std::vector<std::string> countries_allowed;  // ISO 3166-1 alpha-2, however dear
    std::vector<std::string> countries_denied;
    charge_unit unit = charge_unit::part;
    uint32_t without_receipt_percent = 0;  // on delivery: of the price of what ends without a receipt
    uint32_t late_hours = 0;               // so long after its end a delivery is still charged; 0 = 7 days
    core::amount balance_low;              // under it the client is told; 0 = it is not
    std::vector<traffic_allowance> traffic_allowed;
    bool names_networks = false;  // it may say which network a number is in
    uint32_t clients_max = 0;     // it may have below it; 0 = it is no reseller
    cascade_charge charge_by = cascade_charge::message;
    cascade_reserve reserve_by = cascade_reserve::dearest;
};

// Events are posted to a URL, go as receipts to the binds of an SMPP account, or are fetched by the client. usage: no
// events, each day's usage is posted as CSV.
enum class endpoint_kind : uint8_t { http = 0, smpp = 1, feed = 2, usage = 3 };

struct endpoint {
    core::endpoint_id id;
    core::client_id client;
    std::string name;
    std::string digest;
    bool enabled = true;
    std::string url;  // origin and path under which callback_url must lie; of an SMPP account its system_id
    std::string secret_sealed;
    std::vector<uint8_t> kinds;  // of event_kind; empty = all
    bool is_default = false;     // gets the events of messages without a callback_url
    bool allow_private = false;
    endpoint_kind kind = endpoint_kind::http;
    uint32_t parallel = 0;                                 // events under way at once; 0 = as [engine] says
    smpp::split_way inbound_split = smpp::split_way::udh;  // of an SMPP account: long texts from handsets
};

// The list every client falls back on.
inline constexpr routing::price_list_id DEFAULT_PRICE_LIST{1};

struct price_book {
    uint32_t version = 0;
    std::string digest;
    std::vector<routing::price_row> rows;      // declared
    std::vector<routing::price_row> imported;  // price_import
};

struct number_plan {
    uint32_t version = 0;
    std::string digest;
    std::vector<routing::number_plan_row> rows;
};

// What is believed of a link's deliveries to a network, as octets of routing's: advisory, so that a restart knows what
// was known. network and country empty: what clients said of the link.
struct estimate {
    core::link_id link;
    std::string network;
    std::string country;
    uint8_t group = 0;  // routing::class_group
    std::string octets;
};

// What else is worth knowing after a restart, as octets of the part of routing that it is named after: advisory.
struct checkpoint {
    std::string name;
    std::string octets;
};

// Large work, done in slices behind waiting commands.
enum class job_kind : uint8_t { reroute_link = 0 };

struct job {
    uint64_t id = 0;
    job_kind kind = job_kind::reroute_link;
    uint32_t subject = 0;  // the link
    uint64_t done = 0;
    uint64_t position = 0;  // where the next slice starts
};

// Counters that are not of one object.
struct node {
    uint32_t number = 0;  // the node's number in ids
    core::message_id last_message;
    uint64_t last_queue_sequence = 0;
    uint64_t last_posting = 0;
    uint64_t last_parked = 0;
    uint64_t last_job = 0;
    uint32_t last_link = 0;
    uint32_t last_client = 0;
    uint32_t last_endpoint = 0;
    uint16_t last_reference = 0;
    uint32_t last_alias = 0;
    uint64_t last_import = 0;
    uint64_t last_route_test = 0;
    uint64_t last_order = 0;
    uint64_t last_cascade = 0;
    uint64_t last_reconciliation = 0;
};

}  // namespace kaskad::facts
