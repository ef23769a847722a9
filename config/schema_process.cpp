#include "config/key.hpp"
#include "config/schema.hpp"
#include "core/id.hpp"

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

section<store_options> store_section() {
    using k = keys_of<store_options>;
    return {"Where the state is kept.",
            {
                k::text("path", &store_options::path, path_form(),
                        "The folder of journal and database; it is made if it is missing. Relative to the folder in "
                        "which Kaskad is started."),
                k::text("journal", &store_options::journal, path_form(),
                        "Another folder for the journal, as on a disk of its own. Empty: inside the store's folder."),
                k::whole("segment_size", &store_options::segment_size, {MIB, 1024 * MIB},
                         "Octets of one journal file. Its room is taken from the disk when it is begun."),
                k::text("key_file", &store_options::key_file, path_form(),
                        "The key that seals passwords and webhook secrets in the store; made at the first start. Keep "
                        "a copy: without it they must be entered again. Empty: inside the store's folder."),
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

}  // namespace

section<process_options> process_section() {
    using k = keys_of<process_options>;
    return {"",
            {
                k::table("node", &process_options::node, node_section()),
                k::table("api", &process_options::api, api_section()),
                k::table("store", &process_options::store, store_section()),
                k::table("log", &process_options::log, log_section()),
                k::table("engine", &process_options::engine, engine_section()),
            }};
}

section<written_file> file_section() {
    using k = keys_of<written_file>;
    const auto inside = [](auto member) { return [member](auto& file) -> auto& { return file.process.*member; }; };
    return {"Keys that stand before the first section.",
            {
                k::text("number_plan", &written_file::number_plan, path_form(),
                        "A file beside this one, as \"number_plan.csv\", that says which network a number belongs to. "
                        "Without it no message finds its way."),
                k::table("node", inside(&process_options::node), node_section()),
                k::table("api", inside(&process_options::api), api_section()),
                k::table("store", inside(&process_options::store), store_section()),
                k::table("log", inside(&process_options::log), log_section()),
                k::table("engine", inside(&process_options::engine), engine_section()),
                k::tables({"link", LINKS_MAX}, &written_file::links, link_section()),
                k::tables({"client", CLIENTS_MAX}, &written_file::clients, client_section()),
                k::tables({"price", routing::PRICE_ROWS_MAX}, &written_file::prices, price_section()),
            }};
}

}  // namespace kaskad::config
