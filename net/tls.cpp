#include "net/tls.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace kaskad::net {

namespace {

namespace ssl = boost::asio::ssl;
using error_code = boost::system::error_code;
using checked = std::expected<void, std::string>;

checked check(const error_code& ec, std::string_view what, const std::string& file) {
    if (!ec) return {};
    return std::unexpected(fmt::format("{} {}: {}", what, file, ec.message()));
}

std::expected<tls_context, std::string> make_context(ssl::context::method method) {
    auto context = std::make_shared<ssl::context>(method);
    error_code ec;
    context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                             ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1,
                         ec);
    if (ec) return std::unexpected("TLS options: " + ec.message());
    // Idle connections are many: their buffers are given back between records.
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    return context;
}

checked load_own_certificate(ssl::context& context, const std::string& chain, const std::string& key) {
    error_code ec;
    context.use_certificate_chain_file(chain, ec);
    if (ec) return check(ec, "TLS certificate", chain);
    context.use_private_key_file(key, ssl::context::pem, ec);
    if (ec) return check(ec, "TLS private key", key);
    if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
        return std::unexpected(fmt::format("TLS private key {} does not belong to certificate {}", key, chain));
    }
    return {};
}

checked load_authorities(ssl::context& context, const std::string& file) {
    error_code ec;
    if (file.empty()) {
        context.set_default_verify_paths(ec);
        return check(ec, "TLS authorities of the system", "");
    }
    context.load_verify_file(file, ec);
    return check(ec, "TLS authorities", file);
}

checked ask_for_client_certificates(ssl::context& context, const std::string& file) {
    if (auto loaded = load_authorities(context, file); !loaded) return loaded;
    error_code ec;
    context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, ec);
    if (ec) return check(ec, "TLS client verification", file);
    // Without the list of accepted authorities clients with several certificates cannot choose.
    if (auto* names = SSL_load_client_CA_file(file.c_str())) {
        SSL_CTX_set_client_CA_list(context.native_handle(), names);
    }
    return {};
}

bool is_ip_address(const std::string& name) {
    error_code ec;
    boost::asio::ip::make_address(name, ec);
    return !ec;
}

}  // namespace

std::expected<tls_context, std::string> make_tls_server(const tls_server_options& options) {
    auto context = make_context(ssl::context::tls_server);
    if (!context) return context;
    auto loaded = load_own_certificate(**context, options.certificate_chain_file, options.private_key_file);
    if (!loaded) return std::unexpected(loaded.error());
    if (!options.client_ca_file.empty()) {
        auto asked = ask_for_client_certificates(**context, options.client_ca_file);
        if (!asked) return std::unexpected(asked.error());
    }
    return context;
}

std::expected<tls_context, std::string> make_tls_client(const tls_client_options& options) {
    auto context = make_context(ssl::context::tls_client);
    if (!context) return context;
    error_code ec;
    (*context)->set_verify_mode(options.verify_peer ? ssl::verify_peer : ssl::verify_none, ec);
    if (ec) return std::unexpected("TLS verification: " + ec.message());
    if (options.verify_peer) {
        auto loaded = load_authorities(**context, options.ca_file);
        if (!loaded) return std::unexpected(loaded.error());
    }
    if (!options.certificate_chain_file.empty()) {
        auto loaded = load_own_certificate(**context, options.certificate_chain_file, options.private_key_file);
        if (!loaded) return std::unexpected(loaded.error());
    }
    return context;
}

bool set_peer_name(ssl_st* session, const std::string& name) {
    X509_VERIFY_PARAM* rules = SSL_get0_param(session);
    // RFC 6066 section 3: no literal addresses in SNI.
    if (is_ip_address(name)) return X509_VERIFY_PARAM_set1_ip_asc(rules, name.c_str()) == 1;
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set_tlsext_host_name(session, name.c_str()) == 1 && SSL_set1_host(session, name.c_str()) == 1;
}

std::string tls_failure(ssl_st* session, std::string_view otherwise) {
    const long result = SSL_get_verify_result(session);
    if (result == X509_V_OK) return fmt::format("TLS: {}", otherwise);
    return fmt::format("TLS certificate refused: {}", X509_verify_cert_error_string(result));
}

}  // namespace kaskad::net
