#include "app/catalogue_csv.hpp"

#include <gmock/gmock.h>

namespace dvcpay::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> told(const std::vector<ConfigFault>& faults) {
    std::vector<std::string> out;
    for (const auto& fault : faults) out.push_back(to_string(fault));
    return out;
}

const std::string services_head =
    "code,name_vi,agency_level,fee_vnd,fee_kind,refundable,valid_from,valid_to\n";
const std::string agencies_head = "code,name_vi,kind,parent_code,old_code,valid_from,valid_to\n";

TEST(ServicesCsv, ARowBecomesAService) {
    const auto read = read_services_csv(
        services_head + "1.004222,Đăng ký thường trú,\"tinh,xa\",10000,le_phi,no,2026-01-01,\n",
        "s.csv"
    );
    ASSERT_THAT(told(read.faults), IsEmpty());
    const Service& row = read.rows.at(0);
    EXPECT_EQ(row.code, "1.004222");
    EXPECT_EQ(row.level, "tinh,xa");
    EXPECT_EQ(row.listed_fee_dong, 10000);
    EXPECT_EQ(row.refundable, Service::Refundable::no);
    EXPECT_EQ(row.validity.from, (Day{2026, 1, 1}));
    EXPECT_FALSE(row.validity.to);
}

TEST(ServicesCsv, ColumnsMayStandInAnyOrderWithOthersBetween) {
    const auto read = read_services_csv(
        "note,fee_kind,code,fee_vnd,agency_level,name_vi\nx,phi,1.1,,xa,Tên\n", "s.csv"
    );
    ASSERT_THAT(told(read.faults), IsEmpty());
    EXPECT_EQ(read.rows.at(0).name_vi, "Tên");
    EXPECT_FALSE(read.rows.at(0).listed_fee_dong);
}

TEST(ServicesCsv, EveryMistakeIsToldWithLineColumnAndName) {
    const auto read = read_services_csv(
        services_head +
            "1.1,,huyen,5.5,gratis,maybe,2026-13-01,\n"
            "1.2,Tên,xa,-1,phi,,2026-02-01,2026-01-01\n"
            "1.3,Tên\n"
            "1 4,Tên,xa,,phi,,,\n",
        "s.csv"
    );
    EXPECT_THAT(
        told(read.faults),
        ElementsAre(
            "s.csv:2:5: error: name_vi: is empty",
            "s.csv:2:6: error: agency_level: expected tinh, xa or \"tinh,xa\"",
            "s.csv:2:16: error: fee_kind: expected phi, le_phi, phi_le_phi, cong_thuc, theo_hdnd, "
            "mien_phi or khong_neu",
            "s.csv:2:12: error: fee_vnd: expected whole dong or nothing",
            "s.csv:2:23: error: refundable: expected yes, no or unknown",
            "s.csv:2:29: error: valid_from: expected YYYY-MM-DD or nothing",
            "s.csv:3:13: error: fee_vnd: expected whole dong or nothing",
            "s.csv:3:32: error: valid_to: lies before valid_from",
            "s.csv:4: error: expected 8 cells, found 2",
            "s.csv:5:1: error: code: expected at most 50 letters, digits, '.', '-' and '_'"
        )
    );
}

TEST(ServicesCsv, TwoPeriodsOfOneCodeAreTwoRowsUnlessTheyOverlap) {
    const auto good = read_services_csv(
        services_head + "1.1,A,xa,1,phi,,,2025-12-31\n1.1,B,xa,2,phi,,2026-01-01,\n", "s.csv"
    );
    EXPECT_THAT(told(good.faults), IsEmpty());
    const auto bad = read_services_csv(
        services_head + "1.1,A,xa,1,phi,,,2026-01-01\n1.1,B,xa,2,phi,,2026-01-01,\n", "s.csv"
    );
    EXPECT_THAT(
        told(bad.faults),
        ElementsAre("s.csv:3:1: error: code: stands in line 2 already for the same days")
    );
}

TEST(ServicesCsv, AMissingColumnIsNamed) {
    const auto read = read_services_csv("code,name_vi,agency_level,fee_vnd\n", "s.csv");
    EXPECT_THAT(
        told(read.faults),
        ElementsAre("s.csv:1: error: fee_kind: this column is missing from the header")
    );
}

TEST(ServicesCsv, AnEmptyFileIsAMistake) {
    EXPECT_THAT(
        told(read_services_csv("", "s.csv").faults),
        ElementsAre("s.csv:1: error: empty; expected a header row")
    );
}

TEST(AgenciesCsv, ARowBecomesAnAgencyAndItsParentMustBeThere) {
    const auto read = read_agencies_csv(
        agencies_head + "H01,Tỉnh An Giang,tinh,,H33,2025-07-01,\nH01.02,Sở Nội vụ,so,H02,,,\n",
        "a.csv"
    );
    EXPECT_EQ(read.rows.at(0).old_code, "H33");
    EXPECT_THAT(
        told(read.faults),
        ElementsAre("a.csv:3:27: error: parent_code: no row has the code \"H02\"")
    );
}

TEST(AgenciesCsv, AnUnknownKindIsNamed) {
    const auto read = read_agencies_csv(agencies_head + "H01,Tên,quan,,,,\n", "a.csv");
    EXPECT_THAT(
        told(read.faults),
        ElementsAre("a.csv:2:10: error: kind: expected tinh, so, xa, phuong or dac_khu")
    );
}

TEST(Catalogue, FindsTheRowOfTheDay) {
    const auto read = read_services_csv(
        services_head + "1.1,A,xa,1,phi,,,2025-12-31\n1.1,B,xa,2,phi,,2026-01-01,\n", "s.csv"
    );
    const auto catalogue = make_catalogue(read.rows, {});
    EXPECT_EQ(catalogue.service_on("1.1", Day{2025, 12, 31})->name_vi, "A");
    EXPECT_EQ(catalogue.service_on("1.1", Day{2026, 1, 1})->name_vi, "B");
}

}  // namespace
}  // namespace dvcpay::app
