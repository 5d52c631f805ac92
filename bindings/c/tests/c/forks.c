/* Forks, as a server that starts its workers before them does: `forks FOLDER PROVIDERS VARIABLES`. */
#include "check.h"

#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN 6

/* A child's work; what it prints and returns is its own. */
static int child(int number, const char *path, menhu_portal *portal, menhu_analyzer *analyzer, menhu_writer *writer,
                 menhu_lookups *lookups) {
    menhu_answer *answer = NULL;
    menhu_segments *segments = NULL;
    menhu_string *text = NULL;
    menhu_portal *own = NULL;
    menhu_writer *other = NULL;

    /* What was opened before the fork is read, many times over and beside the others … */
    for (int at = 0; at < 50; at++) {
        DONE(menhu_portal_search(portal, LIT("公积金"), 10, 0, &answer, &error));
        CHECK(menhu_answer_total(answer) >= 30);
        menhu_answer_free(answer);
    }
    DONE(menhu_portal_suggest(portal, LIT("gjj"), 3, &text, &error));
    menhu_string_free(text);
    DONE(menhu_analyzer_segment(analyzer, LIT("公积金提取"), &segments, &error));
    menhu_segments_free(segments);
    /* … what has threads is refused, and can be freed without waiting for them … */
    FAILS(MENHU_FORKED, menhu_writer_put(writer, LIT("{\"id\":\"x\"}"), &error));
    FAILS(MENHU_FORKED, menhu_writer_commit(writer, NULL, &error));
    FAILS(MENHU_FORKED, menhu_writer_finish(writer, NULL, &error));
    FAILS(MENHU_FORKED, menhu_lookups_state(lookups, &text, &error));
    FAILS(MENHU_FORKED, menhu_lookups_reload(lookups, &error));
    FAILS(MENHU_FORKED, menhu_lookups_purge(lookups, LIT("person"), LIT("11010519000101001X"), &error));
    FAILS(MENHU_FORKED, menhu_lookups_ask(lookups, LIT("housing-fund"), LIT("{}"),
                                          LIT("{\"id\":\"s\",\"address\":\"127.0.0.1\"}"), 0, NULL, &text, &error));
    CHECK(menhu_writer_free(writer) == MENHU_OK);
    CHECK(menhu_lookups_free(lookups) == MENHU_OK);
    /* … the parent still is the one who writes … */
    FAILS(MENHU_LOCKED, menhu_writer_open(portal, NULL, 0, &other, &error));
    /* … and each opens its own, reloads, and sees what the parent has committed meanwhile. */
    DONE(menhu_portal_open(path, strlen(path), &own, &error));
    for (int at = 0;; at++) {
        uint64_t total;
        DONE(menhu_portal_reload(own, NULL, &error));
        DONE(menhu_portal_reload(portal, NULL, &error));
        DONE(menhu_portal_search(own, LIT("公积金"), 0, 0, &answer, &error));
        total = menhu_answer_total(answer);
        menhu_answer_free(answer);
        DONE(menhu_portal_search(portal, LIT("公积金"), 0, 0, &answer, &error));
        if (total == 31 && menhu_answer_total(answer) == 31) break;
        menhu_answer_free(answer);
        CHECK(at < 600);
        usleep(100000);
    }
    menhu_answer_free(answer);
    CHECK(menhu_portal_free(own) == MENHU_OK && menhu_portal_free(portal) == MENHU_OK);
    CHECK(menhu_portal_free(portal) == MENHU_INVALID_HANDLE);
    menhu_analyzer_free(analyzer);
    printf("forks: child %d is done\n", number);
    fflush(stdout);
    return 0;
}

int main(int argc, char **argv) {
    char path[512], config[2048];
    menhu_portal *portal;
    menhu_analyzer *analyzer = NULL;
    menhu_writer *writer = NULL;
    menhu_lookups *lookups = NULL;
    pid_t children[CHILDREN];

    CHECK(argc == 4);
    folder_in(argv[1], "forks", path, sizeof path);
    portal = filled_portal(path, 30);
    DONE(menhu_portal_warm(portal, &error));
    DONE(menhu_analyzer_new(NULL, 0, &analyzer, &error));
    DONE(menhu_writer_open(portal, LIT("{\"threads\":1,\"memory_mb\":16}"), &writer, &error));
    snprintf(config, sizeof config, "{\"providers_folder\":\"%s\",\"variables_file\":\"%s\",\"audit\":\"%s/forks.jsonl\"}",
             argv[2], argv[3], argv[1]);
    DONE(menhu_lookups_open(config, strlen(config), &lookups, &error));

    fflush(stdout);
    for (int at = 0; at < CHILDREN; at++) {
        children[at] = fork();
        CHECK(children[at] >= 0);
        if (children[at] == 0) _exit(child(at, path, portal, analyzer, writer, lookups));
    }
    /* The parent goes on as if nothing had happened. */
    DONE(menhu_writer_put(writer, LIT("{\"id\":\"later\",\"title\":\"公积金新规\"}"), &error));
    DONE(menhu_writer_commit(writer, NULL, &error));
    for (int at = 0; at < CHILDREN; at++) {
        int status = 0;
        CHECK(waitpid(children[at], &status, 0) == children[at]);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    /* A child's free has taken nothing from the parent. */
    DONE(menhu_writer_put(writer, LIT("{\"id\":\"last\",\"title\":\"公积金\"}"), &error));
    DONE(menhu_writer_commit(writer, NULL, &error));
    CHECK(menhu_writer_free(writer) == MENHU_OK && menhu_lookups_free(lookups) == MENHU_OK);
    CHECK(menhu_portal_free(portal) == MENHU_OK && menhu_analyzer_free(analyzer) == MENHU_OK);
    puts("forks: passed");
    return 0;
}
