#pragma once

#include "net/http_message.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Beast's parser, writing straight into our own values: no container of Beast's is filled and copied on the way. One
// object a message. For the readers of requests and replies only.

namespace kaskad::net {

template <bool IsRequest>
class http_parser final : public boost::beast::http::basic_parser<IsRequest> {
  public:
    // Filled in as octets come.
    std::string method;
    std::string target;
    int status = 0;
    int version = 0;  // 11 for HTTP/1.1
    http_fields fields;
    std::string body;
    unsigned hosts = 0;  // Host fields
    bool has_transfer_encoding = false;
    bool expects_continue = false;
    std::uint64_t body_max = 0;  // that holds for this message

    http_parser(std::uint32_t header_max, std::uint64_t octets_max) : body_max{octets_max} {
        this->header_limit(header_max);
        this->body_limit(octets_max);
        this->eager(true);
        fields.reserve(FIELDS_OCTETS, FIELDS_COUNT);
    }

    // A request for a target that begins with one of them may have a larger body. The paths must outlive the parser.
    void allow_large(std::span<const std::string> paths, std::uint64_t octets_max) {
        large_paths_ = paths;
        large_body_max_ = octets_max;
    }

  private:
    // What is usual: one allocation each.
    static constexpr std::size_t FIELDS_OCTETS = 320;
    static constexpr std::size_t FIELDS_COUNT = 8;

    using octets = boost::beast::string_view;
    using error_code = boost::beast::error_code;
    using known_field = boost::beast::http::field;

    static std::string_view view(octets text) { return {text.data(), text.size()}; }

    void on_request_impl(boost::beast::http::verb, octets method_text, octets target_text, int version_number,
                         error_code&) override {
        method = view(method_text);
        target = view(target_text);
        const auto begins_it = [this](const std::string& path) { return target.starts_with(path); };
        if (std::ranges::any_of(large_paths_, begins_it)) {
            body_max = large_body_max_;
            this->body_limit(large_body_max_);
        }
        version = version_number;
    }
    void on_response_impl(int code, octets, int version_number, error_code&) override {
        status = code;
        version = version_number;
    }
    void on_field_impl(known_field name, octets name_text, octets value, error_code&) override {
        if (name == known_field::host) ++hosts;
        if (name == known_field::transfer_encoding) has_transfer_encoding = true;
        if (name == known_field::expect) expects_continue = is_same_name(view(value), "100-continue");
        fields.add(view(name_text), view(value));
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
        if (length) body.reserve(static_cast<std::size_t>(*length));
    }
    std::size_t on_body_impl(octets part, error_code&) override {
        body.append(part.data(), part.size());
        return part.size();
    }
    void on_chunk_header_impl(std::uint64_t, octets, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, octets part, error_code& ec) override {
        return on_body_impl(part, ec);
    }
    void on_finish_impl(error_code&) override {}

    std::span<const std::string> large_paths_;
    std::uint64_t large_body_max_ = 0;
};

}  // namespace kaskad::net
