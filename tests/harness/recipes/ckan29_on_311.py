# SPDX-License-Identifier: BSD-2-Clause
"""What CKAN 2.9 and the libraries of its time expect of Python, and 3.10 and 3.11 have dropped.

Loaded at every start by the .pth file beside it. (A sitecustomize would not do: Debian's Python has one of its own, which
is found first.)
"""
import collections
import collections.abc
import inspect

for _name in ("Callable", "Hashable", "Iterable", "Iterator", "Mapping", "MutableMapping", "Sequence", "Set"):
    setattr(collections, _name, getattr(collections.abc, _name))
if not hasattr(inspect, "getargspec"):
    inspect.ArgSpec = collections.namedtuple("ArgSpec", "args varargs keywords defaults")
    inspect.getargspec = lambda function: inspect.ArgSpec(*inspect.getfullargspec(function)[:4])
