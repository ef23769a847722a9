#include "config/key.hpp"
#include "config/schema.hpp"
#include "net/address_block.hpp"
#include "net/password_hash.hpp"

#include <algorithm>
#include <iterator>

// [[client.account]]: how a client's program logs in over SMPP.

namespace kaskad::config {

namespace {

constexpr size_t SENDERS_MAX = 1'000;
constexpr size_t RULES_MAX = 64;
constexpr size_t CONTENTS_MAX = static_cast<size_t>(core::CHANNEL_LAST);  // every channel but sms
constexpr size_t TLV_OCTETS_MAX = 255;
constexpr size_t SERVICE_TYPE_LENGTH_MAX = 5;  // SMPP 3.4 §5.2.11
constexpr int64_t PRIORITY_MAX = 4;            // SMPP 5.0 §4.7.19

form<std::string> checked_form(std::string type, std::string range, bool (*is_good)(std::string_view),
                               std::string refusal) {
    const auto parse = [is_good, refusal](std::string_view text) -> std::expected<std::string, std::string> {
        if (!is_good(text)) return std::unexpected(refusal);
        return std::string{text};
    };
    return {std::move(type), std::move(range), parse, [](const std::string& shown) { return shown; }};
}

form<std::string> password_hash_form() {
    return checked_form(
        "string", "scrypt$N$r$p$SALT$HASH",
        [](std::string_view text) { return net::password_hash::parse(text).has_value(); },
        "expected scrypt$16384$8$1$SALT$HASH with salt and 32 octets of hash in hexadecimal digits");
}

section<written_class_rule> class_section() {
    using r = written_class_rule;
    using rule = keys_of<r>;
    return {
        "Which of its messages are of a class: those that fit everything that is said here. The first rule that "
        "fits counts; without one, the account's class.",
        {
            rule::required(rule::text("class", &r::klass, class_form(), "The class of what fits.")),
            rule::without_default(
                rule::whole("tag", &r::tag, {1, 0xFFFF}, "It has an optional parameter of this tag, as 0x1400.")),
            rule::without_default(rule::text("text", &r::value, text_form({1, TLV_OCTETS_MAX}),
                                             "With this text. Neither text nor hex: with any value.")),
            rule::without_default(rule::text("hex", &r::value, hex_form(TLV_OCTETS_MAX), "Or with these octets.")),
            rule::without_default(rule::text("service_type", &r::service_type, text_form({1, SERVICE_TYPE_LENGTH_MAX}),
                                             "It has this service_type.")),
            rule::without_default(
                rule::whole("priority", &r::priority, {0, PRIORITY_MAX}, "It has this priority_flag. data_sm has 0.")),
            rule::without_default(rule::text("sender", &r::sender, sender_form(), "It is from this sender.")),
        }};
}

std::vector<key<written_account>> message_keys() {
    using k = keys_of<written_account>;
    using a = written_account;
    return {
        k::text("class_max", &a::class_max, class_form(),
                "No message of it is of a class before this one: neither `class` nor a rule may name one."),
        k::whole("join_s", &a::join_s, {1, 3'600},
                 "A text that comes in several submit_sm waits so many seconds for the others, from its first; it "
                 "goes out when all are there."),
        k::text("incomplete", &a::incomplete,
                choice_form<facts::joining_rule>(
                    {{"send", facts::joining_rule::send}, {"void", facts::joining_rule::discard}}),
                "What becomes of it if some do not come: send = what came is sent as one text, and charged; void = "
                "nothing is sent or charged, and receipts say REJECTD with the reason incomplete_text."),
        k::whole("joining_max", &a::joining_max, {1, 100'000},
                 "Texts of it that wait for other parts at once; the first part of one more is answered "
                 "ESME_RMSGQFUL."),
        k::whole("duplicate_s", &a::duplicate_s, {0, 3'600},
                 "A message with sender, recipient and text of one that came within so many seconds is a repeat and "
                 "not sent again. Not kept over a restart. 0 = no filter."),
        k::flag("refuses_duplicates", &a::refuses_duplicates,
                "true: a repeat is answered ESME_RSUBMITFAIL; false: with the first one's message_id."),
        k::tables({"rule", RULES_MAX}, &a::written_classes, class_section()),
        k::tables({"content", CONTENTS_MAX}, &a::written_contents, content_tag_section()),
    };
}

}  // namespace

form<std::string> block_form() {
    return checked_form(
        "address block", "", [](std::string_view text) { return net::address_block::parse(text).has_value(); },
        "expected an address or a block of them, as \"192.0.2.7\" or \"10.0.0.0/8\"");
}

section<written_account> account_section() {
    using k = keys_of<written_account>;
    using a = written_account;
    section<written_account> result{
        "How the client's program binds to [smpp]. Its receipts wait, also over a restart, until a bind of the account "
        "can take them.",
        {
            k::required(k::text("system_id", &a::system_id, text_form({1, SYSTEM_ID_LENGTH_MAX}),
                                "What it calls itself; no two accounts have the same.")),
            k::without_default(k::text("password", &a::password, text_form({1, PASSWORD_LENGTH_MAX}),
                                       "Its password. Only a scrypt hash is kept, made at each start. Either this or "
                                       "password_hash.")),
            k::without_default(
                k::text("password_hash", &a::password_hash, password_hash_form(),
                        "Instead of the password: \"scrypt$16384$8$1$\", a salt of chance, \"$\" and what `openssl kdf "
                        "-keylen 32 -kdfopt pass:PASSWORD -kdfopt hexsalt:SALT -kdfopt n:16384 -kdfopt r:8 -kdfopt "
                        "p:1 SCRYPT | tr -d :` prints.")),
            k::list({"addresses", ADDRESSES_MAX}, &a::addresses, block_form(),
                    "It may come only from these addresses or blocks, as \"10.0.0.0/8\". Empty: from anywhere."),
            k::list({"senders", SENDERS_MAX}, &a::senders, sender_form(), "It may use only these senders. Empty: any."),
            k::without_default(
                k::text("class", &a::default_class, class_form(), "The class of its messages. Absent: the client's.")),
            k::whole("binds", &a::binds, {1, 100}, "Binds at once; one more is answered ESME_RALYBND."),
            k::whole("window", &a::window, {1, SMPP_WINDOW_MAX},
                     "Requests without a response on each bind, either way; one more of the client's is answered "
                     "ESME_RMSGQFUL."),
            k::whole("rate", &a::rate, {0, 100'000},
                     "Segments a second over all its binds; above it, ESME_RTHROTTLED. 0 = no limit."),
            k::text(
                "inbound_split", &a::inbound_split,
                choice_form<smpp::split_way>({{"udh", smpp::split_way::udh}, {"payload", smpp::split_way::payload}}),
                "How long texts from handsets reach it: in parts with a header, or whole in message_payload, which "
                "needs a bind of 3.4 or more."),
        }};
    for (auto group : {dialect_keys(), submitted_cascade_keys(), message_keys()})
        std::ranges::move(group, std::back_inserter(result.keys));
    return result;
}

}  // namespace kaskad::config
