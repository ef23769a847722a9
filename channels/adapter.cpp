#include "channels/adapter.hpp"

#include "channels/providers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace kaskad::channels {

std::string_view account::get(std::string_view wanted) const {
    const auto found = settings.find(wanted);
    return found == settings.end() ? std::string_view{} : std::string_view{found->second};
}

std::string_view adapter::setting(const account& of, std::string_view wanted) const {
    const auto written = of.get(wanted);
    if (!written.empty()) return written;
    const auto forms = settings();
    const auto form = std::ranges::find(forms, wanted, &setting_form::name);
    return form == forms.end() ? std::string_view{} : form->usual;
}

int64_t adapter::whole_setting(const account& of, std::string_view wanted) const {
    const auto text = setting(of, wanted);
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

std::optional<net::http_call> adapter::make_revocation(const facts::revoke_over_channel&, const account&) const {
    return std::nullopt;
}

facts::revoke_answered adapter::read_revocation(const net::http_response&) const {
    return {.result = facts::revocation::failed};
}

std::optional<net::http_call> adapter::make_token_call(const account&, int64_t) const {
    return std::nullopt;
}

std::expected<token_reading, std::string> adapter::read_token(const net::http_response&) const {
    return std::unexpected("this provider gives out no tokens");
}

std::span<const adapter* const> adapters() {
    static const std::array ALL{&fcm(),           &smtp(),           &telegram_bot(), &telegram_gateway(),
                                &twilio_voice(),  &viber_business(), &voice(),        &webhook(),
                                &whatsapp_cloud()};
    return ALL;
}

const adapter* find_adapter(std::string_view name) {
    const auto all = adapters();
    const auto found = std::ranges::find(all, name, [](const adapter* one) { return one->name(); });
    return found == all.end() ? nullptr : *found;
}

std::string to_text(const facts::part_ref& attempt) {
    return fmt::format("{}.{}", attempt.message.value, attempt.attempt);
}

facts::part_ref parse_attempt(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == text.npos) return {};
    const auto message = core::parse_message_id(text.substr(0, dot));
    const auto number = text.substr(dot + 1);
    uint8_t attempt = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), attempt);
    const bool is_number = error == std::errc{} && end == number.data() + number.size() && !number.starts_with('0');
    if (!message || !is_number) return {};
    return {.message = *message, .attempt = attempt, .part = 1};
}

}  // namespace kaskad::channels
