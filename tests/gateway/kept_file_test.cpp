#include "gateway/kept_file.hpp"

#include "net/digest.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::gateway {
namespace {

using store::testing::read_file;
using store::testing::temporary_folder;
using store::testing::write_file;
using ::testing::HasSubstr;

std::string digest_of(const std::string& octets) {
    return net::to_hex(net::as_octets(net::sha256(octets)));
}

TEST(GatewayKeptFile, StandsUnderItsDigestWithItsExtension) {
    const temporary_folder folder;
    const auto kept = folder.path() / "kept";
    const std::string octets = "a;b\n1;2\n";
    const auto digest = digest_of(octets);
    for (const auto& [name, extension] : {std::pair{"Alpha.CSV", ".csv"}, std::pair{"alpha", ""},
                                          std::pair{"alpha.11 2026", ""}, std::pair{"a.xlsx", ".xlsx"}}) {
        write_file(folder.path() / name, octets);
        const auto path = keep_file(folder.path() / name, digest, kept);
        ASSERT_TRUE(path.has_value()) << path.error();
        EXPECT_EQ(*path, kept / (digest + extension));
        EXPECT_EQ(read_file(*path), octets);
    }
}

TEST(GatewayKeptFile, IsKeptOnceAndADamagedCopyAnew) {
    const temporary_folder folder;
    const auto file = folder.path() / "a.csv";
    const auto digest = digest_of("right");
    write_file(file, "right");
    const auto path = *keep_file(file, digest, folder.path() / "kept");
    write_file(file, "another by now");
    EXPECT_TRUE(keep_file(file, digest, folder.path() / "kept").has_value()) << "it is there already";
    write_file(path, "damaged");
    write_file(file, "right");
    ASSERT_TRUE(keep_file(file, digest, folder.path() / "kept").has_value());
    EXPECT_EQ(read_file(path), "right");
}

TEST(GatewayKeptFile, AChangedOneIsRefusedAndLeavesNothing) {
    const temporary_folder folder;
    const auto file = folder.path() / "a.csv";
    write_file(file, "changed");
    const auto refused = keep_file(file, digest_of("as it was"), folder.path() / "kept");
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error(), HasSubstr("has changed since it was read"));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "kept"));
    EXPECT_FALSE(keep_file(folder.path() / "none", digest_of(""), folder.path() / "kept").has_value());
    EXPECT_FALSE(keep_file(file, digest_of("changed"), folder.path() / "no" / "such").has_value());
}

}  // namespace
}  // namespace kaskad::gateway
