/* Threads: `threads FOLDER THREADS ROUNDS`. Everybody searches, suggests, segments, masks and fails on one portal and one
 * analyzer, while one writes and reloads, and some free what others hold. With many rounds: the memory stays flat. */
#include "check.h"

#include <malloc.h>
#include <pthread.h>
#include <unistd.h>

#define MOST 64

struct work {
    menhu_portal *portal;
    menhu_analyzer *analyzer;
    menhu_string *shared; /* one of these is freed by whoever comes first */
    long rounds;
    int number;
};

static void *everything(void *argument) {
    const struct work *work = argument;
    menhu_answer *answer = NULL;
    menhu_segments *segments = NULL;
    menhu_string *text = NULL;
    menhu_hit hit;
    size_t count = 0;
    for (long round = 0; round < work->rounds; round++) {
        switch ((round + work->number) % 8) {
        case 0:
            DONE(menhu_portal_search(work->portal, LIT("公积金 提取"), 5, 0, &answer, &error));
            CHECK(menhu_answer_total(answer) >= 20 && menhu_answer_count(answer) == 5);
            DONE(menhu_answer_hit(answer, 4, &hit, &error));
            CHECK(hit.id.len > 3 && menhu_answer_free(answer) == MENHU_OK);
            break;
        case 1:
            DONE(menhu_portal_search_json(work->portal, LIT("{\"q\":\"住房\",\"limit\":2,\"facets\":[\"unit\"]}"), 0, &text, &error));
            CHECK(menhu_string_len(text) > 100 && menhu_string_free(text) == MENHU_OK);
            break;
        case 2:
            DONE(menhu_portal_suggest(work->portal, LIT("gjj"), 3, &text, &error));
            CHECK(menhu_string_free(text) == MENHU_OK);
            break;
        case 3:
            DONE(menhu_analyzer_segment(work->analyzer, LIT("住房公积金提取，怎么办？"), &segments, &error));
            menhu_segments_data(segments, &count);
            CHECK(count == 5 && menhu_segments_free(segments) == MENHU_OK);
            break;
        case 4:
            DONE(menhu_mask(LIT("mobile"), LIT("13800138000"), &text, &error));
            CHECK(memcmp(menhu_string_data(text), "138****8000", 12) == 0 && menhu_string_free(text) == MENHU_OK);
            break;
        case 5:
            FAILS(MENHU_NOT_FOUND, menhu_portal_related(work->portal, LIT("nothing"), 0, &text, &error));
            break;
        case 6:
            DONE(menhu_portal_item(work->portal, LIT("doc-3"), &text, &error));
            CHECK(menhu_string_free(text) == MENHU_OK && menhu_string_free(text) == MENHU_INVALID_HANDLE);
            break;
        default:
            DONE(menhu_highlight(LIT("住房公積金提取"), LIT("公积金"), &text, &error));
            CHECK(menhu_string_free(text) == MENHU_OK);
            CHECK(menhu_portal_search(NULL, LIT("x"), 1, 0, &answer, NULL) == MENHU_INVALID_HANDLE);
        }
    }
    return NULL;
}

/* Of all threads one frees it. */
static void *freeing(void *argument) {
    const struct work *work = argument;
    return menhu_string_free(work->shared) == MENHU_OK ? argument : NULL;
}

static long resident_kb(void) {
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL && fscanf(file, "%ld %ld", &pages, &resident) == 2);
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static void run_all(struct work *work, int threads, void *(*what)(void *), int *fulfilled) {
    pthread_t running[MOST];
    struct work own[MOST];
    for (int at = 0; at < threads; at++) {
        own[at] = *work;
        own[at].number = at;
        CHECK(pthread_create(&running[at], NULL, what, &own[at]) == 0);
    }
    for (int at = 0; at < threads; at++) {
        void *result = NULL;
        CHECK(pthread_join(running[at], &result) == 0);
        if (result != NULL) (*fulfilled)++;
    }
}

int main(int argc, char **argv) {
    char path[512];
    struct work work = {0};
    menhu_writer *writer = NULL;
    int threads, fulfilled = 0;
    long rounds, before, after;

    CHECK(argc == 4);
    threads = atoi(argv[2]);
    rounds = atol(argv[3]);
    CHECK(threads > 0 && threads <= MOST && rounds >= 80);
    folder_in(argv[1], "threads", path, sizeof path);
    work.portal = filled_portal(path, 20);
    DONE(menhu_analyzer_new(NULL, 0, &work.analyzer, &error));
    DONE(menhu_portal_warm(work.portal, &error));

    for (int at = 0; at < 50; at++) {
        int winners = 0;
        DONE(menhu_fold(LIT("公積金"), &work.shared, &error));
        run_all(&work, threads, freeing, &winners);
        CHECK(winners == 1);
    }
    /* A tenth to begin with: what is made once is there then. */
    work.rounds = rounds / 10;
    run_all(&work, threads, everything, &fulfilled);
    malloc_trim(0);
    before = resident_kb();
    work.rounds = rounds - rounds / 10;
    /* One writes and reloads meanwhile. */
    {
        pthread_t running[MOST];
        struct work own[MOST];
        for (int at = 0; at < threads; at++) {
            own[at] = work;
            own[at].number = at;
            CHECK(pthread_create(&running[at], NULL, everything, &own[at]) == 0);
        }
        DONE(menhu_writer_open(work.portal, LIT("{\"threads\":1,\"memory_mb\":16}"), &writer, &error));
        for (int at = 0; at < 10; at++) {
            DONE(menhu_writer_put(writer, LIT("{\"id\":\"extra\",\"title\":\"公积金提取须知\"}"), &error));
            DONE(menhu_writer_commit(writer, NULL, &error));
            DONE(menhu_portal_reload(work.portal, NULL, &error));
        }
        menhu_writer_free(writer);
        for (int at = 0; at < threads; at++) CHECK(pthread_join(running[at], NULL) == 0);
    }
    malloc_trim(0);
    after = resident_kb();
    printf("threads: %ld calls by %d threads; resident %ld kB after a tenth of them, %ld kB at the end\n", rounds * threads,
           threads, before, after);
    /* Sanitizers and Valgrind keep what was freed; there they are the judges. */
    if (getenv("MENHU_MEMORY_IS_WATCHED") == NULL) CHECK(after - before < 16 * 1024);
    CHECK(menhu_portal_free(work.portal) == MENHU_OK && menhu_analyzer_free(work.analyzer) == MENHU_OK);
    return 0;
}
