/* SPDX-License-Identifier: BSD-2-Clause */
/* The command for Nagios and Naemon, and the lines for NRPE and MRPE (Checkmk's agent), which have
 * no custom variables: what is required is an argument of its own, and the last argument takes all
 * other options as they stand on a command line. */
#include <string.h>

#include "base/buffer.h"
#include "frame/describe.h"

/* The option as it is written on a command line, up to its value. */
static void put_option(struct buffer *out, const struct option_row *row)
{
    if (row->key != '\0')
        buffer_printf(out, " -%c ", row->key);
    else
        buffer_printf(out, " --%s=", row->name);
}

/* What must be said: the host's address, or $ARG1$ and so on. Returns how many arguments. */
static int put_required(struct buffer *out, const struct option_table *table)
{
    int arguments = 0;
    for (size_t i = 0; i < table->count; i++) {
        const struct option_row *row = table->refs[i].row;
        if (!row->required)
            continue;
        put_option(out, row);
        if (row->host)
            buffer_put(out, "'$HOSTADDRESS$'");
        else
            buffer_printf(out, "'$ARG%d$'", ++arguments);
    }
    return arguments;
}

const char *describe_nagios(struct arena *arena, const struct plugin *plugin)
{
    struct buffer out = { .arena = arena };
    struct option_table table = option_table(arena, plugin);
    const char *object = describe_object(arena, plugin);
    buffer_printf(
        &out,
        "# Made by %s --describe=nagios; for Nagios 4 and Naemon. The last argument takes "
        "any other options.\n"
        "# A secret is given as --OPTION=file:PATH.\n"
        "define command {\n    command_name  %s\n    command_line  $USER1$/%s",
        plugin->name, object, plugin->name);
    int arguments = put_required(&out, &table);
    buffer_printf(&out, " $ARG%d$\n}\n", arguments + 1);
    const char *line = plugin->nexamples > 0 ? describe_command(arena, plugin, 0) : plugin->name;
    buffer_printf(&out,
                  "\n# For nrpe.cfg on the monitored host:\n# command[%s]=%s/%s\n"
                  "\n# For mrpe.cfg of Checkmk's agent:\n# %s %s/%s\n",
                  object, PLUGINDIR, line, object, PLUGINDIR, line);
    return out.text;
}
