// Menhu (门户), the search and query kernel of a Chinese government portal.
//
// Made of the code by tests/header.rs: change the code, not this file. MIT or Apache-2.0, at your option.
//
// The conventions, once for all functions:
//
// Texts in     are pointer and length in bytes: UTF-8, no NUL needed behind them. NULL with length 0 is empty. Texts (queries,
//              lines, requests) may hold NUL; paths, ids and names of things may not. They are read during the call only.
// Handles      are pointers to nothing: numbers that Menhu knows, never to be followed. Each is freed once, by the function of
//              its type that ends in _free. NULL may be freed. What was freed before, or is of another type, is told apart
//              with certainty, by every function: MENHU_INVALID_HANDLE; nothing happens then. A handle may be freed
//              while another thread is in a call with it: the call finishes.
// Status       Every call that can fail returns an int32_t: MENHU_OK is 0, the others are below. Functions that return something
//              else give 0 or NULL for what is no handle.
// Errors       The last argument, which may be NULL, takes an error when, and only when, the call does not return MENHU_OK. Its
//              message says what, where, and what to do; it holds nothing of a person. Free it with menhu_error_free. There is
//              no error that a thread or the library keeps.
// Outputs      are written when the call returns MENHU_OK, and untouched otherwise. They point to memory for what their type
//              says. Those that may be NULL say so.
// Texts out    are a menhu_string of their own, with a NUL behind the text; or slices that belong to another handle, without.
// Panics       do not leave: a defect of Menhu is MENHU_PANIC, with its place, and nothing is printed.
// Callbacks    come from any thread, and may not call Menhu.
// Threads      are said for each type. "Any thread": any number of threads at the same time. "One thread at a time": whoever
//              hands it on makes sure that the other sees what was done.
// Forks        A portal and an analyzer that were opened before a fork may be read in the children. A writer and lookups may not:
//              MENHU_FORKED. Fork while no other thread is in a call.
//
//     menhu_portal *portal = NULL;
//     menhu_error *error = NULL;
//     if (menhu_portal_open("portal", 6, &portal, &error) != MENHU_OK) {
//         fprintf(stderr, "%s\n", menhu_error_message(error, NULL));
//         menhu_error_free(error);
//         return 1;
//     }
//     menhu_portal_free(portal);
//     return 0;

#ifndef MENHU_H
#define MENHU_H

#include <stddef.h>
#include <stdint.h>

/* The version of this header; menhu_version is that of the library. */
#define MENHU_VERSION "0.1.0"
#define MENHU_VERSION_MAJOR 0
#define MENHU_VERSION_MINOR 1
#define MENHU_VERSION_PATCH 0


// Changes with every change of this header that a program must be compiled anew for.
#define MENHU_ABI_VERSION 1

// It was done.
#define MENHU_OK 0

// An argument is missing, too large or of no meaning; the message names it. Nothing was done.
#define MENHU_INVALID_ARGUMENT 1

// A handle is none, is of another type, or has been freed. Nothing was done.
#define MENHU_INVALID_HANDLE 2

// A text is not UTF-8; the message says where.
#define MENHU_BAD_UTF8 3

// Menhu has a defect; the message says where. Handles stay usable.
#define MENHU_PANIC 4

// There is no such thing.
#define MENHU_NOT_FOUND 5

// It was cancelled.
#define MENHU_CANCELLED 6

// It was not ready by its deadline.
#define MENHU_DEADLINE 7

// The handle was opened in another process, and its threads are there: open it after the fork.
#define MENHU_FORKED 8

// The folder holds no portal.
#define MENHU_NOT_A_PORTAL 20

// Another process writes; the message names it.
#define MENHU_LOCKED 21

// The portal was indexed with another dictionary or version: menhu_reindex.
#define MENHU_FINGERPRINT 22

// The portal's own dictionary has new words: menhu_reindex takes them over; the old ones hold.
#define MENHU_NEW_WORDS 23

// A file of the portal is damaged.
#define MENHU_DAMAGED 24

// A dictionary is malformed; the message has the line.
#define MENHU_DICTIONARY 25

// A file of settings, or a configuration that was given, is malformed; the message has the place.
#define MENHU_CONFIG 26

// The request cannot be answered; the message names the parameter.
#define MENHU_REQUEST 27

// The item cannot be taken in; the message names the field.
#define MENHU_ITEM 28

// Reading or writing failed; the message names the file.
#define MENHU_IO 29

// The engine failed.
#define MENHU_ENGINE 30

// A number, code or name is not valid; the message says why, and quotes nothing of a person.
#define MENHU_NOT_VALID 40

// A lookup: the question is malformed; the error's JSON has every field.
#define MENHU_LOOKUP_INVALID_INPUT 60

// A lookup: the provider does not accept us.
#define MENHU_LOOKUP_AUTH_FAILED 61

// A lookup: nothing on record fits what was given.
#define MENHU_LOOKUP_NOT_FOUND 62

// A lookup: nothing on record, where a provider can say so in no answer.
#define MENHU_LOOKUP_NO_RECORDS 63

// A lookup: only the provider's own site answers.
#define MENHU_LOOKUP_CAPTCHA_REQUIRED 64

// A lookup: the provider answers no more today.
#define MENHU_LOOKUP_QUOTA_EXCEEDED 65

// A lookup: too many questions; the error's JSON says when to ask again.
#define MENHU_LOOKUP_RATE_LIMITED 66

// A lookup: the provider is being maintained.
#define MENHU_LOOKUP_UPSTREAM_MAINTENANCE 67

// A lookup: the provider did not answer in time.
#define MENHU_LOOKUP_UPSTREAM_TIMEOUT 68

// A lookup: the provider cannot be reached, or is failing.
#define MENHU_LOOKUP_UPSTREAM_UNAVAILABLE 69

// A lookup: the provider's answer cannot be read.
#define MENHU_LOOKUP_MALFORMED 70

// A lookup: the provider takes our signature for expired.
#define MENHU_LOOKUP_SIGNATURE_EXPIRED 71

// A lookup: nobody here answers such a question.
#define MENHU_LOOKUP_UNSUPPORTED 72

// Something is wrong, and somebody should look.
#define MENHU_LOG_ERROR 1

// Something is wrong, and Menhu goes on without it.
#define MENHU_LOG_WARN 2

// Something has happened.
#define MENHU_LOG_INFO 3

// A word in ideographs: one of the dictionary, or a single character that belongs to none.
#define MENHU_SEGMENT_WORD 0

// A run of letters and digits.
#define MENHU_SEGMENT_ALPHANUMERIC 1

// White space, one character.
#define MENHU_SEGMENT_BLANK 2

// Punctuation and symbols, one character.
#define MENHU_SEGMENT_SYMBOL 3

// Nothing in the text points to a person. No promise.
#define MENHU_PERSONAL_NONE 0

// The number of an identity card.
#define MENHU_PERSONAL_ID_NUMBER 1

// A mobile or landline phone.
#define MENHU_PERSONAL_PHONE 2

// The number of a bank card.
#define MENHU_PERSONAL_BANK_CARD 3

// A vehicle plate.
#define MENHU_PERSONAL_PLATE 4

// A vehicle identification number.
#define MENHU_PERSONAL_VIN 5

// An e-mail address.
#define MENHU_PERSONAL_EMAIL 6

// A passport, a travel permit or the like.
#define MENHU_PERSONAL_PERMIT 7

// Another long number.
#define MENHU_PERSONAL_LONG_NUMBER 8

// A person's name.
#define MENHU_PERSONAL_NAME 9

// Cuts texts into words by the built-in dictionary and words of one's own. Immutable: any thread, also several at the same
// time. It may be made before a fork.
typedef struct menhu_analyzer menhu_analyzer;

// The answer to a search. Immutable, and of its own: the portal may be reloaded and freed. One thread at a time; free it
// once, with menhu_answer_free.
typedef struct menhu_answer menhu_answer;

// Calls off the lookups that were given it: menhu_lookups_ask. Any thread, also several at the same time; once it is
// cancelled it stays so.
typedef struct menhu_cancel menhu_cancel;

// Why a call failed. Immutable: any thread may read it; free it once, with menhu_error_free.
typedef struct menhu_error menhu_error;

// The lookups of a portal, with a runtime of their own. Any thread, also several at the same time; not for children of the
// process that opened them: MENHU_FORKED.
typedef struct menhu_lookups menhu_lookups;

// A portal, opened for searching: the newest commit of a folder when it was opened, or last reloaded. Any thread, also
// several at the same time. It may be opened before a fork and read in the children; see README.md.
typedef struct menhu_portal menhu_portal;

// The segments of a text. Immutable; one thread at a time; free it once, with menhu_segments_free.
typedef struct menhu_segments menhu_segments;

// A text that a call gives: UTF-8. One thread at a time; free it once, with menhu_string_free.
typedef struct menhu_string menhu_string;

// The one writer of a portal: nobody else writes while it is open. What it puts and removes is seen by readers after
// menhu_writer_commit and their menhu_portal_reload; what is not committed when it is freed, or when the process dies,
// never happened. One thread at a time (others wait). Not for children of the process that opened it: MENHU_FORKED.
typedef struct menhu_writer menhu_writer;

// Takes a message of a handle: UTF-8, `message_len` bytes without a NUL behind them, gone when it returns. It holds nothing
// of a person, and no query. It is called from any thread, also from several at the same time, and may not call Menhu:
// a call from inside it is refused. It may not throw, nor jump out.
typedef void (*menhu_log_callback)(void *user, int32_t level, const char *message, size_t message_len);

// A text inside of another thing, which it belongs to: UTF-8, `len` bytes, without a NUL behind them. `data` is NULL where
// there is no such text, and not NULL where it is empty.
typedef struct menhu_slice {
    // Where it begins.
    const char *data;
    // Its length in bytes.
    size_t len;
} menhu_slice;

// A hit of an answer. Its texts belong to the answer, and stay until that is freed.
typedef struct menhu_hit {
    // The item's id.
    struct menhu_slice id;
    // Its title in plain text; the first words of the body where it has none.
    struct menhu_slice title;
    // Where the original is; or NULL.
    struct menhu_slice url;
    // Day of publication, YYYY-MM-DD; or NULL.
    struct menhu_slice date;
    // The publishing unit; or NULL.
    struct menhu_slice unit;
    // What it is: document, news, service, letter, unit, column, scene, form, lookup or topic.
    struct menhu_slice kind;
    // Document number, as published; or NULL.
    struct menhu_slice doc_number;
    // The title as HTML, escaped, the words found in <mark>.
    struct menhu_slice title_html;
    // The passage that shows best why it matches, as HTML, escaped, the words found in <mark>; may be empty.
    struct menhu_slice passage_html;
    // Relevance: comparable within one answer only.
    double score;
} menhu_hit;

// What a commit was.
typedef struct menhu_commit {
    // Number of operations in the life of the portal.
    uint64_t opstamp;
    // Generation of the catalog.
    uint64_t generation;
    // How many index numbers (索引号) were issued.
    uint64_t issued;
} menhu_commit;

// A piece of a text. The pieces cover it without gaps.
typedef struct menhu_segment {
    // Byte at which it begins in the text that was given.
    uint64_t start;
    // Byte after its last.
    uint64_t end;
    // What it is: MENHU_SEGMENT_WORD and its like.
    uint32_t kind;
    // 0.
    uint32_t reserved;
} menhu_segment;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The version of the library that is loaded, such as "0.1.0"; MENHU_VERSION is that of the header. Never NULL; it is
// not to be freed.
const char *menhu_version(void);

// MENHU_ABI_VERSION of the library that is loaded: whoever finds another than that of their header goes no further.
uint32_t menhu_abi_version(void);

// The name of a status, `MENHU_OK` for 0. Never NULL; it is not to be freed.
const char *menhu_status_name(int32_t status);

// The status that the call returned. MENHU_INVALID_HANDLE when `error` is none.
int32_t menhu_error_code(const struct menhu_error *error);

// What went wrong, where, and what to do, in English, with a NUL behind it; it holds nothing of a person. `len`, which
// may be NULL, takes its length. NULL when `error` is none. It stays until the error is freed.
const char *menhu_error_message(const struct menhu_error *error, size_t *len);

// The error as JSON: `code`, `name`, `message`; of a lookup also `class`, `title` and `advice` for the citizen in
// Chinese, and where there are any `faults`, `retry_after` (seconds) and `official`. As menhu_error_message otherwise.
const char *menhu_error_json(const struct menhu_error *error, size_t *len);

// Frees an error. NULL is MENHU_OK; one that has been freed is MENHU_INVALID_HANDLE.
int32_t menhu_error_free(struct menhu_error *error);

// The text, with a NUL behind it (it may hold others). NULL when `string` is none. It stays until the string is freed.
const char *menhu_string_data(const struct menhu_string *string);

// Its length in bytes, without the NUL. 0 when `string` is none.
size_t menhu_string_len(const struct menhu_string *string);

// Frees a string; one that a lookup gave is overwritten first. NULL is MENHU_OK; one that has been freed is
// MENHU_INVALID_HANDLE.
int32_t menhu_string_free(struct menhu_string *string);

// Opens the portal in a folder. Files of editors that are malformed are left aside: menhu_portal_refused.
//
// MENHU_NOT_A_PORTAL, MENHU_FINGERPRINT (menhu_reindex), MENHU_DAMAGED, MENHU_DICTIONARY, MENHU_IO.
int32_t menhu_portal_open(const char *path, size_t path_len, struct menhu_portal **portal, struct menhu_error **error);

// As menhu_portal_open, and makes an empty portal first where the folder is missing or empty.
int32_t menhu_portal_open_or_create(const char *path,
                                    size_t path_len,
                                    struct menhu_portal **portal,
                                    struct menhu_error **error);

// Shows the newest commit and the newest rules of editors from now on; searches under way finish on theirs. `changed`, which
// may be NULL, takes 1 when one of them is another than before, and 0 otherwise. Nothing is reloaded by itself: call
// this after a commit, or in intervals.
//
// MENHU_CONFIG, MENHU_DICTIONARY (the last good rules stay in force), MENHU_NEW_WORDS, MENHU_FINGERPRINT, MENHU_DAMAGED,
// MENHU_IO. What was shown stays; what is faultless is shown all the same.
int32_t menhu_portal_reload(const struct menhu_portal *portal,
                            int32_t *changed,
                            struct menhu_error **error);

// Makes ready what suggestions, pinyin and cards need, so that nobody has to wait for it. Before a fork, so that the
// children share it.
int32_t menhu_portal_warm(const struct menhu_portal *portal, struct menhu_error **error);

// What was wrong with files of editors when the portal was opened, or last reloaded, as a JSON array of texts.
int32_t menhu_portal_refused(const struct menhu_portal *portal,
                             struct menhu_string **refused,
                             struct menhu_error **error);

// Sends the portal's messages to a callback from now on; NULL: nowhere. It is told at once what was wrong with files of
// editors. Returns when no callback of before is running any more.
// `callback` may be called with `user` from any thread until another is
// set, or until the portal is freed and no call with it is under way.
int32_t menhu_portal_set_log(const struct menhu_portal *portal,
                             menhu_log_callback callback,
                             void *user,
                             struct menhu_error **error);

// Frees a portal. Calls under way with it finish; answers of it stay. NULL is MENHU_OK; one that has been freed is
// MENHU_INVALID_HANDLE.
int32_t menhu_portal_free(struct menhu_portal *portal);

// Searches for what a person typed, in the query language: `limit` hits (0 to 100) after the first `offset` (up to
// 10,000). It never fails on what is typed.
//
// MENHU_REQUEST when a limit is exceeded; the message names it.
int32_t menhu_portal_search(const struct menhu_portal *portal,
                            const char *query,
                            size_t query_len,
                            uint32_t limit,
                            uint32_t offset,
                            struct menhu_answer **answer,
                            struct menhu_error **error);

// Searches as a request says that is written in JSON, like the body of POST /api/v1/search: `q`, `limit`, `offset` or
// `cursor`, `sort`, filters, `facets`, `explain` and so on. The answer is what HTTP answers, byte for byte but for
// `took_us`. `deadline_ms`: how long an answer is waited for; 0: however long it takes.
//
// MENHU_REQUEST (the message names the parameter), MENHU_DEADLINE.
int32_t menhu_portal_search_json(const struct menhu_portal *portal,
                                 const char *request,
                                 size_t request_len,
                                 uint64_t deadline_ms,
                                 struct menhu_string **answer,
                                 struct menhu_error **error);

// How many items match, exactly. 0 when `answer` is none.
uint64_t menhu_answer_total(const struct menhu_answer *answer);

// How many hits the answer has. 0 when `answer` is none.
uint32_t menhu_answer_count(const struct menhu_answer *answer);

// 1 when fewer words than asked for were required, since too few items hold all of them; 0 otherwise.
int32_t menhu_answer_relaxed(const struct menhu_answer *answer);

// Time spent in the kernel, in microseconds. 0 when `answer` is none.
uint64_t menhu_answer_took_us(const struct menhu_answer *answer);

// Gives hit `index`, the best is 0. Nothing is copied: its texts belong to the answer.
//
// MENHU_NOT_FOUND when the answer has fewer.
int32_t menhu_answer_hit(const struct menhu_answer *answer,
                         uint32_t index,
                         struct menhu_hit *hit,
                         struct menhu_error **error);

// The whole answer as JSON: what menhu_portal_search_json gives, with cards, corrections and notes.
int32_t menhu_answer_json(const struct menhu_answer *answer, struct menhu_string **json, struct menhu_error **error);

// Frees an answer, and with it the texts of its hits. NULL is MENHU_OK; one that has been freed is
// MENHU_INVALID_HANDLE.
int32_t menhu_answer_free(struct menhu_answer *answer);

// What a person may mean by what is typed so far, characters, pinyin or initials: at most `limit` suggestions (0 to 100), as
// GET /api/v1/suggest answers. The first call makes ready what it needs: menhu_portal_warm.
int32_t menhu_portal_suggest(const struct menhu_portal *portal,
                             const char *typed,
                             size_t typed_len,
                             uint32_t limit,
                             struct menhu_string **answer,
                             struct menhu_error **error);

// What is related to an item, each link with its type and its reason, as GET /api/v1/items/{id}/related answers.
//
// MENHU_NOT_FOUND when there is no such item, or it is not open to the public; MENHU_DEADLINE.
int32_t menhu_portal_related(const struct menhu_portal *portal,
                             const char *id,
                             size_t id_len,
                             uint64_t deadline_ms,
                             struct menhu_string **answer,
                             struct menhu_error **error);

// A list by which the portal is entered without a query (units, columns, subjects, genres, years, themes, groups, scenes,
// topics), as GET /api/v1/catalog/{list} answers.
//
// MENHU_NOT_FOUND when there is no such list; MENHU_DEADLINE.
int32_t menhu_portal_browse(const struct menhu_portal *portal,
                            const char *list,
                            size_t list_len,
                            uint64_t deadline_ms,
                            struct menhu_string **answer,
                            struct menhu_error **error);

// The open item with this id, as GET /api/v1/items/{id} answers.
//
// MENHU_NOT_FOUND when there is none, or it is not open to the public.
int32_t menhu_portal_item(const struct menhu_portal *portal,
                          const char *id,
                          size_t id_len,
                          struct menhu_string **answer,
                          struct menhu_error **error);

// Walks a scene (场景服务), named by its id: what is asked next, what is to be done and brought, for the answers given so
// far, a JSON object of question and answer; empty: none.
//
// MENHU_NOT_FOUND when there is no such scene; MENHU_REQUEST names a question or an answer that it does not have.
int32_t menhu_portal_walk(const struct menhu_portal *portal,
                          const char *scene,
                          size_t scene_len,
                          const char *answers,
                          size_t answers_len,
                          struct menhu_string **answer,
                          struct menhu_error **error);

// Writes an index for searches within pages on plain static hosting into a folder, as `menhu export-page-index` does: all
// that is open to the public. Pages that search in an older one there stay usable at every moment. The program of the
// page is not among the files: npm package `menhu`.
//
// `options`: JSON such as {"item_url":"https://www.shifan.example/items/{id}","prune":true}; empty: neither. `item_url` is
// the address of items that have none to which a page can link, `{id}` in place of their id. `prune` deletes files of
// older indexes that neither the new one nor the one before it names. `deadline_ms` bounds the gathering, neither the
// building nor the writing: ten thousand items take some seconds, so leave it to a thread of its own. `answer`: JSON with
// the numbers of documents, files, bytes, files written, assets (0 here: files of the program) and files removed;
// not_pruned says why nothing was deleted, though it was asked for.
//
// MENHU_REQUEST: an item has no address and there is no item_url, or that is no address or lacks {id}, or manifest.mhp in
// the folder is no manifest of a page index; MENHU_LOCKED: another run writes into the folder; MENHU_CONFIG: the options;
// MENHU_DEADLINE, MENHU_DAMAGED, MENHU_IO.
int32_t menhu_portal_export_page_index(const struct menhu_portal *portal,
                                       const char *folder,
                                       size_t folder_len,
                                       const char *options,
                                       size_t options_len,
                                       uint64_t deadline_ms,
                                       struct menhu_string **answer,
                                       struct menhu_error **error);

// What the portal holds: items, units, columns, bytes on disk.
int32_t menhu_portal_stats(const struct menhu_portal *portal, struct menhu_string **answer, struct menhu_error **error);

// Opens the writer of a portal. `options`: JSON such as {"threads":1,"memory_mb":64}; empty: what fits most machines.
//
// MENHU_LOCKED names the process that writes already; MENHU_FINGERPRINT, MENHU_DAMAGED, MENHU_IO, MENHU_ENGINE.
int32_t menhu_writer_open(const struct menhu_portal *portal,
                          const char *options,
                          size_t options_len,
                          struct menhu_writer **writer,
                          struct menhu_error **error);

// Puts an item in, in place of the one with the same id if there is one. `line`: an interchange line, one JSON object.
//
// MENHU_ITEM when it is none, or lacks what every item needs; nothing is changed then. MENHU_ENGINE and MENHU_IO when the disk
// failed: menhu_writer_rollback.
int32_t menhu_writer_put(const struct menhu_writer *writer,
                         const char *line,
                         size_t line_len,
                         struct menhu_error **error);

// Takes the item with this id out; nothing happens when there is none.
int32_t menhu_writer_remove(const struct menhu_writer *writer,
                            const char *id,
                            size_t id_len,
                            struct menhu_error **error);

// Makes everything put and removed since the last commit durable and visible, all at once. `commit`, which may be NULL,
// takes what it was.
//
// MENHU_IO and MENHU_ENGINE when the disk does not take it: the portal stays as it was at the last commit.
int32_t menhu_writer_commit(const struct menhu_writer *writer, struct menhu_commit *commit, struct menhu_error **error);

// Forgets everything put and removed since the last commit, and what went wrong with it.
int32_t menhu_writer_rollback(const struct menhu_writer *writer, struct menhu_error **error);

// Commits, and waits until the parts of the index are merged: for the end of a large import. The portal can be written to
// by others afterwards; the writer is of no use any more, and is freed.
int32_t menhu_writer_finish(const struct menhu_writer *writer,
                            struct menhu_commit *commit,
                            struct menhu_error **error);

// Frees a writer; what it has not committed never happened. NULL is MENHU_OK; one that has been freed is
// MENHU_INVALID_HANDLE.
int32_t menhu_writer_free(struct menhu_writer *writer);

// Checks the portal in a folder, as far as it can be read: its files, and what it publishes. The report is JSON, as of
// `menhu check --json`. Reads everything; changes nothing.
//
// MENHU_NOT_A_PORTAL; what is wrong with one is in the report.
int32_t menhu_check(const char *path, size_t path_len, struct menhu_string **report, struct menhu_error **error);

// Makes the index of the portal in a folder anew from the items it stores: after MENHU_FINGERPRINT or MENHU_NEW_WORDS.
// Readers that are open go on with the old one until they reload. `options`: as of menhu_writer_open. `items`, which may be
// NULL, takes their number.
//
// MENHU_LOCKED; MENHU_DAMAGED when a stored item cannot be read, and then nothing is changed.
int32_t menhu_reindex(const char *path,
                      size_t path_len,
                      const char *options,
                      size_t options_len,
                      uint64_t *items,
                      struct menhu_error **error);

// Copies the newest commit of the portal in a folder, and what editors have written, into a missing or empty folder, while it is
// searched and written to. The copy is a portal, verified. `copied` takes what it holds: JSON with `files` and
// `bytes`.
//
// MENHU_IO and MENHU_DAMAGED name the file; what has been copied so far is no portal then.
int32_t menhu_backup(const char *path,
                     size_t path_len,
                     const char *to,
                     size_t to_len,
                     struct menhu_string **copied,
                     struct menhu_error **error);

// Makes an analyzer. `words`: words of one's own, one a line, optionally followed by a blank and the frequency; empty: none.
//
// MENHU_DICTIONARY names the line that is no word.
int32_t menhu_analyzer_new(const char *words,
                           size_t words_len,
                           struct menhu_analyzer **analyzer,
                           struct menhu_error **error);

// Cuts a text into segments.
int32_t menhu_analyzer_segment(const struct menhu_analyzer *analyzer,
                               const char *text,
                               size_t text_len,
                               struct menhu_segments **segments,
                               struct menhu_error **error);

// The segments, one behind the other; `count`, which may be NULL, takes their number. They stay until menhu_segments_free.
// NULL when `segments` is none.
const struct menhu_segment *menhu_segments_data(const struct menhu_segments *segments,
                                                size_t *count);

// Frees segments. NULL is MENHU_OK; those that have been freed are MENHU_INVALID_HANDLE.
int32_t menhu_segments_free(struct menhu_segments *segments);

// Whether a text that somebody typed holds what points to a person, by its shape: such a query is not to be kept, in no log
// and no report. `kind` takes MENHU_PERSONAL_NONE, or the first that is found.
int32_t menhu_analyzer_personal(const struct menhu_analyzer *analyzer,
                                const char *text,
                                size_t text_len,
                                int32_t *kind,
                                struct menhu_error **error);

// Frees an analyzer. NULL is MENHU_OK; one that has been freed is MENHU_INVALID_HANDLE.
int32_t menhu_analyzer_free(struct menhu_analyzer *analyzer);

// The form in which texts are compared: half-width, lower-case, Simplified; as many characters as the text has.
int32_t menhu_fold(const char *text, size_t text_len, struct menhu_string **folded, struct menhu_error **error);

// The text with the five characters escaped that mean something in HTML.
int32_t menhu_escape_html(const char *text, size_t text_len, struct menhu_string **escaped, struct menhu_error **error);

// The whole text as HTML, escaped, with these words in <mark>, in whatever script, width and case they stand in it. `words`:
// one a line.
int32_t menhu_highlight(const char *text,
                        size_t text_len,
                        const char *words,
                        size_t words_len,
                        struct menhu_string **marked,
                        struct menhu_error **error);

// The passage of the text that has the most of these words, about 120 characters, as menhu_highlight marks them; its
// beginning where none stands in it.
int32_t menhu_passage(const char *text,
                      size_t text_len,
                      const char *words,
                      size_t words_len,
                      struct menhu_string **passage,
                      struct menhu_error **error);

// Judges a text by the name of a kind: resident_id, mobile, name, plate, vin, engine_number, credit_code,
// organisation_code, doc_number or index_number. The verdict is JSON: `kind`, `valid`; of what is not, `reason` in English and
// `chinese` for citizens; of plates and index numbers their `class`, of vehicle numbers `check_digit_fits`, of codes, document and index
// numbers the `canonical` form. Not valid is an answer here, no failure.
//
// MENHU_NOT_FOUND when there is no such kind.
int32_t menhu_validate(const char *kind,
                       size_t kind_len,
                       const char *text,
                       size_t text_len,
                       struct menhu_string **verdict,
                       struct menhu_error **error);

// What a page may show of a text of a kind: resident_id, name, mobile, account, plate, vin or engine_number. Its width is that
// of the kind, and what is none of the kind is hidden whole.
//
// MENHU_NOT_FOUND when there is no such kind.
int32_t menhu_mask(const char *kind,
                   size_t kind_len,
                   const char *text,
                   size_t text_len,
                   struct menhu_string **masked,
                   struct menhu_error **error);

// Checks a resident identity number (公民身份号码, GB 11643). MENHU_NOT_VALID says why.
int32_t menhu_check_resident_id(const char *text, size_t text_len, struct menhu_error **error);

// Checks a unified social credit code (统一社会信用代码, GB 32100). MENHU_NOT_VALID says why.
int32_t menhu_check_credit_code(const char *text, size_t text_len, struct menhu_error **error);

// Checks a number plate (号牌号码). MENHU_NOT_VALID says why.
int32_t menhu_check_plate(const char *text, size_t text_len, struct menhu_error **error);

// Checks a vehicle identification number (车辆识别代号), but for its check digit, which imported cars need not keep.
// MENHU_NOT_VALID says why.
int32_t menhu_check_vin(const char *text,
                        size_t text_len,
                        struct menhu_error **error);

// Checks a mobile number (手机号码). MENHU_NOT_VALID says why.
int32_t menhu_check_mobile(const char *text, size_t text_len, struct menhu_error **error);

// Checks the shape of a person's name (姓名). MENHU_NOT_VALID says why.
int32_t menhu_check_name(const char *text, size_t text_len, struct menhu_error **error);

// Makes one.
int32_t menhu_cancel_new(struct menhu_cancel **cancel, struct menhu_error **error);

// Calls off what was given it and is under way, and what will be: such a call returns MENHU_CANCELLED at once. What was sent to a
// provider cannot be called back, and is in the audit as what it was.
int32_t menhu_cancel_cancel(const struct menhu_cancel *cancel);

// Frees one; lookups that were given it go on. NULL is MENHU_OK; one that has been freed is MENHU_INVALID_HANDLE.
int32_t menhu_cancel_free(struct menhu_cancel *cancel);

// Opens lookups. `config`: a JSON object, of which every member may be missing:
//
//   portal            folder of a portal: its config/lookups.toml and config/providers/*.toml are read
//   providers         files of providers, besides; providers_folder: a folder of them
//   variables         object of names and values: what provider files know as host:NAME; variables_file: a TOML file of them
//   secret            env:NAME, file:PATH or host:NAME: 32 bytes or more; without it one is drawn
//   audit             file of the audit, of this process alone; without one nothing is looked up
//   redis, cache_bytes, rates     as in config/lookups.toml (docs/lookups.md)
//   threads           of the runtime, 1 to 16; 2 without it
//
// MENHU_CONFIG (the message has file and line, and quotes no secret), MENHU_LOCKED when another process writes the audit,
// MENHU_IO.
int32_t menhu_lookups_open(const char *config,
                           size_t config_len,
                           struct menhu_lookups **lookups,
                           struct menhu_error **error);

// Reads the files of providers anew: those that have changed, come or gone are taken over, all at once. What is under way
// finishes as it began.
//
// MENHU_CONFIG and MENHU_IO; then all stays as it was.
int32_t menhu_lookups_reload(const struct menhu_lookups *lookups,
                             struct menhu_error **error);

// Forgets everything about a person or a vehicle: what is kept, and what is being fetched now (PIPL, article 47). `subject`:
// person or vehicle; `number`: the number of the identity card, or the plate.
//
// MENHU_LOOKUP_INVALID_INPUT for what is no number; MENHU_LOOKUP_UPSTREAM_UNAVAILABLE when a second level does not answer,
// and other processes may still know.
int32_t menhu_lookups_purge(const struct menhu_lookups *lookups,
                            const char *subject,
                            size_t subject_len,
                            const char *number,
                            size_t number_len,
                            struct menhu_error **error);

// Sends the lookups' messages to a callback from now on; NULL: nowhere. Returns when no callback of before is running any
// more.
// `callback` may be called with `user` from any thread until another is
// set, or until the lookups are freed and no call with them is under way.
int32_t menhu_lookups_set_log(const struct menhu_lookups *lookups,
                              menhu_log_callback callback,
                              void *user,
                              struct menhu_error **error);

// Frees lookups. Calls under way finish; what is kept is overwritten. Waits two seconds at most for work behind. NULL is
// MENHU_OK; those that have been freed are MENHU_INVALID_HANDLE.
int32_t menhu_lookups_free(struct menhu_lookups *lookups);

// Looks up, and waits for the answer. `operation`: social-security, housing-fund or traffic-violations. `request`: the question
// as JSON, as the body of POST /api/v1/lookups/{operation}; docs/lookups.md has its members. `requester`: who asks, as whoever
// calls has authenticated them: {"id":"what they are known by","address":"203.0.113.7"}; the id is kept as a pseudonym only.
// `deadline_ms`: how long is waited at most; 0: as long as the provider's file allows. `cancel`: NULL, or what calls it
// off. The answer is what HTTP answers; its memory is overwritten when it is freed.
//
// MENHU_LOOKUP_… says why there is no answer, MENHU_CANCELLED and MENHU_DEADLINE that nobody waited for it: then it may still
// come, and be kept for the next question.
int32_t menhu_lookups_ask(const struct menhu_lookups *lookups,
                          const char *operation,
                          size_t operation_len,
                          const char *request,
                          size_t request_len,
                          const char *requester,
                          size_t requester_len,
                          uint64_t deadline_ms,
                          const struct menhu_cancel *cancel,
                          struct menhu_string **answer,
                          struct menhu_error **error);

// How lookups are doing, as JSON: `providers` with their calls and breakers, `counts` of how lookups have ended, and the
// number and hash of the `audit`'s last entry. Nothing of a person.
int32_t menhu_lookups_state(const struct menhu_lookups *lookups,
                            struct menhu_string **state,
                            struct menhu_error **error);

#if defined(MENHU_INJECTED_PANICS)
// Panics with a message inside the boundary: for tests that nothing of it leaves. Only in builds with the feature
// `injected-panics`, never in what is delivered.
int32_t menhu_test_panic(const char *message, size_t len, struct menhu_error **error);
#endif

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* MENHU_H */
