/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/html.h"

#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/text.h"

enum { TITLE_MAX = 300, NAME_MAX = 16 };

/* The part of a page that has not been read yet. */
struct page {
    const char *at, *end;
};

/* One piece of a page: text, or a tag or comment from < to >. */
struct piece {
    const char *bytes;
    size_t length;
    bool tag, closing;
    char name[NAME_MAX]; /* of the element, in lower case; empty for comments and doctypes */
};

/* ---- pieces ---- */

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_letter(char c)
{
    return small(c) >= 'a' && small(c) <= 'z';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\0';
}

/* Where a text occurs in another one, ignoring case; end when it does not. */
static const char *find(const char *at, const char *end, const char *what)
{
    size_t length = strlen(what);
    for (; (size_t)(end - at) >= length; at++) {
        if (small(*at) == *what && strncasecmp(at, what, length) == 0)
            return at;
    }
    return end;
}

/* Whether markup begins here: any other < is text. */
static bool is_markup(const char *at, const char *end)
{
    if (*at != '<' || end - at < 2)
        return false;
    if (at[1] == '/')
        return end - at > 2 && is_letter(at[2]);
    return is_letter(at[1]) || at[1] == '!' || at[1] == '?';
}

/* The end of a tag; a > between quotes does not end it. */
static const char *tag_end(const char *at, const char *end)
{
    char quote = '\0';
    for (; at < end; at++) {
        if (quote != '\0')
            quote = *at == quote ? '\0' : quote;
        else if (*at == '>')
            return at + 1;
        else if ((*at == '"' || *at == '\'') && at[-1] == '=')
            quote = *at;
    }
    return end;
}

static void take_tag(struct page *page, struct piece *piece)
{
    const char *at = page->at + 1;
    piece->tag = true;
    if ((size_t)(page->end - page->at) >= 4 && memcmp(page->at, "<!--", 4) == 0) {
        const char *close = find(page->at + 4, page->end, "-->");
        page->at = close < page->end ? close + 3 : page->end;
        return;
    }
    piece->closing = *at == '/';
    at += piece->closing ? 1 : 0;
    for (size_t i = 0; at < page->end && i + 1 < NAME_MAX; i++, at++) {
        if (!is_letter(*at) && !(*at >= '0' && *at <= '9'))
            break;
        piece->name[i] = small(*at);
    }
    page->at = tag_end(at, page->end);
}

static bool next_piece(struct page *page, struct piece *piece)
{
    *piece = (struct piece){ .bytes = page->at };
    if (page->at >= page->end)
        return false;
    if (is_markup(page->at, page->end)) {
        take_tag(page, piece);
    } else {
        do
            page->at++;
        while (page->at < page->end && !is_markup(page->at, page->end));
    }
    piece->length = (size_t)(page->at - piece->bytes);
    return true;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0)
            return true;
    }
    return false;
}

/* ---- text ---- */

static void add_character(struct buffer *out, unsigned long code)
{
    unsigned char bytes[4];
    size_t length = 0;
    if (code < 0x80) {
        bytes[length++] = (unsigned char)code;
    } else if (code < 0x800) {
        bytes[length++] = (unsigned char)(0xC0 | code >> 6);
        bytes[length++] = (unsigned char)(0x80 | (code & 0x3F));
    } else {
        if (code < 0x10000) {
            bytes[length++] = (unsigned char)(0xE0 | code >> 12);
        } else {
            bytes[length++] = (unsigned char)(0xF0 | code >> 18);
            bytes[length++] = (unsigned char)(0x80 | (code >> 12 & 0x3F));
        }
        bytes[length++] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
        bytes[length++] = (unsigned char)(0x80 | (code & 0x3F));
    }
    buffer_add(out, (const char *)bytes, length);
}

/* The value of a digit in base 10 or 16, or -1. */
static int digit(char c, bool hexadecimal)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return hexadecimal && small(c) >= 'a' && small(c) <= 'f' ? small(c) - 'a' + 10 : -1;
}

/* Reads &#65; or &#x41;. Returns its length, 0 for anything else. */
static size_t numeric_entity(const char *at, size_t length, unsigned long *code)
{
    bool hexadecimal = length > 2 && small(at[2]) == 'x';
    size_t i = hexadecimal ? 3 : 2, first = i;
    *code = 0;
    for (; i < length && digit(at[i], hexadecimal) >= 0; i++)
        *code = *code > 0x10FFFF
                    ? *code
                    : *code * (hexadecimal ? 16 : 10) + (unsigned long)digit(at[i], hexadecimal);
    return i > first && i < length && at[i] == ';' ? i + 1 : 0;
}

/* Reads the character reference that begins with an ampersand. Returns its length, 0 when it is not
 * one that we know. */
static size_t entity(const char *at, size_t length, unsigned long *code)
{
    static const struct {
        const char *name;
        unsigned long code;
    } known[] = {
        { "&amp;", '&' },   { "&lt;", '<' },   { "&gt;", '>' },       { "&quot;", '"' },
        { "&apos;", '\'' }, { "&nbsp;", ' ' }, { "&rsquo;", 0x2019 },
    };
    if (length > 3 && at[1] == '#')
        return numeric_entity(at, length, code);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t size = strlen(known[i].name);
        if (length >= size && memcmp(at, known[i].name, size) == 0) {
            *code = known[i].code;
            return size;
        }
    }
    return 0;
}

static void add_blank(struct buffer *out)
{
    if (out->length > 0 && out->text[out->length - 1] != ' ')
        buffer_add(out, " ", 1);
}

/* Adds a text with its entities decoded; white space becomes one blank, or none at the beginning.
 */
static void add_text(struct buffer *out, const char *at, size_t length)
{
    for (size_t i = 0, size; i < length && out->length < out->limit; i += size) {
        unsigned long code = 0;
        size = at[i] == '&' ? entity(at + i, length - i, &code) : 0;
        if (size == 0) {
            size = 1;
            if (is_space(at[i]))
                add_blank(out);
            else
                buffer_add(out, at + i, 1);
        } else if (code <= ' ' || code == 0xA0) {
            add_blank(out);
        } else if (code <= 0x10FFFF) {
            add_character(out, code);
        }
    }
}

/* A text of at most max bytes is collected in a little more space, so that its last character fits.
 */
static struct buffer gather(struct arena *arena, size_t max)
{
    struct buffer out = { .arena = arena, .limit = max + 4 };
    buffer_put(&out, "");
    return out;
}

/* The collected text, cut between characters and without a blank at its end. */
static char *gathered(const struct buffer *out, size_t max)
{
    size_t length = 0;
    while (length < out->length) {
        size_t size = text_utf8(out->text + length, out->length - length);
        size = size > 0 ? size : 1;
        if (length + size > max)
            break;
        length += size;
    }
    return text_trim(out->arena, out->text, length);
}

/* Elements that a reader does not see, and elements that do not break a word. */
static const char *const unseen[] = { "script", "style", "title", "template", "svg", NULL };
static const char *const inside_words[] = { "a",   "abbr", "b",    "code",  "em",   "font",
                                            "i",   "kbd",  "mark", "small", "span", "strong",
                                            "sub", "sup",  "tt",   "u",     NULL };

/* Moves to the closing tag of an element that holds only text; returns where it is. */
static const char *skip_text(struct page *page, const char *name)
{
    char closing[NAME_MAX + 2] = "</";
    memcpy(closing + 2, name, strlen(name) + 1);
    return page->at = find(page->at, page->end, closing);
}

const char *html_text(struct arena *arena, const char *bytes, size_t length, size_t max)
{
    struct page page = { bytes, bytes + length };
    struct buffer out = gather(arena, max);
    for (struct piece piece; out.length < out.limit && next_piece(&page, &piece);) {
        if (!piece.tag)
            add_text(&out, piece.bytes, piece.length);
        else if (!piece.closing && is_one_of(piece.name, unseen))
            skip_text(&page, piece.name);
        else if (!is_one_of(piece.name, inside_words))
            add_blank(&out);
    }
    return gathered(&out, max);
}

/* ---- what a page is ---- */

bool html_is(const char *bytes, size_t length)
{
    static const char *const elements[] = { "html",   "head",  "body", "title",  "meta", "link",
                                            "script", "style", "h1",   "h2",     "h3",   "p",
                                            "div",    "table", "form", "center", "br",   "hr",
                                            "pre",    "font",  NULL };
    struct page page = { bytes, bytes + length };
    struct piece piece;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        page.at += 3;
    while (next_piece(&page, &piece)) {
        if (!piece.tag) {
            for (size_t i = 0; i < piece.length; i++) {
                if (!is_space(piece.bytes[i]))
                    return false;
            }
        } else if (*piece.name != '\0') {
            return !piece.closing && is_one_of(piece.name, elements);
        } else if (piece.length >= 14 && strncasecmp(piece.bytes, "<!doctype html", 14) == 0) {
            return true;
        }
    }
    return false;
}

/* Moves past the next opening tag of this name. */
static bool find_tag(struct page *page, const char *name, struct piece *piece)
{
    while (next_piece(page, piece)) {
        if (!piece->tag || piece->closing)
            continue;
        if (strcmp(piece->name, name) == 0)
            return true;
        if (is_one_of(piece->name, unseen))
            skip_text(page, piece->name);
    }
    return false;
}

/* The text of the first element of this name; NULL when there is none or it is empty. */
static const char *first_text(struct arena *arena, const char *bytes, size_t length,
                              const char *name)
{
    struct page page = { bytes, bytes + length };
    struct piece piece;
    if (!find_tag(&page, name, &piece))
        return NULL;
    const char *from = page.at, *to = skip_text(&page, name);
    if (strcmp(name, "title") != 0)
        return html_text(arena, from, (size_t)(to - from), TITLE_MAX);
    struct buffer out = gather(arena, TITLE_MAX);
    add_text(&out, from, (size_t)(to - from));
    const char *text = gathered(&out, TITLE_MAX);
    return *text != '\0' ? text : NULL;
}

const char *html_title(struct arena *arena, const char *bytes, size_t length)
{
    return first_text(arena, bytes, length, "title");
}

/* Takes one attribute from the inside of a tag: NAME, NAME=WORD, NAME="TEXT". */
static bool next_attribute(const char **at, const char *end, struct piece *name,
                           struct piece *value)
{
    const char *c = *at;
    while (c < end && (is_space(*c) || *c == '/'))
        c++;
    *name = (struct piece){ .bytes = c };
    while (c < end && !is_space(*c) && *c != '=' && *c != '>')
        c++;
    name->length = (size_t)(c - name->bytes);
    while (c < end && is_space(*c))
        c++;
    *value = (struct piece){ .bytes = c };
    if (c < end && *c == '=') {
        for (c++; c < end && is_space(*c);)
            c++;
        char quote = c < end && (*c == '"' || *c == '\'') ? *c++ : '\0';
        value->bytes = c;
        while (c < end && (quote != '\0' ? *c != quote : !is_space(*c) && *c != '>'))
            c++;
        value->length = (size_t)(c - value->bytes);
        c += c < end && quote != '\0' ? 1 : 0;
    }
    *at = c;
    return name->length > 0;
}

/* The value of an attribute of a tag, as it is written. */
static bool attribute(const struct piece *tag, const char *wanted, struct piece *value)
{
    const char *at = tag->bytes + 1 + strlen(tag->name), *end = tag->bytes + tag->length;
    for (struct piece name; next_attribute(&at, end, &name, value);) {
        if (name.length == strlen(wanted) && strncasecmp(name.bytes, wanted, name.length) == 0)
            return true;
    }
    return false;
}

const char *html_generator(struct arena *arena, const char *bytes, size_t length)
{
    static const char wanted[] = "generator";
    struct page page = { bytes, bytes + length };
    struct piece value;
    for (struct piece piece; find_tag(&page, "meta", &piece);) {
        if (!attribute(&piece, "name", &value) || value.length != sizeof wanted - 1 ||
            strncasecmp(value.bytes, wanted, value.length) != 0)
            continue;
        if (!attribute(&piece, "content", &value))
            return NULL;
        struct buffer out = gather(arena, TITLE_MAX);
        add_text(&out, value.bytes, value.length);
        return gathered(&out, TITLE_MAX);
    }
    return NULL;
}

/* ---- block pages ---- */

/* A page of the product contains all of these words; the heading is in its title or its first <h1>.
 * They are the words of the products' own pages. An operator may change them: then the page counts
 * as any other. */
static const struct block_page {
    const char *product, *heading, *words, *more;
} block_pages[] = {
    { "F5 BIG-IP", NULL, "the requested url was rejected. please consult with your administrator.",
      "support id" },
    { "Cloudflare", "attention required! | cloudflare", NULL, NULL },
    { "Cloudflare", "sorry, you have been blocked", "cloudflare", NULL },
    { "Cloudflare", "just a moment...", "enable javascript and cookies to continue", NULL },
    { "Imperva", NULL, "request unsuccessful. incapsula incident id", NULL },
    { "Imperva", NULL, "this page can't be displayed. contact support for additional information.",
      "incident id is" },
    { "Akamai", "access denied", "you don't have permission to access", "reference #" },
    { "Amazon CloudFront", "the request could not be satisfied", "request blocked.", "cloudfront" },
    { "Amazon CloudFront", "the request could not be satisfied",
      "configured to block access from your country", "cloudfront" },
    { "ModSecurity", NULL, "this error was generated by mod_security", NULL },
    { "FortiWeb", "web page blocked", "attack id", "message id" },
    { "FortiGate", NULL, "this transfer is blocked by a web application firewall", NULL },
    { "Palo Alto Networks", "web page blocked", "in accordance with company policy", NULL },
    { "Barracuda", NULL, "barracuda networks", "blocked" },
    { "Sucuri", "sucuri website firewall - access denied", NULL, NULL },
    { "Sucuri", "access denied - sucuri website firewall", NULL, NULL },
    { "SiteGuard", NULL, "the server refuse to browse the page", NULL },
    { "Wordfence", NULL, "your access to this site has been limited", "wordfence" },
    { "Wordfence", NULL, "a potentially unsafe operation has been detected in your request",
      "wordfence" },
    { "Azure Application Gateway", "403 forbidden", "microsoft-azure-application-gateway", NULL },
    { "Imunify360", NULL, "imunify360 bot-protection", NULL },
    { "Cloudbric", "cloudbric | error", NULL, NULL },
    { "a web filter", "web page blocked", NULL, NULL },
};

/* Block pages are short. A page that only mentions such a product, for example in the description
 * of a dataset, has much text around it. */
enum { BLOCK_PAGE_MAX = 4000 };

static bool has(const char *text, const char *words)
{
    return words == NULL || (text != NULL && *find(text, text + strlen(text), words) != '\0');
}

/* Apostrophes become straight ones, as in the table above. */
static const char *plain(struct arena *arena, const char *text)
{
    struct buffer out = { .arena = arena };
    buffer_put(&out, "");
    for (; *text != '\0'; text++) {
        bool curly = strncmp(text, "\xE2\x80\x99", 3) == 0;
        buffer_add(&out, curly ? "'" : text, 1);
        text += curly ? 2 : 0;
    }
    return out.text;
}

static const char *find_product(struct arena *arena, const char *bytes, size_t length)
{
    const char *text = plain(arena, html_text(arena, bytes, length, BLOCK_PAGE_MAX + 1));
    const char *title = html_title(arena, bytes, length);
    const char *heading = first_text(arena, bytes, length, "h1");
    for (size_t i = 0;
         strlen(text) <= BLOCK_PAGE_MAX && i < sizeof block_pages / sizeof *block_pages; i++) {
        const struct block_page *page = &block_pages[i];
        if ((has(title, page->heading) || has(heading, page->heading)) && has(text, page->words) &&
            has(text, page->more))
            return page->product;
    }
    return NULL;
}

const char *html_block_page(const char *bytes, size_t length)
{
    struct arena *arena = arena_new();
    const char *product = find_product(arena, bytes, length);
    arena_free(arena);
    return product;
}
