/* Runs bindings/c/tests/scenario.json: `scenario FILE FOLDER VARIABLES PROVIDERS`.
 *
 * FOLDER: an empty one to work in; VARIABLES: what `menhu simulate-providers --credentials` has written; PROVIDERS: a folder
 * of provider files. A line for each step: its name, the status, and the answer or the error as JSON.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <menhu.h>

/* What the steps work on. */
struct world {
    const char *folder, *variables, *providers;
    menhu_portal *portal;
    menhu_writer *writer;
    menhu_lookups *lookups;
};

/* What a step gives: one of these. */
struct outcome {
    int32_t status;
    menhu_string *string; /* an answer of Menhu's own */
    char *text;           /* or one that is put together here */
    menhu_error *error;
};

static void out_of_memory(void) {
    fputs("out of memory\n", stderr);
    abort();
}

/* Text that grows. */
static void append(char **text, const char *more, size_t len) {
    size_t had = *text == NULL ? 0 : strlen(*text);
    char *grown = realloc(*text, had + len + 1);
    if (grown == NULL) out_of_memory();
    memcpy(grown + had, more, len);
    grown[had + len] = '\0';
    *text = grown;
}

/* A text with every `what` replaced. */
static char *replaced(const char *text, const char *what, const char *with) {
    char *made = NULL;
    const char *found;
    append(&made, "", 0);
    while ((found = strstr(text, what)) != NULL) {
        append(&made, text, (size_t)(found - text));
        append(&made, with, strlen(with));
        text = found + strlen(what);
    }
    append(&made, text, strlen(text));
    return made;
}

/* A text of a step, with {dir}, {variables} and {providers} filled in. The caller frees it. */
static char *text_of(const struct world *world, json_t *step, const char *name) {
    const char *raw = json_string_value(json_object_get(step, name));
    char *one, *two, *three;
    if (raw == NULL) {
        fprintf(stderr, "step `%s` has no text `%s`\n", json_string_value(json_object_get(step, "name")), name);
        exit(2);
    }
    one = replaced(raw, "{dir}", world->folder);
    two = replaced(one, "{variables}", world->variables);
    three = replaced(two, "{providers}", world->providers);
    free(one);
    free(two);
    return three;
}

static uint64_t number_of(json_t *step, const char *name) {
    return (uint64_t)json_integer_value(json_object_get(step, name));
}

/* id kind date unit title, a hit a piece: what the typed accessors give. */
static char *hits_of(const menhu_answer *answer) {
    char number[64];
    char *text = NULL;
    menhu_hit hit;
    snprintf(number, sizeof number, "total %llu relaxed %d", (unsigned long long)menhu_answer_total(answer),
             (int)menhu_answer_relaxed(answer));
    append(&text, number, strlen(number));
    for (uint32_t at = 0; menhu_answer_hit(answer, at, &hit, NULL) == MENHU_OK; at++) {
        const menhu_slice parts[] = {hit.id,  hit.kind,       hit.date,       hit.unit,
                                     hit.url, hit.doc_number, hit.title_html, hit.passage_html};
        append(&text, " |", 2);
        for (size_t part = 0; part < sizeof parts / sizeof *parts; part++) {
            append(&text, " ", 1);
            if (parts[part].data == NULL) append(&text, "-", 1);
            else append(&text, parts[part].data, parts[part].len);
        }
    }
    return text;
}

static char *segments_of(const menhu_segments *segments) {
    size_t count = 0;
    const menhu_segment *segment = menhu_segments_data(segments, &count);
    char number[96];
    char *text = NULL;
    append(&text, "", 0);
    for (size_t at = 0; at < count; at++) {
        snprintf(number, sizeof number, "%s%llu-%llu:%u", at == 0 ? "" : " ", (unsigned long long)segment[at].start,
                 (unsigned long long)segment[at].end, (unsigned)segment[at].kind);
        append(&text, number, strlen(number));
    }
    return text;
}

static char *number_text(const char *name, uint64_t number) {
    char *text = NULL;
    char digits[64];
    snprintf(digits, sizeof digits, "%s %llu", name, (unsigned long long)number);
    append(&text, digits, strlen(digits));
    return text;
}

#define TEXT(name) (texts[count] = text_of(world, step, name), lens[count] = strlen(texts[count]), count++)
#define ARG(n) texts[n], lens[n]

static struct outcome run(struct world *world, json_t *step) {
    const char *what = json_string_value(json_object_get(step, "do"));
    struct outcome out = {MENHU_OK, NULL, NULL, NULL};
    char *texts[3] = {NULL, NULL, NULL};
    size_t lens[3] = {0, 0, 0};
    size_t count = 0;

    if (strcmp(what, "open") == 0) {
        TEXT("path");
        out.status = menhu_portal_open(ARG(0), &world->portal, &out.error);
    } else if (strcmp(what, "open_or_create") == 0) {
        TEXT("path");
        out.status = menhu_portal_open_or_create(ARG(0), &world->portal, &out.error);
    } else if (strcmp(what, "writer_open") == 0) {
        TEXT("options");
        out.status = menhu_writer_open(world->portal, ARG(0), &world->writer, &out.error);
    } else if (strcmp(what, "put") == 0) {
        TEXT("line");
        out.status = menhu_writer_put(world->writer, ARG(0), &out.error);
    } else if (strcmp(what, "remove") == 0) {
        TEXT("id");
        out.status = menhu_writer_remove(world->writer, ARG(0), &out.error);
    } else if (strcmp(what, "commit") == 0) {
        menhu_commit commit;
        out.status = menhu_writer_commit(world->writer, &commit, &out.error);
        if (out.status == MENHU_OK) out.text = number_text("generation", commit.generation);
    } else if (strcmp(what, "rollback") == 0) {
        out.status = menhu_writer_rollback(world->writer, &out.error);
    } else if (strcmp(what, "writer_free") == 0) {
        out.status = menhu_writer_free(world->writer);
    } else if (strcmp(what, "reload") == 0) {
        int32_t changed = 0;
        out.status = menhu_portal_reload(world->portal, &changed, &out.error);
        if (out.status == MENHU_OK) out.text = number_text("changed", (uint64_t)changed);
    } else if (strcmp(what, "search") == 0) {
        menhu_answer *answer = NULL;
        TEXT("q");
        out.status = menhu_portal_search(world->portal, ARG(0), (uint32_t)number_of(step, "limit"),
                                         (uint32_t)number_of(step, "offset"), &answer, &out.error);
        if (out.status == MENHU_OK) out.text = hits_of(answer);
        menhu_answer_free(answer);
    } else if (strcmp(what, "search_json") == 0) {
        TEXT("request");
        out.status = menhu_portal_search_json(world->portal, ARG(0), 0, &out.string, &out.error);
    } else if (strcmp(what, "suggest") == 0) {
        TEXT("q");
        out.status = menhu_portal_suggest(world->portal, ARG(0), (uint32_t)number_of(step, "limit"), &out.string, &out.error);
    } else if (strcmp(what, "related") == 0) {
        TEXT("id");
        out.status = menhu_portal_related(world->portal, ARG(0), 0, &out.string, &out.error);
    } else if (strcmp(what, "browse") == 0) {
        TEXT("list");
        out.status = menhu_portal_browse(world->portal, ARG(0), 0, &out.string, &out.error);
    } else if (strcmp(what, "export_page_index") == 0) {
        TEXT("path");
        TEXT("options");
        out.status = menhu_portal_export_page_index(world->portal, ARG(0), ARG(1), 0, &out.string, &out.error);
    } else if (strcmp(what, "item") == 0) {
        TEXT("id");
        out.status = menhu_portal_item(world->portal, ARG(0), &out.string, &out.error);
    } else if (strcmp(what, "segment") == 0 || strcmp(what, "personal") == 0) {
        menhu_analyzer *analyzer = NULL;
        menhu_segments *segments = NULL;
        int32_t kind = 0;
        int is_segment = strcmp(what, "segment") == 0;
        TEXT("text");
        if (is_segment) TEXT("words");
        out.status = menhu_analyzer_new(ARG(1), &analyzer, &out.error);
        if (out.status == MENHU_OK && is_segment) {
            out.status = menhu_analyzer_segment(analyzer, ARG(0), &segments, &out.error);
            if (out.status == MENHU_OK) out.text = segments_of(segments);
        } else if (out.status == MENHU_OK) {
            out.status = menhu_analyzer_personal(analyzer, ARG(0), &kind, &out.error);
            if (out.status == MENHU_OK) out.text = number_text("kind", (uint64_t)kind);
        }
        menhu_segments_free(segments);
        menhu_analyzer_free(analyzer);
    } else if (strcmp(what, "fold") == 0) {
        TEXT("text");
        out.status = menhu_fold(ARG(0), &out.string, &out.error);
    } else if (strcmp(what, "escape_html") == 0) {
        TEXT("text");
        out.status = menhu_escape_html(ARG(0), &out.string, &out.error);
    } else if (strcmp(what, "highlight") == 0) {
        TEXT("text");
        TEXT("words");
        out.status = menhu_highlight(ARG(0), ARG(1), &out.string, &out.error);
    } else if (strcmp(what, "passage") == 0) {
        TEXT("text");
        TEXT("words");
        out.status = menhu_passage(ARG(0), ARG(1), &out.string, &out.error);
    } else if (strcmp(what, "validate") == 0) {
        TEXT("kind");
        TEXT("text");
        out.status = menhu_validate(ARG(0), ARG(1), &out.string, &out.error);
    } else if (strcmp(what, "mask") == 0) {
        TEXT("kind");
        TEXT("text");
        out.status = menhu_mask(ARG(0), ARG(1), &out.string, &out.error);
    } else if (strcmp(what, "lookups_open") == 0) {
        TEXT("config");
        out.status = menhu_lookups_open(ARG(0), &world->lookups, &out.error);
    } else if (strcmp(what, "ask") == 0) {
        TEXT("operation");
        TEXT("request");
        TEXT("requester");
        out.status = menhu_lookups_ask(world->lookups, ARG(0), ARG(1), ARG(2), number_of(step, "deadline_ms"), NULL,
                                       &out.string, &out.error);
    } else if (strcmp(what, "purge") == 0) {
        TEXT("subject");
        TEXT("number");
        out.status = menhu_lookups_purge(world->lookups, ARG(0), ARG(1), &out.error);
    } else if (strcmp(what, "lookups_free") == 0) {
        out.status = menhu_lookups_free(world->lookups);
    } else if (strcmp(what, "check") == 0) {
        TEXT("path");
        out.status = menhu_check(ARG(0), &out.string, &out.error);
    } else if (strcmp(what, "reindex") == 0) {
        uint64_t items = 0;
        TEXT("path");
        out.status = menhu_reindex(ARG(0), NULL, 0, &items, &out.error);
        if (out.status == MENHU_OK) out.text = number_text("items", items);
    } else if (strcmp(what, "free") == 0) {
        out.status = menhu_portal_free(world->portal);
    } else {
        fprintf(stderr, "this program does not know the step `%s`\n", what);
        exit(2);
    }
    for (size_t at = 0; at < count; at++) free(texts[at]);
    return out;
}

int main(int argc, char **argv) {
    struct world world = {0};
    json_error_t fault;
    json_t *scenario, *step;
    size_t at;

    if (argc != 5) {
        fprintf(stderr, "%s SCENARIO.json FOLDER VARIABLES.toml PROVIDERS\n", argv[0]);
        return 2;
    }
    scenario = json_load_file(argv[1], 0, &fault);
    if (scenario == NULL) {
        fprintf(stderr, "%s:%d: %s\n", argv[1], fault.line, fault.text);
        return 2;
    }
    world.folder = argv[2];
    world.variables = argv[3];
    world.providers = argv[4];
    json_array_foreach(json_object_get(scenario, "steps"), at, step) {
        struct outcome out = run(&world, step);
        const char *text = out.text == NULL ? "" : out.text;
        if (out.error != NULL) text = menhu_error_json(out.error, NULL);
        else if (out.string != NULL) text = menhu_string_data(out.string);
        printf("%s\t%s\t%s\n", json_string_value(json_object_get(step, "name")), menhu_status_name(out.status), text);
        free(out.text);
        menhu_string_free(out.string);
        menhu_error_free(out.error);
    }
    json_decref(scenario);
    return 0;
}
