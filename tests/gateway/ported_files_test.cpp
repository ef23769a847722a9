#include "gateway/ported_files.hpp"

#include "gateway/ported_build.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

using store::testing::temporary_folder;
using store::testing::write_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int64_t AS_OF = 1'767'225'600'000;

class GatewayPortedFiles : public ::testing::Test {
  protected:
    std::string path_of(const std::string& name) const { return folder_.path() / name; }

    void build(const std::string& name, const std::string& rows) {
        write_file(path_of("rows.csv"), rows);
        const auto report = build_ported({.rows = path_of("rows.csv"), .made = path_of(name), .as_of_ms = AS_OF});
        ASSERT_EQ(report.numbers, 1U);
    }

    std::string found(const std::string& number) const {
        const auto set = files_.set();
        const auto network = set ? set->find(number) : std::nullopt;
        return network ? std::string{network->mccmnc} : "none";
    }

    temporary_folder folder_;
    std::vector<std::string> opened_;
    std::vector<std::string> troubles_;
    ported_files files_{
        {.on_opened = [this](const std::string& file, const auto&) { opened_.push_back(file); },
         .on_trouble = [this](const std::string&, const std::string& why) { troubles_.push_back(why); }}};
};

}  // namespace

TEST_F(GatewayPortedFiles, TheFirstThatKnowsANumberCounts) {
    build("one", "491512345678,26202\n");
    build("two", "491512345678,26203\n");
    build("three", "491512345679,26203\n");
    files_.name({path_of("one"), path_of("two"), path_of("three")});
    EXPECT_TRUE(files_.look());
    EXPECT_EQ(found("491512345678"), "26202");
    EXPECT_EQ(found("491512345679"), "26203");
    EXPECT_EQ(found("491512345670"), "none");
    EXPECT_EQ(files_.set()->find("491512345678")->as_of_ms, AS_OF);
    EXPECT_EQ(opened_.size(), 3U);
    EXPECT_FALSE(files_.look()) << "nothing has changed";
}

TEST_F(GatewayPortedFiles, AFileThatTookTheNameOfAnotherIsOpenedAndTheOldOneLivesOn) {
    build("one", "491512345678,26202\n");
    files_.name({path_of("one")});
    files_.look();
    const auto before = files_.set();
    build("one", "491512345678,26203\n");
    EXPECT_TRUE(files_.look());
    EXPECT_EQ(found("491512345678"), "26203");
    EXPECT_EQ(before->find("491512345678")->mccmnc, "26202");
}

TEST_F(GatewayPortedFiles, ABadFileLeavesTheOldOneInPlaceAndIsToldOnce) {
    build("one", "491512345678,26202\n");
    files_.name({path_of("one")});
    files_.look();
    write_file(path_of("bad"), "no such file");
    std::filesystem::rename(path_of("bad"), path_of("one"));
    EXPECT_FALSE(files_.look());
    EXPECT_FALSE(files_.look());
    EXPECT_THAT(troubles_, ElementsAre(HasSubstr(path_of("one"))));
    EXPECT_EQ(found("491512345678"), "26202");
    std::filesystem::remove(path_of("one"));
    EXPECT_FALSE(files_.look());
    EXPECT_EQ(troubles_.size(), 2U);
    EXPECT_EQ(found("491512345678"), "26202");
    build("one", "491512345678,26203\n");
    EXPECT_TRUE(files_.look());
    EXPECT_EQ(found("491512345678"), "26203");
}

TEST_F(GatewayPortedFiles, AFileThatIsNamedNoLongerGoes) {
    build("one", "491512345678,26202\n");
    build("two", "491512345679,26203\n");
    files_.name({path_of("one"), path_of("two")});
    files_.look();
    files_.name({path_of("two")});
    EXPECT_TRUE(files_.look());
    EXPECT_EQ(found("491512345678"), "none");
    EXPECT_EQ(opened_.size(), 2U) << "what stays is not read again";
    files_.name({});
    EXPECT_TRUE(files_.look());
    EXPECT_EQ(files_.set(), nullptr);
}

TEST_F(GatewayPortedFiles, ABadFileIsLookedAtAgainWhenItIsNamedAgain) {
    files_.name({path_of("missing")});
    EXPECT_FALSE(files_.look() && files_.set());
    EXPECT_EQ(troubles_.size(), 1U);
    files_.name({path_of("missing")});
    files_.look();
    EXPECT_EQ(troubles_.size(), 2U);
}

}  // namespace kaskad::gateway
