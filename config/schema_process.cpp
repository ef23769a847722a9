#include "config/key.hpp"
#include "config/schema.hpp"
#include "core/id.hpp"
#include "store/postgres_options.hpp"

// The sections that are read at the start of the process, and the file as a whole.

namespace kaskad::config {

namespace {

constexpr size_t PATH_LENGTH_MAX = 1024;
constexpr int64_t KIB = 1024;
constexpr int64_t MIB = 1024 * KIB;

form<std::string> path_form() {
    auto written_as = text_form({0, PATH_LENGTH_MAX});
    written_as.type = "path";
    written_as.range.clear();
    return written_as;
}

// Where journal and database may lie.
form<std::string> store_form(length octets) {
    const auto parse = [octets](std::string_view text) -> std::expected<std::string, std::string> {
        const bool is_server = store::is_postgres_url(std::string{text});
        if (!is_server && text.contains("://"))
            return std::unexpected("expected a folder or postgresql://host/database, found another URL");
        if (is_server && text.contains(' ')) return std::unexpected("a URL has no spaces: write %20");
        return text_form(octets).parse(text);
    };
    return {"folder or URL", "", parse, [](const std::string& shown) { return shown; }, "a folder or URL in quotes"};
}

section<node_options> node_section() {
    using k = keys_of<node_options>;
    return {"Which node this is, and how much of the machine it uses.",
            {
                k::whole("number", &node_options::number, {0, core::NODE_MAX},
                         "Stands in every message id. Two gateways whose ids may ever meet need different numbers."),
                k::whole("shards", &node_options::shards, {1, 64},
                         "Network threads. One carries thousands of messages a second; more than the machine has "
                         "cores is of no use."),
            }};
}

section<api_options> api_section() {
    using k = keys_of<api_options>;
    return {"The HTTP interface for clients and operators: /v1, /metrics, /healthz, /readyz.",
            {
                k::text("address", &api_options::address, ip_form(),
                        "The IP address to listen on. \"0.0.0.0\" = all IPv4 addresses, \"::\" = all."),
                k::whole("port", &api_options::port, {1, 65'535}, "The port to listen on."),
                k::text("tls_certificate", &api_options::tls_certificate, path_form(),
                        "PEM file with the certificate and its chain. Empty: plain HTTP, for loopback or behind a "
                        "proxy that speaks TLS."),
                k::text("tls_key", &api_options::tls_key, path_form(), "PEM file with the key of that certificate."),
                k::whole("body_limit", &api_options::body_limit, {KIB, 64 * MIB},
                         "The largest request body in octets; a larger one is answered 413."),
                k::whole("connections_max", &api_options::connections_max, {1, 100'000}, "Connections open at once."),
            }};
}

section<smpp_options> smpp_section() {
    using k = keys_of<smpp_options>;
    using o = smpp_options;
    return {"The SMPP server for clients; who may bind stands in [[client.account]].",
            {
                k::flag("enabled", &o::enabled, "true: it listens."),
                k::text("address", &o::address, ip_form(),
                        "The IP address to listen on. \"0.0.0.0\" = all IPv4 addresses, \"::\" = all."),
                k::whole("port", &o::port, {1, 65'535}, "The port to listen on; with TLS, 3550 is usual."),
                k::text("tls_certificate", &o::tls_certificate, path_form(),
                        "PEM file with the certificate and its chain. Empty: without TLS."),
                k::text("tls_key", &o::tls_key, path_form(), "PEM file with the key of that certificate."),
                k::text("tls_client_ca", &o::tls_client_ca, path_form(),
                        "PEM file with the authority that signs clients' certificates. Empty: they need none."),
                k::whole("connections_max", &o::connections_max, {1, 100'000}, "Connections open at once."),
                k::whole("connections_per_address", &o::connections_per_address, {1, 100'000},
                         "Of these, from one IP address (IPv6: from one /64)."),
                k::whole("unbound_max", &o::unbound_max, {1, 100'000}, "Of these, that have not bound yet."),
                k::whole("session_init_ms", &o::session_init_ms, {100, 600'000},
                         "A connection without a bind request for so long is closed."),
                k::whole("enquire_link_ms", &o::enquire_link_ms, {0, 3'600'000},
                         "After so long a silence the client is asked by enquire_link. 0 = never."),
                k::whole("inactivity_ms", &o::inactivity_ms, {0, 86'400'000},
                         "A bind without any message for so long is unbound. 0 = never."),
                k::whole("response_timeout_ms", &o::response_timeout_ms, {100, 600'000},
                         "A receipt without a response for so long is sent again."),
                k::flag("names_credentials", &o::names_credentials,
                        "true: a refused bind says whether system_id (0x0F) or password (0x0E) is wrong, as many "
                        "clients expect; false: ESME_RBINDFAIL for both."),
            }};
}

section<log_options> log_section() {
    using k = keys_of<log_options>;
    return {"What is said, and where.",
            {
                k::text("level", &log_options::level,
                        choice_form<std::string>({{"trace", "trace"},
                                                  {"debug", "debug"},
                                                  {"info", "info"},
                                                  {"warning", "warning"},
                                                  {"error", "error"}}),
                        "The least important line that is still written."),
                k::text("file", &log_options::file, path_form(),
                        "A file to append to. Empty: standard error, for systemd or a container to keep."),
            }};
}

// Of a record that holds process_options: the file as read, or the options alone. The store's keys stand at the root.
template <typename T, typename ProcessOf>
std::vector<key<T>> process_keys(ProcessOf process_of) {
    using k = keys_of<T>;
    using p = process_options;
    const auto of = [process_of](auto member) {
        return [=](auto& record) -> auto& {
            return process_of(record).*member;
        };
    };
    const auto of_store = [process_of](auto member) {
        return [=](auto& record) -> auto& {
            return process_of(record).store.*member;
        };
    };
    return {
        k::text("store", of_store(&store_options::path), store_form({1, PATH_LENGTH_MAX}),
                "The folder of journal and database; it is made if it is missing. Relative to the folder in which "
                "Kaskad is started. Or both in PostgreSQL 15: postgresql://user:password@host/database, of whose own "
                "schema `kaskad` that user may make tables."),
        k::text("journal", of_store(&store_options::journal), store_form({0, PATH_LENGTH_MAX}),
                "Another folder, or URL, for the journal alone, as on a disk of its own, or here while the database is "
                "in PostgreSQL. Empty: inside the store."),
        k::whole(
            "journal_segment_size", of_store(&store_options::segment_size), {MIB, 1024 * MIB},
            "Octets of one journal file, whose room is taken from the disk when it is begun; in PostgreSQL, of one "
            "table."),
        k::text("key_file", of_store(&store_options::key_file), path_form(),
                "The key that seals passwords and webhook secrets in the store; made at the first start. Keep a copy: "
                "without it they must be entered again. Empty: inside the store's folder, ./data if that has none."),
        k::table("node", of(&p::node), node_section()),
        k::table("api", of(&p::api), api_section()),
        k::table("smpp", of(&p::smpp), smpp_section()),
        k::table("log", of(&p::log), log_section()),
        k::flag("number_check", of(&p::number_check),
                "A recipient is refused where no mobile number of its calling code has so many digits. false: it is "
                "taken all the same."),
        k::table("lookup", process_of, lookup_section()),
        k::table("engine", of(&p::engine), engine_section()),
        k::table(
            "billing", [process_of](auto& record) -> auto& { return process_of(record).engine.billing; },
            billing_section()),
        k::tables({"seller", SELLERS_MAX}, of(&p::sellers), seller_section()),
        k::tables({"tax", TAXES_MAX}, of(&p::taxes), tax_section()),
        k::table(
            "route_test", [process_of](auto& record) -> auto& { return process_of(record); }, route_test_section()),
        k::table(
            "cascade", [process_of](auto& record) -> auto& { return process_of(record); }, cascade_section()),
    };
}

}  // namespace

section<process_options> process_section() {
    return {"", process_keys<process_options>([](auto& process) -> auto& { return process; })};
}

section<written_file> file_section() {
    using k = keys_of<written_file>;
    auto keys = process_keys<written_file>([](auto& file) -> auto& { return file.process; });
    keys.insert(keys.begin(),
                k::text("number_plan", &written_file::number_plan, path_form(),
                        "A file beside this one, as \"number_plan.csv\", that says which network a number belongs to. "
                        "Without it no message finds its way."));
    keys.insert(keys.begin() + 1,
                k::list({"ported_numbers", PORTED_FILES_MAX}, &written_file::ported_numbers, path_form(),
                        "Files made by `kaskad ported build`, beside this one: where single numbers went. The first "
                        "that knows a number counts. They are looked at again on reload and when they change."));
    keys.push_back(k::tables({"link", LINKS_MAX}, &written_file::links, link_section()));
    keys.push_back(k::tables({"channel", LINKS_MAX}, &written_file::channels, channel_section()));
    keys.push_back(k::tables({"client", CLIENTS_MAX}, &written_file::clients, client_section()));
    keys.push_back(k::tables({"price", routing::PRICE_ROWS_MAX}, &written_file::prices, price_section()));
    return {"Keys that stand before the first section.", std::move(keys)};
}

}  // namespace kaskad::config
