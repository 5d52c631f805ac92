/* Every function: as it is meant, and with whatever a caller may get wrong. `every FOLDER [PROVIDERS VARIABLES]`. */
#include "check.h"

/* A text that is no UTF-8, and names with a NUL. */
#define BAD LIT("\xE5\x85\xAC\xE7")
#define NUL LIT("units\0")
/* What is no handle: NULL, the address of something, and a number. */
static char something[64];

static void versions(void) {
    char expected[32];
    snprintf(expected, sizeof expected, "%d.%d.%d", MENHU_VERSION_MAJOR, MENHU_VERSION_MINOR, MENHU_VERSION_PATCH);
    CHECK(strcmp(menhu_version(), MENHU_VERSION) == 0 && strcmp(expected, MENHU_VERSION) == 0);
    CHECK(menhu_abi_version() == MENHU_ABI_VERSION);
    CHECK(strcmp(menhu_status_name(MENHU_OK), "MENHU_OK") == 0);
    CHECK(strcmp(menhu_status_name(MENHU_LOOKUP_UNSUPPORTED), "MENHU_LOOKUP_UNSUPPORTED") == 0);
    CHECK(menhu_status_name(-7) != NULL);
}

/* What is no string, error or answer has nothing, and is freed by nobody. */
static void nothing(void) {
    size_t len = 7;
    void *none[] = {NULL, something, (void *)1, (void *)~(size_t)0};
    for (size_t at = 0; at < sizeof none / sizeof *none; at++) {
        int32_t freed = none[at] == NULL ? MENHU_OK : MENHU_INVALID_HANDLE;
        CHECK(menhu_string_data(none[at]) == NULL && menhu_string_len(none[at]) == 0);
        CHECK(menhu_error_code(none[at]) == MENHU_INVALID_HANDLE);
        CHECK(menhu_error_message(none[at], &len) == NULL && len == 0);
        CHECK(menhu_error_json(none[at], NULL) == NULL);
        CHECK(menhu_answer_total(none[at]) == 0 && menhu_answer_count(none[at]) == 0);
        CHECK(menhu_answer_relaxed(none[at]) == 0 && menhu_answer_took_us(none[at]) == 0);
        CHECK(menhu_segments_data(none[at], &len) == NULL && len == 0);
        CHECK(menhu_cancel_cancel(none[at]) == MENHU_INVALID_HANDLE);
        CHECK(menhu_string_free(none[at]) == freed && menhu_error_free(none[at]) == freed);
        CHECK(menhu_answer_free(none[at]) == freed && menhu_segments_free(none[at]) == freed);
        CHECK(menhu_portal_free(none[at]) == freed && menhu_writer_free(none[at]) == freed);
        CHECK(menhu_analyzer_free(none[at]) == freed && menhu_cancel_free(none[at]) == freed);
        CHECK(menhu_lookups_free(none[at]) == freed);
    }
}

static void portal(const char *parent) {
    char path[512], copy[512];
    menhu_portal *portal = NULL, *untouched = (menhu_portal *)something;
    menhu_string *text = NULL;
    uint64_t items = 0;

    folder_in(parent, "every", path, sizeof path);
    folder_in(parent, "copy", copy, sizeof copy);
    FAILS(MENHU_NOT_A_PORTAL, menhu_portal_open(path, strlen(path), &untouched, &error));
    CHECK(untouched == (menhu_portal *)something);
    FAILS(MENHU_INVALID_ARGUMENT, menhu_portal_open(NULL, 0, &untouched, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_portal_open(NULL, 5, &untouched, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_portal_open(path, strlen(path) + 1, &untouched, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_portal_open(path, ~(size_t)0, &untouched, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_portal_open(path, strlen(path), NULL, &error));
    FAILS(MENHU_BAD_UTF8, menhu_portal_open_or_create(BAD, &untouched, &error));
    CHECK(menhu_portal_open(path, strlen(path), &untouched, NULL) == MENHU_NOT_A_PORTAL);
    CHECK(untouched == (menhu_portal *)something);

    portal = filled_portal(path, 30);
    DONE(menhu_portal_warm(portal, &error));
    DONE(menhu_portal_refused(portal, &text, &error));
    CHECK(strcmp(menhu_string_data(text), "[]") == 0 && menhu_string_len(text) == 2);
    CHECK(menhu_string_free(text) == MENHU_OK && menhu_string_free(text) == MENHU_INVALID_HANDLE);
    DONE(menhu_portal_stats(portal, &text, &error));
    CHECK(strstr(menhu_string_data(text), "\"items\":30") != NULL);
    menhu_string_free(text);

    DONE(menhu_check(path, strlen(path), &text, &error));
    CHECK(strstr(menhu_string_data(text), "\"errors\":0") != NULL);
    menhu_string_free(text);
    FAILS(MENHU_NOT_A_PORTAL, menhu_check(copy, strlen(copy), &text, &error));
    DONE(menhu_backup(path, strlen(path), copy, strlen(copy), &text, &error));
    menhu_string_free(text);
    DONE(menhu_reindex(copy, strlen(copy), NULL, 0, &items, &error));
    CHECK(items == 30);
    DONE(menhu_reindex(copy, strlen(copy), LIT("{\"threads\":1}"), NULL, &error));
    FAILS(MENHU_CONFIG, menhu_reindex(copy, strlen(copy), LIT("{\"threads\":\"x\"}"), NULL, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_reindex(copy, strlen(copy), LIT("{\"threads\":99}"), NULL, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_backup(path, strlen(path), NULL, 0, &text, &error));
    FAILS(MENHU_BAD_UTF8, menhu_backup(BAD, copy, strlen(copy), &text, &error));

    /* Another type, and one that was freed. */
    FAILS(MENHU_INVALID_HANDLE, menhu_portal_warm((menhu_portal *)something, &error));
    FAILS(MENHU_INVALID_HANDLE, menhu_portal_reload(NULL, NULL, &error));
    CHECK(menhu_writer_free((menhu_writer *)portal) == MENHU_INVALID_HANDLE);
    CHECK(menhu_portal_free(portal) == MENHU_OK);
    CHECK(menhu_portal_free(portal) == MENHU_INVALID_HANDLE);
    FAILS(MENHU_INVALID_HANDLE, menhu_portal_stats(portal, &text, &error));
    FAILS(MENHU_INVALID_HANDLE, menhu_portal_refused(portal, &text, &error));
    FAILS(MENHU_INVALID_HANDLE, menhu_portal_set_log(portal, NULL, NULL, &error));
}

static void searches(const char *parent) {
    char path[512];
    menhu_portal *portal;
    menhu_answer *answer = NULL;
    menhu_string *text = NULL;
    menhu_hit hit;
    char page[512];

    folder_in(parent, "searches", path, sizeof path);
    portal = filled_portal(path, 30);
    DONE(menhu_portal_search(portal, LIT("公积金"), 10, 0, &answer, &error));
    CHECK(menhu_answer_total(answer) == 30 && menhu_answer_count(answer) == 10 && menhu_answer_relaxed(answer) == 0);
    DONE(menhu_answer_hit(answer, 9, &hit, &error));
    CHECK(hit.id.len > 4 && memcmp(hit.id.data, "doc-", 4) == 0 && hit.score > 0);
    CHECK(hit.date.len == 10 && memcmp(hit.date.data, "2024-03-01", 10) == 0);
    CHECK(hit.doc_number.data == NULL && hit.doc_number.len == 0 && hit.kind.len == 8);
    FAILS(MENHU_NOT_FOUND, menhu_answer_hit(answer, 10, &hit, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_answer_hit(answer, 0, NULL, &error));
    FAILS(MENHU_INVALID_HANDLE, menhu_answer_hit((menhu_answer *)portal, 0, &hit, &error));
    DONE(menhu_answer_json(answer, &text, &error));
    CHECK(strncmp(menhu_string_data(text), "{\"total\":30,\"hits\":[{", 21) == 0);
    menhu_string_free(text);
    /* An answer is of its own. */
    CHECK(menhu_answer_free(answer) == MENHU_OK && menhu_answer_free(answer) == MENHU_INVALID_HANDLE);
    FAILS(MENHU_INVALID_HANDLE, menhu_answer_json(answer, &text, &error));

    FAILS(MENHU_REQUEST, menhu_portal_search(portal, LIT("公积金"), 1000, 0, &answer, &error));
    FAILS(MENHU_REQUEST, menhu_portal_search(portal, LIT("公积金"), 1, 1000000, &answer, &error));
    FAILS(MENHU_BAD_UTF8, menhu_portal_search(portal, BAD, 1, 0, &answer, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_portal_search(portal, LIT("公积金"), 1, 0, NULL, &error));
    /* A text may hold NUL: it is a blank to the search. */
    DONE(menhu_portal_search(portal, LIT("公积金\0提取"), 1, 0, &answer, &error));
    CHECK(menhu_answer_total(answer) == 30);
    menhu_answer_free(answer);
    DONE(menhu_portal_search(portal, NULL, 0, 0, 0, &answer, &error));
    CHECK(menhu_answer_total(answer) == 30 && menhu_answer_count(answer) == 0);
    menhu_answer_free(answer);

    DONE(menhu_portal_search_json(portal, LIT("{\"q\":\"公积金\",\"limit\":1}"), 60000, &text, &error));
    CHECK(strstr(menhu_string_data(text), "<mark>公积金</mark>") != NULL);
    menhu_string_free(text);
    FAILS(MENHU_REQUEST, menhu_portal_search_json(portal, LIT("{\"size\":1}"), 0, &text, &error));
    FAILS(MENHU_REQUEST, menhu_portal_search_json(portal, NULL, 0, 0, &text, &error));
    FAILS(MENHU_BAD_UTF8, menhu_portal_search_json(portal, BAD, 0, &text, &error));

    DONE(menhu_portal_suggest(portal, LIT("gjj"), 5, &text, &error));
    CHECK(strstr(menhu_string_data(text), "公积金") != NULL);
    menhu_string_free(text);
    FAILS(MENHU_REQUEST, menhu_portal_suggest(portal, LIT("gjj"), 5000, &text, &error));
    FAILS(MENHU_BAD_UTF8, menhu_portal_suggest(portal, BAD, 5, &text, &error));
    DONE(menhu_portal_related(portal, LIT("doc-1"), 0, &text, &error));
    CHECK(strncmp(menhu_string_data(text), "{\"groups\":[", 11) == 0);
    menhu_string_free(text);
    FAILS(MENHU_NOT_FOUND, menhu_portal_related(portal, LIT("no-such"), 0, &text, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_portal_related(portal, NULL, 0, 0, &text, &error));
    DONE(menhu_portal_browse(portal, LIT("units"), 0, &text, &error));
    menhu_string_free(text);
    FAILS(MENHU_INVALID_ARGUMENT, menhu_portal_browse(portal, NUL, 0, &text, &error));
    FAILS(MENHU_NOT_FOUND, menhu_portal_browse(portal, LIT("unit"), 0, &text, &error));
    folder_in(parent, "page", page, sizeof page);
    DONE(menhu_portal_export_page_index(portal, page, strlen(page), LIT("{\"item_url\":\"/i?id={id}\",\"prune\":true}"), 60000, &text, &error));
    CHECK(strncmp(menhu_string_data(text), "{\"documents\":", 13) == 0);
    menhu_string_free(text);
    FAILS(MENHU_CONFIG, menhu_portal_export_page_index(portal, page, strlen(page), LIT("{\"item\":1}"), 0, &text, &error));
    FAILS(MENHU_REQUEST, menhu_portal_export_page_index(portal, page, strlen(page), LIT("{\"item_url\":\"javascript:{id}\"}"), 0, &text, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_portal_export_page_index(portal, NULL, 0, NULL, 0, 0, &text, &error));
    FAILS(MENHU_BAD_UTF8, menhu_portal_export_page_index(portal, page, strlen(page), BAD, 0, &text, &error));
    DONE(menhu_portal_item(portal, LIT("doc-1"), &text, &error));
    CHECK(strstr(menhu_string_data(text), "\"id\":\"doc-1\"") != NULL);
    menhu_string_free(text);
    FAILS(MENHU_NOT_FOUND, menhu_portal_item(portal, LIT("doc-1000"), &text, &error));
    FAILS(MENHU_NOT_FOUND, menhu_portal_walk(portal, LIT("scene"), NULL, 0, &text, &error));
    FAILS(MENHU_REQUEST, menhu_portal_walk(portal, LIT("scene"), LIT("[1]"), &text, &error));
    menhu_portal_free(portal);
}

static void writing(const char *parent) {
    char path[512];
    menhu_portal *portal;
    menhu_writer *writer = NULL, *second = NULL;
    menhu_answer *answer = NULL;
    menhu_commit commit = {7, 7, 7};
    int32_t changed = 7;

    folder_in(parent, "writing", path, sizeof path);
    portal = filled_portal(path, 3);
    FAILS(MENHU_CONFIG, menhu_writer_open(portal, LIT("{\"thread\":1}"), &writer, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_writer_open(portal, LIT("{\"memory_mb\":1}"), &writer, &error));
    FAILS(MENHU_INVALID_HANDLE, menhu_writer_open(NULL, NULL, 0, &writer, &error));
    DONE(menhu_writer_open(portal, LIT("{\"threads\":1}"), &writer, &error));
    FAILS(MENHU_LOCKED, menhu_writer_open(portal, NULL, 0, &second, &error));
    CHECK(second == NULL);
    FAILS(MENHU_ITEM, menhu_writer_put(writer, LIT("not an item"), &error));
    FAILS(MENHU_ITEM, menhu_writer_put(writer, NULL, 0, &error));
    FAILS(MENHU_BAD_UTF8, menhu_writer_put(writer, BAD, &error));
    DONE(menhu_writer_put(writer, LIT("{\"id\":\"new\",\"title\":\"公积金\"}"), &error));
    DONE(menhu_writer_remove(writer, LIT("doc-0"), &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_writer_remove(writer, NULL, 0, &error));
    DONE(menhu_writer_rollback(writer, &error));
    DONE(menhu_writer_put(writer, LIT("{\"id\":\"newer\",\"title\":\"公积金\"}"), &error));
    DONE(menhu_writer_finish(writer, &commit, &error));
    CHECK(commit.issued == 0 && commit.opstamp != 7);
    FAILS(MENHU_INVALID_ARGUMENT, menhu_writer_commit(writer, NULL, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_writer_finish(writer, NULL, &error));
    FAILS(MENHU_INVALID_HANDLE, menhu_writer_commit((menhu_writer *)portal, NULL, &error));
    /* Finished, it stands in nobody's way. */
    DONE(menhu_writer_open(portal, LIT("{\"threads\":1}"), &second, &error));
    CHECK(menhu_writer_free(second) == MENHU_OK);
    CHECK(menhu_writer_free(writer) == MENHU_OK && menhu_writer_free(writer) == MENHU_INVALID_HANDLE);
    FAILS(MENHU_INVALID_HANDLE, menhu_writer_rollback(writer, &error));
    DONE(menhu_portal_reload(portal, &changed, &error));
    CHECK(changed == 1);
    DONE(menhu_portal_reload(portal, &changed, &error));
    CHECK(changed == 0);
    DONE(menhu_portal_search(portal, LIT("公积金"), 10, 0, &answer, &error));
    CHECK(menhu_answer_total(answer) == 4);
    /* The portal goes, the answer stays. */
    menhu_portal_free(portal);
    CHECK(menhu_answer_count(answer) == 4);
    menhu_answer_free(answer);
}

static void texts(void) {
    menhu_analyzer *analyzer = NULL, *own = NULL;
    menhu_segments *segments = NULL;
    const menhu_segment *data;
    menhu_string *text = NULL;
    size_t count = 0;
    int32_t kind = -1;

    DONE(menhu_analyzer_new(NULL, 0, &analyzer, &error));
    DONE(menhu_analyzer_new(LIT("青禾镇便民中心\n"), &own, &error));
    FAILS(MENHU_DICTIONARY, menhu_analyzer_new(LIT("青禾镇 often"), &own, &error));
    FAILS(MENHU_BAD_UTF8, menhu_analyzer_new(BAD, &own, &error));
    DONE(menhu_analyzer_segment(analyzer, LIT("公积金提取，A1\0"), &segments, &error));
    data = menhu_segments_data(segments, &count);
    CHECK(count == 5 && data[0].start == 0 && data[0].end == 9 && data[0].kind == MENHU_SEGMENT_WORD);
    CHECK(data[2].kind == MENHU_SEGMENT_SYMBOL && data[3].kind == MENHU_SEGMENT_ALPHANUMERIC && data[4].end == 21);
    CHECK(menhu_segments_data(segments, NULL) == data);
    CHECK(menhu_segments_free(segments) == MENHU_OK && menhu_segments_free(segments) == MENHU_INVALID_HANDLE);
    DONE(menhu_analyzer_segment(own, LIT("青禾镇便民中心"), &segments, &error));
    menhu_segments_data(segments, &count);
    CHECK(count == 1);
    menhu_segments_free(segments);
    FAILS(MENHU_BAD_UTF8, menhu_analyzer_segment(own, BAD, &segments, &error));
    DONE(menhu_analyzer_personal(analyzer, LIT("13800138000"), &kind, &error));
    CHECK(kind == MENHU_PERSONAL_PHONE);
    DONE(menhu_analyzer_personal(analyzer, NULL, 0, &kind, &error));
    CHECK(kind == MENHU_PERSONAL_NONE);
    FAILS(MENHU_INVALID_ARGUMENT, menhu_analyzer_personal(analyzer, NULL, 0, NULL, &error));
    CHECK(menhu_analyzer_free(analyzer) == MENHU_OK && menhu_analyzer_free(analyzer) == MENHU_INVALID_HANDLE);
    FAILS(MENHU_INVALID_HANDLE, menhu_analyzer_segment(analyzer, NULL, 0, &segments, &error));
    FAILS(MENHU_INVALID_HANDLE, menhu_analyzer_personal(analyzer, NULL, 0, &kind, &error));
    menhu_analyzer_free(own);

    DONE(menhu_fold(LIT("公積金\0Ａ"), &text, &error));
    /* A NUL is as good as a blank. */
    CHECK(menhu_string_len(text) == 11 && strcmp(menhu_string_data(text), "公积金 a") == 0);
    menhu_string_free(text);
    FAILS(MENHU_BAD_UTF8, menhu_fold(BAD, &text, &error));
    DONE(menhu_escape_html(LIT("<a>"), &text, &error));
    CHECK(strcmp(menhu_string_data(text), "&lt;a&gt;") == 0);
    menhu_string_free(text);
    FAILS(MENHU_INVALID_ARGUMENT, menhu_escape_html(LIT("<a>"), NULL, &error));
    DONE(menhu_highlight(LIT("<公積金>"), LIT("公积金\n"), &text, &error));
    CHECK(strcmp(menhu_string_data(text), "&lt;<mark>公積金</mark>&gt;") == 0);
    menhu_string_free(text);
    FAILS(MENHU_BAD_UTF8, menhu_highlight(LIT("x"), BAD, &text, &error));
    DONE(menhu_passage(NULL, 0, NULL, 0, &text, &error));
    CHECK(menhu_string_len(text) == 0 && strcmp(menhu_string_data(text), "") == 0);
    menhu_string_free(text);
    FAILS(MENHU_BAD_UTF8, menhu_passage(BAD, NULL, 0, &text, &error));
}

static void numbers(void) {
    menhu_string *text = NULL;
    DONE(menhu_check_resident_id(LIT("11010519491231002X"), &error));
    FAILS(MENHU_NOT_VALID, menhu_check_resident_id(LIT("110105194912310021"), &error));
    DONE(menhu_check_credit_code(LIT("11441700007280420Y"), &error));
    FAILS(MENHU_NOT_VALID, menhu_check_credit_code(LIT("1144170000728042"), &error));
    DONE(menhu_check_plate(LIT("京AD92035"), &error));
    FAILS(MENHU_NOT_VALID, menhu_check_plate(NULL, 0, &error));
    DONE(menhu_check_vin(LIT("1M8GDM9AXKP042788"), &error));
    FAILS(MENHU_NOT_VALID, menhu_check_vin(LIT("1M8GDM9AXKP04278I"), &error));
    DONE(menhu_check_mobile(LIT("13800138000"), &error));
    FAILS(MENHU_NOT_VALID, menhu_check_mobile(LIT("138\0"), &error));
    DONE(menhu_check_name(LIT("买买提·阿卜杜拉"), &error));
    FAILS(MENHU_BAD_UTF8, menhu_check_name(BAD, &error));
    /* What was given does not stand in what is said about it. */
    menhu_error *error = NULL;
    CHECK(menhu_check_resident_id(LIT("110105194912310021"), &error) == MENHU_NOT_VALID);
    CHECK(strstr(menhu_error_message(error, NULL), "1101051949") == NULL);
    menhu_error_free(error);

    DONE(menhu_validate(LIT("mobile"), LIT("138"), &text, &error));
    CHECK(strstr(menhu_string_data(text), "\"valid\":false") != NULL);
    menhu_string_free(text);
    FAILS(MENHU_NOT_FOUND, menhu_validate(LIT("poem"), LIT("x"), &text, &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_validate(NUL, LIT("x"), &text, &error));
    DONE(menhu_mask(LIT("resident_id"), LIT("11010519491231002x"), &text, &error));
    CHECK(strcmp(menhu_string_data(text), "1***************2X") == 0);
    menhu_string_free(text);
    FAILS(MENHU_NOT_FOUND, menhu_mask(LIT("poem"), LIT("x"), &text, &error));
    FAILS(MENHU_BAD_UTF8, menhu_mask(LIT("name"), BAD, &text, &error));
}

#define WHO LIT("{\"id\":\"session-1\",\"address\":\"127.0.0.1\"}")
#define QUESTION                                                                                          \
    LIT("{\"name\":\"张演示\",\"id_number\":\"11010519000101001X\",\"purpose\":\"self_service\"," \
        "\"consent_id\":\"c-20261126-01\"}")

/* Counts messages; calls Menhu, which must be refused. */
static void noted(void *user, int32_t level, const char *message, size_t len) {
    int *count = user;
    menhu_string *text = NULL;
    CHECK(level >= MENHU_LOG_ERROR && level <= MENHU_LOG_INFO && message != NULL && len > 0);
    CHECK(menhu_fold(LIT("x"), &text, NULL) == MENHU_INVALID_ARGUMENT && text == NULL);
    (*count)++;
}

static void lookups(const char *parent, const char *providers, const char *variables) {
    char config[2048];
    menhu_lookups *lookups = NULL, *second = NULL;
    menhu_cancel *cancel = NULL;
    menhu_string *text = NULL;
    int told = 0;

    FAILS(MENHU_CONFIG, menhu_lookups_open(NULL, 0, &lookups, &error));
    FAILS(MENHU_CONFIG, menhu_lookups_open(LIT("{\"audit\":\"s3cret\",\"providers\":7}"), &lookups, &error));
    FAILS(MENHU_CONFIG, menhu_lookups_open(LIT("{}"), &lookups, &error));
    FAILS(MENHU_IO, menhu_lookups_open(LIT("{\"providers\":[\"/nowhere/gjj.toml\"]}"), &lookups, &error));
    FAILS(MENHU_BAD_UTF8, menhu_lookups_open(BAD, &lookups, &error));
    snprintf(config, sizeof config,
             "{\"providers_folder\":\"%s\",\"variables_file\":\"%s\",\"audit\":\"%s/audit.jsonl\",\"threads\":2}", providers,
             variables, parent);
    DONE(menhu_lookups_open(config, strlen(config), &lookups, &error));
    FAILS(MENHU_LOCKED, menhu_lookups_open(config, strlen(config), &second, &error));
    DONE(menhu_lookups_set_log(lookups, noted, &told, &error));
    DONE(menhu_lookups_ask(lookups, LIT("housing-fund"), QUESTION, WHO, 20000, NULL, &text, &error));
    CHECK(strstr(menhu_string_data(text), "\"outcome\":\"found\"") != NULL);
    CHECK(strstr(menhu_string_data(text), "11010519000101001X") == NULL);
    menhu_string_free(text);
    FAILS(MENHU_LOOKUP_INVALID_INPUT, menhu_lookups_ask(lookups, LIT("housing-fund"), LIT("{}"), WHO, 0, NULL, &text, &error));
    FAILS(MENHU_LOOKUP_INVALID_INPUT, menhu_lookups_ask(lookups, LIT("housing-fund"), LIT("x"), WHO, 0, NULL, &text, &error));
    FAILS(MENHU_NOT_FOUND, menhu_lookups_ask(lookups, LIT("weather"), QUESTION, WHO, 0, NULL, &text, &error));
    FAILS(MENHU_CONFIG, menhu_lookups_ask(lookups, LIT("housing-fund"), QUESTION, LIT("{\"id\":1}"), 0, NULL, &text, &error));
    FAILS(MENHU_BAD_UTF8, menhu_lookups_ask(lookups, LIT("housing-fund"), BAD, WHO, 0, NULL, &text, &error));
    FAILS(MENHU_INVALID_HANDLE,
          menhu_lookups_ask(lookups, LIT("housing-fund"), QUESTION, WHO, 0, (menhu_cancel *)lookups, &text, &error));
    DONE(menhu_cancel_new(&cancel, &error));
    CHECK(menhu_cancel_cancel(cancel) == MENHU_OK && menhu_cancel_cancel(cancel) == MENHU_OK);
    FAILS(MENHU_CANCELLED, menhu_lookups_ask(lookups, LIT("housing-fund"), QUESTION, WHO, 0, cancel, &text, &error));
    CHECK(menhu_cancel_free(cancel) == MENHU_OK && menhu_cancel_free(cancel) == MENHU_INVALID_HANDLE);
    DONE(menhu_lookups_reload(lookups, &error));
    DONE(menhu_lookups_purge(lookups, LIT("person"), LIT("11010519000101001X"), &error));
    FAILS(MENHU_LOOKUP_INVALID_INPUT, menhu_lookups_purge(lookups, LIT("person"), LIT("1"), &error));
    FAILS(MENHU_LOOKUP_INVALID_INPUT, menhu_lookups_purge(lookups, LIT("vehicle"), LIT("1"), &error));
    FAILS(MENHU_INVALID_ARGUMENT, menhu_lookups_purge(lookups, LIT("house"), LIT("1"), &error));
    DONE(menhu_lookups_state(lookups, &text, &error));
    CHECK(strstr(menhu_string_data(text), "\"outcome\":\"found\"") != NULL && strstr(menhu_string_data(text), "张") == NULL);
    menhu_string_free(text);
    DONE(menhu_lookups_set_log(lookups, NULL, NULL, &error));
    CHECK(menhu_lookups_free(lookups) == MENHU_OK && menhu_lookups_free(lookups) == MENHU_INVALID_HANDLE);
    FAILS(MENHU_INVALID_HANDLE, menhu_lookups_state(lookups, &text, &error));
    FAILS(MENHU_INVALID_HANDLE, menhu_lookups_reload(lookups, &error));
    FAILS(MENHU_INVALID_HANDLE, menhu_lookups_set_log(lookups, noted, &told, &error));
    FAILS(MENHU_INVALID_HANDLE, menhu_lookups_ask(lookups, LIT("housing-fund"), QUESTION, WHO, 0, NULL, &text, &error));

    /* Nobody answers: the log is told, and a deadline ends the wait. */
    snprintf(config, sizeof config,
             "{\"providers\":[\"%s/demo-fund-city.toml\"],\"audit\":\"%s/second.jsonl\","
             "\"variables\":{\"simulator\":\"http://127.0.0.1:9\",\"city_appid\":\"a\",\"city_token\":\"t\"}}",
             providers, parent);
    DONE(menhu_lookups_open(config, strlen(config), &lookups, &error));
    DONE(menhu_lookups_set_log(lookups, noted, &told, &error));
    FAILS(MENHU_LOOKUP_UPSTREAM_UNAVAILABLE,
          menhu_lookups_ask(lookups, LIT("housing-fund"), QUESTION, WHO, 0, NULL, &text, &error));
    CHECK(told == 1);
    FAILS(MENHU_LOOKUP_UNSUPPORTED,
          menhu_lookups_ask(lookups, LIT("traffic-violations"),
                            LIT("{\"plate\":\"京A12345\",\"plate_type\":\"02\",\"purpose\":\"agent\",\"consent_id\":\"c-20261126-01\"}"),
                            WHO, 0, NULL, &text, &error));
    CHECK(menhu_lookups_free(lookups) == MENHU_OK);
}

#ifdef MENHU_INJECTED_PANICS
static void panics(void) {
    menhu_error *error = NULL;
    CHECK(menhu_test_panic(LIT("110105194912310021"), NULL) == MENHU_PANIC);
    CHECK(menhu_test_panic(LIT("110105194912310021"), &error) == MENHU_PANIC);
    CHECK(strstr(menhu_error_message(error, NULL), "injected.rs:") != NULL);
    CHECK(strstr(menhu_error_message(error, NULL), "1101") == NULL);
    menhu_error_free(error);
    FAILS(MENHU_BAD_UTF8, menhu_test_panic(BAD, &error));
}
#endif

int main(int argc, char **argv) {
    CHECK(argc == 2 || argc == 4);
    versions();
    nothing();
    portal(argv[1]);
    searches(argv[1]);
    writing(argv[1]);
    texts();
    numbers();
    if (argc == 4) lookups(argv[1], argv[2], argv[3]);
#ifdef MENHU_INJECTED_PANICS
    panics();
#endif
    puts("every: passed");
    return 0;
}
