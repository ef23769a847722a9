#include "net/tls.hpp"

#include "tests/net/certificate_files.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace kaskad::net {
namespace {

TEST(Tls, NamesTheFileThatIsWrong) {
    certificate_files files;
    const auto good = files.issue("server", "DNS:localhost");
    const auto other = files.issue("other", "DNS:other");
    EXPECT_TRUE(make_tls_server({good.certificate, good.key, files.authority_file()}));
    EXPECT_TRUE(make_tls_client({.ca_file = files.authority_file()}));
    EXPECT_TRUE(make_tls_client({}));

    const auto missing = make_tls_server({"/nowhere/a.pem", good.key, ""});
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().find("/nowhere/a.pem"), std::string::npos) << missing.error();

    const auto unfit = make_tls_server({good.certificate, other.key, ""});
    ASSERT_FALSE(unfit);
    EXPECT_NE(unfit.error().find(other.key), std::string::npos) << unfit.error();

    const auto garbage_file = files.folder() + "/garbage.pem";
    std::ofstream{garbage_file} << "no certificate";
    const auto garbage = make_tls_client({.ca_file = garbage_file});
    ASSERT_FALSE(garbage);
    EXPECT_NE(garbage.error().find(garbage_file), std::string::npos) << garbage.error();
    EXPECT_FALSE(make_tls_server({good.certificate, good.key, garbage_file}));
}

}  // namespace
}  // namespace kaskad::net
