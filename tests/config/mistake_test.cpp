#include "config/schema.hpp"
#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Every kind of mistake, with the words and the place people are told; money and prices in price_mistake_test.cpp.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct mistake {
    std::string_view text;
    std::string_view expected;  // without "kaskad.toml:"
};

void expect_each(std::initializer_list<mistake> cases) {
    for (const auto& [text, expected] : cases)
        EXPECT_THAT(mistakes(text), ElementsAre("kaskad.toml:" + std::string{expected})) << text;
}

std::string endpoint_with(std::string_view url, std::string_view more = "") {
    return client_with(
        "[[client.endpoint]]\nname = \"e\"\nsecret = \"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"\nurl = \"" +
        std::string{url} + "\"\n" + std::string{more});
}

TEST(ConfigMistake, UnknownKeys) {
    expect_each({
        {"[api]\nprot = 1\n", "2:1: api.prot: unknown key; did you mean \"port\"?"},
        {"[apy]\n", "1:2: apy: unknown key; did you mean \"api\"?"},
        {"[api]\nthroughput = 1\n", "2:1: api.throughput: unknown key"},
        {"[engine.class.otps]\n", "1:15: engine.class.otps: unknown key; did you mean \"otp\"?"},
        {"[engine.class.otp]\ndeadlin_ms = 1\n",
         "2:1: engine.class.otp.deadlin_ms: unknown key; did you mean \"deadline_ms\"?"},
    });
    EXPECT_THAT(mistakes(link_with("windwo = 5\n")),
                ElementsAre("kaskad.toml:6:1: link.windwo: unknown key; did you mean \"window\"?"));
}

TEST(ConfigMistake, WrongTypes) {
    expect_each({
        {"[api]\nport = \"8080\"\n", "2:8: api.port: expected a whole number, found a string"},
        {"[api]\nport = 8.5\n", "2:8: api.port: expected a whole number, found a number with a fraction"},
        {"[api]\naddress = true\n", "2:11: api.address: expected a string, found true or false"},
        {"[log]\nlevel = 3\n", "2:9: log.level: expected a string, found a whole number"},
        {"[engine.class.otp]\nresend_elsewhere = \"yes\"\n",
         "2:20: engine.class.otp.resend_elsewhere: expected true or false, found a string"},
        {"api = 1\n", "1:7: api: expected a table, found a whole number"},
        {"[[api]]\n", "1:1: api: expected a table, found a list"},
        {"[link]\n", "1:1: link: expected [[link]], found [link]"},
        {"link = 07:32:00\n", "1:8: link: expected a list, found a time of day"},
        {"link = [ 1 ]\n", "1:10: link: expected a table, found a whole number"},
    });
    EXPECT_THAT(mistakes(link_with("countries = \"DE\"\n")),
                ElementsAre("kaskad.toml:6:13: link.countries: expected a list, found a string"));
    EXPECT_THAT(mistakes(price_with("default = true\nfrom = \"2025-01-01\"\n")),
                ElementsAre("kaskad.toml:5:8: price.from: expected a date, found a string"));
}

TEST(ConfigMistake, ValuesOutOfRange) {
    expect_each({
        {"[api]\nport = 0\n", "2:8: api.port: must be 1 to 65535, is 0"},
        {"[api]\nport = 65536\n", "2:8: api.port: must be 1 to 65535, is 65536"},
        {"[node]\nnumber = -1\n", "2:10: node.number: must be 0 to 1023, is -1"},
        {"[api]\naddress = \"localhost\"\n", "2:11: api.address: expected an IP address, as \"127.0.0.1\" or \"::\""},
        {"[log]\nlevel = \"loud\"\n", "2:9: log.level: expected one of trace, debug, info, warning, error"},
        {"store = \"\"\n", "1:9: store: must not be empty"},
        {"journal_segment_size = 1048575\n", "1:24: journal_segment_size: must be 1048576 to 1073741824, is 1048575"},
        {"journal_segment_size = 1073741825\n",
         "1:24: journal_segment_size: must be 1048576 to 1073741824, is 1073741825"},
    });
    EXPECT_THAT(mistakes("[node]\nnumber = 1023\n[api]\nport = 65535\n"), IsEmpty());
    EXPECT_THAT(mistakes(link_with("reference_width = 12\n")),
                ElementsAre("kaskad.toml:6:19: link.reference_width: must be 8 or 16, is 12"));
    EXPECT_THAT(mistakes(link_with("split = \"tlv\"\n")),
                ElementsAre("kaskad.toml:6:9: link.split: expected one of udh, sar, payload"));
    EXPECT_THAT(mistakes(link_with("split = \"sar\"\nnational_tables = [\"turkish\"]\n")),
                ElementsAre("kaskad.toml:7:19: link.national_tables: need split = \"udh\" and data_coding_0 = \"gsm7\" "
                            "or \"gsm7_packed\""));
    EXPECT_THAT(mistakes(link_with("split = \"sar\"\ninterface_version = \"3.3\"\n")),
                ElementsAre("kaskad.toml:6:9: link.split: needs interface_version = \"3.4\" or more"));
    EXPECT_THAT(mistakes(link_with("countries = [\"DE\", \"de\"]\n")),
                ElementsAre("kaskad.toml:6:20: link.countries: expected a country as two capital letters (ISO 3166), "
                            "as \"DE\""));
    EXPECT_THAT(mistakes(link_with("system_type = \"0123456789012\"\n")),
                ElementsAre("kaskad.toml:6:15: link.system_type: must have at most 12 octets, has 13"));
    EXPECT_THAT(mistakes(link_with("system_type = \"a\\u0000b\"\n")),
                ElementsAre("kaskad.toml:6:15: link.system_type: must not hold control characters"));
    EXPECT_THAT(mistakes(client_with("home_trunk = \"x\"\nhome_country = \"49\"")),
                ElementsAre("kaskad.toml:4:14: client.home_trunk: expected 0 to 3 digits"));
    EXPECT_THAT(mistakes("[[client]]\nname = \"a b\"\ncurrency = \"euro\"\n"),
                ElementsAre("kaskad.toml:2:8: client.name: expected a name: 1 to 64 of the letters a-z A-Z, digits, "
                            "'.', '_', '-'",
                            "kaskad.toml:3:12: client.currency: 'euro' is not a currency: three capital letters (ISO "
                            "4217), as EUR"));
}

TEST(ConfigMistake, MissingKeys) {
    EXPECT_THAT(mistakes("\n[[link]]\nname = \"a\"\n"),
                ElementsAre("kaskad.toml:2:1: link.hosts: missing: where the operator listens, as hosts = "
                            "[\"smpp.operator.example:2775\"]",
                            "kaskad.toml:2:1: link.password: missing: The account's password. It is kept sealed and "
                            "never shown.",
                            "kaskad.toml:2:1: link.system_id: missing: The account's name at the operator."));
}

TEST(ConfigMistake, ValuesThatContradictEachOther) {
    expect_each({
        {"[engine]\nretry_delay_ms = 400000\n",
         "2:18: engine.retry_delay_ms: must not be over retry_delay_max_ms, which is 300000; is 400000"},
        {"[engine]\ncallback_delay_max_ms = 1\n",
         "1:1: engine.callback_delay_ms: must not be over callback_delay_max_ms, which is 1; is 2000"},
        {"[engine.class.service]\nvalidity_ms = 2000000000\n",
         "2:15: engine.class.service.validity_ms: must not be over validity_max_ms, which is 604800000; is "
         "2000000000"},
        {"[api]\ntls_key = \"\"\ntls_certificate = \"\"\n[engine.class]\notp.floor_percent = 50\n"
         "transactional.floor_percent = 46\n",
         "4:1: engine.class: the floors of all classes sum up to 101 %"},
    });
    EXPECT_THAT(
        mistakes("[api]\ntls_certificate = \"c\"\n", {{"c", ""}}),
        ElementsAre("kaskad.toml:2:19: api.tls_certificate: tls_certificate and tls_key go together: write both "
                    "or neither"));
    EXPECT_THAT(
        mistakes(link_with("reconnect_min_ms = 70000\n")),
        ElementsAre("kaskad.toml:6:20: link.reconnect_min_ms: must not be over reconnect_max_ms, which is 60000; "
                    "is 70000"));
    EXPECT_THAT(mistakes(client_with("home_trunk = \"0\"\n")),
                ElementsAre("kaskad.toml:4:14: client.home_trunk: takes the place of home_country, which is missing"));
}

TEST(ConfigMistake, StoresThatThereAreNot) {
    expect_each({
        {"store = \"mysql://db/kaskad\"\n",
         "1:9: store: expected a folder or postgresql://host/database, found another URL"},
        {"journal = \"nats://here\"\n",
         "1:11: journal: expected a folder or postgresql://host/database, found another URL"},
        {"journal = \"postgres://db/my kaskad\"\n", "1:11: journal: a URL has no spaces: write %20"},
    });
    EXPECT_THAT(mistakes("store = \"/var/lib/kaskad\"\njournal = \"\"\n"), IsEmpty());
    EXPECT_THAT(mistakes("store = \"postgresql://me:secret@db/kaskad\"\njournal = \"./journal\"\n"), IsEmpty());
    EXPECT_THAT(mistakes("journal = \"postgres:///kaskad?host=/run/postgresql\"\n"), IsEmpty());
}

TEST(ConfigMistake, StoreThatIsNoFolder) {
    expect_each({
        {"[store]\npath = \"./data\"\n", "1:1: store: expected a folder or URL in quotes, found a table"},
        {"[store]\njournal = 7\nno_key = 1\n", "1:1: store: expected a folder or URL in quotes, found a table"},
        {"store = true\n", "1:9: store: expected a folder or URL in quotes, found true or false"},
        {"journal = [\"a\"]\n", "1:11: journal: expected a folder or URL in quotes, found a list"},
        {"[api]\nstore = \"./data\"\n", "2:1: api.store: unknown key"},
    });
}

TEST(ConfigMistake, FilesThatAreNotThere) {
    expect_each({
        {"number_plan = \"plan.csv\"\n", "1:15: number_plan: cannot read plan.csv: No such file or directory"},
    });
    EXPECT_THAT(mistakes(link_with("tls_ca = \"ca.pem\"\n")),
                ElementsAre("kaskad.toml:6:10: link.tls_ca: cannot read ca.pem: No such file or directory"));
}

TEST(ConfigMistake, NamesGivenTwice) {
    EXPECT_THAT(mistakes(link_with(link_with(""))),
                ElementsAre("kaskad.toml:7:8: link.name: \"a\" stands already on line 2"));
    EXPECT_THAT(mistakes(client_with(client_with(""))),
                ElementsAre("kaskad.toml:5:8: client.name: \"c\" stands already on line 2"));
    EXPECT_THAT(mistakes(endpoint_with("https://a.example") +
                         "[[client.endpoint]]\nname = \"e\"\nurl = \"https://b.example\"\nsecret = "
                         "\"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"\n"),
                ElementsAre("kaskad.toml:9:8: client.endpoint.name: \"e\" stands already on line 5"));
}

TEST(ConfigMistake, ApiKeys) {
    const auto key = [](std::string_view lines) {
        return mistakes(client_with("[[client.key]]\nname = \"k\"\n" + std::string{lines}));
    };
    EXPECT_THAT(key("key = \"demo\"\n"),
                ElementsAre("kaskad.toml:6:7: client.key.key: must have at least 32 characters, as from `openssl rand "
                            "-hex 32`; a demo may say insecure_demo_key = true"));
    EXPECT_THAT(key("key = \"0123456789012345678901234567890\"\n").size(), 1u) << "31 characters";
    EXPECT_THAT(key("key = \"01234567890123456789012345678901\"\n"), IsEmpty());
    EXPECT_THAT(key("key = \"demo\"\ninsecure_demo_key = true\n"), IsEmpty());
    EXPECT_THAT(key(""), ElementsAre("kaskad.toml:4:1: client.key: write either key or key_sha256"));
    EXPECT_THAT(
        key("key_sha256 = \"ABC\"\n"),
        ElementsAre("kaskad.toml:6:14: client.key.key_sha256: expected SHA-256 as 64 hexadecimal digits in lower "
                    "case"));
    EXPECT_THAT(key("key = \"x\"\nkey_sha256 = \"61be55a8e2f6b4e172338bddf184d6dbee29c98853e0a0485ecee7f27b9af0b4\"\n"),
                ElementsAre("kaskad.toml:6:7: client.key: write either key or key_sha256"));
}

TEST(ConfigMistake, OneKeyForTwoClients) {
    const std::string key = "[[client.key]]\nname = \"k\"\nkey = \"demo\"\ninsecure_demo_key = true\n";
    EXPECT_THAT(mistakes(client_with(key) + "[[client]]\nname = \"d\"\ncurrency = \"EUR\"\n" + key),
                ElementsAre("kaskad.toml:13:7: client.key.key: the same key stands already on line 6"));
}

TEST(ConfigMistake, Endpoints) {
    const auto url = [](std::string_view url, std::string_view more = "") {
        return mistakes(endpoint_with(url, more));
    };
    EXPECT_THAT(url("https://shop.example"), IsEmpty());
    EXPECT_THAT(url("https://shop.example:8443/a/b"), IsEmpty());
    EXPECT_THAT(url("http://127.0.0.1:9000", "allow_private = true\n"), IsEmpty());
    EXPECT_THAT(url("ftp://shop.example"),
                ElementsAre("kaskad.toml:7:7: client.endpoint.url: expected http(s)://host[:port][/path]: neither "
                            "http:// nor https://"));
    EXPECT_THAT(url("https://shop.example/?a=1"),
                ElementsAre("kaskad.toml:7:7: client.endpoint.url: expected http(s)://host[:port][/path]: no query is "
                            "allowed"));
    for (const auto* host : {"127.0.0.1", "10.1.2.3", "[::1]", "localhost", "169.254.169.254", "0.0.0.0"})
        EXPECT_THAT(url(std::string{"http://"} + host + "/x"),
                    ElementsAre(::testing::HasSubstr("allow_private = true")))
            << host;
    EXPECT_THAT(url("https://shop.example", "kinds = [\"message.eaten\"]\n"),
                ElementsAre("kaskad.toml:8:10: client.endpoint.kinds: expected one of message.sent, message.delivered, "
                            "message.read, message.failed, message.expired, message.cancelled, message.unknown, "
                            "message.inbound, balance.low, balance.restored, quota.low, message.attempt.started, "
                            "message.attempt.failed, message.attempt.delivered, message.attempt.read, prices.noticed, "
                            "invoice.overdue"));
}

TEST(ConfigMistake, TwoDefaultEndpoints) {
    EXPECT_THAT(mistakes(endpoint_with("https://a.example", "default = true\n") +
                         "[[client.endpoint]]\nname = \"f\"\nurl = \"https://b.example\"\ndefault = true\nsecret = "
                         "\"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"\n"),
                ElementsAre("kaskad.toml:12:11: client.endpoint.default: another endpoint is the default already"));
}

TEST(ConfigMistake, EndpointSecrets) {
    const auto secret = [](std::string_view text) {
        return mistakes(client_with("[[client.endpoint]]\nname = \"e\"\nurl = \"https://a.example\"\nsecret = \"" +
                                    std::string{text} + "\"\n"));
    };
    EXPECT_THAT(secret("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"), IsEmpty());
    EXPECT_THAT(secret("hunter2"),
                ElementsAre("kaskad.toml:7:10: client.endpoint.secret: expected \"whsec_\" and 24 to "
                            "64 octets in base64, as from `echo whsec_$(openssl rand -base64 32)`"));
    EXPECT_EQ(secret("whsec_c2hvcnQ=").size(), 1u);
    EXPECT_EQ(secret("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI").size(), 1u) << "not a multiple of four";
    EXPECT_EQ(secret("whsec_MDEyMzQ1Njc4OTAx!jM0NTY3ODkwMTIz").size(), 1u);
    EXPECT_EQ(secret("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=").size(), 1u) << "23 octets";
    EXPECT_THAT(secret("whsec_" + std::string(86, 'A') + "=="), IsEmpty()) << "64 octets";
    EXPECT_EQ(secret("whsec_" + std::string(87, 'A') + "=").size(), 1u) << "65 octets";
    EXPECT_EQ(secret("whsec_" + std::string(33, 'A') + "B==").size(), 1u) << "25 octets, and bits behind the end";
    EXPECT_EQ(secret("whsec_").size(), 1u);
    EXPECT_EQ(secret("").size(), 1u);
}

TEST(ConfigMistake, MoreEndpointsThanAllowed) {
    std::string text = client_with("");
    for (size_t index = 0; index <= ENDPOINTS_PER_CLIENT_MAX; ++index) {
        text += "[[client.endpoint]]\nname = \"e" + std::to_string(index) +
                "\"\nurl = \"https://a.example\"\nsecret = \"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"\n";
    }
    EXPECT_THAT(mistakes(text), ElementsAre("kaskad.toml:68:1: client.endpoint: at most 16 are allowed"));
}

TEST(ConfigMistake, MoreLinksThanTheEngineHolds) {
    EXPECT_THAT(mistakes("[engine]\nlinks_max = 1\n" + link_with("") +
                         "[[link]]\nname = \"b\"\nhosts = [\"h\"]\nsystem_id = \"s\"\npassword = \"\"\n"),
                ElementsAre("kaskad.toml:8:1: link: [engine] links_max allows 1"));
}

TEST(ConfigMistake, NumberPlanWithItsOwnLines) {
    const auto plan = [](std::string text) {
        return mistakes("number_plan = \"p.csv\"\n", {{"p.csv", std::move(text)}});
    };
    EXPECT_THAT(plan("# comment\n49,DE,,Germany\n"), IsEmpty());
    EXPECT_THAT(plan("49,DE,,Germany\n\n49151;DE\n49152,DE\n49x,DE,,Germany\n33,fr,,France\n"),
                ElementsAre("p.csv:3: a rule is written prefix,country,mccmnc,operator",
                            "p.csv:4: a rule is written prefix,country,mccmnc,operator",
                            ::testing::StartsWith("p.csv:5: "), ::testing::StartsWith("p.csv:6: ")));
    EXPECT_THAT(plan("49,DE,,Germany\n49,DE,,Again\n"), ElementsAre(::testing::StartsWith("p.csv:2: ")));
}

TEST(ConfigMistake, AllAreToldAtOnceInTheOrderOfTheFile) {
    const auto found = mistakes(R"(number_plan = "p.csv"
store = "mysql://x"
[api]
port = "8080"
adress = "::"

[[link]]
name = "a"
hosts = ["h"]
system_id = "s"
password = "p"
window = 0
[[client]]
currency = "EUR"
[[price]]
link = "b"
price = 0.5
currency = "EUR"
default = true
)",
                                {{"p.csv", "x\n"}});
    EXPECT_THAT(
        found,
        ElementsAre("kaskad.toml:2:9: store: expected a folder or postgresql://host/database, found another URL",
                    "kaskad.toml:4:8: api.port: expected a whole number, found a string",
                    "kaskad.toml:5:1: api.adress: unknown key; did you mean \"address\"?",
                    "kaskad.toml:12:10: link.window: must be 1 to 10000, is 0",
                    "kaskad.toml:13:1: client.name: missing: What the client is called here; prices refer to it.",
                    "kaskad.toml:16:8: price.link: no [[link]] is called \"b\"",
                    "kaskad.toml:17:9: price.price: expected a decimal number in quotes, as \"0.0345\" (money is "
                    "never floating point), found a number with a fraction",
                    "p.csv:1: a rule is written prefix,country,mccmnc,operator"));
}

TEST(ConfigMistake, AreCountedBeyondALimit) {
    std::string text = "[api]\n";
    for (size_t index = 0; index < PROBLEMS_MAX + 7; ++index)
        text += "unknown_" + std::to_string(index) + " = 1\n";
    const auto found = mistakes(text);
    ASSERT_EQ(found.size(), PROBLEMS_MAX + 1);
    EXPECT_EQ(found.back(), "kaskad.toml: and 7 more problems");
}

TEST(ConfigMistake, NeverRepeatSecrets) {
    const auto found = mistakes(
        "[[link]]\nname = \"a\"\nhosts = [\"h\"]\nsystem_id = \"s\"\npassword = \"hunter2-" + std::string(80, 'x') +
        "\"\n" +
        client_with("[[client.key]]\nname = \"k\"\nkey = \"hunter2\"\n[[client.endpoint]]\nname = \"e\"\nurl = "
                    "\"https://a.example\"\nsecret = \"hunter2\"\n"));
    EXPECT_EQ(found.size(), 3u);
    for (const auto& line : found)
        EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr("hunter2")));
}

}  // namespace
}  // namespace kaskad::config
