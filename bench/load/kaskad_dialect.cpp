#include "bench/load/dialect.hpp"
#include "bench/wire/specimen.hpp"

#include <fmt/format.h>

#include <charconv>

namespace kaskad::bench {

namespace {

constexpr std::string_view ID_MARK = R"({"id":")";
constexpr std::string_view ERROR_MARK = R"({"error":)";

// One message as JSON, to be copied and patched.
struct item_form {
    item_form() {
        json = fmt::format(R"({{"to":"+{}{}","text":"{}","class":"transactional"}})", RECIPIENT_PREFIX,
                           view_of(digits_of(0)), TEXT);
        to_at = json.find(RECIPIENT_PREFIX) + RECIPIENT_PREFIX.size();
        text_at = json.find(TEXT) + TEXT_NUMBER_AT;
    }

    void write(std::string& out, uint32_t number) const {
        const auto begin = out.size();
        const auto digits = digits_of(number);
        out.append(json);
        view_of(digits).copy(out.data() + begin + to_at, NUMBER_DIGITS);
        view_of(digits).copy(out.data() + begin + text_at, NUMBER_DIGITS);
    }

    std::string json;
    size_t to_at;
    size_t text_at;
};

bool is_for_now(int status) {
    return status == 503 || status == 429;
}

uint64_t read_id(std::string_view text) {
    uint64_t id = 0;
    std::from_chars(text.data(), text.data() + text.size(), id);
    return id;
}

class kaskad_dialect final : public dialect {
  public:
    kaskad_dialect(const std::string& key, bool batched)
        : batched_{batched},
          head_{fmt::format("POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
                            "Content-Type: application/json\r\nContent-Length: ",
                            key)} {}

    void write_request(std::string& out, std::span<const uint32_t> numbers) override {
        const auto commas = batched_ ? numbers.size() + 1 : 0;  // with the brackets
        fmt::format_to(std::back_inserter(out.append(head_)), "{}\r\n\r\n",
                       form_.json.size() * numbers.size() + commas);
        if (!batched_) return form_.write(out, numbers.front());
        for (size_t place = 0; place < numbers.size(); ++place) {
            out.push_back(place == 0 ? '[' : ',');
            form_.write(out, numbers[place]);
        }
        out.push_back(']');
    }

    void read_answer(const http_frame& answer, std::span<const uint32_t> numbers, std::vector<result>& out) override {
        const int status = answer.status();
        if (status != 202) {
            out.assign(numbers.size(), {.what = is_for_now(status) ? verdict::refused_for_now : verdict::failed});
            return;
        }
        out.assign(numbers.size(), {});
        auto left = answer.body;
        for (auto& one : out)
            one = read_item(left);
    }

  private:
    // Reads the next result and leaves what stands behind its beginning.
    static result read_item(std::string_view& left) {
        const auto id_at = left.find(ID_MARK);
        const auto error_at = left.substr(0, id_at).find(ERROR_MARK);
        if (error_at != std::string_view::npos) {
            left.remove_prefix(error_at + ERROR_MARK.size());
            const bool again = left.substr(0, left.find('}')).find(R"("retryable":true)") != std::string_view::npos;
            return {.what = again ? verdict::refused_for_now : verdict::failed};
        }
        if (id_at == std::string_view::npos) return {};
        left.remove_prefix(id_at + ID_MARK.size());
        return {.what = verdict::accepted, .id = read_id(left)};
    }

    bool batched_;
    std::string head_;
    item_form form_;
};

}  // namespace

std::unique_ptr<dialect> make_kaskad_dialect(const std::string& api_key, bool batched) {
    return std::make_unique<kaskad_dialect>(api_key, batched);
}

}  // namespace kaskad::bench
