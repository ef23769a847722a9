#include "config/hash.hpp"
#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// A file without mistakes becomes options and declarations.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view WHOLE = R"(
number_plan = "plans/small.csv"
store = "state"
journal = "/journal"
journal_segment_size = 1048576
key_file = "key"

[node]
number = 7
shards = 2

[api]
address = "::1"
port = 9090
tls_certificate = "tls/cert.pem"
tls_key = "/etc/kaskad/key.pem"
body_limit = 4096
connections_max = 10

[log]
level = "debug"
file = "kaskad.log"

[engine]
retry_delay_ms = 100
queue_hot = 50

[engine.class.otp]
deadline_ms = 1000
resend_ms = -1

[[link]]
name = "alpha"
hosts = ["smpp.example:3550"]
tls = true
tls_ca = "tls/ca.pem"
system_id = "me"
password = "top secret"
bind_type = "transmitter_receiver"
interface_version = "3.3"
binds = 3
rate = 50
ids = "response_hex_receipt_decimal"
zone_minutes = -180
reference_width = 16
split = "udh"
data_coding_0 = "gsm7_packed"
national_tables = ["turkish", "hindi"]
charsets = ["latin1", "iso8859_5"]
transliterate = ["quotes", "cyrillic"]
countries = ["DE", "AT"]

[[client]]
name = "shop"
currency = "EUR"
charge = "on_delivered"
limit = "12.5"
opening_balance = "100"
home_trunk = "0"
home_country = "49"
class = "marketing"
sender = "Shop"
max_parts = 3
weight = 5

[[client.key]]
name = "main"
key = "0123456789abcdef0123456789abcdef"

[[client.key]]
name = "operator"
key_sha256 = "61be55a8e2f6b4e172338bddf184d6dbee29c98853e0a0485ecee7f27b9af0b4"
operator_scope = true

[[client.endpoint]]
name = "hook"
url = "https://shop.example/sms"
secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
kinds = ["message.delivered", "message.failed"]
default = true

[[price]]
link = "alpha"
network = "26201"
price = "0.0345"
currency = "EUR"
from = 2025-01-01
to = 2025-02-01T00:00:00Z

[[price]]
client = "shop"
country = "DE"
price = "0.06"
currency = "EUR"

[[price]]
default = true
price = "0.1"
currency = "EUR"
)";

const files FILES{{"plans/small.csv", "prefix,country,mccmnc,operator\n49,DE,,Germany\n49151,DE,26201,Telekom\n"},
                  {"tls/cert.pem", ""},
                  {"/etc/kaskad/key.pem", ""},
                  {"tls/ca.pem", ""}};

settings whole() {
    auto result = read(WHOLE, FILES);
    EXPECT_TRUE(result) << (result ? "" : to_string(result.error()[0]));
    return result ? std::move(*result) : settings{};
}

TEST(ConfigLoad, EmptyFileMeansTheDefaults) {
    const auto result = read("");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->process.api.port, 8080);
    EXPECT_EQ(result->process.store.path, "./data");
    EXPECT_EQ(result->process.store.journal, "");
    EXPECT_EQ(result->process.store.segment_size, 64u * 1024 * 1024);
    EXPECT_EQ(result->process.store.key_file, "");
    EXPECT_EQ(result->process.engine.retry_delay_ms, engine::options{}.retry_delay_ms);
    EXPECT_THAT(result->declared.links, IsEmpty());
    EXPECT_THAT(result->warnings, IsEmpty());
}

TEST(ConfigLoad, ReadsTheProcess) {
    const auto process = whole().process;
    EXPECT_EQ(process.node.number, 7u);
    EXPECT_EQ(process.node.shards, 2u);
    EXPECT_EQ(process.api.address, "::1");
    EXPECT_EQ(process.api.port, 9090);
    EXPECT_EQ(process.api.body_limit, 4096u);
    EXPECT_EQ(process.api.connections_max, 10u);
    EXPECT_EQ(process.store.path, "state");
    EXPECT_EQ(process.store.journal, "/journal");
    EXPECT_EQ(process.store.segment_size, 1048576u);
    EXPECT_EQ(process.store.key_file, "key");
    EXPECT_EQ(process.log.level, "debug");
    EXPECT_EQ(process.log.file, "kaskad.log");
    EXPECT_EQ(process.engine.retry_delay_ms, 100);
    EXPECT_EQ(process.engine.queue_hot, 50u);
    EXPECT_EQ(process.engine.classes[0].deadline_ms, 1000);
    EXPECT_EQ(process.engine.classes[0].resend_ms, -1);
    EXPECT_EQ(process.engine.classes[3].floor_percent, engine::options{}.classes[3].floor_percent);
}

TEST(ConfigLoad, FindsWhatIsReadBesideTheFileAndLeavesWhatIsWritten) {
    const auto beside = parse("key_file = \"seal\"\n[api]\ntls_certificate = \"c.pem\"\ntls_key = \"../k.pem\"\n",
                              "/etc/kaskad/main.toml", [](const std::string&) { return std::string{}; });
    ASSERT_TRUE(beside);
    EXPECT_EQ(beside->process.api.tls_certificate, "/etc/kaskad/c.pem");
    EXPECT_EQ(beside->process.api.tls_key, "/etc/k.pem");
    EXPECT_EQ(beside->process.store.key_file, "seal");
    EXPECT_EQ(beside->process.store.path, "./data");
}

TEST(ConfigLoad, DeclaresLinks) {
    const auto read = whole();
    ASSERT_EQ(read.declared.links.size(), 1u);
    const auto& link = read.declared.links[0];
    EXPECT_EQ(link.name, "alpha");
    EXPECT_EQ(link.host, "smpp.example");
    EXPECT_EQ(link.port, 3550);
    EXPECT_TRUE(link.tls);
    EXPECT_EQ(link.tls_ca, "tls/ca.pem");
    EXPECT_EQ(link.system_id, "me");
    EXPECT_EQ(link.bind_type, "transmitter_receiver");
    EXPECT_EQ(link.interface_version, 0x33);
    EXPECT_EQ(link.binds, 3u);
    EXPECT_EQ(link.window, facts::link{}.window);
    EXPECT_EQ(link.ids, smpp::id_mode::response_hex_receipt_decimal);
    EXPECT_EQ(link.zone_minutes, -180);
    EXPECT_EQ(link.reference_width, 16);
    EXPECT_EQ(link.split, smpp::split_way::udh);
    EXPECT_EQ(link.data_coding_0, smpp::default_alphabet::gsm7_packed);
    EXPECT_THAT(link.national_tables, ElementsAre(smpp::language::turkish, smpp::language::hindi));
    EXPECT_THAT(link.charsets, ElementsAre(smpp::charset::latin1, smpp::charset::cyrillic));
    EXPECT_THAT(link.transliterate, ElementsAre(smpp::transliteration::quotes, smpp::transliteration::cyrillic));
    EXPECT_THAT(link.countries, ElementsAre("DE", "AT"));
    EXPECT_TRUE(link.enabled);
    EXPECT_EQ(link.password_sealed, "") << "sealing is the gateway's";
    EXPECT_THAT(read.secrets.link_passwords, ElementsAre("top secret"));
}

TEST(ConfigLoad, DeclaresClients) {
    const auto read = whole();
    ASSERT_EQ(read.declared.clients.size(), 1u);
    const auto& [client, endpoints, parent] = read.declared.clients[0];
    EXPECT_EQ(core::to_string(client.currency), "EUR");
    EXPECT_EQ(client.charge, billing::charge_rule::on_delivered);
    EXPECT_EQ(client.limit.e6, 12'500'000);
    EXPECT_EQ(client.opening_balance.e6, 100'000'000);
    EXPECT_EQ(client.home, (core::national_prefix{"0", "49"}));
    EXPECT_EQ(client.default_class, core::message_class::marketing);
    EXPECT_EQ(client.default_sender, "Shop");
    EXPECT_EQ(client.max_parts, 3u);
    EXPECT_EQ(client.weight, 5u);
    ASSERT_EQ(endpoints.size(), 1u);
    EXPECT_EQ(endpoints[0].url, "https://shop.example/sms");
    EXPECT_THAT(endpoints[0].kinds, ElementsAre(1, 3));
    EXPECT_TRUE(endpoints[0].is_default);
    EXPECT_EQ(endpoints[0].secret_sealed, "");
    EXPECT_THAT(read.secrets.endpoint_secrets, ElementsAre(ElementsAre("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")));
}

TEST(ConfigLoad, KeepsOfKeysOnlyTheirHash) {
    const auto keys = whole().declared.clients[0].value.keys;
    ASSERT_EQ(keys.size(), 2u);
    EXPECT_EQ(keys[0].sha256, sha256_hex("0123456789abcdef0123456789abcdef"));
    EXPECT_FALSE(keys[0].operator_scope);
    EXPECT_EQ(keys[1].sha256, "61be55a8e2f6b4e172338bddf184d6dbee29c98853e0a0485ecee7f27b9af0b4");
    EXPECT_TRUE(keys[1].operator_scope);
}

TEST(ConfigLoad, HashesAsFips180Does) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    // RFC 4231, case 2.
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(ConfigLoad, DeclaresPricesByName) {
    const auto prices = whole().declared.prices;
    ASSERT_EQ(prices.size(), 3u);
    EXPECT_EQ(prices[0].link, "alpha");
    EXPECT_EQ(prices[0].client, "");
    EXPECT_EQ(prices[0].row.mccmnc, "26201");
    EXPECT_EQ(prices[0].row.price.e8, 3'450'000);
    EXPECT_EQ(prices[0].row.from_utc_ms, 1'735'689'600'000);
    EXPECT_EQ(prices[0].row.to_utc_ms, 1'738'368'000'000);
    EXPECT_EQ(prices[1].client, "shop");
    EXPECT_EQ(prices[1].row.country, "DE");
    EXPECT_EQ(prices[2].link + prices[2].client + prices[2].row.country + prices[2].row.mccmnc, "");
}

TEST(ConfigLoad, PricesByPrefixMccClassSenderAndDelivery) {
    const auto result = read(R"(price = [
  { link = "a", prefix = "49151", class = "otp", price = "0.05", delivered = "0.02", currency = "EUR" },
  { mcc = "262", class = "marketing", senders = "international", price = "1", currency = "EUR" },
  { default = true, price = "1", currency = "EUR" },
]
)" + link_with(""));
    ASSERT_TRUE(result);
    const auto& prices = result->declared.prices;
    ASSERT_EQ(prices.size(), 3u);
    EXPECT_EQ(prices[0].row.prefix, "49151");
    EXPECT_EQ(prices[0].row.klass, 1);
    EXPECT_EQ(prices[0].row.price.e8, 5'000'000);
    EXPECT_EQ(prices[0].row.delivered.e8, 2'000'000);
    EXPECT_EQ(prices[1].row.mcc, "262");
    EXPECT_EQ(prices[1].row.klass, 4);
    EXPECT_EQ(prices[1].row.senders, routing::sender_type::international);
    EXPECT_EQ(prices[2].row.klass, 0);
    EXPECT_EQ(prices[2].row.senders, routing::sender_type::any);
}

TEST(ConfigLoad, TakesPricesAsOneArrayToo) {
    const auto result = read("price = [\n  { country = \"DE\", price = \"1\", currency = \"EUR\" },\n]\n");
    ASSERT_TRUE(result);
    ASSERT_EQ(result->declared.prices.size(), 1u);
    EXPECT_EQ(result->declared.prices[0].row.line, 2u);
}

TEST(ConfigLoad, BringsTheNumberPlan) {
    const auto read = whole();
    EXPECT_EQ(read.number_plan, "plans/small.csv");
    ASSERT_EQ(read.declared.plan.size(), 2u);
    EXPECT_EQ(read.declared.plan[1].network.mccmnc, "26201");
    EXPECT_EQ(read.declared.plan[1].line, 3u);
}

TEST(ConfigLoad, NamesKeysThatTakeARestart) {
    const auto before = whole().process;
    auto after = before;
    EXPECT_THAT(keys_changed(before, after), IsEmpty());
    after.api.port = 1;
    after.engine.classes[3].validity_ms = 1;
    after.log.level = "info";
    EXPECT_THAT(keys_changed(before, after),
                ElementsAre("api.port", "engine.class.marketing.validity_ms", "log.level"));
}

TEST(ConfigLoad, NamesKeysOfTheStoreAsTheyAreWritten) {
    const auto changed_by = [](auto change) {
        process_options after;
        change(after.store);
        return keys_changed({}, after);
    };
    EXPECT_THAT(changed_by([](auto& store) { store.path = "x"; }), ElementsAre("store"));
    EXPECT_THAT(changed_by([](auto& store) { store.journal = "x"; }), ElementsAre("journal"));
    EXPECT_THAT(changed_by([](auto& store) { store.segment_size = 1; }), ElementsAre("journal_segment_size"));
    EXPECT_THAT(changed_by([](auto& store) { store.key_file = "x"; }), ElementsAre("key_file"));
}

TEST(ConfigLoad, SaysWhenThereIsNoFile) {
    const auto result = load("no/such/file.toml");
    ASSERT_FALSE(result);
    EXPECT_THAT(lines_of(result.error()),
                ElementsAre("no/such/file.toml: cannot read no/such/file.toml: No such file or directory"));
    const auto folder = load(KASKAD_SOURCE_DIR);
    ASSERT_FALSE(folder);
    EXPECT_THAT(to_string(folder.error()[0]), HasSubstr("cannot read"));
}

TEST(ConfigLoad, WarnsOfWhatIsProbablyNotMeant) {
    const auto result = read(R"(
[api]
address = "0.0.0.0"
[[link]]
name = "alpha"
hosts = ["h"]
system_id = "s"
password = ""
tls = true
tls_verify = false
[[client]]
name = "demo"
currency = "EUR"
[[client.key]]
name = "k"
key = "demo"
insecure_demo_key = true
[[client]]
name = "mute"
currency = "EUR"
)");
    ASSERT_TRUE(result);
    EXPECT_THAT(lines_of(result->warnings),
                ElementsAre("kaskad.toml: number_plan: there is no number plan: no message finds its network",
                            "kaskad.toml:5:8: link.name: \"alpha\" has no price: nothing is sent over it",
                            "kaskad.toml:10:14: link.tls_verify: anybody between here and the operator may listen",
                            "kaskad.toml:12:8: client.name: \"demo\" has no price in EUR: its messages are refused",
                            "kaskad.toml:17:21: client.key.insecure_demo_key: a key that can be guessed, and the API "
                            "listens to more than this machine",
                            "kaskad.toml:19:8: client.name: \"mute\" has no key and no account: it cannot send"));
}

TEST(ConfigLoad, WarnsOfPricesThatCountForNothing) {
    const auto result = read(R"(number_plan = "plans/small.csv"
[[price]]
network = "26209"
price = "1"
currency = "EUR"
[[price]]
country = "XX"
price = "1"
currency = "EUR"
[[price]]
mcc = "999"
price = "1"
currency = "EUR"
[[price]]
default = true
senders = "paid"
price = "1"
currency = "EUR"
)",
                             FILES);
    ASSERT_TRUE(result);
    EXPECT_THAT(
        lines_of(result->warnings),
        ElementsAre("kaskad.toml:3:11: price.network: the number plan has no network \"26209\"",
                    "kaskad.toml:7:11: price.country: the number plan has no country \"XX\"",
                    "kaskad.toml:11:7: price.mcc: the number plan has no network of MCC \"999\"",
                    "kaskad.toml:16:11: price.senders: no [[client.sender_type]] says that a sender is such: this "
                    "price counts for no message"));
}

}  // namespace
}  // namespace kaskad::config
