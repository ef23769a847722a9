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

constexpr seed SEEDS[] = {
    {"frame_reader", "pdu", "hex", true, "06"},    {"frame_reader", "pdu_malformed", "hex", true, "00"},
    {"frame_reader", "stream", "hex", true, "10"}, {"decoder", "pdu", "hex"},
    {"decoder", "pdu_malformed", "hex"},           {"decoder", "tlv", "hex", true, TLV_HEADER},
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
    std::ofstream file(target / vector.at("id").as_string().c_str(), std::ios::binary);
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
