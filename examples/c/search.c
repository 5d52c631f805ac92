/* A portal from C: `search FOLDER LINES.jsonl QUERY` puts the lines in, searches, and prints what was found.
 *
 *     cc search.c $(pkg-config --cflags --libs menhu) -o search
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <menhu.h>

/* Says what went wrong, and lets go of it. */
static int failed(const char *what, menhu_error *error) {
    fprintf(stderr, "%s: %s\n", what, menhu_error_message(error, NULL));
    menhu_error_free(error);
    return 1;
}

/* Puts every line of a file in; a line that cannot be taken in is told, and left out. */
static int put_lines(menhu_writer *writer, const char *path) {
    FILE *file = fopen(path, "rb");
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    menhu_error *error = NULL;
    int failures = 0;

    if (file == NULL) {
        perror(path);
        return 1;
    }
    while ((len = getline(&line, &room, file)) > 0) {
        if (menhu_writer_put(writer, line, (size_t)len, &error) != MENHU_OK) {
            failures += failed(path, error);
            error = NULL;
        }
    }
    free(line);
    fclose(file);
    return failures;
}

static int show(const menhu_portal *portal, const char *query) {
    menhu_answer *answer = NULL;
    menhu_error *error = NULL;
    menhu_hit hit;

    if (menhu_portal_search(portal, query, strlen(query), 10, 0, &answer, &error) != MENHU_OK) {
        return failed("search", error);
    }
    printf("%llu\n", (unsigned long long)menhu_answer_total(answer));
    for (uint32_t at = 0; at < menhu_answer_count(answer); at++) {
        if (menhu_answer_hit(answer, at, &hit, &error) != MENHU_OK) {
            menhu_answer_free(answer);
            return failed("hit", error);
        }
        /* What is marked is HTML already; plain texts are slices without a NUL. */
        printf("%.*s\t%.*s\n", (int)hit.id.len, hit.id.data, (int)hit.title_html.len, hit.title_html.data);
    }
    menhu_answer_free(answer);
    return 0;
}

int main(int argc, char **argv) {
    menhu_portal *portal = NULL;
    menhu_writer *writer = NULL;
    menhu_error *error = NULL;
    int result;

    if (argc != 4) {
        fprintf(stderr, "%s FOLDER LINES.jsonl QUERY\n", argv[0]);
        return 2;
    }
    if (menhu_abi_version() != MENHU_ABI_VERSION) {
        fprintf(stderr, "this program was made for another libmenhu than %s\n", menhu_version());
        return 2;
    }
    if (menhu_portal_open_or_create(argv[1], strlen(argv[1]), &portal, &error) != MENHU_OK) {
        return failed(argv[1], error);
    }
    if (menhu_writer_open(portal, NULL, 0, &writer, &error) != MENHU_OK) {
        menhu_portal_free(portal);
        return failed("writer", error);
    }
    result = put_lines(writer, argv[2]);
    if (menhu_writer_commit(writer, NULL, &error) != MENHU_OK) {
        result += failed("commit", error);
    }
    menhu_writer_free(writer);
    error = NULL;
    if (menhu_portal_reload(portal, NULL, &error) != MENHU_OK) {
        result += failed("reload", error);
    }
    result += show(portal, argv[3]);
    menhu_portal_free(portal);
    return result == 0 ? 0 : 1;
}
