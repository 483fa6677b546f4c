/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/sparql_probe.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/number.h"
#include "base/text.h"

#define RESULTS_JSON "application/sparql-results+json"
/* A graph, which CONSTRUCT gives, has other formats; any will do. */
static const char accepted[] = RESULTS_JSON ", */*;q=0.1";
/* Web servers take request lines up to 8 KiB (nginx: large_client_header_buffers). */
enum { LINE_MAX_BYTES = 6000, QUERY_MAX = 65536 };
/* Seconds: a checkpoint of a small database is over by then; what the answer takes on its way. */
static const double checkpoint_pause = 2, way_back = 2;

/* Milliseconds for the server. It looks at its clock every two seconds, so what lies between would
 * be rounded up; less than a second, and it breaks off with an error instead of a partial result.
 */
static long server_time(double left)
{
    long seconds = (long)number_most(left - way_back, 1);
    return 1000 * (seconds > 2 ? seconds - seconds % 2 : seconds);
}

static void ask_once(struct run *run, struct http *http, const struct url *endpoint,
                     const char *query, const char *nonce, struct sparql_answer *answer)
{
    struct arena *arena = run->arena;
    struct http_request request = { .url = *endpoint, .accept = accepted };
    const char *form = arena_printf(arena, "query=%s&format=%s&timeout=%ld",
                                    url_encode(arena, query), url_encode(arena, RESULTS_JSON),
                                    server_time(run_left(run)));
    if (strlen(form) > LINE_MAX_BYTES) {
        request.method = HTTP_POST_FORM;
        request.form = form;
    } else {
        const char *joint = strchr(endpoint->path, '?') != NULL ? "&" : "?";
        request.url.path = arena_printf(arena, "%s%s%s", endpoint->path, joint, form);
    }
    http_fleet(http, &request, &answer->reply, 1, 1);
    sparql_answer_read(arena, nonce, answer);
}

void sparql_probe(struct run *run, struct http *http, const struct url *endpoint, const char *query,
                  const char *nonce, struct sparql_answer *answer)
{
    *answer = (struct sparql_answer){ .asked = true };
    ask_once(run, http, endpoint, query, nonce, answer);
    if (!sparql_answer_in_checkpoint(answer) || run_left(run) <= checkpoint_pause)
        return;
    run_wait(run, checkpoint_pause);
    answer->waited = true;
    ask_once(run, http, endpoint, query, nonce, answer);
}

const char *sparql_probe_file(struct arena *arena, const char *path, const char **problem)
{
    char *text = NULL;
    size_t length;
    int error = file_read(arena, path, QUERY_MAX, &text, &length);
    if (error == 0 && strlen(text) == length && sparql_is_query(text))
        return text;
    if (error == EFBIG)
        *problem = _("it is larger than 64 KiB");
    else if (error != 0)
        *problem = _("it cannot be read");
    else
        *problem = _("no SELECT, ASK, CONSTRUCT or DESCRIBE is in it");
    return NULL;
}
