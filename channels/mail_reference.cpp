#include "channels/mail_reference.hpp"

#include "channels/adapter.hpp"
#include "channels/channel_text.hpp"
#include "net/digest.hpp"
#include "net/seal.hpp"
#include "net/secret.hpp"

#include <algorithm>

namespace kaskad::channels {

namespace {

constexpr size_t PROOF_SIZE = 16;  // digits: 64 bits
constexpr size_t SEALED_MAX = 512;

std::string proof_of(std::string_view attempt, std::string_view secret) {
    net::hmac_sha256_signer signer{secret};
    return net::to_hex(net::as_octets(signer.sign({"mail ", attempt}))).substr(0, PROOF_SIZE);
}

// Of another use than the proof's.
net::sealing_key key_of(std::string_view secret) {
    net::hmac_sha256_signer signer{secret};
    return net::sealing_key{signer.sign({"subscriber"})};
}

// RFC 4648 §5, whose letters need no escape in an address.
void swap_letters(std::string& text, std::string_view from, std::string_view to) {
    for (size_t i = 0; i < from.size(); ++i)
        std::ranges::replace(text, from[i], to[i]);
}

}  // namespace

std::string make_reference(const facts::part_ref& attempt, std::string_view secret) {
    const auto name = to_text(attempt);
    return name + "." + proof_of(name, secret);
}

// No proof fits an empty secret: whoever forgot to write one must not take forgeries.
facts::part_ref open_reference(std::string_view text, std::string_view secret) {
    const auto dot = text.rfind('.');
    if (dot == text.npos || secret.empty()) return {};
    const auto name = text.substr(0, dot);
    if (!net::is_same_secret(text.substr(dot + 1), proof_of(name, secret))) return {};
    return parse_attempt(name);
}

std::string make_bounce_sender(std::string_view address, std::string_view reference) {
    const auto at = std::min(address.find('@'), address.size());
    return std::string{address.substr(0, at)} + "+" + std::string{reference} + std::string{address.substr(at)};
}

std::string_view reference_in(std::string_view address) {
    const auto plus = address.find('+');
    const auto at = address.find('@', plus == address.npos ? 0 : plus);
    if (plus == address.npos || at == address.npos) return {};
    return address.substr(plus + 1, at - plus - 1);
}

std::string seal_subscriber(const subscriber& who, std::string_view secret) {
    auto sealed = key_of(secret).seal(to_text(who.attempt) + " " + who.recipient);
    sealed.resize(sealed.find_last_not_of('=') + 1);
    swap_letters(sealed, "+/", "-_");
    return sealed;
}

std::optional<subscriber> open_subscriber(std::string_view sealed, std::string_view secret) {
    if (secret.empty() || sealed.empty() || sealed.size() > SEALED_MAX) return std::nullopt;
    std::string text{sealed};
    swap_letters(text, "-_", "+/");
    text.resize((text.size() + 3) / 4 * 4, '=');
    const auto opened = key_of(secret).open(text);
    if (!opened) return std::nullopt;
    const auto space = opened->find(' ');
    if (space == opened->npos) return std::nullopt;
    subscriber who{parse_attempt(std::string_view{*opened}.substr(0, space)), digits_of(opened->substr(space + 1))};
    if (who.attempt.message.value == 0 || who.recipient.empty()) return std::nullopt;
    return who;
}

}  // namespace kaskad::channels
