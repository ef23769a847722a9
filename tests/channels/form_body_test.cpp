#include "channels/form_body.hpp"

#include "net/url.hpp"

#include <gtest/gtest.h>

namespace kaskad::channels {

TEST(FormBody, EncodesAllThatIsReserved) {
    EXPECT_EQ(form_body{}.add("To", "+7916").add("a b", "x&y=z%\n").take(), "To=%2B7916&a%20b=x%26y%3Dz%25%0A");
    EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encode("\u0410\xFF/"), "%D0%90%FF%2F");
}

// Whatever octets a value has, it comes back as one value.
TEST(FormBody, IsReadAsItWasWritten) {
    std::string all;
    for (int octet = 0; octet < 256; ++octet)
        all += static_cast<char>(octet);
    const auto read = net::parse_query(form_body{}.add(all, all).add("b", "").take());
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, (net::query_parameters{{all, all}, {"b", ""}}));
}

}  // namespace kaskad::channels
