#include "channels/mime.hpp"

#include "core/assert.hpp"
#include "core/small_letters.hpp"

#include <gmime/gmime.h>
#include <memory>
#include <utility>

namespace kaskad::channels {

namespace {

struct release {
    void operator()(gpointer value) const { g_object_unref(value); }
    void operator()(GDateTime* value) const { g_date_time_unref(value); }
    void operator()(GMimeFormatOptions* value) const { g_mime_format_options_free(value); }
    void operator()(char* value) const { g_free(value); }
};
template <typename Type>
using owned = std::unique_ptr<Type, release>;

// Once, before anything else of it.
void start_library() {
    static const bool IS_STARTED = (g_mime_init(), true);
    ASSERT(IS_STARTED);
}

std::string text_of(const char* text) {
    return text != nullptr ? text : "";
}

std::string octets_of(GMimeStream* stream) {
    const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

const char* or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

// Quoted or in base64, so that no server on the way changes a line.
owned<GMimeTextPart> make_text(const std::string& text) {
    owned<GMimeTextPart> part{g_mime_text_part_new_with_subtype("plain")};
    g_mime_text_part_set_charset(part.get(), "utf-8");
    g_mime_text_part_set_text(part.get(), text.c_str());
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
    const auto best = g_mime_part_get_best_content_encoding(GMIME_PART(part.get()), GMIME_ENCODING_CONSTRAINT_7BIT);
    const bool is_plain = best != GMIME_CONTENT_ENCODING_BASE64;
    g_mime_part_set_content_encoding(GMIME_PART(part.get()),
                                     is_plain ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE : GMIME_CONTENT_ENCODING_BASE64);
    return part;
}

// By itself the library would choose an alphabet for each name.
void set_sender(GMimeMessage* message, const mail_name& from) {
    const owned<InternetAddress> sender{internet_address_mailbox_new(or_null(from.name), from.address.c_str())};
    internet_address_set_charset(sender.get(), "utf-8");
    internet_address_list_add(g_mime_message_get_from(message), sender.get());
}

// What we make ourselves is plain. Folded where a list goes on: the library folds a long address by encoding it, and
// nobody reads it then.
void append_as_it_is(GMimeObject* object, const std::string& name, std::string value) {
    for (auto at = value.find(", "); at != std::string::npos; at = value.find(", ", at + 1))
        value.replace(at, 2, ",\n ");
    g_mime_object_append_header(object, name.c_str(), "", nullptr);
    auto* header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name.c_str());
    g_mime_header_set_raw_value(header, (" " + value + "\n").c_str());
}

void set_header(GMimeMessage* message, const mail_draft& draft) {
    set_sender(message, draft.from);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, nullptr, draft.to.c_str());
    if (!draft.reply_to.empty())
        g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, nullptr, draft.reply_to.c_str());
    g_mime_message_set_subject(message, draft.subject.c_str(), "utf-8");
    const owned<GDateTime> date{g_date_time_new_from_unix_utc(draft.utc_s)};
    g_mime_message_set_date(message, date.get());
    g_mime_message_set_message_id(message, draft.message_id.c_str());
    for (size_t i = 0; i < draft.fields.size(); ++i) {
        const auto field = draft.fields.at(i);
        append_as_it_is(GMIME_OBJECT(message), std::string{field.name}, std::string{field.value});
    }
}

net::http_fields fields_of(GMimeObject* object) {
    net::http_fields fields;
    auto* list = g_mime_object_get_header_list(object);
    for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
        auto* header = g_mime_header_list_get_header_at(list, i);
        fields.add(text_of(g_mime_header_get_name(header)), text_of(g_mime_header_get_value(header)));
    }
    return fields;
}

std::string type_of(GMimeObject* object) {
    auto* type = g_mime_object_get_content_type(object);
    if (type == nullptr) return {};
    return core::in_small_letters(text_of(owned<char>{g_mime_content_type_get_mime_type(type)}.get()));
}

std::string content_of(GMimePart* part) {
    auto* content = g_mime_part_get_content(part);
    if (content == nullptr) return {};
    const owned<GMimeStream> stream{g_mime_stream_mem_new()};
    g_mime_data_wrapper_write_to_stream(content, stream.get());
    return octets_of(stream.get());
}

// Walks GMime's tree while there is room for its parts.
class reader {
  public:
    mail_part read(GMimeObject* object, size_t depth) {
        ++count_;
        mail_part part{.type = type_of(object), .fields = fields_of(object)};
        if (GMIME_IS_PART(object)) part.content = content_of(GMIME_PART(object));
        if (depth < MAIL_DEPTH_MAX) read_parts(object, part, depth + 1);
        return part;
    }

    // Its one part is the mail's, so the fields of both are its own.
    std::optional<mail_part> read_message(GMimeMessage* message, size_t depth) {
        auto* body = g_mime_message_get_mime_part(message);
        if (body == nullptr) return std::nullopt;
        auto part = read(body, depth);
        part.fields = fields_of(GMIME_OBJECT(message));
        return part;
    }

  private:
    void read_parts(GMimeObject* from, mail_part& into, size_t depth) {
        if (GMIME_IS_MULTIPART(from)) {
            auto* all = GMIME_MULTIPART(from);
            for (int i = 0; i < g_mime_multipart_get_count(all) && count_ < MAIL_PARTS_MAX; ++i)
                into.parts.push_back(read(g_mime_multipart_get_part(all, i), depth));
        }
        if (!GMIME_IS_MESSAGE_PART(from)) return;
        auto* message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(from));
        auto inner = message != nullptr ? read_message(message, depth) : std::nullopt;
        if (inner) into.parts.push_back(std::move(*inner));
    }

    size_t count_ = 0;
};

owned<GMimeParser> make_parser(std::string_view octets) {
    const owned<GMimeStream> stream{g_mime_stream_mem_new_with_buffer(octets.data(), octets.size())};
    return owned<GMimeParser>{g_mime_parser_new_with_stream(stream.get())};
}

// What the delivery agents of UNIX put in front of a mail.
std::string_view without_mark(std::string_view octets) {
    if (!octets.starts_with("From ")) return octets;
    const auto end = octets.find('\n');
    return end == octets.npos ? std::string_view{} : octets.substr(end + 1);
}

}  // namespace

std::string write_mail(const mail_draft& draft) {
    start_library();
    const owned<GMimeMessage> message{g_mime_message_new(TRUE)};
    set_header(message.get(), draft);
    const auto text = make_text(draft.text);
    g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(text.get()));
    const owned<GMimeFormatOptions> options{g_mime_format_options_new()};
    g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
    const owned<GMimeStream> stream{g_mime_stream_mem_new()};
    g_mime_object_write_to_stream(GMIME_OBJECT(message.get()), options.get(), stream.get());
    auto octets = octets_of(stream.get());
    if (!octets.ends_with("\r\n")) octets += "\r\n";
    return octets;
}

std::optional<mail_part> read_mail(std::string_view octets) {
    start_library();
    const auto mail = without_mark(octets);
    if (mail.empty()) return std::nullopt;
    const auto parser = make_parser(mail);
    const owned<GMimeMessage> message{g_mime_parser_construct_message(parser.get(), nullptr)};
    if (!message) return std::nullopt;
    auto read = reader{}.read_message(message.get(), 0);
    if (!read || read->fields.size() == 0) return std::nullopt;
    return read;
}

const mail_part* find_part(const mail_part& in, std::string_view type) {
    if (in.type == type) return &in;
    for (const auto& part : in.parts) {
        if (const auto* found = find_part(part, type)) return found;
    }
    return nullptr;
}

std::vector<net::http_fields> read_groups(std::string_view content) {
    std::string plain{content};
    std::erase(plain, '\r');
    std::vector<net::http_fields> groups;
    for (std::string_view rest = plain; !rest.empty() && groups.size() < MAIL_PARTS_MAX;) {
        const auto end = rest.find("\n\n");
        const auto group = read_mail(std::string{rest.substr(0, end)} + "\n\n");
        if (group) groups.push_back(group->fields);
        rest.remove_prefix(end == rest.npos ? rest.size() : end + 2);
    }
    return groups;
}

}  // namespace kaskad::channels
