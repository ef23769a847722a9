#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

// TLS settings made from files. A context is immutable and shared by connections of every shard; to change a
// certificate make a new context and hand that one out. TLS 1.2 or newer; SMPP and HTTP use the same contexts.

namespace boost::asio::ssl {
class context;
}
struct ssl_st;

namespace kaskad::net {

using tls_context = std::shared_ptr<boost::asio::ssl::context>;

struct tls_server_options {
    std::string certificate_chain_file{};
    std::string private_key_file{};
    std::string client_ca_file{};  // not empty: clients must show a certificate signed by it
};

struct tls_client_options {
    std::string ca_file{};  // empty: the system's store
    bool verify_peer = true;
    std::string certificate_chain_file{};  // a certificate of our own, where the peer asks for one
    std::string private_key_file{};
};

// The error names the file and what OpenSSL said.
std::expected<tls_context, std::string> make_tls_server(const tls_server_options& options);
std::expected<tls_context, std::string> make_tls_client(const tls_client_options& options);

// Sets SNI and the name the peer's certificate must carry (a DNS name or an IP address).
bool set_peer_name(ssl_st* session, const std::string& name);

// Why the handshake failed: the verification result if that was it, else what the library said.
std::string tls_failure(ssl_st* session, std::string_view otherwise);

}  // namespace kaskad::net
