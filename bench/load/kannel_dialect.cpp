#include "bench/load/dialect.hpp"
#include "bench/wire/specimen.hpp"

#include <fmt/format.h>

namespace kaskad::bench {

namespace {

std::string encode(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        const auto octet = static_cast<unsigned char>(letter);
        if (std::isalnum(octet) != 0) {
            out.push_back(letter);
        } else {
            fmt::format_to(std::back_inserter(out), "%{:02X}", octet);
        }
    }
    return out;
}

// sendsms of smsbox. dlr-mask 3: tell when it was delivered, or could not be. Accepted is answered with 202.
class kannel_dialect final : public dialect {
  public:
    explicit kannel_dialect(const kannel_receipts& receipts) : receipts_{receipts} {}

    void write_request(std::string& out, std::span<const uint32_t> numbers) override {
        const auto digits = digits_of(numbers.front());
        std::string text{TEXT};
        view_of(digits).copy(text.data() + TEXT_NUMBER_AT, NUMBER_DIGITS);
        fmt::format_to(std::back_inserter(out),
                       "GET /cgi-bin/sendsms?username=bench&password=bench&from=Kaskad&to=%2B{}{}&text={}",
                       RECIPIENT_PREFIX, view_of(digits), encode(text));
        if (receipts_.wanted) out.append("&dlr-mask=3");
        if (!receipts_.callback.empty())
            out.append("&dlr-url=").append(encode(fmt::format("{}?n={}&s=%d", receipts_.callback, view_of(digits))));
        out.append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n");
    }

    void read_answer(const http_frame& answer, std::span<const uint32_t> numbers, std::vector<result>& out) override {
        const int status = answer.status();
        const auto what = status == 202   ? verdict::accepted
                          : status == 503 ? verdict::refused_for_now
                                          : verdict::failed;
        // It gives no id that comes back in a callback; the message's own number stands for it.
        out.assign(1, {.what = what, .id = uint64_t{numbers.front()} + 1});
    }

  private:
    kannel_receipts receipts_;
};

}  // namespace

std::unique_ptr<dialect> make_kannel_dialect(const kannel_receipts& receipts) {
    return std::make_unique<kannel_dialect>(receipts);
}

}  // namespace kaskad::bench
