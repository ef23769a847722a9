#include "config/key.hpp"
#include "config/schema.hpp"

// [[client.account]]: by which cascade its messages go, and the TLVs by which they bring one.

namespace kaskad::config {

namespace {

constexpr int64_t STEP_S_MAX = 7 * 86'400;  // as a step of the HTTP API

// The text of a submit is that of the SMS.
form<core::channel> own_content_form() {
    std::vector<word<core::channel>> words;
    for (auto number = 1; number <= static_cast<int>(core::CHANNEL_LAST); ++number) {
        const auto each = static_cast<core::channel>(number);
        words.emplace_back(core::to_string(each), each);
    }
    return choice_form(std::move(words));
}

}  // namespace

section<written_content_tag> content_tag_section() {
    using k = keys_of<written_content_tag>;
    using c = written_content_tag;
    return {"A TLV of its submits with what goes over one channel, in UTF-8, instead of the text.",
            {
                k::required(k::text("channel", &c::channel, own_content_form(), "Over what it goes.")),
                k::required(k::text("tag", &c::tag, vendor_tag_form(), "The tag of that TLV.")),
            }};
}

std::vector<key<written_account>> submitted_cascade_keys() {
    using k = keys_of<written_account>;
    using a = written_account;
    return {
        k::without_default(k::text("cascade", &a::cascade, name_form(),
                                   "By which saved cascade of the client its messages go that bring none. Absent: by "
                                   "SMS alone.")),
        k::without_default(k::text("cascade_name_tag", &a::cascade_name_tag, vendor_tag_form(),
                                   "Tag of a TLV of its submits with the name of a saved cascade, which goes before "
                                   "all others. Absent: not read.")),
        k::without_default(k::text("cascade_order_tag", &a::cascade_order_tag, vendor_tag_form(),
                                   "Tag of a TLV of its submits with the channels in their order, as \"V,S\" or "
                                   "\"viber,sms\" (docs/smpp.md has the letters). Absent: not read.")),
        k::without_default(k::text("cascade_mode_tag", &a::cascade_mode_tag, vendor_tag_form(),
                                   "Tag of a TLV that says of such an order when the next channel follows: N, refused; "
                                   "Y, not delivered either; S, nor read. Absent: Y.")),
        k::whole("cascade_step_s", &a::cascade_step_s, {0, STEP_S_MAX},
                 "Of such an order, how long a channel has until the next one follows. 0 = 60."),
    };
}

}  // namespace kaskad::config
