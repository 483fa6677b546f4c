/* SPDX-License-Identifier: BSD-2-Clause */
/* http_date.h - dates in HTTP headers (RFC 9110 section 5.6.7): Date, Last-Modified, Expires,
 * Retry-After. */
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

/* Seconds since 1970, UTC; NAN when the text is no date of one of the three forms that a recipient
 * must know:
 *
 *     Sun, 06 Nov 1994 08:49:37 GMT     what is sent today
 *     Sunday, 06-Nov-94 08:49:37 GMT    RFC 850
 *     Sun Nov  6 08:49:37 1994          asctime() of C
 *
 * Nothing may stand before or behind it; whether the name is that of the day is not looked at. now,
 * seconds since 1970, says of which century a year of two digits is: no date lies more than 50
 * years ahead. A leap second is the first one of the next minute. */
double http_date(const char *text, double now);

#endif
