/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_frequency.h"

#include "unit/check.h"
#include "base/when.h"

enum { OTHER = -1, FREE = 0, WEEK = 7 * DAY, MONTH = 31 * DAY, YEAR = 366 * DAY };

/* What a portal may say, and the seconds of it. */
static const struct {
    const char *text;
    double seconds;
} rows[] = {
    /* ISO 8601 */
    { "P1D", DAY },
    { "P7D", WEEK },
    { "P1W", WEEK },
    { "P1M", MONTH },
    { "P3M", 3 * MONTH },
    { "P1Y", YEAR },
    { "P1Y6M", YEAR + 6 * MONTH },
    { "P1DT12H", DAY * 1.5 },
    { "PT1H", HOUR },
    { "PT90M", 90 * MINUTE },
    { "PT1M", FREE },
    { "PT1S", FREE },
    { "P0D", OTHER },
    { "P", OTHER },
    { "PT", OTHER },
    { "P1", OTHER },
    { "P1X", OTHER },
    { "P1H", OTHER },
    { "PT1D", OTHER },
    { "PT1Y", OTHER },
    { "P-1M", OTHER },
    { "P99999999Y", OTHER },
    { "R/P10Y", 10.0 * YEAR },
    { "R/P4Y", 4.0 * YEAR },
    { "R/P1Y", YEAR },
    { "R/P6M", 6 * MONTH },
    { "R/P3M", 3 * MONTH },
    { "R/P2M", 2 * MONTH },
    { "R/P1M", MONTH },
    { "R/P0.5M", MONTH / 2.0 },
    { "R/P0,5M", MONTH / 2.0 },
    { "R/P2W", 2 * WEEK },
    { "R/P1W", WEEK },
    { "R/P3.5D", DAY * 3.5 },
    { "R/P1D", DAY },
    { "R/PT1H", HOUR },
    { "R/PT1S", FREE },
    { "R5/P1M", MONTH },
    { "R/2026-01-01T00:00:00Z/P1M", MONTH },
    { " R/P1M\n", MONTH },
    { "2026-01-01/P1M", OTHER },
    /* The frequency table of the EU Publications Office. */
    { "1MIN", FREE },
    { "5MIN", FREE },
    { "10MIN", FREE },
    { "15MIN", FREE },
    { "30MIN", FREE },
    { "HOURLY", HOUR },
    { "BIHOURLY", 2 * HOUR },
    { "TRIHOURLY", 3 * HOUR },
    { "12HRS", 12 * HOUR },
    { "DAILY", DAY },
    { "DAILY_2", DAY / 2.0 },
    { "WEEKLY", WEEK },
    { "WEEKLY_2", WEEK / 2.0 },
    { "WEEKLY_3", WEEK / 3.0 },
    { "WEEKLY_5", 3 * DAY },
    { "BIWEEKLY", 2 * WEEK },
    { "MONTHLY", MONTH },
    { "MONTHLY_2", MONTH / 2.0 },
    { "MONTHLY_3", MONTH / 3.0 },
    { "BIMONTHLY", 2 * MONTH },
    { "QUARTERLY", 3 * MONTH },
    { "ANNUAL", YEAR },
    { "ANNUAL_2", 6 * MONTH },
    { "ANNUAL_3", 4 * MONTH },
    { "BIENNIAL", 2.0 * YEAR },
    { "TRIENNIAL", 3.0 * YEAR },
    { "QUADRENNIAL", 4.0 * YEAR },
    { "QUINQUENNIAL", 5.0 * YEAR },
    { "DECENNIAL", 10.0 * YEAR },
    { "BIDECENNIAL", 20.0 * YEAR },
    { "TRIDECENNIAL", 30.0 * YEAR },
    { "CONT", FREE },
    { "UPDATE_CONT", FREE },
    { "IRREG", FREE },
    { "AS_NEEDED", FREE },
    { "NOT_PLANNED", FREE },
    { "NEVER", FREE },
    { "UNKNOWN", FREE },
    { "OTHER", FREE },
    { "OP_DATPRO", FREE },
    { "http://publications.europa.eu/resource/authority/frequency/ANNUAL_2", 6 * MONTH },
    { "https://publications.europa.eu/resource/authority/frequency/UPDATE_CONT", FREE },
    { "http://publications.europa.eu/resource/authority/frequency/", OTHER },
    /* Dublin Core */
    { "http://purl.org/cld/freq/threeTimesAYear", YEAR / 3.0 },
    { "http://purl.org/cld/freq/threeTimesAMonth", MONTH / 3.0 },
    { "http://purl.org/cld/freq/threeTimesAWeek", WEEK / 3.0 },
    { "http://purl.org/cld/freq/semiweekly", WEEK / 2.0 },
    { "http://purl.org/cld/freq/semimonthly", MONTH / 2.0 },
    { "http://purl.org/cld/freq/semiannual", 6 * MONTH },
    { "http://purl.org/cld/freq/completelyIrregular", FREE },
    { "http://purl.org/cld/freq/continuous", FREE },
    { "http://example.jp/terms#monthly", MONTH },
    /* ISO 19115 */
    { "continual", FREE },
    { "fortnightly", 2 * WEEK },
    { "biannually", 6 * MONTH },
    { "annually", YEAR },
    { "asNeeded", FREE },
    { "notPlanned", FREE },
    /* English */
    { "daily", DAY },
    { "Daily", DAY },
    { " weekly ", WEEK },
    { "Every day", DAY },
    { "every working day", 3 * DAY },
    { "Every other week", 2 * WEEK },
    { "every second month", 2 * MONTH },
    { "Every 3 months", 3 * MONTH },
    { "every two years", 2.0 * YEAR },
    { "every 5 years", 5.0 * YEAR },
    { "6 months", 6 * MONTH },
    { "Once a year", YEAR },
    { "once per month", MONTH },
    { "once every two weeks", 2 * WEEK },
    { "twice a year", YEAR / 2.0 },
    { "three times per week", WEEK / 3.0 },
    { "2 times a month", MONTH / 2.0 },
    { "per annum", YEAR },
    { "half-yearly", 6 * MONTH },
    { "Semi-annual", 6 * MONTH },
    { "Annual (every April)", YEAR },
    { "real-time", FREE },
    { "Real Time", FREE },
    { "Ad hoc", FREE },
    { "every 30 seconds", OTHER },
    { "every", OTHER },
    { "twice", OTHER },
    { "a year", OTHER },
    { "zero times a year", OTHER },
    { "0 times a year", OTHER },
    { "every 0 months", OTHER },
    { "sometimes", OTHER },
    { "monthly or so", OTHER },
    { "2026-04-01", OTHER },
    { "", OTHER },
    { " ", OTHER },
    { "(monthly)", OTHER },
    /* Japanese */
    { "毎日", DAY },
    { "毎週", WEEK },
    { "毎月", MONTH },
    { "毎年", YEAR },
    { "毎年度", YEAR },
    { "毎時", HOUR },
    { "毎四半期", 3 * MONTH },
    { "毎営業日", 3 * DAY },
    { "毎日更新", DAY },
    { "毎日午前7時", DAY },
    { "毎週月曜日", WEEK },
    { "毎月10日", MONTH },
    { "毎月末", MONTH },
    { "毎年4月", YEAR },
    { "毎年10月1日時点", YEAR },
    { "毎年2回", YEAR / 2.0 },
    { "毎月1〜2回", MONTH },
    { "日次", DAY },
    { "週次", WEEK },
    { "月次", MONTH },
    { "月次更新", MONTH },
    { "年次", YEAR },
    { "年度", YEAR },
    { "年度毎", YEAR },
    { "年度ごと", YEAR },
    { "年度末", YEAR },
    { "年度更新", YEAR },
    { "年単位", YEAR },
    { "月ごと", MONTH },
    { "日毎", DAY },
    { "年1回", YEAR },
    { "年１回", YEAR },
    { "年一回", YEAR },
    { "年に1回", YEAR },
    { "年 1 回", YEAR },
    { "年　１　回", YEAR },
    { "1年に1回", YEAR },
    { "１年に１度", YEAR },
    { "年度に1回", YEAR },
    { "年間2回", YEAR / 2.0 },
    { "年2回", YEAR / 2.0 },
    { "年1～2回", YEAR },
    { "年1-2回", YEAR },
    { "年数回", YEAR },
    { "年に数回", YEAR },
    { "年1回（4月）", YEAR },
    { "年1回(毎年4月頃)", YEAR },
    { "年1回程度", YEAR },
    { "年1回以上", YEAR },
    { "約年1回", YEAR },
    { "原則年1回", YEAR },
    { "原則として毎月", MONTH },
    { "月1回", MONTH },
    { "月に2回", MONTH / 2.0 },
    { "週1回", WEEK },
    { "週に１度", WEEK },
    { "1日1回", DAY },
    { "1日に2回", DAY / 2.0 },
    { "1回/年", YEAR },
    { "１回／月", MONTH },
    { "2回/年", YEAR / 2.0 },
    { "四半期", 3 * MONTH },
    { "四半期ごと", 3 * MONTH },
    { "四半期に1回", 3 * MONTH },
    { "半年", 6 * MONTH },
    { "半年ごと", 6 * MONTH },
    { "半年に1回", 6 * MONTH },
    { "半期", 6 * MONTH },
    { "3か月ごと", 3 * MONTH },
    { "3ヶ月ごと", 3 * MONTH },
    { "３ヵ月に１回", 3 * MONTH },
    { "3カ月毎", 3 * MONTH },
    { "3ケ月", 3 * MONTH },
    { "3箇月", 3 * MONTH },
    { "三か月", 3 * MONTH },
    { "6か月間隔", 6 * MONTH },
    { "3月ごと", 3 * MONTH },
    { "2週間", 2 * WEEK },
    { "2週間に1回", 2 * WEEK },
    { "5年ごと", 5.0 * YEAR },
    { "５年に１度", 5.0 * YEAR },
    { "五年毎", 5.0 * YEAR },
    { "10年周期", 10.0 * YEAR },
    { "10日ごと", 10 * DAY },
    { "1年おき", 2.0 * YEAR },
    { "1時間ごと", HOUR },
    { "10分間隔", FREE },
    { "隔日", 2 * DAY },
    { "隔週", 2 * WEEK },
    { "隔月", 2 * MONTH },
    { "隔年", 2.0 * YEAR },
    { "毎旬", 11 * DAY },
    { "随時", FREE },
    { "随時更新", FREE },
    { "毎月または随時", FREE },
    { "毎月（変更があれば随時）", MONTH },
    { "不定期", FREE },
    { "必要に応じて", FREE },
    { "適宜", FREE },
    { "変更の都度", FREE },
    { "リアルタイム", FREE },
    { "更新なし", FREE },
    { "更新予定なし", FREE },
    { "更新しない", FREE },
    { "なし", FREE },
    { "未定", FREE },
    { "不明", FREE },
    { "毎年更新予定", YEAR },
    /* A date says when, not how often. */
    { "4月", OTHER },
    { "10日", OTHER },
    { "4月更新", OTHER },
    { "4月1日", OTHER },
    { "数年に1回", OTHER },
    { "定期", OTHER },
    { "年始", OTHER },
    { "日曜日", OTHER },
    { "月曜日", OTHER },
    { "1回", OTHER },
    { "年0回", OTHER },
    { "隔", OTHER },
    { "毎", OTHER },
    { "毎度", OTHER },
    { "ｱﾝﾉｳﾝ", OTHER },
    { "\xe6\xaf", OTHER },
    { "\xef\xbc", OTHER },
    { "\xff", OTHER },
};

TEST(words_become_seconds)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ckan_frequency frequency = ckan_frequency_read(arena, rows[i].text);
        double seconds = frequency.kind == CKAN_FREQUENCY_EVERY  ? frequency.seconds
                         : frequency.kind == CKAN_FREQUENCY_FREE ? FREE
                                                                 : OTHER;
        if (fabs(seconds - rows[i].seconds) > 1)
            bad_row(rows[i].text, "expected %g days, got %g", rows[i].seconds / DAY, seconds / DAY);
    }
}

/* Cut anywhere, every text is read to its end and no further. */
TEST(cut_words_are_harmless)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t length = 0; length < strlen(rows[i].text); length++) {
            char *part = malloc(length + 1);
            memcpy(part, rows[i].text, length);
            part[length] = '\0';
            struct ckan_frequency frequency = ckan_frequency_read(arena, part);
            expect(rows[i].text,
                   frequency.kind != CKAN_FREQUENCY_EVERY || frequency.seconds >= HOUR,
                   "became no time");
            free(part);
        }
    }
}

TEST(half_as_much_again_is_given)
{
    struct ckan_frequency monthly = ckan_frequency_read(arena, "毎月");
    struct ckan_frequency never = ckan_frequency_read(arena, "随時");
    struct ckan_frequency words = ckan_frequency_read(arena, "ときどき");
    expect("46 d", !ckan_frequency_overdue(&monthly, 46 * DAY), "is overdue");
    expect("47 d", ckan_frequency_overdue(&monthly, 47 * DAY), "is not overdue");
    expect("unknown age", !ckan_frequency_overdue(&monthly, NAN), "is overdue");
    expect("future", !ckan_frequency_overdue(&monthly, -DAY), "is overdue");
    expect("free", !ckan_frequency_overdue(&never, 1e9), "is overdue");
    expect("other", !ckan_frequency_overdue(&words, 1e9), "is overdue");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(words_become_seconds),
        cmocka_unit_test(cut_words_are_harmless),
        cmocka_unit_test(half_as_much_again_is_given),
    };
    return RUN(tests);
}
