#include "config/check.hpp"
#include "core/message_class.hpp"

#include <fmt/format.h>

#include <set>

namespace kaskad::config {

namespace {

struct check {
    const value& root;
    problems& found;

    void complain(std::string_view path, std::string text) const {
        found.add(find_place(root, path), path, std::move(text));
    }
    // `path` must not be over `bound_path`.
    void order(std::string_view path, int64_t number, std::string_view bound_path, int64_t bound) const {
        if (number <= bound) return;
        complain(path, fmt::format("must not be over {}, which is {}; is {}", bound_path, bound, number));
    }
};

void check_engine(const engine::options& read, const check& check) {
    check.order("engine.retry_delay_ms", read.retry_delay_ms, "retry_delay_max_ms", read.retry_delay_max_ms);
    check.order("engine.callback_delay_ms", read.callback_delay_ms, "callback_delay_max_ms",
                read.callback_delay_max_ms);
    uint32_t floors = 0;
    for (size_t index = 0; index < core::MESSAGE_CLASS_COUNT; ++index) {
        const auto& options = read.classes[index];
        const auto path = fmt::format("engine.class.{}", core::to_string(static_cast<core::message_class>(index)));
        check.order(path + ".validity_ms", options.validity_ms, "validity_max_ms", read.validity_max_ms);
        floors += options.floor_percent;
    }
    if (floors > 100) check.complain("engine.class", fmt::format("the floors of all classes sum up to {} %", floors));
}

void check_smpp(const smpp_options& read, const check& check) {
    if (read.tls_certificate.empty() != read.tls_key.empty()) {
        check.complain(read.tls_key.empty() ? "smpp.tls_certificate" : "smpp.tls_key",
                       "tls_certificate and tls_key go together: write both or neither");
    }
    if (!read.tls_client_ca.empty() && read.tls_certificate.empty())
        check.complain("smpp.tls_client_ca", "needs tls_certificate: without TLS clients show none");
}

void check_lookup(const process_options& read, const check& check) {
    const auto& rules = read.engine.lookup;
    if (rules.price.e8 > 0 && rules.currency == core::currency{})
        check.complain("lookup.currency", "say in which currency the price is");
}

void check_route_tests(const process_options& read, const check& check) {
    const auto& secret = read.route_test.secret;
    if (!secret.empty() && !is_webhook_secret(secret)) {
        check.complain("route_test.secret",
                       "expected \"whsec_\" and 24 to 64 octets in base64, as from `echo whsec_$(openssl rand -base64 "
                       "32)`");
    }
    std::set<std::string> names;
    for (const auto& schedule : read.route_test.schedules) {
        if (!names.insert(schedule.name).second)
            check.complain("route_test.schedule", fmt::format("\"{}\" stands there twice", schedule.name));
        if (schedule.numbers.empty() || schedule.numbers.size() > read.engine.route_test.numbers_max) {
            check.complain("route_test.schedule", fmt::format("\"{}\" needs 1 to {} numbers", schedule.name,
                                                              read.engine.route_test.numbers_max));
        }
    }
}

}  // namespace

position find_place(const value& root, std::string_view path) {
    const auto* here = &root;
    while (!path.empty()) {
        const size_t dot = path.find('.');
        const auto* next = here->find(path.substr(0, dot));
        if (next == nullptr) break;
        here = next;
        path = dot == path.npos ? std::string_view{} : path.substr(dot + 1);
    }
    return here == &root ? position{} : here->at;
}

void check_process(const process_options& read, const value& root, problems& found) {
    const check check{root, found};
    if (read.api.tls_certificate.empty() != read.api.tls_key.empty()) {
        check.complain(read.api.tls_key.empty() ? "api.tls_certificate" : "api.tls_key",
                       "tls_certificate and tls_key go together: write both or neither");
    }
    check_smpp(read.smpp, check);
    check_engine(read.engine, check);
    check_lookup(read, check);
    check_route_tests(read, check);
}

}  // namespace kaskad::config
