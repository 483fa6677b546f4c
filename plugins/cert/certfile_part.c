/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/certfile.h"

const struct finding_row certfile_findings[CERTFILE_FINDINGS] = {
    [CERTFILE_FINDING_MISSING] = FINDING("certificate-file-missing",
                                         N_("A certificate file does not exist")),
    [CERTFILE_FINDING_UNREADABLE] = FINDING("certificate-file-unreadable",
                                            N_("A certificate file cannot be read")),
    [CERTFILE_FINDING_BROKEN] = FINDING("certificate-file-broken",
                                        N_("A file holds no usable certificate")),
    [CERTFILE_FINDING_LOCKED] = FINDING("certificate-file-locked",
                                        N_("The password does not open a PKCS#12 file")),
};

const struct part certfile_part = {
    .findings = certfile_findings,
    .nfindings = COUNT(certfile_findings),
};
