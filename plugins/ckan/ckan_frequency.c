/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_frequency.h"

#include <stddef.h>
#include <string.h>

#include "frame/plugin.h"

/* The longest that each can be, so that nobody is late on the 31st. */
enum { WEEK = 7 * DAY, MONTH = 31 * DAY, YEAR = 366 * DAY };
/* What comes on working days pauses over weekends and holidays. */
enum { WORKING_DAY = 3 * DAY };

/* A word and what it stands for: seconds, or a number. */
struct word {
    const char *text;
    double value;
};

static struct ckan_frequency every(double seconds)
{
    struct ckan_frequency other = { .kind = CKAN_FREQUENCY_OTHER };
    if (!(seconds > 0) || seconds > 1000.0 * YEAR)
        return other;
    /* By the minute or second is another word for continuously: no dataset shows that. */
    if (seconds < HOUR)
        return (struct ckan_frequency){ .kind = CKAN_FREQUENCY_FREE };
    return (struct ckan_frequency){ .kind = CKAN_FREQUENCY_EVERY, .seconds = seconds };
}

/* Takes a word off the front of *at. */
static bool take(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

/* Takes the first word of a table that fits; longer words stand before their beginnings. */
static bool take_word(const char **at, const struct word *words, size_t count, double *value)
{
    for (size_t i = 0; i < count; i++) {
        if (take(at, words[i].text)) {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

static bool take_digits(const char **at, double *value)
{
    const char *start = *at;
    double sum = 0, scale = 1;
    while (**at >= '0' && **at <= '9' && *at - start < 9)
        sum = sum * 10 + (*(*at)++ - '0');
    if (*at != start && (**at == '.' || **at == ',')) {
        for ((*at)++; **at >= '0' && **at <= '9'; (*at)++) {
            scale /= 10;
            sum += (**at - '0') * scale;
        }
    }
    if (*at == start)
        return false;
    *value = sum;
    return true;
}

/* ---- ISO 8601: P1Y2M3W4DT5H6M7S, after R/, Rn/ or R/START/ ---- */

static double iso_unit(char letter, bool in_time)
{
    switch (letter) {
    case 'Y': return in_time ? 0 : YEAR;
    case 'M': return in_time ? MINUTE : MONTH;
    case 'W': return in_time ? 0 : WEEK;
    case 'D': return in_time ? 0 : DAY;
    case 'H': return in_time ? HOUR : 0;
    case 'S': return in_time ? 1 : 0;
    default: return 0;
    }
}

static bool read_iso(const char *text, double *seconds)
{
    const char *slash = strrchr(text, '/'), *at = slash != NULL ? slash + 1 : text;
    bool in_time = false, some = false;
    if ((slash != NULL && *text != 'R') || *at++ != 'P')
        return false;
    *seconds = 0;
    while (*at != '\0') {
        double number, unit;
        if (!in_time && *at == 'T') {
            in_time = true;
            at++;
            continue;
        }
        if (!take_digits(&at, &number) || (unit = iso_unit(*at, in_time)) <= 0)
            return false;
        *seconds += number * unit;
        some = true;
        at++;
    }
    return some;
}

/* ---- words of English and of the code lists, without blanks and signs ---- */

static const struct word codes[] = {
    { "hourly", HOUR },
    { "bihourly", 2 * HOUR },
    { "trihourly", 3 * HOUR },
    { "daily", DAY },
    { "daily2", DAY / 2.0 },
    { "weekly", WEEK },
    { "weekly2", WEEK / 2.0 },
    { "weekly3", WEEK / 3.0 },
    { "weekly5", WORKING_DAY },
    { "weekdays", WORKING_DAY },
    { "semiweekly", WEEK / 2.0 },
    { "biweekly", 2 * WEEK },
    { "fortnightly", 2 * WEEK },
    { "monthly", MONTH },
    { "monthly2", MONTH / 2.0 },
    { "monthly3", MONTH / 3.0 },
    { "semimonthly", MONTH / 2.0 },
    { "bimonthly", 2 * MONTH },
    { "quarterly", 3 * MONTH },
    { "annual3", 4 * MONTH },
    { "annual2", 6 * MONTH },
    { "semiannual", 6 * MONTH },
    { "semiannually", 6 * MONTH },
    { "biannual", 6 * MONTH },
    { "biannually", 6 * MONTH },
    { "halfyearly", 6 * MONTH },
    { "annual", YEAR },
    { "annually", YEAR },
    { "yearly", YEAR },
    { "biennial", 2.0 * YEAR },
    { "biennially", 2.0 * YEAR },
    { "triennial", 3.0 * YEAR },
    { "quadrennial", 4.0 * YEAR },
    { "quinquennial", 5.0 * YEAR },
    { "decennial", 10.0 * YEAR },
    { "bidecennial", 20.0 * YEAR },
    { "tridecennial", 30.0 * YEAR },
};

static const char *const free_codes[] = {
    "cont",
    "updatecont",
    "continuous",
    "continuously",
    "continuouslyupdated",
    "continual",
    "continually",
    "realtime",
    "live",
    "irreg",
    "irregular",
    "irregularly",
    "completelyirregular",
    "asneeded",
    "asrequired",
    "ondemand",
    "adhoc",
    "never",
    "notplanned",
    "notupdated",
    "noupdates",
    "static",
    "none",
    "unknown",
    "other",
    "opdatpro",
    "once",
};

static const struct word numbers[] = {
    { "one", 1 },   { "two", 2 },   { "three", 3 }, { "four", 4 }, { "five", 5 },    { "six", 6 },
    { "seven", 7 }, { "eight", 8 }, { "nine", 9 },  { "ten", 10 }, { "twelve", 12 },
};

static const struct word units[] = {
    { "minute", MINUTE },
    { "min", MINUTE },
    { "hour", HOUR },
    { "hr", HOUR },
    { "workingday", WORKING_DAY },
    { "businessday", WORKING_DAY },
    { "weekday", WORKING_DAY },
    { "day", DAY },
    { "week", WEEK },
    { "fortnight", 2 * WEEK },
    { "month", MONTH },
    { "quarter", 3 * MONTH },
    { "halfyear", 6 * MONTH },
    { "year", YEAR },
    { "annum", YEAR },
};

static bool take_number(const char **at, double *value)
{
    return take_digits(at, value) || take_word(at, numbers, COUNT(numbers), value);
}

/* "day", "3 days", "other week" */
static bool take_span(const char **at, double *seconds)
{
    double number = 1, unit;
    if (take(at, "other") || take(at, "second"))
        number = 2;
    else if (!take_number(at, &number))
        number = 1;
    if (!take_word(at, units, COUNT(units), &unit))
        return false;
    take(at, "s");
    *seconds = number * unit;
    return true;
}

/* "once a year", "three times per month", "every 2 weeks", "12 hrs" */
static bool read_phrase(const char *at, double *seconds)
{
    double times = 1, span;
    const char *start = at;
    bool counted = true;
    if (take(&at, "twice"))
        times = 2;
    else if (!take(&at, "once") && !(take_number(&at, &times) && take(&at, "times"))) {
        counted = false;
        times = 1;
        at = start;
    }
    bool joined = take(&at, "every") || take(&at, "each") || take(&at, "per") ||
                  (counted && take(&at, "a"));
    if ((counted && !joined) || !take_span(&at, &span) || *at != '\0')
        return false;
    *seconds = times > 0 ? span / times : 0;
    return true;
}

static struct ckan_frequency read_latin(struct arena *arena, const char *text)
{
    char *word = arena_alloc(arena, strlen(text) + 1), *end = word;
    for (const char *at = text; *at != '\0' && *at != '('; at++) {
        if ((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9'))
            *end++ = *at;
    }
    double seconds;
    for (size_t i = 0; i < COUNT(codes); i++) {
        if (strcmp(word, codes[i].text) == 0)
            return every(codes[i].value);
    }
    for (size_t i = 0; i < COUNT(free_codes); i++) {
        if (strcmp(word, free_codes[i]) == 0)
            return (struct ckan_frequency){ .kind = CKAN_FREQUENCY_FREE };
    }
    if (read_phrase(word, &seconds))
        return every(seconds);
    return (struct ckan_frequency){ .kind = CKAN_FREQUENCY_OTHER };
}

/* ---- Japanese ---- */

/* Anywhere in the text: who writes "every month or when needed" has promised nothing. */
static const char *const free_words[] = {
    "随時",   "不定期", "適宜",     "都度",   "必要に応じ", "必要時",     "常時", "リアルタイム",
    "なし",   "無し",   "しない",   "はない", "未定",       "不明",       "限り", "初回のみ",
    "変更時", "改正時", "変更があ", "発生時", "更新時",     "公開時のみ", "逐次", "連続",
};

/* What only softens a phrase. */
static const char *const softeners[] = {
    "原則として", "原則", "最低", "少なくとも", "概ね", "おおむね", "およそ", "ほぼ", "約",
};

static const struct word japanese_units[] = {
    { "四半期", 3 * MONTH }, { "半期", 6 * MONTH },
    { "半年", 6 * MONTH },   { "営業日", WORKING_DAY },
    { "平日", WORKING_DAY }, { "年度", YEAR },
    { "年間", YEAR },        { "年", YEAR },
    { "月", MONTH },         { "旬", DAY * 11 },
    { "週間", WEEK },        { "週", WEEK },
    { "日間", DAY },         { "日", DAY },
    { "時間", HOUR },        { "時", HOUR },
    { "分間", MINUTE },      { "分", MINUTE },
};

static const struct word japanese_numbers[] = {
    { "十二", 12 }, { "十", 10 }, { "一", 1 }, { "二", 2 }, { "三", 3 }, { "四", 4 },
    { "五", 5 },    { "六", 6 },  { "七", 7 }, { "八", 8 }, { "九", 9 },
};

/* 3か月, 3ヶ月, 3カ月, 3ヵ月, 3ケ月, 3箇月; also of years. */
static void take_counter(const char **at)
{
    static const char *const signs[] = { "か", "ヶ", "カ", "ヵ", "ケ", "ゕ", "箇", "個" };
    for (size_t i = 0; i < COUNT(signs); i++) {
        if (take(at, signs[i]))
            return;
    }
}

static bool take_japanese_number(const char **at, double *value)
{
    return take_digits(at, value) ||
           take_word(at, japanese_numbers, COUNT(japanese_numbers), value);
}

/* 年, 3か月, 四半期. *date: 4月 and 10日, which may well be April and the tenth. */
static bool take_japanese_span(const char **at, double *seconds, bool *date)
{
    double number = 1;
    *date = false;
    if (take_word(at, japanese_units, COUNT(japanese_units), seconds))
        return true;
    if (!take_japanese_number(at, &number))
        return false;
    const char *unit = *at;
    take_counter(at);
    *date = *at == unit &&
            (strncmp(unit, "月", strlen("月")) == 0 || strncmp(unit, "日", strlen("日")) == 0);
    if (!take_word(at, japanese_units, COUNT(japanese_units), seconds))
        return false;
    *date = *date && !take(at, "間") && strncmp(unit, "日間", strlen("日間")) != 0;
    *seconds *= number;
    return true;
}

/* に1回, 2回, 1〜2回, に数回, 1度: at least how often. */
static bool take_times(const char **at, double *times)
{
    static const char *const joints[] = { "に", "あたり", "当たり", "につき", "ごとに", "毎に" };
    static const char *const ranges[] = {
        "~", "〜", "-", "から", "、", "・", "or", "又は", "または"
    };
    const char *start = *at;
    double upper;
    for (size_t i = 0; i < COUNT(joints) && *at == start; i++)
        take(at, joints[i]);
    if (take(at, "数"))
        *times = 1;
    else if (!take_japanese_number(at, times) || *times <= 0)
        goto none;
    for (size_t i = 0; i < COUNT(ranges); i++) {
        if (take(at, ranges[i])) {
            take_japanese_number(at, &upper);
            break;
        }
    }
    if (take(at, "回") || take(at, "度"))
        return true;
none:
    *at = start;
    return false;
}

/* Whether what follows a span makes a frequency of it: 年ごと; unless the span may be a date also
 * 年次, 年度末, 1年程度 and nothing at all. */
static bool is_span_end(const char *at, bool date)
{
    static const char *const ends[] = {
        "ごと",   "毎", "間隔", "周期", "単位", "次", "更新",
        "に更新", "末", "初",   "当初", "程度", "の",
    };
    enum { OF_DATES = 5 };
    if (*at == '\0')
        return !date;
    for (size_t i = 0; i < (date ? OF_DATES : COUNT(ends)); i++) {
        if (take(&at, ends[i]))
            return true;
    }
    return false;
}

/* 1回/年 */
static bool read_rate(const char *at, double *seconds)
{
    double times;
    bool date;
    if (!take_times(&at, &times) || !take(&at, "/") || !take_japanese_span(&at, seconds, &date) ||
        *at != '\0')
        return false;
    *seconds /= times;
    return true;
}

static bool read_japanese(const char *at, double *seconds)
{
    double times;
    bool date;
    if (read_rate(at, seconds))
        return true;
    if (take(&at, "隔")) {
        if (!take_word(&at, japanese_units, COUNT(japanese_units), seconds))
            return false;
        *seconds *= 2;
        return true;
    }
    bool each = take(&at, "毎");
    if (!take_japanese_span(&at, seconds, &date))
        return false;
    if (take_times(&at, &times)) {
        *seconds /= times;
        return true;
    }
    /* Every other one, in one reading of it. */
    if (take(&at, "おき")) {
        *seconds *= 2;
        return true;
    }
    /* 毎年10月, 毎週月曜日: whatever follows tells the day. */
    return each || is_span_end(at, date);
}

static struct ckan_frequency read_cjk(const char *text)
{
    double seconds;
    for (size_t i = 0; i < COUNT(free_words); i++) {
        if (strstr(text, free_words[i]) != NULL)
            return (struct ckan_frequency){ .kind = CKAN_FREQUENCY_FREE };
    }
    for (size_t i = 0; i < COUNT(softeners); i++)
        take(&text, softeners[i]);
    if (read_japanese(text, &seconds))
        return every(seconds);
    return (struct ckan_frequency){ .kind = CKAN_FREQUENCY_OTHER };
}

/* ---- both ---- */

/* ASCII for the full-width forms U+FF01 to U+FF5E, lower case, no blanks, without what stands in
 * brackets at the end. */
static char *plain(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 1), *end = out;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        unsigned int c = *at;
        if (at[0] == 0xe3 && at[1] == 0x80 && at[2] == 0x80) { /* U+3000 */
            at += 3;
            continue;
        }
        if (at[0] == 0xef &&
            ((at[1] == 0xbc && at[2] > 0x80) || (at[1] == 0xbd && at[2] >= 0x80 && at[2] < 0x9f))) {
            c = (at[1] == 0xbc ? 0x20U : 0x60U) + (at[2] & 0x3fU);
            at += 2;
        }
        at++;
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (c == '(' && end != out)
            break;
        if (c > ' ')
            *end++ = (char)c;
    }
    return out;
}

struct ckan_frequency ckan_frequency_read(struct arena *arena, const char *text)
{
    double seconds;
    const char *trimmed = text_trim(arena, text, strlen(text));
    if (read_iso(trimmed, &seconds))
        return every(seconds);
    if (strstr(trimmed, "://") != NULL) {
        size_t back = strlen(trimmed);
        while (back > 0 && trimmed[back - 1] != '/' && trimmed[back - 1] != '#')
            back--;
        trimmed += back;
    }
    const char *word = plain(arena, trimmed);
    for (const char *at = word; *at != '\0'; at++) {
        if ((unsigned char)*at >= 0x80)
            return read_cjk(word);
    }
    return read_latin(arena, word);
}

bool ckan_frequency_overdue(const struct ckan_frequency *frequency, double age)
{
    return frequency->kind == CKAN_FREQUENCY_EVERY && age > frequency->seconds * 1.5;
}
