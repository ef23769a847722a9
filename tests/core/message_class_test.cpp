#include "core/message_class.hpp"

#include <gtest/gtest.h>

namespace kaskad::core {

TEST(CoreMessageClass, ReadsItsOwnNames) {
    for (size_t value = 0; value < MESSAGE_CLASS_COUNT; ++value) {
        const auto each = static_cast<message_class>(value);
        EXPECT_EQ(parse_message_class(to_string(each)), each);
    }
    for (const auto text : {"", "OTP", "promo", "otp ", "0"})
        EXPECT_EQ(parse_message_class(text), std::nullopt) << text;
}

// The values are kept on disk, and their order is the order of the queues.
TEST(CoreMessageClass, MoreUrgentComesFirst) {
    EXPECT_LT(message_class::otp, message_class::transactional);
    EXPECT_LT(message_class::transactional, message_class::service);
    EXPECT_LT(message_class::service, message_class::marketing);
    EXPECT_EQ(static_cast<int>(message_class::marketing), 3);
}

TEST(CoreClassSource, HasNames) {
    EXPECT_EQ(to_string(class_source::request), "request");
    EXPECT_EQ(to_string(class_source::client_default), "client_default");
    EXPECT_EQ(to_string(class_source::account_default), "account_default");
    EXPECT_EQ(to_string(class_source::account_rule), "account_rule");
}

}  // namespace kaskad::core
