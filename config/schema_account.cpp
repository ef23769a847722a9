#include "config/key.hpp"
#include "config/schema.hpp"
#include "net/address_block.hpp"
#include "net/password_hash.hpp"

#include <algorithm>
#include <iterator>

// [[client.account]]: how a client's program logs in over SMPP.

namespace kaskad::config {

namespace {

constexpr size_t ADDRESSES_MAX = 64;
constexpr size_t SENDERS_MAX = 1'000;

form<std::string> checked_form(std::string type, std::string range, bool (*is_good)(std::string_view),
                               std::string refusal) {
    const auto parse = [is_good, refusal](std::string_view text) -> std::expected<std::string, std::string> {
        if (!is_good(text)) return std::unexpected(refusal);
        return std::string{text};
    };
    return {std::move(type), std::move(range), parse, [](const std::string& shown) { return shown; }};
}

form<std::string> block_form() {
    return checked_form(
        "address block", "", [](std::string_view text) { return net::address_block::parse(text).has_value(); },
        "expected an address or a block of them, as \"192.0.2.7\" or \"10.0.0.0/8\"");
}

form<std::string> password_hash_form() {
    return checked_form(
        "string", "scrypt$N$r$p$SALT$HASH",
        [](std::string_view text) { return net::password_hash::parse(text).has_value(); },
        "expected scrypt$16384$8$1$SALT$HASH with salt and 32 octets of hash in hexadecimal digits");
}

}  // namespace

section<written_account> account_section() {
    using k = keys_of<written_account>;
    using a = written_account;
    section<written_account> made{
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
    std::ranges::move(dialect_keys(), std::back_inserter(made.keys));
    return made;
}

}  // namespace kaskad::config
