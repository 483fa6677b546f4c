/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/catalogue.h"

#include <string.h>

enum { HEADER_SIZE = 28, ROW_SIZE = 8 };

static const uint32_t magic = 0x950412de, magic_swapped = 0xde120495;

/* The one thing that all runs of a process share: a run sets it when it begins and takes it back
 * when it ends. */
static const struct catalogue *spoken;

static uint32_t number_at(const struct catalogue *catalogue, size_t at)
{
    uint32_t number;
    memcpy(&number, catalogue->bytes + at, sizeof number);
    return !catalogue->swapped
               ? number
               : number >> 24 | (number >> 8 & 0xff00) | (number << 8 & 0xff0000) | number << 24;
}

/* The text of row i of a table that catalogue_read() has looked through. */
static const char *text_at(const struct catalogue *catalogue, uint32_t table, uint32_t i)
{
    return (const char *)catalogue->bytes +
           number_at(catalogue, table + (size_t)i * ROW_SIZE + sizeof(uint32_t));
}

/* Whether all texts of a table lie inside and end where they say. */
static bool is_whole(const struct catalogue *catalogue, uint32_t table)
{
    if (table > catalogue->length || (catalogue->length - table) / ROW_SIZE < catalogue->count)
        return false;
    for (uint32_t i = 0; i < catalogue->count; i++) {
        size_t row = table + (size_t)i * ROW_SIZE, length = number_at(catalogue, row),
               at = number_at(catalogue, row + sizeof(uint32_t));
        if (at >= catalogue->length || length >= catalogue->length - at ||
            catalogue->bytes[at + length] != '\0')
            return false;
    }
    return true;
}

static bool is_sorted(const struct catalogue *catalogue)
{
    for (uint32_t i = 1; i < catalogue->count; i++) {
        if (strcmp(text_at(catalogue, catalogue->messages, i - 1),
                   text_at(catalogue, catalogue->messages, i)) >= 0)
            return false;
    }
    return true;
}

bool catalogue_read(const void *bytes, size_t length, struct catalogue *out)
{
    struct catalogue catalogue = { .bytes = bytes, .length = length };
    if (length < HEADER_SIZE)
        return false;
    uint32_t first = number_at(&catalogue, 0);
    catalogue.swapped = first == magic_swapped;
    /* Minor revisions add tables that nobody has to read; a major one would be another format. */
    if ((first != magic && !catalogue.swapped) || number_at(&catalogue, 4) >> 16 != 0)
        return false;
    catalogue.count = number_at(&catalogue, 8);
    catalogue.messages = number_at(&catalogue, 12);
    catalogue.translations = number_at(&catalogue, 16);
    if (!is_whole(&catalogue, catalogue.messages) ||
        !is_whole(&catalogue, catalogue.translations) || !is_sorted(&catalogue))
        return false;
    *out = catalogue;
    return true;
}

const char *catalogue_find(const struct catalogue *catalogue, const char *message)
{
    uint32_t low = 0, high = catalogue->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(message, text_at(catalogue, catalogue->messages, middle));
        if (order == 0) {
            const char *text = text_at(catalogue, catalogue->translations, middle);
            return *text != '\0' ? text : NULL;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

void catalogue_use(const struct catalogue *catalogue)
{
    spoken = catalogue;
}

const char *catalogue_text(const char *message)
{
    const char *text = spoken != NULL && *message != '\0' ? catalogue_find(spoken, message) : NULL;
    return text != NULL ? text : message;
}
