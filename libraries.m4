dnl SPDX-License-Identifier: BSD-2-Clause
dnl Every library that is more than libc, once, one line each. configure, Makefile, the runner of cases, the gates and
dnl tests/packages.sh read this table; what a program needs stands beside its name in plugins/sources.am.
dnl
dnl CITY_LIBRARY(NAME, MODULES of pkg-config, SHARED OBJECTS, PACKAGE of Debian, PACKAGE of RHEL)
CITY_LIBRARY([openssl], [libssl >= 1.1.1 libcrypto >= 1.1.1], [libssl libcrypto], [libssl-dev], [openssl-devel])
CITY_LIBRARY([curl], [libcurl >= 7.61.0], [libcurl], [libcurl4-openssl-dev], [libcurl-devel])
CITY_LIBRARY([idn2], [libidn2], [libidn2], [libidn2-dev], [libidn2-devel])
CITY_LIBRARY([jansson], [jansson], [libjansson], [libjansson-dev], [jansson-devel])
CITY_LIBRARY([pgsql], [libpq], [libpq], [libpq-dev], [libpq-devel])
CITY_LIBRARY([snmp], [netsnmp], [libnetsnmp], [libsnmp-dev], [net-snmp-devel])
