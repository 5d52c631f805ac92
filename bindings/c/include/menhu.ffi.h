/* Menhu 0.1.0: menhu.h without comments and directives, for PHP's FFI and Python's cffi. Made by tests/header.rs. */

enum {
  MENHU_ABI_VERSION = 1,
  MENHU_OK = 0,
  MENHU_INVALID_ARGUMENT = 1,
  MENHU_INVALID_HANDLE = 2,
  MENHU_BAD_UTF8 = 3,
  MENHU_PANIC = 4,
  MENHU_NOT_FOUND = 5,
  MENHU_CANCELLED = 6,
  MENHU_DEADLINE = 7,
  MENHU_FORKED = 8,
  MENHU_NOT_A_PORTAL = 20,
  MENHU_LOCKED = 21,
  MENHU_FINGERPRINT = 22,
  MENHU_NEW_WORDS = 23,
  MENHU_DAMAGED = 24,
  MENHU_DICTIONARY = 25,
  MENHU_CONFIG = 26,
  MENHU_REQUEST = 27,
  MENHU_ITEM = 28,
  MENHU_IO = 29,
  MENHU_ENGINE = 30,
  MENHU_NOT_VALID = 40,
  MENHU_LOOKUP_INVALID_INPUT = 60,
  MENHU_LOOKUP_AUTH_FAILED = 61,
  MENHU_LOOKUP_NOT_FOUND = 62,
  MENHU_LOOKUP_NO_RECORDS = 63,
  MENHU_LOOKUP_CAPTCHA_REQUIRED = 64,
  MENHU_LOOKUP_QUOTA_EXCEEDED = 65,
  MENHU_LOOKUP_RATE_LIMITED = 66,
  MENHU_LOOKUP_UPSTREAM_MAINTENANCE = 67,
  MENHU_LOOKUP_UPSTREAM_TIMEOUT = 68,
  MENHU_LOOKUP_UPSTREAM_UNAVAILABLE = 69,
  MENHU_LOOKUP_MALFORMED = 70,
  MENHU_LOOKUP_SIGNATURE_EXPIRED = 71,
  MENHU_LOOKUP_UNSUPPORTED = 72,
  MENHU_LOG_ERROR = 1,
  MENHU_LOG_WARN = 2,
  MENHU_LOG_INFO = 3,
  MENHU_SEGMENT_WORD = 0,
  MENHU_SEGMENT_ALPHANUMERIC = 1,
  MENHU_SEGMENT_BLANK = 2,
  MENHU_SEGMENT_SYMBOL = 3,
  MENHU_PERSONAL_NONE = 0,
  MENHU_PERSONAL_ID_NUMBER = 1,
  MENHU_PERSONAL_PHONE = 2,
  MENHU_PERSONAL_BANK_CARD = 3,
  MENHU_PERSONAL_PLATE = 4,
  MENHU_PERSONAL_VIN = 5,
  MENHU_PERSONAL_EMAIL = 6,
  MENHU_PERSONAL_PERMIT = 7,
  MENHU_PERSONAL_LONG_NUMBER = 8,
  MENHU_PERSONAL_NAME = 9,
};

typedef struct menhu_analyzer menhu_analyzer;

typedef struct menhu_answer menhu_answer;

typedef struct menhu_cancel menhu_cancel;

typedef struct menhu_error menhu_error;

typedef struct menhu_lookups menhu_lookups;

typedef struct menhu_portal menhu_portal;

typedef struct menhu_segments menhu_segments;

typedef struct menhu_string menhu_string;

typedef struct menhu_writer menhu_writer;

typedef void (*menhu_log_callback)(void *user, int32_t level, const char *message, size_t message_len);

typedef struct {
    const char *data;
    size_t len;
} menhu_slice;

typedef struct {
    menhu_slice id;
    menhu_slice title;
    menhu_slice url;
    menhu_slice date;
    menhu_slice unit;
    menhu_slice kind;
    menhu_slice doc_number;
    menhu_slice title_html;
    menhu_slice passage_html;
    double score;
} menhu_hit;

typedef struct {
    uint64_t opstamp;
    uint64_t generation;
    uint64_t issued;
} menhu_commit;

typedef struct {
    uint64_t start;
    uint64_t end;
    uint32_t kind;
    uint32_t reserved;
} menhu_segment;

const char *menhu_version(void);

uint32_t menhu_abi_version(void);

const char *menhu_status_name(int32_t status);

int32_t menhu_error_code(const menhu_error *error);

const char *menhu_error_message(const menhu_error *error, size_t *len);

const char *menhu_error_json(const menhu_error *error, size_t *len);

int32_t menhu_error_free(menhu_error *error);

const char *menhu_string_data(const menhu_string *string);

size_t menhu_string_len(const menhu_string *string);

int32_t menhu_string_free(menhu_string *string);

int32_t menhu_portal_open(const char *path, size_t path_len, menhu_portal **portal, menhu_error **error);

int32_t menhu_portal_open_or_create(const char *path, size_t path_len, menhu_portal **portal, menhu_error **error);

int32_t menhu_portal_reload(const menhu_portal *portal, int32_t *changed, menhu_error **error);

int32_t menhu_portal_warm(const menhu_portal *portal, menhu_error **error);

int32_t menhu_portal_refused(const menhu_portal *portal, menhu_string **refused, menhu_error **error);

int32_t menhu_portal_set_log(const menhu_portal *portal, menhu_log_callback callback, void *user, menhu_error **error);

int32_t menhu_portal_free(menhu_portal *portal);

int32_t menhu_portal_search(const menhu_portal *portal,
                            const char *query,
                            size_t query_len,
                            uint32_t limit,
                            uint32_t offset,
                            menhu_answer **answer,
                            menhu_error **error);

int32_t menhu_portal_search_json(const menhu_portal *portal,
                                 const char *request,
                                 size_t request_len,
                                 uint64_t deadline_ms,
                                 menhu_string **answer,
                                 menhu_error **error);

uint64_t menhu_answer_total(const menhu_answer *answer);

uint32_t menhu_answer_count(const menhu_answer *answer);

int32_t menhu_answer_relaxed(const menhu_answer *answer);

uint64_t menhu_answer_took_us(const menhu_answer *answer);

int32_t menhu_answer_hit(const menhu_answer *answer, uint32_t index, menhu_hit *hit, menhu_error **error);

int32_t menhu_answer_json(const menhu_answer *answer, menhu_string **json, menhu_error **error);

int32_t menhu_answer_free(menhu_answer *answer);

int32_t menhu_portal_suggest(const menhu_portal *portal,
                             const char *typed,
                             size_t typed_len,
                             uint32_t limit,
                             menhu_string **answer,
                             menhu_error **error);

int32_t menhu_portal_related(const menhu_portal *portal,
                             const char *id,
                             size_t id_len,
                             uint64_t deadline_ms,
                             menhu_string **answer,
                             menhu_error **error);

int32_t menhu_portal_browse(const menhu_portal *portal,
                            const char *list,
                            size_t list_len,
                            uint64_t deadline_ms,
                            menhu_string **answer,
                            menhu_error **error);

int32_t menhu_portal_item(const menhu_portal *portal,
                          const char *id,
                          size_t id_len,
                          menhu_string **answer,
                          menhu_error **error);

int32_t menhu_portal_walk(const menhu_portal *portal,
                          const char *scene,
                          size_t scene_len,
                          const char *answers,
                          size_t answers_len,
                          menhu_string **answer,
                          menhu_error **error);

int32_t menhu_portal_export_page_index(const menhu_portal *portal,
                                       const char *folder,
                                       size_t folder_len,
                                       const char *options,
                                       size_t options_len,
                                       uint64_t deadline_ms,
                                       menhu_string **answer,
                                       menhu_error **error);

int32_t menhu_portal_stats(const menhu_portal *portal, menhu_string **answer, menhu_error **error);

int32_t menhu_writer_open(const menhu_portal *portal,
                          const char *options,
                          size_t options_len,
                          menhu_writer **writer,
                          menhu_error **error);

int32_t menhu_writer_put(const menhu_writer *writer, const char *line, size_t line_len, menhu_error **error);

int32_t menhu_writer_remove(const menhu_writer *writer, const char *id, size_t id_len, menhu_error **error);

int32_t menhu_writer_commit(const menhu_writer *writer, menhu_commit *commit, menhu_error **error);

int32_t menhu_writer_rollback(const menhu_writer *writer, menhu_error **error);

int32_t menhu_writer_finish(const menhu_writer *writer, menhu_commit *commit, menhu_error **error);

int32_t menhu_writer_free(menhu_writer *writer);

int32_t menhu_check(const char *path, size_t path_len, menhu_string **report, menhu_error **error);

int32_t menhu_reindex(const char *path,
                      size_t path_len,
                      const char *options,
                      size_t options_len,
                      uint64_t *items,
                      menhu_error **error);

int32_t menhu_backup(const char *path,
                     size_t path_len,
                     const char *to,
                     size_t to_len,
                     menhu_string **copied,
                     menhu_error **error);

int32_t menhu_analyzer_new(const char *words, size_t words_len, menhu_analyzer **analyzer, menhu_error **error);

int32_t menhu_analyzer_segment(const menhu_analyzer *analyzer,
                               const char *text,
                               size_t text_len,
                               menhu_segments **segments,
                               menhu_error **error);

const menhu_segment *menhu_segments_data(const menhu_segments *segments, size_t *count);

int32_t menhu_segments_free(menhu_segments *segments);

int32_t menhu_analyzer_personal(const menhu_analyzer *analyzer,
                                const char *text,
                                size_t text_len,
                                int32_t *kind,
                                menhu_error **error);

int32_t menhu_analyzer_free(menhu_analyzer *analyzer);

int32_t menhu_fold(const char *text, size_t text_len, menhu_string **folded, menhu_error **error);

int32_t menhu_escape_html(const char *text, size_t text_len, menhu_string **escaped, menhu_error **error);

int32_t menhu_highlight(const char *text,
                        size_t text_len,
                        const char *words,
                        size_t words_len,
                        menhu_string **marked,
                        menhu_error **error);

int32_t menhu_passage(const char *text,
                      size_t text_len,
                      const char *words,
                      size_t words_len,
                      menhu_string **passage,
                      menhu_error **error);

int32_t menhu_validate(const char *kind,
                       size_t kind_len,
                       const char *text,
                       size_t text_len,
                       menhu_string **verdict,
                       menhu_error **error);

int32_t menhu_mask(const char *kind,
                   size_t kind_len,
                   const char *text,
                   size_t text_len,
                   menhu_string **masked,
                   menhu_error **error);

int32_t menhu_check_resident_id(const char *text, size_t text_len, menhu_error **error);

int32_t menhu_check_credit_code(const char *text, size_t text_len, menhu_error **error);

int32_t menhu_check_plate(const char *text, size_t text_len, menhu_error **error);

int32_t menhu_check_vin(const char *text, size_t text_len, menhu_error **error);

int32_t menhu_check_mobile(const char *text, size_t text_len, menhu_error **error);

int32_t menhu_check_name(const char *text, size_t text_len, menhu_error **error);

int32_t menhu_cancel_new(menhu_cancel **cancel, menhu_error **error);

int32_t menhu_cancel_cancel(const menhu_cancel *cancel);

int32_t menhu_cancel_free(menhu_cancel *cancel);

int32_t menhu_lookups_open(const char *config, size_t config_len, menhu_lookups **lookups, menhu_error **error);

int32_t menhu_lookups_reload(const menhu_lookups *lookups, menhu_error **error);

int32_t menhu_lookups_purge(const menhu_lookups *lookups,
                            const char *subject,
                            size_t subject_len,
                            const char *number,
                            size_t number_len,
                            menhu_error **error);

int32_t menhu_lookups_set_log(const menhu_lookups *lookups,
                              menhu_log_callback callback,
                              void *user,
                              menhu_error **error);

int32_t menhu_lookups_free(menhu_lookups *lookups);

int32_t menhu_lookups_ask(const menhu_lookups *lookups,
                          const char *operation,
                          size_t operation_len,
                          const char *request,
                          size_t request_len,
                          const char *requester,
                          size_t requester_len,
                          uint64_t deadline_ms,
                          const menhu_cancel *cancel,
                          menhu_string **answer,
                          menhu_error **error);

int32_t menhu_lookups_state(const menhu_lookups *lookups, menhu_string **state, menhu_error **error);
