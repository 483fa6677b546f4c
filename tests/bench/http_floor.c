/* SPDX-License-Identifier: BSD-2-Clause */
/* http_floor FOLDER URL... - the least that a program can do to fetch some URLs with libcurl: one
 * after the other, on one connection, verified against a hashed folder; it counts the bytes. What
 * a check costs beyond it is the price of everything else. */
#include <curl/curl.h>
#include <stdio.h>

static size_t count(char *bytes, size_t size, size_t number, void *total)
{
    (void)bytes;
    *(size_t *)total += size * number;
    return size * number;
}

int main(int argc, char **argv)
{
    size_t total = 0;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURL *easy = curl_easy_init();
    if (argc < 3 || easy == NULL)
        return 3;
    curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
    curl_easy_setopt(easy, CURLOPT_CAPATH, argv[1]);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &total);
    curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
    for (int i = 2; i < argc; i++) {
        curl_easy_setopt(easy, CURLOPT_URL, argv[i]);
        if (curl_easy_perform(easy) != CURLE_OK)
            return 2;
    }
    printf("OK - %zu bytes\n", total);
    return 0;
}
