#include "config/key.hpp"
#include "config/schema.hpp"

#include <array>

// [[link]]: a connection to an operator's message centre.

namespace kaskad::config {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;

constexpr size_t SYSTEM_TYPE_LENGTH_MAX = 12;  // SMPP 3.4 §5.2.3
constexpr size_t COUNTRIES_MAX = 250;

using k = keys_of<written_link>;
using l = written_link;

std::vector<key<l>> state_keys() {
    return {
        k::required(k::text("name", &l::name, name_form(), "What this link is called here; prices refer to it.")),
        k::flag("enabled", &l::enabled, "false: not connected, nothing is sent over it."),
        k::flag("drained", &l::drained, "true: finishes what it has and takes nothing new."),
    };
}

std::vector<key<l>> tls_keys() {
    return {
        k::flag("tls", &l::tls, "Speak SMPP through TLS."),
        k::flag("tls_verify", &l::tls_verify,
                "Check the operator's certificate and that it names the host. false lets anybody in between listen."),
        k::text("tls_ca", &l::tls_ca, text_form({0, 1024}),
                "PEM file with the authorities to trust. Empty: those of the system."),
    };
}

std::vector<key<l>> bind_keys() {
    return {
        k::required(k::text("system_id", &l::system_id, text_form({1, SYSTEM_ID_LENGTH_MAX}),
                            "The account's name at the operator.")),
        k::required(k::text("password", &l::password, text_form({0, PASSWORD_LENGTH_MAX}),
                            "The account's password. It is kept sealed and never shown.")),
        k::text("system_type", &l::system_type, text_form({0, SYSTEM_TYPE_LENGTH_MAX}),
                "Only where the operator asks for one."),
        k::text("bind_type", &l::bind_type,
                choice_form<std::string>(
                    {{"transceiver", "transceiver"}, {"transmitter_receiver", "transmitter_receiver"}}),
                "One connection for both directions, or one for each."),
        k::text("interface_version", &l::interface_version,
                choice_form<uint8_t>({{"3.3", 0x33}, {"3.4", 0x34}, {"5.0", 0x50}}), "The version of SMPP."),
        k::whole("binds", &l::binds, {1, 64}, "Connections at once."),
        k::whole("window", &l::window, {1, 10'000}, "Submits without an answer on each connection."),
        k::whole("rate", &l::rate, {0, 1'000'000}, "Segments a second over all connections. 0 = no limit."),
        k::whole("enquire_link_ms", &l::enquire_link_ms, {SECOND, 60 * MINUTE},
                 "A connection silent for so long is asked whether it is alive."),
        k::whole("response_timeout_ms", &l::response_timeout_ms, {SECOND, 10 * MINUTE},
                 "A submit without an answer for so long is in doubt."),
        k::whole("reconnect_min_ms", &l::reconnect_min_ms, {10, 10 * MINUTE},
                 "The wait before the first new connection; it doubles up to reconnect_max_ms."),
        k::whole("reconnect_max_ms", &l::reconnect_max_ms, {10, 60 * MINUTE}, "The longest such wait."),
        k::whole("reconnect_refused_ms", &l::reconnect_refused_ms, {10, 24 * 60 * MINUTE},
                 "The wait after the operator refused name or password: knocking faster gets accounts locked."),
        k::list({"countries", COUNTRIES_MAX}, &l::countries, country_form(),
                "Use the link only for these countries. Empty: for all it has a price for."),
    };
}

// A word for each, as the value itself is called.
template <typename Value, typename Values>
form<Value> named_form(const Values& values) {
    std::vector<word<Value>> words;
    for (const Value value : values)
        words.emplace_back(smpp::to_string(value), value);
    return choice_form(std::move(words));
}

form<smpp::default_alphabet> alphabet_form() {
    using enum smpp::default_alphabet;
    return named_form<smpp::default_alphabet>(
        std::array{gsm7, gsm7_packed, latin1, ascii, utf8, airwide, vodafone_de, vodafone_tr, t_mobile_nl});
}

std::vector<key<l>> text_keys() {
    return {
        k::whole("reference_width", &l::reference_width, {8, 16, 8},
                 "Bits of the number that joins the parts of a long message. 16 repeats later, some phones want 8."),
        k::text(
            "split", &l::split,
            choice_form<smpp::split_way>(
                {{"udh", smpp::split_way::udh}, {"sar", smpp::split_way::sar}, {"payload", smpp::split_way::payload}}),
            "How a long message goes: parts with a header, parts with sar_* parameters, or whole in "
            "message_payload."),
        k::text(
            "data_coding_0", &l::data_coding_0, alphabet_form(),
            "What data_coding 0 stands for at this operator, where it is not GSM 03.38 with one character an octet."),
        k::list({"national_tables", smpp::LANGUAGES_ALL.size()}, &l::national_tables,
                named_form<smpp::language>(smpp::LANGUAGES_ALL),
                "National shift tables that operator and phones know: texts in these languages need fewer parts."),
        k::list({"charsets", smpp::CHARSETS_ALL.size()}, &l::charsets, named_form<smpp::charset>(smpp::CHARSETS_ALL),
                "Charsets it takes under their own data_coding, used for what GSM 03.38 has not, before UCS-2."),
        k::list({"transliterate", smpp::TRANSLITERATIONS_ALL.size()}, &l::transliterate,
                named_form<smpp::transliteration>(smpp::TRANSLITERATIONS_ALL),
                "Characters replaced where the whole text becomes GSM 03.38 by it. A preview shows what is replaced."),
    };
}

}  // namespace

section<written_link> link_section() {
    section<l> all{"A connection to an operator. Start and reload apply what changed.", {}};
    for (const auto& group :
         {state_keys(), host_keys(), outbind_keys(), tls_keys(), bind_keys(), text_keys(), submit_keys(),
          receipt_keys(), query_keys(), limit_keys(), inbound_keys(), supply_keys(), supplier_keys()})
        all.keys.insert(all.keys.end(), group.begin(), group.end());
    return all;
}

}  // namespace kaskad::config
