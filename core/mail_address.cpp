#include "core/mail_address.hpp"

#include <algorithm>

namespace kaskad::core {

namespace {

constexpr size_t LOCAL_MAX = 64;  // RFC 5321 §4.5.3.1.1
constexpr size_t LABEL_MAX = 63;  // RFC 1035 §2.3.4
constexpr std::string_view SIGNS = "!#$%&'*+-/=?^_`{|}~";

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 5322 §3.2.3: atext.
bool is_atom(std::string_view text) {
    const auto fits = [](char c) { return is_letter_or_digit(c) || SIGNS.contains(c); };
    return !text.empty() && std::ranges::all_of(text, fits);
}

bool is_label(std::string_view text) {
    const auto fits = [](char c) { return is_letter_or_digit(c) || c == '-'; };
    return !text.empty() && text.size() <= LABEL_MAX && !text.starts_with('-') && !text.ends_with('-') &&
           std::ranges::all_of(text, fits);
}

template <typename Predicate>
bool all_between_dots(std::string_view text, Predicate fits) {
    for (;;) {
        const auto dot = text.find('.');
        if (!fits(text.substr(0, dot))) return false;
        if (dot == text.npos) return true;
        text.remove_prefix(dot + 1);
    }
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    if (at == text.npos || text.size() > MAIL_ADDRESS_MAX || at > LOCAL_MAX) return false;
    const auto domain = text.substr(at + 1);
    return domain.contains('.') && all_between_dots(text.substr(0, at), is_atom) && all_between_dots(domain, is_label);
}

std::string_view domain_of_mail(std::string_view address) {
    const auto at = address.rfind('@');
    return at == address.npos ? std::string_view{} : address.substr(at + 1);
}

}  // namespace kaskad::core
