/* SPDX-License-Identifier: BSD-2-Clause */
/* banned.h - calls that the house does not use, made into compile errors.
 *
 * The build includes it into every file. It includes the system headers that declare these names
 * first. Beside each name stands what to use instead. */
#ifndef BANNED_H
#define BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(name) sorry_##name##_is_banned

#undef strcpy
#define strcpy(...) BANNED(strcpy) /* arena_string */
#undef strcat
#define strcat(...) BANNED(strcat) /* arena_printf */
#undef strncpy
#define strncpy(...) BANNED(strncpy) /* arena_copy */
#undef strncat
#define strncat(...) BANNED(strncat) /* arena_printf */
#undef strtok
#define strtok(...) BANNED(strtok) /* strcspn: no hidden state */
#undef sprintf
#define sprintf(...) BANNED(sprintf) /* arena_printf */
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf) /* arena_vprintf */
#undef gets
#define gets(...) BANNED(gets)
#undef atoi
#define atoi(...) BANNED(atoi) /* number_parse: whole strings only */
#undef atol
#define atol(...) BANNED(atol) /* number_parse */
#undef atof
#define atof(...) BANNED(atof) /* number_parse */
#undef system
#define system(...) BANNED(system)
#undef popen
#define popen(...) BANNED(popen)
#undef localtime
#define localtime(...) BANNED(localtime) /* localtime_r */
#undef gmtime
#define gmtime(...) BANNED(gmtime) /* gmtime_r */
#undef ctime
#define ctime(...) BANNED(ctime) /* when_date */
#undef asctime
#define asctime(...) BANNED(asctime) /* when_date */

#endif
