/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/certfile.h"

bool certfile_judge(struct report *report, const struct certfile *file)
{
    switch (file->problem) {
    case CERTFILE_GOOD: return false;
    case CERTFILE_MISSING:
        report_add(report, &certfile_findings[CERTFILE_FINDING_MISSING], CRITICAL,
                   N_("%s: there is no such file; check the path, or restore the certificate"),
                   file->path);
        return true;
    case CERTFILE_UNREADABLE:
        report_add(report, &certfile_findings[CERTFILE_FINDING_UNREADABLE], UNKNOWN,
                   N_("%s cannot be read by the account that runs the check; check its permissions "
                      "and that it is a file"),
                   file->path);
        return true;
    case CERTFILE_TOO_LARGE:
        report_add(report, &certfile_findings[CERTFILE_FINDING_UNREADABLE], UNKNOWN,
                   N_("%s is larger than 16 MiB, which no certificate file is; check the path"),
                   file->path);
        return true;
    case CERTFILE_NOTHING:
        report_add(report, &certfile_findings[CERTFILE_FINDING_BROKEN], CRITICAL,
                   N_("%s holds no certificate; restore it before the server is restarted"),
                   file->path);
        return true;
    case CERTFILE_BROKEN:
        report_add(report, &certfile_findings[CERTFILE_FINDING_BROKEN], CRITICAL,
                   N_("%s holds a damaged certificate; restore it before the server is restarted"),
                   file->path);
        return true;
    case CERTFILE_LOCKED:
        report_add(
            report, &certfile_findings[CERTFILE_FINDING_LOCKED], UNKNOWN,
            N_("%s is locked; give its password with --password=file:PATH or CHECK_PASSWORD"),
            file->path);
        return true;
    case CERTFILE_PASSWORD: break;
    }
    report_add(report, &certfile_findings[CERTFILE_FINDING_LOCKED], UNKNOWN,
               N_("%s: the password does not open this PKCS#12 file; check --password"),
               file->path);
    return true;
}
