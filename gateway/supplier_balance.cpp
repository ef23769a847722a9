#include "gateway/supplier_balance.hpp"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include <cstdint>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;
using boost::system::error_code;
using text = json::string_view;

// What the parser reads becomes a document in which each number is a string. Its own document would hold numbers with
// decimals as floating point.
struct number_keeper {
    static constexpr size_t max_object_size = json::object::max_size();
    static constexpr size_t max_array_size = json::array::max_size();
    static constexpr size_t max_key_size = json::string::max_size();
    static constexpr size_t max_string_size = json::string::max_size();

    json::value_stack made;

    number_keeper() { made.reset(); }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return true; }
    bool on_object_end(size_t count, error_code&) {
        return push([&] { made.push_object(count); });
    }
    bool on_array_begin(error_code&) { return true; }
    bool on_array_end(size_t count, error_code&) {
        return push([&] { made.push_array(count); });
    }
    bool on_key_part(text part, size_t, error_code&) {
        return push([&] { made.push_chars(part); });
    }
    bool on_key(text last, size_t, error_code&) {
        return push([&] { made.push_key(last); });
    }
    bool on_string_part(text part, size_t, error_code&) {
        return push([&] { made.push_chars(part); });
    }
    bool on_string(text last, size_t, error_code&) {
        return push([&] { made.push_string(last); });
    }
    bool on_number_part(text part, error_code&) {
        return push([&] { made.push_chars(part); });
    }
    bool on_int64(auto, text last, error_code&) {
        return push([&] { made.push_string(last); });
    }
    bool on_uint64(auto, text last, error_code&) {
        return push([&] { made.push_string(last); });
    }
    bool on_double(auto, text last, error_code&) {
        return push([&] { made.push_string(last); });
    }
    bool on_bool(bool flag, error_code&) {
        return push([&] { made.push_bool(flag); });
    }
    bool on_null(error_code&) {
        return push([&] { made.push_null(); });
    }
    bool on_comment_part(text, error_code&) { return true; }
    bool on_comment(text, error_code&) { return true; }

  private:
    bool push(const auto& add) {
        add();
        return true;
    }
};

std::expected<json::value, std::string> parse_with_texts(std::string_view body) {
    json::basic_parser<number_keeper> parser{json::parse_options{}};
    error_code error;
    const auto read = parser.write_some(false, body.data(), body.size(), error);
    const auto rest = body.substr(error ? 0 : read);
    if (error || !parser.done() || rest.find_first_not_of(" \t\r\n") != rest.npos)
        return std::unexpected("the answer is no JSON");
    return parser.handler().made.release();
}

std::string_view without_tail(std::string_view number) {
    const auto point = number.find('.');
    const bool is_plain = number.find_first_not_of("-.0123456789") == number.npos;
    const bool is_long = point != number.npos && number.size() - point - 1 > core::AMOUNT_DECIMALS;
    return is_plain && is_long ? number.substr(0, point + 1 + core::AMOUNT_DECIMALS) : number;
}

}  // namespace

std::expected<core::amount, std::string> read_balance(std::string_view body, std::string_view pointer) {
    const auto root = parse_with_texts(body);
    if (!root) return std::unexpected(root.error());
    error_code error;
    const auto* found = root->find_pointer({pointer.data(), pointer.size()}, error);
    if (found == nullptr) return std::unexpected(fmt::format("there is nothing at \"{}\" in the answer", pointer));
    const auto* number = found->if_string();
    if (number == nullptr) return std::unexpected(fmt::format("what stands at \"{}\" is no number", pointer));
    const auto amount = core::parse_amount(without_tail({number->data(), number->size()}));
    if (!amount) return std::unexpected(fmt::format("what stands at \"{}\" is no amount: {}", pointer, amount.error()));
    return *amount;
}

}  // namespace kaskad::gateway
