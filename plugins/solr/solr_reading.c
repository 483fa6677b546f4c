/* SPDX-License-Identifier: BSD-2-Clause */
#include "solr/solr_reading.h"

bool solr_reading_answered(const struct solr_answer *answer)
{
    return answer->reply.outcome.stage == STAGE_DONE && answer->reply.trouble == HTTP_FINE;
}
