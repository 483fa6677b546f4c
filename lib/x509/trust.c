/* SPDX-License-Identifier: BSD-2-Clause */
#include "x509/trust.h"

#include <dirent.h>
#include <openssl/err.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "x509/openssl_compat.h"
#include "x509/trust_folder.h"

/* Where distributions keep one file with all roots, when OpenSSL's own default is not there:
 * Debian, RHEL, SUSE. */
static const char *const bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
};

static bool add_file(X509_STORE *store, const char *path)
{
    bool added = access(path, R_OK) == 0 && X509_STORE_load_file(store, path) == 1;
    ERR_clear_error();
    return added;
}

/* Reads a folder without links: every file in it that looks like a certificate. */
static bool add_folder(X509_STORE *store, const char *folder)
{
    DIR *entries = opendir(folder);
    bool added = false;
    if (entries == NULL)
        return false;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char path[4096];
        const char *end = strrchr(entry->d_name, '.');
        if (end == NULL ||
            (strcmp(end, ".pem") != 0 && strcmp(end, ".crt") != 0 && strcmp(end, ".cer") != 0))
            continue;
        int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (length > 0 && (size_t)length < sizeof path && add_file(store, path))
            added = true;
    }
    closedir(entries);
    return added;
}

static bool add_hashed(X509_STORE *store, const char *folder)
{
    return trust_folder_is_hashed(folder) && X509_STORE_load_path(store, folder) == 1;
}

/* What was taken, or NULL. */
static const char *add_system(X509_STORE *store)
{
    if (add_hashed(store, X509_get_default_cert_dir()))
        return X509_get_default_cert_dir();
    if (add_file(store, X509_get_default_cert_file()))
        return X509_get_default_cert_file();
    for (size_t i = 0; i < sizeof bundles / sizeof *bundles; i++) {
        if (add_file(store, bundles[i]))
            return bundles[i];
    }
    return NULL;
}

X509_STORE *trust_open(const char *ca, const char **where)
{
    struct stat status;
    X509_STORE *store = X509_STORE_new();
    bool added = true;
    *where = ca != NULL ? ca : X509_get_default_cert_dir();
    if (store == NULL)
        return NULL;
    if (ca == NULL) {
        const char *taken = add_system(store);
        added = taken != NULL;
        *where = added ? taken : *where;
    } else if (stat(ca, &status) == 0 && S_ISDIR(status.st_mode)) {
        added = add_hashed(store, ca) || add_folder(store, ca);
    } else {
        added = add_file(store, ca);
    }
    /* A certificate that an administrator names is trusted as such, even if it is an intermediate
     * or the server's own. */
    if (added && ca != NULL)
        X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    if (!added) {
        X509_STORE_free(store);
        store = NULL;
    }
    ERR_clear_error();
    return store;
}
