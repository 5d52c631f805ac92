/* What the test programs share: a check that says where it failed, and ends the program. */
#ifndef MENHU_TEST_CHECK_H
#define MENHU_TEST_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "menhu.h"

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                              \
        }                                                                         \
    } while (0)

/* Text with its length, for literals. */
#define LIT(text) (text), (sizeof(text) - 1)

/* A call that must succeed; its error is told when it does not. */
#define DONE(call)                                                                                  \
    do {                                                                                            \
        menhu_error *error = NULL;                                                                  \
        int32_t status_ = (call);                                                                   \
        if (status_ != MENHU_OK || error != NULL) {                                                 \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, menhu_status_name(status_),      \
                    error == NULL ? "no error was given" : menhu_error_message(error, NULL));       \
            exit(1);                                                                                \
        }                                                                                           \
    } while (0)

/* A call that must fail with a status, and with an error that agrees. */
#define FAILS(expected, call)                                                                       \
    do {                                                                                            \
        menhu_error *error = NULL;                                                                  \
        int32_t status_ = (call);                                                                   \
        size_t len_ = 0;                                                                            \
        if (status_ != (expected)) {                                                                \
            fprintf(stderr, "%s:%d: %s, and not %s: %s\n", __FILE__, __LINE__, menhu_status_name(status_), \
                    menhu_status_name(expected), error == NULL ? "" : menhu_error_message(error, NULL)); \
            exit(1);                                                                                \
        }                                                                                           \
        CHECK(error != NULL && menhu_error_code(error) == status_);                                 \
        CHECK(menhu_error_message(error, &len_) != NULL && len_ > 0);                               \
        CHECK(strlen(menhu_error_message(error, NULL)) == len_);                                    \
        CHECK(strstr(menhu_error_json(error, NULL), menhu_status_name(status_)) != NULL);           \
        CHECK(menhu_error_free(error) == MENHU_OK);                                                 \
        CHECK(menhu_error_free(error) == MENHU_INVALID_HANDLE);                                     \
    } while (0)

/* A new folder below `parent`. */
static inline void folder_in(const char *parent, const char *name, char *path, size_t room) {
    int written = snprintf(path, room, "%s/%s", parent, name);
    CHECK(written > 0 && (size_t)written < room);
}

/* Opens a portal in a folder and fills it with `count` items. */
static inline menhu_portal *filled_portal(const char *path, int count) {
    menhu_portal *portal = NULL;
    menhu_writer *writer = NULL;
    char line[512];
    DONE(menhu_portal_open_or_create(path, strlen(path), &portal, &error));
    DONE(menhu_writer_open(portal, LIT("{\"threads\":1,\"memory_mb\":16}"), &writer, &error));
    for (int at = 0; at < count; at++) {
        int len = snprintf(line, sizeof line,
                           "{\"id\":\"doc-%d\",\"title\":\"住房公积金提取通知 %d\",\"body\":\"第%d条 购买住房的，可以提取公积金。\","
                           "\"unit\":\"住房和城乡建设局\",\"date\":\"2024-03-01\",\"url\":\"https://example.test/%d\"}",
                           at, at, at, at);
        DONE(menhu_writer_put(writer, line, (size_t)len, &error));
    }
    DONE(menhu_writer_commit(writer, NULL, &error));
    CHECK(menhu_writer_free(writer) == MENHU_OK);
    DONE(menhu_portal_reload(portal, NULL, &error));
    return portal;
}

#endif
