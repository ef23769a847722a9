#include "gateway/record_spool.hpp"
#include "gateway/supplier_row.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

// A supplier's file record by record, and what a record is found again by.

namespace kaskad::gateway {
namespace {

using store::testing::temporary_folder;
using ::testing::HasSubstr;

supplier_mapping make_mapping() {
    supplier_mapping mapping;
    mapping.currency = {{'E', 'U', 'R'}};
    mapping.columns.id = "id";
    mapping.columns.status = "state";
    mapping.columns.amount = "sum";
    return mapping;
}

class GatewaySupplierRecords : public ::testing::Test {
  protected:
    std::expected<supplier_records, std::string> open(const std::string& text) {
        const std::string path = folder_.path() / "file.csv";
        std::ofstream{path, std::ios::binary} << text;
        return supplier_records::open(path, identify_file(path).value(), mapping_);
    }

    supplier_mapping mapping_ = make_mapping();

  private:
    temporary_folder folder_;
};

TEST_F(GatewaySupplierRecords, IsFoundAgainByItsPlace) {
    auto records = open("id,note,state,sum\na1,\"two\nlines\",ok,1\n\nb2,x,bad,2\n");
    ASSERT_TRUE(records.has_value()) << records.error();
    currency_list currencies;
    const smpp::time_zone utc;
    supplier_row_reader reader{mapping_, utc, currencies};
    std::vector<uint64_t> places;
    while (records->next())
        places.push_back(reader.read(records->record()).value().place);
    ASSERT_EQ(places.size(), 2u);
    EXPECT_EQ(line_of_place(places[0]), 2u);
    EXPECT_EQ(line_of_place(places[1]), 5u);
    EXPECT_EQ(records->read_again(offset_of_place(places[0])).at(field::id), "a1");
    EXPECT_EQ(records->read_again(offset_of_place(places[0])).at(field::status), "ok");
    EXPECT_EQ(records->read_again(offset_of_place(places[1])).at(field::id), "b2");
    EXPECT_EQ(records->read_again(offset_of_place(places[1])).at(field::status), "bad");
}

TEST_F(GatewaySupplierRecords, SaysWhatIsWrongWithARow) {
    auto records = open("id,state,sum\na1,ok\nb2,ok,1.5.2\nc3,ok,\"1\n");
    ASSERT_TRUE(records.has_value());
    currency_list currencies;
    const smpp::time_zone utc;
    supplier_row_reader reader{mapping_, utc, currencies};
    ASSERT_TRUE(records->next());
    EXPECT_EQ(to_string(*records->fault()), "line 2: it has 2 fields, the first row 3");
    ASSERT_TRUE(records->next());
    EXPECT_THAT(to_string(reader.read(records->record()).error()), HasSubstr("line 3, amount: '1.5.2' is not"));
    ASSERT_TRUE(records->next());
    EXPECT_EQ(to_string(*records->fault()), "line 4: a quote is never closed");
    EXPECT_FALSE(records->next());
}

TEST_F(GatewaySupplierRecords, RefusesFilesItCannotRead) {
    EXPECT_THAT(open("name,sum\n").error(), HasSubstr("line 1 names no column 'id'"));
    EXPECT_THAT(open("").error(), HasSubstr("ends within its header"));
    EXPECT_THAT(open(std::string{"\xFF\xFEi\0d\0", 6}).error(), HasSubstr("save it as UTF-8"));
    mapping_.encoding = "Klingon";
    EXPECT_THAT(open("id,state,sum\n").error(), HasSubstr("knows no 'Klingon'"));
}

// Twenty different words are told; more are a column that is mapped wrongly, and take no room.
TEST_F(GatewaySupplierRecords, KeepsSomeUnknownStatuses) {
    std::string text = "id,state,sum\n";
    for (int row = 0; row < 30; ++row)
        text += "a,word " + std::to_string(row) + ",1\na,word 0,1\n";
    auto records = open(text);
    ASSERT_TRUE(records.has_value());
    currency_list currencies;
    const smpp::time_zone utc;
    supplier_row_reader reader{mapping_, utc, currencies};
    while (records->next())
        ASSERT_TRUE(reader.read(records->record()).has_value());
    EXPECT_EQ(reader.unknown_statuses().size(), 20u);
    EXPECT_EQ(reader.unknown_statuses().at("word 0"), 31u);
}

TEST(GatewayCurrencyList, HoldsSixteen) {
    currency_list list;
    for (char last = 'A'; last < 'A' + 16; ++last)
        EXPECT_EQ(list.place_of({{'X', 'X', last}}), last - 'A');
    EXPECT_FALSE(list.place_of({{'X', 'Y', 'Z'}}).has_value());
    EXPECT_EQ(list.place_of({{'X', 'X', 'C'}}), 2);
}

TEST(GatewayRecordSpool, GivesBackWhatItTookInOrder) {
    const temporary_folder folder;
    record_spool<uint64_t> spool{folder.path()};
    constexpr uint64_t COUNT = 3 * record_spool<uint64_t>::PIECE_RECORDS + 7;
    for (uint64_t each = 0; each < COUNT; ++each)
        spool.add(each);
    std::vector<uint64_t> all{99};
    ASSERT_TRUE(spool.read_all(all));
    ASSERT_EQ(all.size(), COUNT + 1);
    EXPECT_EQ(all[1], 0u);
    EXPECT_EQ(all.back(), COUNT - 1);
    uint64_t next = 0;
    ASSERT_TRUE(spool.read_pieces([&](std::span<const uint64_t> piece) {
        for (const auto each : piece)
            EXPECT_EQ(each, next++);
        return true;
    }));
    EXPECT_EQ(next, COUNT);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    EXPECT_FALSE(spool.read_pieces([](std::span<const uint64_t>) { return false; }));
    EXPECT_EQ(spool.failure(), "");
}

}  // namespace
}  // namespace kaskad::gateway
