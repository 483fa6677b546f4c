/* SPDX-License-Identifier: BSD-2-Clause */
/* Solr's XML is a handful of elements: <lst>, <arr>, <result>, <doc> hold others, all else is one
 * value. No entity but the five of XML and numbers is ever declared, so none is looked for. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "solr/solr.h"
#include "base/text.h"

enum { DEPTH_MAX = 60, LENGTH_MAX = 1024 * 1024, TEXT_MAX = 2048 };

/* What ends each open element, and whether something is in it already. */
struct writer {
    struct arena *arena;
    struct buffer out;
    const char *ends[DEPTH_MAX];
    bool named[DEPTH_MAX], filled[DEPTH_MAX];
    int depth;
};

/* A tag without its brackets, cut from the text. */
struct tag {
    const char *text;
    size_t name; /* length of the name */
    bool empty;  /* <.../> */
};

static bool is(const struct tag *tag, const char *name)
{
    return strlen(name) == tag->name && strncmp(tag->text, name, tag->name) == 0;
}

/* A character that stands for itself or as &...; and goes to *out; returns how much was read. */
static size_t decode(const char *text, char *out)
{
    static const struct {
        const char *name;
        char byte;
    } entities[] = {
        { "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' }, { "&quot;", '"' }, { "&apos;", '\'' }
    };
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (strncmp(text, entities[i].name, strlen(entities[i].name)) == 0) {
            *out = entities[i].byte;
            return strlen(entities[i].name);
        }
    }
    *out = *text;
    return 1;
}

static const char *plain(struct arena *arena, const char *text, size_t length)
{
    const char *end = text + length;
    char *out = arena_alloc(arena, length + 1);
    size_t used = 0;
    while (text < end)
        text += decode(text, &out[used++]);
    return text_clean(arena, out, used, TEXT_MAX);
}

/* The value of an attribute; NULL. */
static const char *attribute(struct arena *arena, const struct tag *tag, const char *name)
{
    const char *mark = arena_printf(arena, " %s=\"", name);
    const char *value = strstr(tag->text, mark);
    if (value == NULL)
        return NULL;
    value += strlen(mark);
    return plain(arena, value, strcspn(value, "\""));
}

static void begin(struct writer *writer, const struct tag *tag)
{
    int parent = writer->depth - 1;
    if (parent < 0)
        return;
    buffer_put(&writer->out, writer->filled[parent] ? "," : "");
    writer->filled[parent] = true;
    if (writer->named[parent]) {
        const char *name = attribute(writer->arena, tag, "name");
        buffer_json(&writer->out, name != NULL ? name : "");
        buffer_put(&writer->out, ":");
    }
}

static void enter(struct writer *writer, const struct tag *tag, const char *start, const char *end)
{
    bool list = is(tag, "arr") || is(tag, "result");
    begin(writer, tag);
    buffer_put(&writer->out, start);
    writer->ends[writer->depth] = end;
    writer->named[writer->depth] = !list;
    writer->filled[writer->depth++] = false;
}

static void leave(struct writer *writer)
{
    buffer_put(&writer->out, writer->ends[--writer->depth]);
}

static void open_result(struct writer *writer, const struct tag *tag)
{
    static const char *const names[] = { "numFound", "start" };
    struct buffer start = { .arena = writer->arena };
    buffer_put(&start, "{");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = attribute(writer->arena, tag, names[i]);
        buffer_printf(&start, "\"%s\":", names[i]);
        buffer_json(&start, value != NULL ? value : "");
        buffer_put(&start, ",");
    }
    buffer_put(&start, "\"docs\":[");
    enter(writer, tag, start.text, "]}");
}

/* A value: what stands between the tag and the next one. */
static void put_value(struct writer *writer, const struct tag *tag, const char *text)
{
    size_t length = tag->empty ? 0 : strcspn(text, "<");
    begin(writer, tag);
    if (is(tag, "null"))
        buffer_put(&writer->out, "null");
    else if (is(tag, "bool"))
        buffer_put(&writer->out, strncmp(text, "true", 4) == 0 ? "true" : "false");
    else
        buffer_json(&writer->out, plain(writer->arena, text, length));
}

/* False when the document is not Solr's. */
static bool element(struct writer *writer, const struct tag *tag, const char *after)
{
    bool top = is(tag, "response");
    if (writer->depth == DEPTH_MAX || (writer->depth == 0) != top)
        return false;
    if (top || is(tag, "lst") || is(tag, "doc"))
        enter(writer, tag, "{", "}");
    else if (is(tag, "arr"))
        enter(writer, tag, "[", "]");
    else if (is(tag, "result"))
        open_result(writer, tag);
    else {
        put_value(writer, tag, after);
        return true;
    }
    if (tag->empty)
        leave(writer);
    return true;
}

static bool closes(const struct tag *tag)
{
    static const char *const names[] = { "/response", "/lst", "/arr", "/result", "/doc" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (is(tag, names[i]))
            return true;
    }
    return false;
}

const char *solr_xml_as_json(struct arena *arena, const char *bytes, size_t length)
{
    struct writer writer = { .arena = arena, .out = { .arena = arena } };
    if (length > LENGTH_MAX)
        return NULL;
    const char *text = arena_copy(arena, bytes, length);
    bool begun = false;
    while ((text = strchr(text, '<')) != NULL && !(begun && writer.depth == 0)) {
        size_t size = strcspn(++text, ">");
        if (text[size] == '\0')
            return NULL;
        struct tag tag = { .text = arena_copy(arena, text, size) };
        text += size + 1;
        if (*tag.text == '?' || *tag.text == '!')
            continue;
        bool end = *tag.text == '/';
        tag.name = end + strcspn(tag.text + end, " \t\r\n/");
        tag.empty = size > 0 && tag.text[size - 1] == '/';
        if (closes(&tag) && writer.depth > 0)
            leave(&writer);
        else if (!end && (tag.name == 0 || !element(&writer, &tag, text)))
            return NULL;
        begun = true;
    }
    return begun && writer.depth == 0 ? writer.out.text : NULL;
}
