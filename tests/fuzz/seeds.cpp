#include <boost/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

// fuzz_seeds VECTORS FOLDER: the first inputs of each fuzz target, FOLDER/<target>/<vector>, from the vectors of
// foreign test suites.

namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

struct seed {
    std::string_view target;
    std::string_view kind;    // of vector
    std::string_view member;  // of its input
    bool is_hex = true;
    std::string_view before = "";  // octets in hexadecimal to put in front
};

// A TLV stands behind the header and the empty message_id of a data_sm_resp.
constexpr std::string_view TLV_HEADER = "0000000080000103000000000000000100";

// esm_class, data_coding and a pattern of eleven letters: "<id> <stat>".
constexpr std::string_view PATTERN = "04000b3c69643e203c737461743e";

// Who the session is and its options; then the step that hands octets in.
constexpr std::string_view UNBOUND_SMSC = "010100";
constexpr std::string_view BOUND_ESME = "020100";
constexpr std::string_view BOUND_SMSC = "030100";

constexpr seed SEEDS[] = {
    {"frame_reader", "pdu", "hex", true, "06"},
    {"frame_reader", "pdu_malformed", "hex", true, "00"},
    {"frame_reader", "stream", "hex", true, "10"},
    {"decoder", "pdu", "hex"},
    {"decoder", "pdu_malformed", "hex"},
    {"decoder", "tlv", "hex", true, TLV_HEADER},
    {"receipts", "dlr_text", "text", false, "040000"},
    {"receipts", "dlr_text", "text", false, PATTERN},
    {"udh", "udh", "hex"},
    {"udh", "gsm7_udh_message", "hex"},
    {"text_reading", "charset_operator", "octets_hex", true, "00050000000003"},
    {"text_reading", "gsm7_table_sample", "octets_hex", true, "00000000010103"},
    {"text_reading", "gsm7_bitpack", "septets_hex", true, "00000000000003"},
    {"text_reading", "gsm7_invalid", "octets_hex", true, "00000000000001"},
    {"text_reading", "pdu", "hex", true, "08000000000005"},
    {"text_writing", "charset", "text", false, "00000002"},
    {"text_writing", "gsm7_packed", "text", false, "00000100"},
    {"text_writing", "gsm7_unpacked", "text", false, "01010000"},
    {"text_writing", "gsm7_representable", "text", false, "0600000f1f"},
    {"text_writing", "encoding_detect", "text", false, "00000004"},
    {"text_writing", "ucs2_bmp_only", "text", false, "02020000"},
    {"times", "time", "string", false, "80260000"},
    {"times", "dlr_text", "text", false, "80260000"},
    {"sessions", "pdu", "hex", true, UNBOUND_SMSC},
    {"sessions", "pdu", "hex", true, BOUND_ESME},
    {"sessions", "pdu", "hex", true, BOUND_SMSC},
    {"sessions", "pdu_malformed", "hex", true, BOUND_SMSC},
    {"sessions", "stream", "hex", true, BOUND_ESME},
};

std::string octets_of(std::string_view hex) {
    std::string raw;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        raw.push_back(static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16)));
    return raw;
}

void write_seed(const fs::path& folder, const seed& wanted, const json::value& vector) {
    const auto* const input = vector.at("input").as_object().if_contains(wanted.member);
    if (input == nullptr || !input->is_string()) return;
    const std::string_view text{input->as_string().data(), input->as_string().size()};
    const fs::path target = folder / wanted.target;
    fs::create_directories(target);
    const std::string name{vector.at("id").as_string()};
    std::ofstream file(target / (name + "-" + std::string{wanted.before}), std::ios::binary);
    file << octets_of(wanted.before) << (wanted.is_hex ? octets_of(text) : std::string{text});
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) return std::fprintf(stderr, "usage: fuzz_seeds VECTORS FOLDER\n"), 2;
    std::ifstream file(words[1]);
    std::stringstream content;
    content << file.rdbuf();
    const json::value vectors = json::parse(content.str());
    for (const auto& vector : vectors.at("vectors").as_array())
        for (const seed& wanted : SEEDS)
            if (vector.at("kind").as_string() == wanted.kind) write_seed(words[2], wanted, vector);
    return 0;
}
