/* SPDX-License-Identifier: BSD-2-Clause */
#include "x509/trust_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* A hash link is named after the subject: 8 hexadecimal digits, a dot, a number. */
static bool is_hash_link(const char *name)
{
    return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' && name[9] != '\0' &&
           strspn(name + 9, "0123456789") == strlen(name + 9);
}

/* One link to a readable file is enough; others may be stale. */
bool trust_folder_is_hashed(const char *folder)
{
    DIR *entries = opendir(folder);
    bool hashed = false;
    if (entries == NULL)
        return false;
    for (const struct dirent *entry; !hashed && (entry = readdir(entries)) != NULL;)
        hashed = is_hash_link(entry->d_name) &&
                 faccessat(dirfd(entries), entry->d_name, R_OK, 0) == 0;
    closedir(entries);
    return hashed;
}
