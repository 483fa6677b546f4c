/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/state.h"

int state_weight(enum state state)
{
    switch (state) {
    case OK: return 0;
    case WARNING: return 1;
    case UNKNOWN: return 2;
    case CRITICAL: return 3;
    }
    return 2;
}

enum state state_worse(enum state a, enum state b)
{
    return state_weight(b) > state_weight(a) ? b : a;
}

const char *state_name(enum state state)
{
    switch (state) {
    case OK: return "OK";
    case WARNING: return "WARNING";
    case CRITICAL: return "CRITICAL";
    case UNKNOWN: break;
    }
    return "UNKNOWN";
}
