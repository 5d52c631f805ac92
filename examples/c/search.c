/* A portal from C: `search FOLDER LINES.jsonl QUERY VARIABLES.toml PROVIDERS` puts the lines in, searches, suggests, says what
 * is related to the best hit, and looks up a housing fund at the simulated providers.
 *
 *     cc search.c $(pkg-config --cflags --libs menhu jansson) -o search
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <menhu.h>

/* A text and its length, as functions take it. */
#define TEXT(text) (text), strlen(text)

/* Says what went wrong, and lets go of it. */
static int failed(const char *what, menhu_error *error) {
    fprintf(stderr, "%s: %s\n", what, menhu_error_message(error, NULL));
    menhu_error_free(error);
    return 1;
}

/* Puts every line of a file in; an item that cannot be taken in is told, and left out. */
static int put_lines(menhu_writer *writer, const char *path) {
    FILE *file = fopen(path, "rb");
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    menhu_error *error = NULL;
    int result = 0;

    if (file == NULL) {
        perror(path);
        return 1;
    }
    for (int number = 1; result == 0 && (len = getline(&line, &room, file)) > 0; number++) {
        int32_t status = menhu_writer_put(writer, line, (size_t)len, &error);
        if (status == MENHU_ITEM) {
            fprintf(stderr, "bad line %d: %s\n", number, menhu_error_message(error, NULL));
            menhu_error_free(error);
        } else if (status != MENHU_OK) {
            result = failed(path, error);
        }
    }
    free(line);
    fclose(file);
    return result;
}

/* What was not committed when a writer is freed never happened. */
static int fill(const menhu_portal *portal, const char *path) {
    menhu_writer *writer = NULL;
    menhu_error *error = NULL;
    int result;

    if (menhu_writer_open(portal, NULL, 0, &writer, &error) != MENHU_OK) return failed("writer", error);
    result = put_lines(writer, path);
    if (result == 0 && menhu_writer_commit(writer, NULL, &error) != MENHU_OK) result = failed("commit", error);
    menhu_writer_free(writer);
    if (result == 0 && menhu_portal_reload(portal, NULL, &error) != MENHU_OK) result = failed("reload", error);
    return result;
}

/* Reads what a call gave as JSON, and frees it. */
static json_t *parsed(menhu_string *text) {
    json_t *value = json_loadb(menhu_string_data(text), menhu_string_len(text), 0, NULL);
    menhu_string_free(text);
    return value;
}

static const char *member(json_t *object, const char *name) { return json_string_value(json_object_get(object, name)); }

static int suggest(const menhu_portal *portal, const char *typed) {
    menhu_string *text = NULL;
    menhu_error *error = NULL;
    json_t *answer, *suggestion;
    size_t at;

    if (menhu_portal_suggest(portal, TEXT(typed), 5, &text, &error) != MENHU_OK) return failed("suggest", error);
    answer = parsed(text);
    json_array_foreach(json_object_get(answer, "suggestions"), at, suggestion) {
        printf("suggestion\t%s\t%s\n", member(suggestion, "kind"), member(suggestion, "text"));
    }
    json_decref(answer);
    return 0;
}

static int related(const menhu_portal *portal, menhu_slice id) {
    menhu_string *text = NULL;
    menhu_error *error = NULL;
    json_t *answer, *group, *item;
    size_t at, of_group;

    if (menhu_portal_related(portal, id.data, id.len, 2000, &text, &error) != MENHU_OK) return failed("related", error);
    answer = parsed(text);
    json_array_foreach(json_object_get(answer, "groups"), at, group) {
        json_array_foreach(json_object_get(group, "items"), of_group, item) {
            printf("related\t%s\t%s\n", member(group, "type"), member(item, "id"));
        }
    }
    json_decref(answer);
    return 0;
}

static int show(const menhu_portal *portal, const char *query) {
    menhu_answer *answer = NULL;
    menhu_error *error = NULL;
    menhu_hit hit;
    int result;

    if (menhu_portal_search(portal, TEXT(query), 10, 0, &answer, &error) != MENHU_OK) return failed("search", error);
    printf("found\t%llu\n", (unsigned long long)menhu_answer_total(answer));
    for (uint32_t at = 0; menhu_answer_hit(answer, at, &hit, NULL) == MENHU_OK; at++) {
        /* What is marked is HTML already; plain texts are slices without a NUL. */
        printf("hit\t%.*s\t%.*s\n", (int)hit.id.len, hit.id.data, (int)hit.title_html.len, hit.title_html.data);
    }
    result = suggest(portal, query);
    /* Slices are valid as long as their answer. */
    if (result == 0 && menhu_answer_hit(answer, 0, &hit, NULL) == MENHU_OK) result = related(portal, hit.id);
    menhu_answer_free(answer);
    return result;
}

/* The person that the simulated providers know, and one that nobody can be. */
static const char *const QUESTIONS[] = {
    "{\"name\":\"张演示\",\"id_number\":\"11010519000101001X\",\"purpose\":\"self_service\",\"consent_id\":\"c-20261126-01\"}",
    "{\"name\":\"张演示\",\"id_number\":\"110105190001010011\",\"purpose\":\"self_service\",\"consent_id\":\"c-20261126-01\"}",
};

static int look_up(const char *folder, const char *variables, const char *providers) {
    menhu_lookups *lookups = NULL;
    menhu_error *error = NULL;
    int32_t status;
    int result = 0;
    json_t *settings = json_pack("{s:s+, s:s, s:s}", "audit", folder, ".audit.jsonl", "variables_file", variables,
                                 "providers_folder", providers);
    char *config = settings == NULL ? NULL : json_dumps(settings, 0);

    json_decref(settings);
    if (config == NULL) {
        fprintf(stderr, "a path is no UTF-8\n");
        return 1;
    }
    status = menhu_lookups_open(TEXT(config), &lookups, &error);
    free(config);
    if (status != MENHU_OK) return failed("lookups", error);
    for (size_t at = 0; result == 0 && at < sizeof QUESTIONS / sizeof *QUESTIONS; at++) {
        menhu_string *text = NULL;
        json_t *said;
        status = menhu_lookups_ask(lookups, TEXT("housing-fund"), TEXT(QUESTIONS[at]),
                                   TEXT("{\"id\":\"session-1\",\"address\":\"127.0.0.1\"}"), 20000, NULL, &text, &error);
        if (status == MENHU_OK) {
            said = parsed(text);
            printf("lookup\t%s\t%s\n", member(said, "outcome"), member(said, "source"));
            json_decref(said);
            continue;
        }
        /* What a citizen is told of a failed lookup is in its JSON; other failures are for us. */
        said = json_loads(menhu_error_json(error, NULL), 0, NULL);
        if (member(said, "title") != NULL) {
            printf("lookup\t%s\t%s\n", menhu_status_name(status), member(said, "title"));
            menhu_error_free(error);
        } else {
            result = failed("lookup", error);
        }
        json_decref(said);
    }
    menhu_lookups_free(lookups);
    return result;
}

int main(int argc, char **argv) {
    menhu_portal *portal = NULL;
    menhu_error *error = NULL;
    int result;

    if (argc != 6) {
        fprintf(stderr, "%s FOLDER LINES.jsonl QUERY VARIABLES.toml PROVIDERS\n", argv[0]);
        return 2;
    }
    if (menhu_abi_version() != MENHU_ABI_VERSION) {
        fprintf(stderr, "this program was made for ABI version %d of libmenhu, and found ABI version %d\n",
                (int)MENHU_ABI_VERSION, (int)menhu_abi_version());
        return 2;
    }
    if (menhu_portal_open_or_create(TEXT(argv[1]), &portal, &error) != MENHU_OK) return failed(argv[1], error);
    result = fill(portal, argv[2]);
    if (result == 0) result = show(portal, argv[3]);
    menhu_portal_free(portal);
    if (result == 0) result = look_up(argv[1], argv[4], argv[5]);
    return result;
}
